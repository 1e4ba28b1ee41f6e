// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import { LinkError } from "../../../src/link/link.ts";
import { ClipShelf } from "../../../src/views/clip-shelf.ts";
import { Descriptions } from "../../../src/views/descriptions.ts";
import type { Player } from "../../../src/views/player/player.ts";
import "../../../src/views/player/player.ts";
import { fakeApp } from "../../fakes/app.ts";

function shown(clipId: (ids: readonly string[]) => string) {
  const app = fakeApp({}, { isOpen: false });
  const player = document.createElement("secure-video-player") as Player;
  Object.assign(player, {
    app,
    overview: app.home.overview,
    shelf: new ClipShelf(app.api),
    descriptions: new Descriptions(app.vault),
    clipId: clipId(app.home.clips.map(({ clip_id }) => clip_id)),
  });
  const text = () => player.shadowRoot?.textContent ?? "";
  const find = (selector: string) => player.shadowRoot?.querySelector<HTMLElement>(selector);
  return { app, text, find, show: () => document.body.append(player) };
}

test("a clip that was come to by its link is asked for alone, and those before and after it when it is shown", async () => {
  const { app, find, show } = shown((ids) => ids.at(-1) ?? "");
  show();
  await vi.waitFor(() => expect(find("secure-video-clip-details")).toBeTruthy());
  await vi.waitFor(() => expect(app.sent.map(({ type }) => type)).toContain("secure_video/clips/list"));
  expect(app.sent[0]).toEqual({ type: "secure_video/clips/get", clip_id: app.home.clips.at(-1)?.clip_id });
});

test("a clip that is gone is said to be", async () => {
  const { text, show } = shown(() => "f".repeat(32));
  show();
  await vi.waitFor(() => expect(text()).toContain("It was deleted"));
});

test("a clip that could not be asked for is not said to be gone, and asked for again", async () => {
  const { app, text, find, show } = shown(([id = ""]) => id);
  const answer = app.answers["clips/get"];
  app.answers["clips/get"] = () => {
    throw new LinkError("offline", "Nothing is there.");
  };
  show();
  await vi.waitFor(() => expect(find("secure-video-error")).toBeTruthy());
  expect(text()).not.toContain("It was deleted");
  if (answer) app.answers["clips/get"] = answer;
  find("secure-video-error")?.dispatchEvent(new CustomEvent("retried"));
  await vi.waitFor(() => expect(find("secure-video-clip-details")).toBeTruthy());
});

// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import type { People } from "../../../src/api/messages.ts";
import "../../../src/views/player/share-dialog.ts";
import { fakeApp } from "../../fakes/app.ts";

async function shown() {
  const app = fakeApp();
  const asked = Promise.withResolvers<People>();
  app.answers["people/list"] = () => asked.promise;
  const dialog = document.createElement("secure-video-share-dialog");
  Object.assign(dialog, { app });
  document.body.append(dialog);
  await vi.waitFor(() => expect(dialog.shadowRoot?.querySelector("secure-video-dialog")).toBeTruthy());
  const find = (selector: string) => dialog.shadowRoot?.querySelector(selector);
  return { app, asked, find };
}

test("who it is for can be chosen once it is known who there is, and not before", async () => {
  const { app, asked, find } = await shown();
  expect(find("secure-video-select")).toBeNull();
  expect(find("secure-video-key-source")).toBeNull();
  asked.resolve(app.home.people);
  await vi.waitFor(() =>
    expect(find("secure-video-select")).toMatchObject({ value: app.home.people.people[0]?.recipient }),
  );
  expect(find("secure-video-key-source")).toBeNull();
});

test("whoever is not told who there is can paste a key", async () => {
  const { asked, find } = await shown();
  asked.reject(new Error("Home Assistant does not answer."));
  await vi.waitFor(() => expect(find("secure-video-key-source")).toBeTruthy());
});

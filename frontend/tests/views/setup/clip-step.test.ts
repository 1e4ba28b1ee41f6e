// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import type { Clip } from "../../../src/api/messages.ts";
import { setupOf } from "../../../src/views/setup/session.ts";
import type { SetupStepElement } from "../../../src/views/setup/step.ts";
import "../../../src/views/setup/clip-step.ts";
import { fakeApp } from "../../fakes/app.ts";
import { withDoing } from "../../fakes/doing.ts";

function shown() {
  const app = withDoing(fakeApp());
  const [clip] = app.home.clips as [Clip];
  let push = (_: Clip) => {};
  const changes = async function* () {
    for (;;) {
      const changed = await new Promise<Clip>((resolve) => {
        push = resolve;
      });
      yield { changed: [changed], removed: [] };
    }
  };
  Object.assign(app.api, { clipChanges: changes });
  const step = document.createElement("secure-video-setup-clip") as SetupStepElement;
  Object.assign(step, { app, session: setupOf(app, true), cameras: app.home.overview.cameras });
  document.body.append(step);
  const find = (selector: string) => step.shadowRoot?.querySelector<HTMLElement>(selector);
  return { app, clip, find, push: (changed: Clip) => push(changed) };
}

test("the first clip is opened when it is sealed, not before", async () => {
  const { app, clip, find, push } = shown();
  await vi.waitFor(() => expect(find("secure-video-button")).toBeTruthy());
  find("secure-video-button")?.click();
  await vi.waitFor(() => expect(find("secure-video-progress")).toBeTruthy());
  expect(app.sent).toContainEqual(
    expect.objectContaining({ service: "record_clip", target: { entity_id: "camera.front" }, return_response: true }),
  );
  await vi.waitFor(() => push({ ...clip, state: "recording" }));
  await vi.waitFor(() => push({ ...clip, clip_id: "of another camera" }));
  expect(app.context.value.route).toBe("");
  await vi.waitFor(() => {
    push({ ...clip, state: "sealed" });
    expect(app.context.value.route).toBe(`/clip/${clip.clip_id}`);
  });
});

test("why nothing is recorded is said, and it can be tried again", async () => {
  const { app, find } = shown();
  app.answers.call_service = () => {
    throw new Error("The disk is full.");
  };
  await vi.waitFor(() => expect(find("secure-video-button")).toBeTruthy());
  find("secure-video-button")?.click();
  await vi.waitFor(() => expect(find("[role=alert]")?.textContent).toContain("The disk is full."));
  expect(find("secure-video-button")).toBeTruthy();
});

import { expect, test } from "vitest";
import { CameraFlow } from "../../../src/views/setup/camera-flow.ts";
import { fakeApp } from "../../fakes/app.ts";
import { withDoing } from "../../fakes/doing.ts";

const STREAM = { kind: "stream", name: "Shed", url: "rtsp://10.0.0.5/1", username: "", password: "" } as const;

// The pictures of the fakes need a canvas.
Object.assign(globalThis, {
  OffscreenCanvas: class {
    getContext() {
      return null;
    }
    async convertToBlob() {
      return new Blob(["jpeg"]);
    }
  },
});

const posted = (app: ReturnType<typeof fakeApp>) =>
  app.sent.filter(({ type }) => type.includes("subentries")).map(({ type, json }) => [type.split(" ")[0], json]);

test("a camera of Home Assistant is tried, then saved", async () => {
  const app = withDoing(fakeApp());
  const flow = new CameraFlow(app);
  const trial = await flow.try({ kind: "entity", entityId: "camera.garden" });
  expect(trial).toMatchObject({ kind: "found", stream: "H.264 · 1920 × 1080 · AAC" });
  await flow.save();
  expect(posted(app)).toEqual([
    ["POST", { handler: ["01K", "camera"] }],
    ["POST", { next_step_id: "entity" }],
    ["POST", { entity_id: "camera.garden" }],
    ["POST", { next_step_id: "save" }],
  ]);
});

test("what is wrong is told by field, and the dialog is left before the next try", async () => {
  const app = withDoing(fakeApp());
  const flow = new CameraFlow(app);
  const wrong = await flow.try({ ...STREAM, url: "rtsp://wrong" });
  expect(wrong).toEqual({ kind: "wrong", fields: { url: "unreachable" }, placeholders: {} });
  expect((await flow.try(STREAM)).kind).toBe("found");
  expect(posted(app).map(([method]) => method)).toEqual(["POST", "POST", "POST", "DELETE", "POST", "POST", "POST"]);
});

test("credentials are sent only where there are any", async () => {
  const app = withDoing(fakeApp());
  const flow = new CameraFlow(app);
  await flow.try(STREAM);
  await flow.try({ ...STREAM, username: "anna", password: "secret" });
  const forms = posted(app).filter(([, json]) => Object(json).url);
  expect(forms.map(([, json]) => Object.keys(Object(json)))).toEqual([
    ["name", "url"],
    ["name", "url", "username", "password"],
  ]);
});

test("a dialog that is refused says so", async () => {
  const app = withDoing(fakeApp());
  app.answers["config_entries/get"] = () => [];
  await expect(new CameraFlow(app).try(STREAM)).rejects.toMatchObject({ code: "aborted", message: "not_loaded" });
});

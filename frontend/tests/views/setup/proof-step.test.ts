// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import { setupOf } from "../../../src/views/setup/session.ts";
import type { SetupStepElement } from "../../../src/views/setup/step.ts";
import "../../../src/views/setup/proof-step.ts";
import { fakeApp } from "../../fakes/app.ts";
import { withDoing } from "../../fakes/doing.ts";
import { withRealVault } from "../../fakes/real-vault.ts";

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

async function shown() {
  const app = withRealVault(withDoing(fakeApp()));
  const session = setupOf(app, false);
  const keys = await app.vault.call("makeKeys", "classic");
  const kit = await app.vault.call("kit");
  session.value = { ...session.value, step: "proof", keys, where: "home_assistant" };
  const step = document.createElement("secure-video-setup-proof") as SetupStepElement;
  Object.assign(step, { app, session });
  document.body.append(step);
  await step.updateComplete;
  const choose = (detail: string) =>
    step.shadowRoot?.querySelector("secure-video-key-source")?.dispatchEvent(new CustomEvent("key-text", { detail }));
  const error = () => step.shadowRoot?.querySelector<HTMLElement & { error: string }>("secure-video-key-source")?.error;
  const asked = () => app.sent.map(({ type }) => type).filter((type) => /setup|identity\/store/.test(type));
  return { app, session, kit, choose, error, asked };
}

test("the sheet opens the test clip; the daily key is kept before anything is sealed to it", async () => {
  const { app, session, kit, choose, asked } = await shown();
  choose(`<p>${kit.recoveryIdentity}</p>`);
  await vi.waitFor(() => expect(session.value.isProved).toBe(true), { timeout: 10_000 });
  expect(asked()).toEqual(["secure_video/setup/begin", "secure_video/identity/store", "secure_video/setup/prove"]);
  const [begun] = app.sent.filter(({ type }) => type === "secure_video/setup/begin");
  expect(begun).toMatchObject({ people: [{ name: "Anna", role: "owner" }, { role: "recovery" }] });
  expect(JSON.stringify(app.sent)).not.toContain("AGE-SECRET-KEY-1");
});

test("the sheet of other keys proves nothing, and nothing is stored", async () => {
  const other = await shown();
  const { session, choose, error, asked } = await shown();
  choose(other.kit.recoveryIdentity);
  await vi.waitFor(() => expect(error()).toContain("sheet of other keys"), { timeout: 10_000 });
  expect(session.value).toMatchObject({ isKept: false, isProved: false });
  expect(asked()).toEqual(["secure_video/setup/begin"]);
});

test("what Home Assistant refuses can be tried again with the same sheet", async () => {
  const { app, session, kit, choose, error } = await shown();
  const { "setup/prove": accept } = app.answers;
  app.answers["setup/prove"] = () => {
    throw new Error("The proof is too old.");
  };
  choose(kit.recoveryIdentity);
  await vi.waitFor(() => expect(error()).toContain("too old"), { timeout: 10_000 });
  expect(session.value).toMatchObject({ isKept: true, isProved: false });
  if (accept) app.answers["setup/prove"] = accept;
  choose(kit.recoveryIdentity);
  await vi.waitFor(() => expect(session.value.isProved).toBe(true), { timeout: 10_000 });
});

test.each([
  ["added to them", (others: unknown[], mine: unknown[]) => [...mine, others[0]]],
  ["put in the place of one", (others: unknown[], mine: unknown[]) => [mine[0], others[0]]],
  ["not stored", (_: unknown[], mine: unknown[]) => mine.slice(0, 1)],
])("it is told when another key than those of the sheet was %s", async (_, changed) => {
  const { app, session, kit, choose, error } = await shown();
  const { "setup/prove": accept } = app.answers;
  app.answers["setup/prove"] = async (message) => {
    const { people }: { people: unknown[] } = Object(await accept?.(message));
    return { people: changed(app.home.people.people, people), alarm: null };
  };
  choose(kit.recoveryIdentity);
  await vi.waitFor(() => expect(error()).toContain("It was not changed here."), { timeout: 10_000 });
  expect(session.value.isProved).toBe(false);
});

test("keys that were forgotten in the meantime lead back to the sheet", async () => {
  const { app, session, kit, choose } = await shown();
  await app.vault.call("lock");
  choose(kit.recoveryIdentity);
  await vi.waitFor(() => expect(session.value.step).toBe("kit"), { timeout: 10_000 });
  expect(session.value.isKept).toBe(false);
});

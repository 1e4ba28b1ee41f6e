import { expect, test } from "vitest";
import {
  beginning,
  besides,
  canGoBack,
  isDone,
  type SetupState,
  setupOf,
  wouldLoseKeys,
} from "../../../src/views/setup/session.ts";
import { fakeApp } from "../../fakes/app.ts";

const KEYS = { owner: "age1owner", recovery: "age1recovery" };
const state = (change: Partial<SetupState>): SetupState => ({ ...beginning("Anna", false), ...change });

test("who can record already only adds cameras", () => {
  expect(beginning("Anna", true).step).toBe("cameras");
  expect(beginning("Anna", false).step).toBe("welcome");
});

test("it is left and resumed in the same page, each app for itself", () => {
  const app = fakeApp();
  const session = setupOf(app, false);
  session.value = { ...session.value, step: "kit" };
  expect(setupOf(app, false).value.step).toBe("kit");
  expect(setupOf(fakeApp(), false).value.step).toBe("welcome");
});

test("keys that nothing is sealed to yet would be lost, until they are proved", () => {
  expect(wouldLoseKeys(state({}))).toBe(false);
  expect(wouldLoseKeys(state({ keys: KEYS, isKitSaved: true, isKept: true }))).toBe(true);
  expect(wouldLoseKeys(state({ keys: KEYS, isProved: true }))).toBe(false);
});

test("nobody goes on without a name, a sheet and its proof", () => {
  expect(isDone(state({ step: "keys", name: "  " }))).toBe(false);
  expect(isDone(state({ step: "kit" }))).toBe(false);
  expect(isDone(state({ step: "kit", isKitPrinted: true }))).toBe(true);
  expect(isDone(state({ step: "proof", isKitSaved: true }))).toBe(false);
  expect(isDone(state({ step: "proof", isProved: true }))).toBe(true);
});

test("there is no way back behind the proof", () => {
  expect(canGoBack(state({ step: "proof" }))).toBe(true);
  expect(canGoBack(state({ step: "proof", isKept: true }))).toBe(false);
  expect(canGoBack(state({ step: "cameras", isProved: true }))).toBe(false);
  expect(besides("welcome", -1)).toBe("welcome");
});

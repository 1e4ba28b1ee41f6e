import { expect, test } from "vitest";
import { playerKey } from "../../../src/views/player/keys.ts";

const key = (name: string, ctrlKey = false) => ({ key: name, ctrlKey, metaKey: false, altKey: false });

test.each([
  [" ", { kind: "play" }],
  ["K", { kind: "play" }],
  ["j", { kind: "seek", seconds: -10 }],
  ["ArrowRight", { kind: "seek", seconds: 1 }],
  ["Home", { kind: "seek", seconds: Number.NEGATIVE_INFINITY }],
  [",", { kind: "frame", direction: -1 }],
  ["]", { kind: "neighbour", direction: 1 }],
])("%s", (name, action) => {
  expect(playerKey(key(name))).toEqual(action);
});

test("what the browser uses, and what means nothing, is left alone", () => {
  expect(playerKey(key("s", true))).toBeUndefined();
  expect(playerKey(key("constructor"))).toBeUndefined();
  expect(playerKey(key("Tab"))).toBeUndefined();
});

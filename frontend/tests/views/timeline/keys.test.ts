import { expect, test } from "vitest";
import { timelineKey } from "../../../src/views/timeline/keys.ts";

const key = (name: string, change: Partial<KeyboardEvent> = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...change,
});

test("J and L go from incident to incident, K opens", () => {
  expect(timelineKey(key("j"), false)).toEqual({ kind: "step", direction: -1 });
  expect(timelineKey(key("L"), false)).toEqual({ kind: "step", direction: 1 });
  expect(timelineKey(key("k"), false)).toEqual({ kind: "open" });
});

test("X chooses, Delete deletes what is chosen, Escape chooses no longer", () => {
  expect(timelineKey(key("X"), false)).toEqual({ kind: "choose" });
  expect(timelineKey(key("Delete"), false)).toEqual({ kind: "delete" });
  expect(timelineKey(key("Escape"), false)).toEqual({ kind: "leave" });
});

test("the arrow to the left is earlier, from right to left later", () => {
  expect(timelineKey(key("ArrowLeft"), false)).toEqual({ kind: "pan", share: -0.25 });
  expect(timelineKey(key("ArrowLeft"), true)).toEqual({ kind: "pan", share: 0.25 });
});

test("what the browser uses is left to it", () => {
  expect(timelineKey(key("l", { ctrlKey: true }), false)).toBeUndefined();
  expect(timelineKey(key("Enter"), false)).toBeUndefined();
  expect(timelineKey(key("ArrowDown"), false)).toBeUndefined();
});

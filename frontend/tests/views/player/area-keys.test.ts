import { expect, test } from "vitest";
import { keyed } from "../../../src/views/player/area-keys.ts";
import type { Region } from "../../../src/views/player/boxes.ts";

const press = (areas: readonly Region[], key: string, shiftKey = false) => keyed(areas, { key, shiftKey }) ?? areas;
const one = press([], "Enter");

test("an area is added, and only the newest is moved", () => {
  const two = press(press(one, "Enter"), "ArrowLeft");
  expect(two).toHaveLength(2);
  expect(two[0]).toEqual(one[0]);
  expect(two[1]?.left).toBeCloseTo(0.38);
  expect(two[1]?.right).toBeCloseTo(0.58);
});

test("it changes its size with Shift, and keeps one", () => {
  expect(press(one, "ArrowDown", true)[0]?.bottom).toBeCloseTo(0.62);
  const narrow = Array.from({ length: 30 }).reduce<readonly Region[]>((at) => press(at, "ArrowLeft", true), one);
  expect((narrow[0]?.right ?? 0) - (narrow[0]?.left ?? 0)).toBeCloseTo(0.02);
});

test("it stays in the picture", () => {
  const right = Array.from({ length: 50 }).reduce<readonly Region[]>((at) => press(at, "ArrowRight"), one);
  expect(right[0]?.right).toBe(1);
  expect((right[0]?.right ?? 0) - (right[0]?.left ?? 0)).toBeCloseTo(0.2);
});

test("it is taken away, and other keys mean nothing", () => {
  expect(press(one, "Delete")).toEqual([]);
  expect(keyed([], { key: "Delete", shiftKey: false })).toBeUndefined();
  expect(keyed(one, { key: "Tab", shiftKey: false })).toBeUndefined();
});

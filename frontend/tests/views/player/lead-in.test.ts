import { expect, test } from "vitest";
import { leadIn } from "../../../src/views/player/lead-in.ts";

function led(duration: number, ...begins: readonly number[]): number {
  const rest = { label: "person", kind: "person", score: 1, zones: [], ends: null, path: [] };
  return leadIn({ duration, incidents: begins.map((second) => ({ ...rest, begins: second })) });
}

test("it is over two seconds before the first of what happens", () => {
  expect(led(30, 7)).toBe(5);
  expect(led(30, 20, 7.5, 12)).toBe(5.5);
});

test("there is none where something happens soon, or went on from the clip before", () => {
  expect(led(30, 3)).toBe(0);
  expect(led(30, 1, 20)).toBe(0);
  expect(led(30, -4, 20)).toBe(0);
});

test("there is none where nothing is known to happen", () => {
  expect(led(30)).toBe(0);
  expect(led(30, 30)).toBe(0);
  expect(led(30, Number.POSITIVE_INFINITY)).toBe(0);
});

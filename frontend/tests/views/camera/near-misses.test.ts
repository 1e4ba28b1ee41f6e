import { expect, test } from "vitest";
import type { CameraSettings, NearMiss } from "../../../src/api/messages.ts";
import { verdict } from "../../../src/views/camera/near-misses.ts";
import { type Mask, newMask, newZone, type Zone } from "../../../src/views/camera/shapes.ts";

const EMPTY: CameraSettings = {
  name: "Door",
  labels: ["person"],
  seconds_before: 6,
  seconds_after: 6,
  zones: [],
  lines: [],
  masks: [],
  masked_clips: "reencoded",
};

/** Its foot is at (0.5, 0.8). */
const MISS: NearMiss = {
  label: "person",
  kind: "person",
  confidence: 0.5,
  box: { left: 0.4, top: 0.4, right: 0.6, bottom: 0.8 },
  reason: "outside",
  seconds: 3,
  at: "2026-11-21T09:01:00+00:00",
  zone: null,
};

const rectangle = (left: number, top: number, right: number, bottom: number): [number, number][] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];
const FEET = rectangle(0.3, 0.7, 0.7, 0.9);
const ELSEWHERE = rectangle(0.8, 0.1, 0.95, 0.3);

const withZone = (change: Partial<Zone>, ...more: Zone[]): CameraSettings => ({
  ...EMPTY,
  zones: [{ ...newZone(EMPTY, "Path", "include"), polygon: FEET, ...change }, ...more],
});
const withMask = (change: Partial<Mask>): CameraSettings => ({
  ...EMPTY,
  masks: [{ ...newMask(EMPTY, "Clock", "ignored"), ...change }],
});

test("without areas all that is looked for counts", () => {
  expect(verdict(MISS, EMPTY)).toBe("told");
  expect(verdict({ ...MISS, label: "vehicle" }, EMPTY)).toBe("not_looked_for");
});

test("what stands in an area counts, by its feet", () => {
  expect(verdict(MISS, withZone({}))).toBe("told");
  expect(verdict(MISS, withZone({ polygon: ELSEWHERE }))).toBe("outside");
  // Its middle is in there, its feet are not.
  expect(verdict(MISS, withZone({ polygon: rectangle(0.3, 0.5, 0.7, 0.7) }))).toBe("outside");
  const cut = { ...MISS, box: { ...MISS.box, top: 0.5, bottom: 1 } };
  expect(verdict(cut, withZone({ polygon: rectangle(0.3, 0.7, 0.7, 0.8) }))).toBe("told");
});

test("an area of other labels does not speak about it", () => {
  expect(verdict(MISS, withZone({ polygon: ELSEWHERE, labels: ["vehicle"] }))).toBe("told");
});

test("an area that is left out wins", () => {
  const out: Zone = { ...newZone(EMPTY, "Street", "exclude"), polygon: FEET };
  expect(verdict(MISS, withZone({}, out))).toBe("excluded");
});

test.each([
  ["low_score", { min_score: 0.6 }],
  ["too_small", { min_area: 0.1 }],
  ["too_large", { max_area: 0.05 }],
  ["too_short", { dwell: 5 }],
] as const)("the limit for %s", (reason, limit) => {
  expect(verdict(MISS, withZone(limit))).toBe(reason);
});

test("a limit that is exactly met counts", () => {
  expect(verdict(MISS, withZone({ min_score: 0.5, dwell: 3 }))).toBe("told");
});

test("one area that takes it is enough; else the one it came nearest to says why", () => {
  const wide: Zone = { ...newZone(EMPTY, "Yard", "include"), polygon: FEET };
  expect(verdict(MISS, withZone({ min_score: 0.9 }, wide))).toBe("told");
  expect(verdict(MISS, withZone({ min_score: 0.9 }, { ...wide, dwell: 9 }))).toBe("too_short");
});

test("what was not believed, or stood there, stays untold whatever the areas are", () => {
  expect(verdict({ ...MISS, reason: "not_sure" }, withZone({}))).toBe("not_sure");
  expect(verdict({ ...MISS, reason: "not_moving" }, EMPTY)).toBe("not_moving");
});

test("nothing is seen under a mask", () => {
  expect(verdict(MISS, withMask({ polygon: rectangle(0.4, 0.5, 0.6, 0.7) }))).toBe("ignored");
  expect(verdict(MISS, withMask({ polygon: ELSEWHERE }))).toBe("told");
});

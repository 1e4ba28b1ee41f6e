import { expect, test } from "vitest";
import { centred, moved, ticks, zoomed } from "../../../src/views/timeline/window.ts";

const HOUR = 3_600_000;
const day = { from: 0, to: 24 * HOUR };
const LATEST = 24 * HOUR;

test("zooming keeps the moment under the pointer where it is", () => {
  const around = 6 * HOUR;
  const closer = zoomed(day, 0.25, around, LATEST);
  expect(closer.to - closer.from).toBe(6 * HOUR);
  expect((around - closer.from) / (closer.to - closer.from)).toBeCloseTo(0.25);
});

test("neither closer than two minutes nor wider than a day and a bit", () => {
  let near = day;
  for (let step = 0; step < 40; step++) near = zoomed(near, 0.5, 6 * HOUR, LATEST);
  expect(near.to - near.from).toBe(120_000);
  let far = day;
  for (let step = 0; step < 10; step++) far = zoomed(far, 3, 6 * HOUR, LATEST);
  expect(far.to - far.from).toBe(26 * HOUR);
});

test("the future is not shown, but for a margin", () => {
  const late = moved(day, 10 * HOUR, LATEST);
  expect(late.to).toBe(LATEST + 0.04 * 24 * HOUR);
  expect(late.to - late.from).toBe(24 * HOUR);
  expect(centred({ from: 0, to: HOUR }, LATEST, LATEST).to).toBe(LATEST + 0.04 * HOUR);
});

test("the past is as far away as one likes", () => {
  expect(moved(day, -1000 * HOUR, LATEST)).toEqual({ from: -1000 * HOUR, to: -976 * HOUR });
});

test("ticks are round on the user's clock and not too close", () => {
  const offset = 5.5 * HOUR;
  const found = ticks({ from: 0, to: 12 * HOUR }, 600, 80, offset);
  expect(found.map((moment) => ((moment + offset) / HOUR) % 24)).toEqual([6, 8, 10, 12, 14, 16]);
});

test("a close look has minutes", () => {
  const found = ticks({ from: 0, to: 120_000 }, 800, 80, 0);
  expect(found).toEqual([0, 60_000]);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isInside,
  isSimple,
  leftOf,
  middles,
  type Point,
  pointAt,
  shifted,
  snapped,
} from "../../../src/views/camera/geometry.ts";

const SQUARE: readonly Point[] = [
  [0.2, 0.2],
  [0.8, 0.2],
  [0.8, 0.8],
  [0.2, 0.8],
];
const WIDE = { width: 1600, height: 900 };

const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const point = fc.tuple(fraction, fraction);

test("inside and outside, also where the outline bends inwards", () => {
  const bay: readonly Point[] = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0.5, 0.3],
    [0, 1],
  ];
  expect(isInside([0.5, 0.5], SQUARE)).toBe(true);
  expect(isInside([0.9, 0.5], SQUARE)).toBe(false);
  expect(isInside([0.5, 0.2], bay)).toBe(true);
  expect(isInside([0.5, 0.6], bay)).toBe(false);
});

describe("an outline", () => {
  test("that is drawn as people mean it is simple, whichever way round", () => {
    expect(isSimple(SQUARE)).toBe(true);
    expect(isSimple([...SQUARE].reverse())).toBe(true);
  });

  test("that crosses itself is not", () => {
    const [a, b, c, d] = SQUARE as [Point, Point, Point, Point];
    expect(isSimple([a, c, b, d])).toBe(false);
  });

  test("needs three points and a surface", () => {
    expect(isSimple(SQUARE.slice(0, 2))).toBe(false);
    expect(
      isSimple([
        [0, 0],
        [0.5, 0.5],
        [1, 1],
      ]),
    ).toBe(false);
  });

  test("that runs back over itself is not simple", () => {
    expect(
      isSimple([
        [0.1, 0.1],
        [0.9, 0.1],
        [0.9, 0.9],
        [0.5, 0.1],
        [0.3, 0.1],
      ]),
    ).toBe(false);
  });
});

test("a triangle with a surface never crosses itself", () => {
  fc.assert(
    fc.property(point, point, point, (a, b, c) => {
      const surface = Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2;
      fc.pre(surface > 1e-3);
      expect(isSimple([a, b, c])).toBe(true);
    }),
  );
});

test("points snap to the edges, and stay in the picture", () => {
  expect(snapped([0.01, 0.99])).toEqual([0, 1]);
  expect(snapped([-0.3, 1.4])).toEqual([0, 1]);
  expect(snapped([0.5, 0.25])).toEqual([0.5, 0.25]);
});

test("a shape that is moved keeps its form and stays in the picture", () => {
  const inner = fc.double({ min: -2, max: 2, noNaN: true });
  fc.assert(
    fc.property(inner, inner, (dx, dy) => {
      const moved = shifted(SQUARE, [dx, dy]);
      const [first = [0, 0], , third = [0, 0]] = moved;
      expect(third[0] - first[0]).toBeCloseTo(0.6, 3);
      expect(third[1] - first[1]).toBeCloseTo(0.6, 3);
      for (const [x, y] of moved) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect(Math.max(x, y)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test("the nearest point within reach is taken, as the screen has it", () => {
  expect(pointAt(SQUARE, [0.205, 0.21], WIDE, 20)).toBe(0);
  expect(pointAt(SQUARE, [0.5, 0.5], WIDE, 20)).toBe(-1);
  // The same distance in fractions is further away across a wide picture than down it.
  expect(pointAt(SQUARE, [0.2, 0.22], WIDE, 20)).toBe(0);
  expect(pointAt(SQUARE, [0.22, 0.2], WIDE, 20)).toBe(-1);
});

test("there is a middle for each side, also for that which closes the outline", () => {
  expect(middles(SQUARE)).toEqual([
    [0.5, 0.2],
    [0.8, 0.5],
    [0.5, 0.8],
    [0.2, 0.5],
  ]);
});

test("left is left of who looks along the line", () => {
  const [x, y] = leftOf([0.2, 0.5], [0.8, 0.5], WIDE);
  expect(x).toBeCloseTo(0);
  expect(y).toBeCloseTo(-1);
});

/** Points and outlines in a picture. Pure; coordinates are fractions of the picture: 0 to 1 from the left and from the top. */

export type Point = readonly [x: number, y: number];

/** How many units of the screen the picture is wide and high, so that distances are what an eye or a finger sees. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** Closer to the picture's edge than this, a point is meant to be on it. */
export const EDGE_REACH = 0.015;

const clamped = (value: number) => Math.min(1, Math.max(0, value));
const rounded = (value: number) => Math.round(value * 1e4) / 1e4;

/** Inside the picture, and on its edge if it is close to it. */
export function snapped([x, y]: Point, reach = EDGE_REACH): Point {
  const snap = (value: number) => (value < reach ? 0 : value > 1 - reach ? 1 : rounded(value));
  return [snap(x), snap(y)];
}

/** Moved together as far as all stay in the picture. */
export function shifted(points: readonly Point[], [dx, dy]: Point): Point[] {
  const by = (delta: number, values: readonly number[]) =>
    Math.min(1 - Math.max(...values), Math.max(-Math.min(...values), delta));
  const x = by(
    dx,
    points.map((point) => point[0]),
  );
  const y = by(
    dy,
    points.map((point) => point[1]),
  );
  return points.map((point) => [rounded(clamped(point[0] + x)), rounded(clamped(point[1] + y))]);
}

/** Even-odd rule, as Home Assistant's side has it. */
export function isInside([x, y]: Point, polygon: readonly Point[]): boolean {
  let inside = false;
  for (const [one, other] of edges(polygon)) {
    if (one[1] > y === other[1] > y) continue;
    if (x < one[0] + ((y - one[1]) / (other[1] - one[1])) * (other[0] - one[0])) inside = !inside;
  }
  return inside;
}

/** Whether the outline has a surface and does not cross itself. */
export function isSimple(polygon: readonly Point[]): boolean {
  if (polygon.length < 3 || Math.abs(area(polygon)) < 1e-6) return false;
  const sides = edges(polygon);
  return sides.every((side, i) =>
    sides.every((other, j) => {
      const isNeighbour = j <= i + 1 || (i === 0 && j === sides.length - 1);
      return isNeighbour || !cross(side, other);
    }),
  );
}

/** Half the sum of cross products: positive if the points go round clockwise on a screen. */
function area(polygon: readonly Point[]): number {
  return edges(polygon).reduce((sum, [one, other]) => sum + one[0] * other[1] - other[0] * one[1], 0) / 2;
}

/** Which point is at most `reach` units away from `at`, the nearest if several are; -1 if none is. */
export function pointAt(points: readonly Point[], at: Point, extent: Extent, reach: number): number {
  const distances = points.map((point) => distance(point, at, extent));
  const nearest = Math.min(...distances);
  return nearest <= reach ? distances.indexOf(nearest) : -1;
}

/** The middles of the outline's sides, in the order of the points they come after. */
export function middles(polygon: readonly Point[]): Point[] {
  return edges(polygon).map(([one, other]) => [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2]);
}

/** Where a name can be written: the middle of what the points span. */
export function middle(points: readonly Point[]): Point {
  const span = (values: readonly number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  return [span(points.map((point) => point[0])), span(points.map((point) => point[1]))];
}

/**
 * What stands on the left of who is at the start of a line and looks to its end: one unit long, on the screen.
 * As y points down, that is the direction turned against the clock.
 */
export function leftOf(start: Point, end: Point, extent: Extent): Point {
  const dx = (end[0] - start[0]) * extent.width;
  const dy = (end[1] - start[1]) * extent.height;
  const length = Math.hypot(dx, dy) || 1;
  return [dy / length, -dx / length];
}

function distance(one: Point, other: Point, { width, height }: Extent): number {
  return Math.hypot((one[0] - other[0]) * width, (one[1] - other[1]) * height);
}

type Side = readonly [Point, Point];

function edges(polygon: readonly Point[]): Side[] {
  return polygon.map((point, index) => [point, polygon[(index + 1) % polygon.length] ?? point]);
}

function cross([a, b]: Side, [c, d]: Side): boolean {
  const turn = (one: Point, two: Point, three: Point) =>
    Math.sign((two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0]));
  const sides = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (sides.every((side) => side === 0)) return overlap(a, b, c, d);
  return sides[0] !== sides[1] && sides[2] !== sides[3];
}

/** Of sides on one line: whether they share more than nothing. */
function overlap(a: Point, b: Point, c: Point, d: Point): boolean {
  return [0, 1].every((axis) => {
    const at = (point: Point) => point[axis as 0 | 1];
    return (
      Math.max(Math.min(at(a), at(b)), Math.min(at(c), at(d))) <=
      Math.min(Math.max(at(a), at(b)), Math.max(at(c), at(d)))
    );
  });
}

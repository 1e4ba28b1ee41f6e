import type { DescribedIncident, Path } from "../../vault/service.ts";

/** Fractions of the picture. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface SeenBox extends Region {
  readonly label: string;
  readonly kind: string;
  readonly score: number;
}

// Places are written down twice a second at most: a box that is older or younger than that is not where it says.
const HOLD_SECONDS = 0.6;

/** Where everything is at a moment of the clip. */
export function boxesAt(incidents: readonly DescribedIncident[], seconds: number): readonly SeenBox[] {
  return incidents.flatMap(({ label, kind, score, path }) =>
    regionsAt(path, seconds).map((region) => ({ ...region, label, kind, score })),
  );
}

function regionsAt(path: Path, seconds: number): readonly Region[] {
  const { before, after } = around(path, seconds, HOLD_SECONDS);
  const between = inBetween(before, after, seconds);
  if (between) return [between];
  const age = (rows: Path) => Math.abs((rows[0]?.[0] ?? Number.POSITIVE_INFINITY) - seconds);
  return (age(before) <= age(after) ? before : after).map(regionOf);
}

/** What was written down last and what next, each for one time; beyond the ends of the path, for `hold` seconds more. */
export function around(path: Path, seconds: number, hold: number): { readonly before: Path; readonly after: Path } {
  const last = path.findLast(([at]) => at <= seconds)?.[0];
  const next = path.find(([at]) => at > seconds)?.[0];
  const isNear = (at: number | undefined) => at !== undefined && Math.abs(at - seconds) <= hold;
  const isWithin = last !== undefined && next !== undefined;
  const rows = (time: number | undefined) => (isWithin || isNear(time) ? path.filter(([at]) => at === time) : []);
  return { before: rows(last), after: rows(next) };
}

/** Where the only object is. Of several, nobody wrote down which is which: there is no in between. */
export function inBetween(before: Path, after: Path, seconds: number): Region | undefined {
  const [from] = before;
  const [to] = after;
  if (!from || !to || before.length > 1 || after.length > 1) return undefined;
  const share = (seconds - from[0]) / (to[0] - from[0]);
  const mix = (one: number, other: number) => one + (other - one) * share;
  return {
    left: mix(from[1], to[1]),
    top: mix(from[2], to[2]),
    right: mix(from[3], to[3]),
    bottom: mix(from[4], to[4]),
  };
}

export function regionOf([, left, top, right, bottom]: Path[number]): Region {
  return { left, top, right, bottom };
}

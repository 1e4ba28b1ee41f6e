import type { DescribedIncident } from "../../vault/service.ts";

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
  return incidents.flatMap(({ label, kind, score, path }) => {
    const region = regionAt(path, seconds, HOLD_SECONDS);
    return region ? [{ ...region, label, kind, score }] : [];
  });
}

/** Between two places that were written down it is in between; beyond the ends, where it was for `hold` seconds more. */
export function regionAt(path: DescribedIncident["path"], seconds: number, hold: number): Region | undefined {
  const next = path.findIndex(([at]) => at >= seconds);
  const after = next < 0 ? undefined : path[next];
  const before = next < 0 ? path.at(-1) : path[next - 1];
  if (!after) return before && seconds - before[0] <= hold ? regionOf(before) : undefined;
  if (!before) return after[0] - seconds <= hold ? regionOf(after) : undefined;
  const share = after[0] === before[0] ? 1 : (seconds - before[0]) / (after[0] - before[0]);
  const a = regionOf(before);
  const b = regionOf(after);
  const mix = (from: number, to: number) => from + (to - from) * share;
  return {
    left: mix(a.left, b.left),
    top: mix(a.top, b.top),
    right: mix(a.right, b.right),
    bottom: mix(a.bottom, b.bottom),
  };
}

function regionOf([, left, top, right, bottom]: DescribedIncident["path"][number]): Region {
  return { left, top, right, bottom };
}

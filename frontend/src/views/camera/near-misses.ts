/**
 * What would become of something that was seen and not told, if the settings were as they are in the form: the same
 * conditions, in the same order, as Home Assistant's side has them (engine/incidents/judge.py, zones.py). Pure.
 */
import type { CameraSettings, Label, NearMiss } from "../../api/messages.ts";
import { isInside, type Point } from "./geometry.ts";
import type { Zone } from "./shapes.ts";

/** `told`: it would count. `not_looked_for` and `ignored`: its label is not chosen, a mask is over it. */
export type Verdict = "told" | "not_looked_for" | "ignored" | NearMiss["reason"];

/** One of them, as it is shown. */
export interface SeenMiss {
  readonly miss: NearMiss;
  readonly verdict: Verdict;
  readonly isPointedAt: boolean;
}

/** Reasons in the order in which something meets their conditions: the later, the nearer it came to being told. */
const FURTHEST = ["low_score", "too_small", "too_large", "too_short"] as const;

/** A box that reaches down to here is cut off by the picture's edge. */
const LOWER_EDGE = 0.98;

export function verdict(miss: NearMiss, settings: CameraSettings): Verdict {
  if (!settings.labels.includes(miss.label)) return "not_looked_for";
  if (settings.masks.some((mask) => isInside(centre(miss.box), mask.polygon))) return "ignored";
  // No area changes that it was not believed, or that it stood there all the time.
  if (miss.reason === "not_sure" || miss.reason === "not_moving") return miss.reason;
  const about = (kind: Zone["kind"]) =>
    settings.zones.filter((zone) => zone.kind === kind && (!zone.labels.length || zone.labels.includes(miss.label)));
  const points = standing(miss.label, miss.box);
  if (about("exclude").some((zone) => points.every((point) => isInside(point, zone.polygon)))) return "excluded";
  const included = about("include");
  if (!included.length) return "told";
  const inside = included.filter((zone) => points.some((point) => isInside(point, zone.polygon)));
  if (!inside.length) return "outside";
  const missed = inside.map((zone) => missedLimit(zone, miss));
  if (missed.includes(null)) return "told";
  return FURTHEST.findLast((reason) => missed.includes(reason)) ?? "told";
}

function missedLimit(zone: Zone, miss: NearMiss): (typeof FURTHEST)[number] | null {
  if (miss.label === "motion") return null;
  const { left, top, right, bottom } = miss.box;
  const area = (right - left) * (bottom - top);
  if (miss.confidence < zone.min_score) return "low_score";
  if (area < zone.min_area) return "too_small";
  if (area > zone.max_area) return "too_large";
  return miss.seconds < zone.dwell ? "too_short" : null;
}

/** The points that tell where something is: its foot, as areas are drawn on the ground. */
function standing(label: Label, box: NearMiss["box"]): Point[] {
  if (label === "motion") return [centre(box)];
  const foot = (y: number): Point => [(box.left + box.right) / 2, y];
  return box.bottom >= LOWER_EDGE ? [foot(LOWER_EDGE), centre(box)] : [foot(box.bottom)];
}

function centre({ left, top, right, bottom }: NearMiss["box"]): Point {
  return [(left + right) / 2, (top + bottom) / 2];
}

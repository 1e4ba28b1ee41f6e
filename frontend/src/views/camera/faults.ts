import type { CameraSettings } from "../../api/messages.ts";
import { isSimple } from "./geometry.ts";
import type { Selection, ShapeKind } from "./shapes.ts";

/** What keeps the settings from being saved. `at` is the shape it is about; null: the camera itself. */
export interface Fault {
  readonly kind: "no_name" | "no_labels" | "same_name" | "crossing" | "bad_limits" | "no_length";
  readonly at: Selection | null;
}

/** All that is wrong, in the order of the form. Pure. */
export function faults(settings: CameraSettings): Fault[] {
  const found: Fault[] = [];
  if (!settings.name.trim()) found.push({ kind: "no_name", at: null });
  if (!settings.labels.length) found.push({ kind: "no_labels", at: null });
  for (const kind of ["zones", "lines", "masks"] satisfies ShapeKind[]) {
    const names = settings[kind].map((shape) => shape.name.trim());
    names.forEach((name, index) => {
      if (!name) found.push({ kind: "no_name", at: { kind, index } });
      else if (names.indexOf(name) !== index) found.push({ kind: "same_name", at: { kind, index } });
    });
  }
  settings.zones.forEach((zone, index) => {
    const at: Selection = { kind: "zones", index };
    if (!isSimple(zone.polygon)) found.push({ kind: "crossing", at });
    if (zone.min_area >= zone.max_area) found.push({ kind: "bad_limits", at });
  });
  settings.lines.forEach(({ start, end }, index) => {
    if (String(start) === String(end)) found.push({ kind: "no_length", at: { kind: "lines", index } });
  });
  settings.masks.forEach((mask, index) => {
    if (!isSimple(mask.polygon)) found.push({ kind: "crossing", at: { kind: "masks", index } });
  });
  return found;
}

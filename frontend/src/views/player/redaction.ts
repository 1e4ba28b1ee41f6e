import type { ClipDescription, Path } from "../../vault/service.ts";
import { around, inBetween, type Region, regionOf } from "./boxes.ts";

// A person moves between two places that were written down, and an arm reaches beyond the box.
const MARGIN = 0.35;
// Somebody is there before being believed, and a little longer than seen.
const HOLD_SECONDS = 1.5;

/** What is hidden in a copy for strangers. */
export interface Redaction {
  /** Everybody's paths: hidden where and when they were. */
  readonly people: readonly Path[];
  /** Drawn by hand: hidden all the time. */
  readonly areas: readonly Region[];
}

/** What has to be hidden at a moment of the clip. */
export function hiddenAt({ people, areas }: Redaction, seconds: number): readonly Region[] {
  return [...people.flatMap((path) => placesAt(path, seconds).map(grown)), ...areas];
}

/** The paths of the people a clip shows; an empty one is somebody of whom nobody knows where. */
export function peopleOf(clip: Pick<ClipDescription, "incidents" | "bystanders"> | null): readonly Path[] {
  if (!clip) return [[]];
  const { incidents, bystanders } = clip;
  const paths = incidents.filter(({ label }) => label === "person").map(({ path }) => path);
  return bystanders.length > 0 ? [...paths, bystanders] : paths;
}

/** Rather too much: who is there just now may have been written down only before, or only after. */
function placesAt(path: Path, seconds: number): readonly Region[] {
  const { before, after } = around(path, seconds, HOLD_SECONDS);
  const between = inBetween(before, after, seconds);
  if (between) return [...before.map(regionOf), ...after.map(regionOf), between];
  // One of several who is not seen for a moment is not gone.
  const near = path.filter(([at]) => Math.abs(at - seconds) <= HOLD_SECONDS);
  return [...new Set([...before, ...after, ...near])].map(regionOf);
}

/** Whether there may be somebody of whom nobody wrote down where: then only areas drawn by hand help. */
export function isPlaceUnknown(people: readonly Path[]): boolean {
  return people.some((path) => path.length === 0);
}

function grown({ left, top, right, bottom }: Region): Region {
  const across = (right - left) * MARGIN;
  const down = (bottom - top) * MARGIN;
  return {
    left: Math.max(0, left - across),
    top: Math.max(0, top - down),
    right: Math.min(1, right + across),
    bottom: Math.min(1, bottom + down),
  };
}

export type Veil = "black" | "pixels";

// Across the longer side of what is hidden: too few to tell one face from another.
const PIXELS_ACROSS = 6;

/** Hide parts of what is drawn on the canvas. */
export function veil(context: CanvasRenderingContext2D, regions: readonly Region[], kind: Veil): void {
  const { width, height } = context.canvas;
  for (const { left, top, right, bottom } of regions) {
    const x = Math.floor(left * width);
    const y = Math.floor(top * height);
    const across = Math.ceil(right * width) - x;
    const down = Math.ceil(bottom * height) - y;
    if (across <= 0 || down <= 0) continue;
    if (kind === "black") {
      context.fillStyle = "#000";
      context.fillRect(x, y, across, down);
    } else pixelate(context, x, y, across, down);
  }
}

function pixelate(context: CanvasRenderingContext2D, x: number, y: number, across: number, down: number): void {
  const size = Math.max(across, down) / PIXELS_ACROSS;
  const columns = Math.max(1, Math.round(across / size));
  const rows = Math.max(1, Math.round(down / size));
  const small = new OffscreenCanvas(columns, rows);
  small.getContext("2d")?.drawImage(context.canvas, x, y, across, down, 0, 0, columns, rows);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, columns, rows, x, y, across, down);
  context.imageSmoothingEnabled = true;
}

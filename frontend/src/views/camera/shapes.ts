/** What is drawn on a camera's picture, as parts of its settings. Pure: every change gives new settings. */
import type { CameraSettings } from "../../api/messages.ts";
import { middle, type Point } from "./geometry.ts";

export type ShapeKind = "zones" | "lines" | "masks";

export type Zone = CameraSettings["zones"][number];
export type Line = CameraSettings["lines"][number];
export type Mask = CameraSettings["masks"][number];

export interface Selection {
  readonly kind: ShapeKind;
  readonly index: number;
}

/** Points that a new shape begins with: large enough for a finger, and inside the picture wherever it is put. */
const ZONE: readonly Point[] = [
  [0.35, 0.4],
  [0.65, 0.4],
  [0.75, 0.8],
  [0.25, 0.8],
];
const LINE: readonly Point[] = [
  [0.25, 0.65],
  [0.75, 0.65],
];
const MASK: readonly Point[] = [
  [0.05, 0.05],
  [0.35, 0.05],
  [0.35, 0.25],
  [0.05, 0.25],
];

export function pointsOf(settings: CameraSettings, { kind, index }: Selection): readonly Point[] {
  if (kind === "lines") {
    const line = settings.lines[index];
    return line ? [line.start, line.end] : [];
  }
  return settings[kind][index]?.polygon ?? [];
}

export function withPoints(settings: CameraSettings, at: Selection, points: readonly Point[]): CameraSettings {
  if (at.kind !== "lines") return withShape(settings, at, { polygon: points.map(pair) });
  const [start, end] = points;
  return start && end ? withShape(settings, at, { start: pair(start), end: pair(end) }) : settings;
}

/** Change some properties of one shape. */
export function withShape<K extends ShapeKind>(
  settings: CameraSettings,
  { kind, index }: { readonly kind: K; readonly index: number },
  change: Partial<CameraSettings[K][number]>,
): CameraSettings {
  const shapes = settings[kind].map((shape, i) => (i === index ? { ...shape, ...change } : shape));
  return { ...settings, [kind]: shapes };
}

export function without(settings: CameraSettings, { kind, index }: Selection): CameraSettings {
  return { ...settings, [kind]: (settings[kind] as readonly unknown[]).filter((_, i) => i !== index) };
}

export function newZone(settings: CameraSettings, name: string, kind: Zone["kind"]): Zone {
  return {
    id: null,
    name: unused(settings.zones, name),
    kind,
    polygon: apart(settings.zones, ZONE),
    labels: [],
    min_score: 0,
    min_area: 0,
    max_area: 1,
    dwell: 0,
  };
}

export function newLine(settings: CameraSettings, name: string): Line {
  const ends = settings.lines.map((line) => ({ polygon: [line.start, line.end] as const }));
  const [start = [0, 0], end = [1, 1]] = apart(ends, LINE);
  return { id: null, name: unused(settings.lines, name), start, end, direction: "both", labels: [] };
}

export function newMask(settings: CameraSettings, name: string, kind: Mask["kind"]): Mask {
  return { name: unused(settings.masks, name), kind, polygon: apart(settings.masks, MASK) };
}

/** A name that no shape of this kind has: with the next number behind it. */
function unused(shapes: readonly { readonly name: string }[], name: string): string {
  const names = new Set(shapes.map((shape) => shape.name));
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name} ${number}`;
    if (!names.has(candidate)) return candidate;
  }
}

/** A little aside of a shape that is exactly there. */
function apart(
  shapes: readonly { readonly polygon: readonly Point[] }[],
  points: readonly Point[],
): [number, number][] {
  const taken = shapes.map((shape) => String(middle(shape.polygon)));
  const moved = (by: number) => points.map(([x, y]): [number, number] => [round(x + by), round(y + by)]);
  const aside = [0, 0.05, 0.1, 0.15, -0.05].find((by) => !taken.includes(String(middle(moved(by)))));
  return moved(aside ?? 0);
}

const pair = ([x, y]: Point): [number, number] => [x, y];
const round = (value: number) => Math.round(value * 1e4) / 1e4;

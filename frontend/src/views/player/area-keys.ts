/** Areas drawn by keyboard: Enter adds one, arrows move the newest, with Shift they change its size, Delete takes it away. Pure. */
import type { Region } from "./boxes.ts";

const MIDDLE: Region = { left: 0.4, top: 0.4, right: 0.6, bottom: 0.6 };
const STEP = 0.02;

const WAYS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

/** The areas after a key; undefined if it means nothing here. */
export function keyed(
  areas: readonly Region[],
  { key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">,
): readonly Region[] | undefined {
  if (key === "Enter") return [...areas, MIDDLE];
  const newest = areas.at(-1);
  if (!newest) return undefined;
  const others = areas.slice(0, -1);
  if (key === "Delete" || key === "Backspace") return others;
  const way = WAYS[key];
  return way && [...others, shiftKey ? grown(newest, way) : moved(newest, way)];
}

function moved({ left, top, right, bottom }: Region, [dx, dy]: readonly [number, number]): Region {
  const x = Math.min(1 - right, Math.max(-left, dx));
  const y = Math.min(1 - bottom, Math.max(-top, dy));
  return { left: left + x, top: top + y, right: right + x, bottom: bottom + y };
}

/** By its right and lower edge. */
function grown({ left, top, right, bottom }: Region, [dx, dy]: readonly [number, number]): Region {
  const between = (least: number, value: number) => Math.min(1, Math.max(least + STEP, value));
  return { left, top, right: between(left, right + dx), bottom: between(top, bottom + dy) };
}

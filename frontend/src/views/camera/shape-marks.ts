/** What is drawn besides outlines: the side of a line that counts, and where something was seen. */
import { nothing, svg } from "lit";
import type { CameraSettings } from "../../api/messages.ts";
import { type Extent, leftOf, middle } from "./geometry.ts";
import type { SeenMiss } from "./near-misses.ts";
import type { Line, Selection } from "./shapes.ts";

/** Units of the screen. */
const ARROW = 30;
const HEAD = 9;

/** Arrows across a line, to the sides that count. */
export function lineArrow(line: Line, extent: Extent) {
  const [mx, my] = middle([line.start, line.end]);
  const [x, y] = [mx * extent.width, my * extent.height];
  const left = leftOf(line.start, line.end, extent);
  const arrow = (sign: 1 | -1) => {
    const [dx, dy] = [left[0] * sign, left[1] * sign];
    const [tipX, tipY] = [x + dx * ARROW, y + dy * ARROW];
    const wing = (side: 1 | -1) =>
      `${tipX - dx * HEAD - dy * HEAD * side * 0.7},${tipY - dy * HEAD + dx * HEAD * side * 0.7}`;
    return svg`<polyline class="arrow" points="${x},${y} ${tipX},${tipY}" />
      <polyline class="arrow" points="${wing(1)} ${tipX},${tipY} ${wing(-1)}" />`;
  };
  return svg`${line.direction === "to_right" ? nothing : arrow(1)}${line.direction === "to_left" ? nothing : arrow(-1)}`;
}

export function missBox({ miss, verdict, isPointedAt }: SeenMiss, { width, height }: Extent) {
  const { left, top, right, bottom } = miss.box;
  return svg`<g class="miss ${verdict === "told" ? "told" : ""} ${isPointedAt ? "pointed" : ""}">
    <rect x=${left * width} y=${top * height} width=${(right - left) * width} height=${(bottom - top) * height} rx="3" />
  </g>`;
}

export function shapeClass(settings: CameraSettings, { kind, index }: Selection): string {
  if (kind === "lines") return "line";
  return settings[kind][index]?.kind ?? "";
}

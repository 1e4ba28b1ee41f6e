import type { Localize } from "../../localize/localize.ts";

/** A share of the picture as people can imagine it: a square with sides of so many hundredths of the picture's. */
export function sizeOf(t: Localize, area: number): string {
  const percent = area * 100;
  return t("zone.share", { share: percent < 1 ? percent.toFixed(1) : String(Math.round(percent)) });
}

/** The largest size for a slider's position; its upper end means that there is no limit. */
export function largestOf(side: number): number {
  return side >= 1 ? 1 : Math.round(side * side * 1e4) / 1e4;
}

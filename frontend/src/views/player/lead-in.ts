import type { ClipDescription } from "../../vault/service.ts";
import type { Descriptions } from "../descriptions.ts";

/** Seconds that are shown before something happens, to see where it comes from. */
const BEFORE = 2;
/** Seconds that are not left out. */
const SHORT = 3;

/** Seconds at the beginning of a clip in which nothing happens yet; 0 where they are few, or nobody knows. */
export function leadIn({ incidents, duration }: Pick<ClipDescription, "incidents" | "duration">): number {
  const first = Math.min(...incidents.map(({ begins }) => begins));
  return first > SHORT && first < duration ? first - BEFORE : 0;
}

/** Second to begin at. Where the description cannot be opened, the clip may be played all the same. */
export function beginning(descriptions: Descriptions, clipId: string): Promise<number> {
  return descriptions.open(clipId).then(leadIn, () => 0);
}

/** What is unlocked in Home Assistant, and for how long yet. Pure. */
import type { Clip } from "../../api/messages.ts";

/** How many of these are unlocked `now`, and until when the last of them is; milliseconds since 1970. */
export function lentUntil(
  clips: Iterable<Pick<Clip, "unlocked_until">>,
  now: number,
): { count: number; until: number } {
  const ends = [...clips].map(({ unlocked_until }) => Date.parse(unlocked_until ?? "")).filter((end) => end > now);
  return { count: ends.length, until: Math.max(now, ...ends) };
}

/** Minutes and seconds, with hours before them where there are any. */
export function countdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, index) => (index ? String(part).padStart(2, "0") : String(part))).join(":");
}

import type { Clip } from "../../src/api/messages.ts";
import type { ShelvedClip } from "../../src/views/clip-shelf.ts";

/** A row of the list of clips; it begins so many seconds after 2026-11-21 09:00 UTC. */
export function clipAt(seconds: number, change: Partial<Clip> = {}): Clip {
  return {
    clip_id: `clip-${seconds}`,
    camera_id: "front",
    started_at: new Date(NINE + seconds * 1000).toISOString(),
    duration: 10,
    size: 1_000_000,
    labels: ["person"],
    state: "sealed",
    is_protected: false,
    unlocked_until: null,
    ...change,
  };
}

export const NINE = Date.parse("2026-11-21T09:00:00Z");

export function shelvedAt(seconds: number, change: Partial<Clip> = {}): ShelvedClip {
  const clip = clipAt(seconds, change);
  const begins = Date.parse(clip.started_at);
  return { ...clip, begins, ends: begins + clip.duration * 1000 };
}

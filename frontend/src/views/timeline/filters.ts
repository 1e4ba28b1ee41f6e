import type { Label, Ledger } from "../../api/messages.ts";
import type { ShelvedClip } from "../clip-shelf.ts";

/** What is wanted of the clips; all of them at first. */
export interface Filters {
  readonly labels: readonly Label[];
  readonly cameraId: string;
  /** Name of a zone; the descriptions say which clips it is in. */
  readonly zone: string;
  /** Id of the user who opened it, or NOBODY. */
  readonly viewer: string;
}

export const ALL: Filters = { labels: [], cameraId: "", zone: "", viewer: "" };
export const NOBODY = "nobody";

/** Who opened which clip, by clip; from entries of the ledger. */
export type Viewers = ReadonlyMap<string, ReadonlySet<string>>;

export function isFiltering(filters: Filters): boolean {
  return filters.labels.length > 0 || filters.cameraId !== "" || filters.zone !== "" || filters.viewer !== "";
}

export function filtered(
  clips: readonly ShelvedClip[],
  filters: Filters,
  zonesOf: (clipId: string) => readonly string[],
  viewers: Viewers,
): readonly ShelvedClip[] {
  if (!isFiltering(filters)) return clips;
  const { labels, cameraId, zone, viewer } = filters;
  return clips.filter(
    (clip) =>
      (labels.length === 0 || clip.labels.some((label) => labels.includes(label))) &&
      (cameraId === "" || clip.camera_id === cameraId) &&
      (zone === "" || zonesOf(clip.clip_id).includes(zone)) &&
      (viewer === "" || wasViewed(viewers.get(clip.clip_id), viewer)),
  );
}

/** How many of the clips show each label. */
export function countsOf(clips: readonly ShelvedClip[]): ReadonlyMap<Label, number> {
  const counts = new Map<Label, number>();
  for (const { labels } of clips) for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

function wasViewed(by: ReadonlySet<string> | undefined, viewer: string): boolean {
  return viewer === NOBODY ? by === undefined : (by?.has(viewer) ?? false);
}

export function viewersOf(entries: Ledger["entries"]): Viewers {
  const viewers = new Map<string, Set<string>>();
  const note = (clipId: string, user: string) => {
    const by = viewers.get(clipId) ?? new Set<string>();
    viewers.set(clipId, by.add(user));
  };
  for (const entry of entries) {
    if (entry.kind === "viewed") note(entry.clip, entry.by);
    if (entry.kind === "unlocked") for (const clipId of entry.clips) note(clipId, entry.by);
    if (entry.kind === "exported") note(entry.clip, entry.to);
  }
  return viewers;
}

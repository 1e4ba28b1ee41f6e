import type { CameraOverview, Coverage, CoverageState, Label } from "../../api/messages.ts";
import type { ShelvedClip } from "../clip-shelf.ts";
import type { TimeWindow } from "./window.ts";

/** Whether a camera was watched from a moment until another. */
export interface Cover {
  readonly since: number;
  readonly until: number;
  /** `unknown`: nothing was written down. */
  readonly state: CoverageState | "unknown";
}

/** One camera of the timeline: its clips and its coverage, both by time. */
export interface Lane {
  readonly cameraId: string | null;
  readonly name: string;
  readonly clips: readonly ShelvedClip[];
  readonly covers: readonly Cover[];
}

// What is drawn over what, where there is room for one only.
const RANK: Readonly<Record<Label, number>> = { person: 0, vehicle: 1, animal: 2, package: 3, motion: 4 };

/** What a clip is about, the most telling first; motion says nothing where there is more. */
export function labelsOf(clip: Pick<ShelvedClip, "labels">): readonly Label[] {
  const sorted = [...clip.labels].sort((a, b) => RANK[a] - RANK[b]);
  const telling = sorted.filter((label) => label !== "motion");
  return telling.length > 0 ? telling : ["motion"];
}

/** A lane for each camera, and one for clips of cameras that were removed. `clips` are sorted. */
export function lanesOf(
  cameras: readonly Pick<CameraOverview, "camera_id" | "name">[],
  clips: readonly ShelvedClip[],
  coverage: ReadonlyMap<string, readonly Cover[]>,
  removedName: string,
): readonly Lane[] {
  const known = new Map<string | null, ShelvedClip[]>(cameras.map(({ camera_id }) => [camera_id, []]));
  const removed: ShelvedClip[] = [];
  for (const clip of clips) (known.get(clip.camera_id) ?? removed).push(clip);
  const lanes: Lane[] = cameras.map(({ camera_id, name }) => ({
    cameraId: camera_id,
    name,
    clips: known.get(camera_id) ?? [],
    covers: coverage.get(camera_id) ?? [],
  }));
  return removed.length > 0 ? [...lanes, { cameraId: null, name: removedName, clips: removed, covers: [] }] : lanes;
}

// After five minutes a clip is ended at the next key frame (engine/clips/recorder.py), which is a few seconds away.
const LONGEST_CLIP = 6 * 60_000;

/** Index of the first clip that may be seen in the window, and of the first one after it. */
export function visible(
  clips: readonly ShelvedClip[],
  { from, to }: TimeWindow,
): readonly [begin: number, end: number] {
  return [firstFrom(clips, from - LONGEST_CLIP), firstFrom(clips, to)];
}

/** Index of the first clip that begins at that moment or later. */
export function firstFrom(clips: readonly ShelvedClip[], moment: number): number {
  let low = 0;
  let high = clips.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((clips[middle]?.begins ?? 0) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The clip at a moment, or the nearest no further away than `reach` milliseconds. */
export function nearest(clips: readonly ShelvedClip[], moment: number, reach: number): ShelvedClip | undefined {
  const [begin, end] = visible(clips, { from: moment - reach, to: moment + reach });
  let best: ShelvedClip | undefined;
  let distance = reach;
  for (let index = begin; index < end; index++) {
    const clip = clips[index];
    if (!clip) continue;
    const away = Math.max(0, clip.begins - moment, moment - clip.ends);
    if (away <= distance) {
      best = clip;
      distance = away;
    }
  }
  return best;
}

/** The clip before or after a moment. */
export function following(clips: readonly ShelvedClip[], moment: number, direction: -1 | 1): ShelvedClip | undefined {
  return direction > 0 ? clips[firstFrom(clips, moment + 1)] : clips[firstFrom(clips, moment) - 1];
}

/** What is written down of [begin, end) of one camera, without holes: where nothing is known, it says so. */
export function coversOf(
  spans: Coverage["cameras"][string],
  begin: number,
  end: number,
  now: number,
): readonly Cover[] {
  const covers: Cover[] = [];
  let at = begin;
  const add = (since: number, until: number, state: Cover["state"]) => {
    if (until > since) covers.push({ since, until, state });
  };
  for (const span of spans) {
    const since = Math.max(begin, Date.parse(span.since));
    const until = Math.min(end, span.until === null ? now : Date.parse(span.until));
    if (until <= at) continue;
    add(at, since, "unknown");
    add(Math.max(at, since), until, span.state);
    at = Math.max(at, until);
  }
  add(at, Math.min(end, now), "unknown");
  return covers;
}

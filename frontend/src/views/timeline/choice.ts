import type { ShelvedClip } from "../clip-shelf.ts";

/** Clips that were chosen, to do one thing with all of them. */
export interface Choice {
  readonly ids: ReadonlySet<string>;
  /** Id of the clip that was touched last: a range begins there. */
  readonly from: string;
}

export const NONE: Choice = { ids: new Set(), from: "" };

/** Nothing can be done yet with a clip that is being recorded. */
export function isChoosable({ state }: Pick<ShelvedClip, "state">): boolean {
  return state !== "recording";
}

/** One clip more, or one less. */
export function touched(choice: Choice, clip: ShelvedClip): Choice {
  return changed(choice, [clip], !choice.ids.has(clip.clip_id), clip.clip_id);
}

/** All from the clip that was touched last to this one become what that one is; this one alone where it is not listed. */
export function reached(choice: Choice, listed: readonly ShelvedClip[], clip: ShelvedClip): Choice {
  const [begin, end] = [choice.from, clip.clip_id].map((id) => listed.findIndex(({ clip_id }) => clip_id === id));
  if (begin === undefined || end === undefined || begin < 0 || end < 0) return touched(choice, clip);
  const range = listed.slice(Math.min(begin, end), Math.max(begin, end) + 1);
  return changed(choice, range, choice.ids.has(choice.from), clip.clip_id);
}

/** All that are listed, besides those that were chosen before; none of them if all were. */
export function everything(choice: Choice, listed: readonly ShelvedClip[]): Choice {
  return changed(choice, listed, !hasAll(choice, listed), "");
}

export function hasAll({ ids }: Choice, listed: readonly ShelvedClip[]): boolean {
  return listed.every((clip) => ids.has(clip.clip_id) || !isChoosable(clip));
}

/** Without what has vanished since; the same choice if nothing has. */
export function remaining(choice: Choice, isThere: (clipId: string) => boolean): Choice {
  const ids = [...choice.ids].filter(isThere);
  return ids.length < choice.ids.size ? { ...choice, ids: new Set(ids) } : choice;
}

function changed({ ids }: Choice, clips: readonly ShelvedClip[], isChosen: boolean, from: string): Choice {
  const next = new Set(ids);
  for (const { clip_id } of clips.filter(isChoosable)) {
    if (isChosen) next.add(clip_id);
    else next.delete(clip_id);
  }
  return { ids: next, from };
}

import type { Api } from "../api/client.ts";
import type { Clip } from "../api/messages.ts";
import { Store } from "../store.ts";
import type { Filters } from "./timeline/filters.ts";
import type { TimeWindow } from "./timeline/window.ts";

/** A clip with its times as numbers: milliseconds since 1970. */
export interface ShelvedClip extends Clip {
  readonly begins: number;
  readonly ends: number;
}

/** Where the timeline is, so that one comes back to it from a clip. */
export interface Bookmark {
  readonly window: TimeWindow;
  /** When that was, in milliseconds since 1970. */
  readonly now: number;
  readonly filters: Filters;
  /** What the filters leave, of all times; null without any. */
  readonly left: readonly ShelvedClip[] | null;
}

// As many as one answer may hold.
const PAGE = 5000;

/** The clips that the user may see, of the times that were asked for, oldest first; kept up to date. */
export class ClipShelf {
  /** Replaced at each change. */
  readonly clips = new Store<readonly ShelvedClip[]>([]);
  bookmark: Bookmark | null = null;
  /** The id of the clip that was opened last; null once the timeline has shown which one it was. */
  opened: string | null = null;
  readonly #api: Pick<Api, "clip" | "clips" | "clipChanges">;
  readonly #byId = new Map<string, ShelvedClip>();
  readonly #spans: [begin: number, end: number][] = [];

  constructor(api: Pick<Api, "clip" | "clips" | "clipChanges">) {
    this.#api = api;
  }

  find(clipId: string): ShelvedClip | undefined {
    return this.#byId.get(clipId);
  }

  /** The clip before (-1) or after (1) this one, which may be gone by now, among those that the timeline lists. */
  neighbour(clip: ShelvedClip, direction: -1 | 1): ShelvedClip | undefined {
    const mates = (this.bookmark?.left ?? this.clips.value).filter(({ clip_id }) => this.#byId.has(clip_id));
    return direction > 0
      ? mates.find((mate) => inOrder(clip, mate) < 0)
      : mates.findLast((mate) => inOrder(mate, clip) < 0);
  }

  /** The clip of which only the id is known; undefined if there is none. Fails as asking does. */
  async seek(clipId: string): Promise<ShelvedClip | undefined> {
    if (!this.#byId.has(clipId)) {
      const clip = await this.#api.clip(clipId);
      if (clip) this.change(shelved(clip));
    }
    return this.#byId.get(clipId);
  }

  /** What we have just done ourselves, before Home Assistant tells everybody. */
  change(...clips: readonly ShelvedClip[]): void {
    for (const clip of clips) this.#byId.set(clip.clip_id, clip);
    this.#publish();
  }

  remove(...clipIds: readonly string[]): void {
    for (const clipId of clipIds) this.#byId.delete(clipId);
    this.#publish();
  }

  isLoaded(begin: number, end: number): boolean {
    return this.#missing(begin, end).length === 0;
  }

  /** Ask for clips that started in [begin, end), of what was not asked for before. */
  async load(begin: number, end: number): Promise<void> {
    for (const [since, before] of this.#missing(begin, end)) {
      await this.#fetch(since, before);
      this.#spans.push([since, before]);
    }
  }

  /** Follow changes until the connection is gone for good; fails with what ended it. */
  async follow(signal: AbortSignal): Promise<void> {
    for await (const { changed, removed } of this.#api.clipChanges()) {
      if (signal.aborted) return;
      for (const clip of changed) this.#byId.set(clip.clip_id, shelved(clip));
      for (const clipId of removed) this.#byId.delete(clipId);
      this.#publish();
    }
  }

  /** Changes may have been missed: ask again when they are needed. */
  forget(): void {
    this.#spans.length = 0;
  }

  async #fetch(since: number, before: number): Promise<void> {
    const found = new Map<string, ShelvedClip>();
    const query = { since: new Date(since).toISOString(), before: new Date(before).toISOString(), limit: PAGE };
    let page = await this.#api.clips(query);
    for (;;) {
      for (const clip of page.clips) found.set(clip.clip_id, shelved(clip));
      const last = page.clips.at(-1);
      if (!page.has_more || !last) break;
      page = await this.#api.clips({ ...query, after: last.clip_id });
    }
    for (const [clipId, { begins }] of this.#byId) if (begins >= since && begins < before) this.#byId.delete(clipId);
    for (const [clipId, clip] of found) this.#byId.set(clipId, clip);
    this.#publish();
  }

  #publish(): void {
    this.clips.value = [...this.#byId.values()].sort(inOrder);
  }

  #missing(begin: number, end: number): [number, number][] {
    const missing: [number, number][] = [];
    let from = begin;
    for (const [since, before] of [...this.#spans].sort(([a], [b]) => a - b)) {
      if (before <= from) continue;
      if (since >= end) break;
      if (since > from) missing.push([from, since]);
      from = Math.max(from, before);
    }
    if (from < end) missing.push([from, end]);
    return missing;
  }
}

function inOrder(a: ShelvedClip, b: ShelvedClip): number {
  if (a.begins !== b.begins) return a.begins - b.begins;
  return a.clip_id < b.clip_id ? -1 : Number(a.clip_id > b.clip_id);
}

function shelved(clip: Clip): ShelvedClip {
  const begins = Date.parse(clip.started_at);
  return { ...clip, begins, ends: begins + clip.duration * 1000 };
}

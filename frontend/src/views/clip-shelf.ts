import type { Api } from "../api/client.ts";
import type { Clip } from "../api/messages.ts";
import { Store } from "../store.ts";

/** A clip with its times as numbers: milliseconds since 1970. */
export interface ShelvedClip extends Clip {
  readonly begins: number;
  readonly ends: number;
}

// As many as one answer may hold.
const PAGE = 5000;
const DAY = 86_400_000;

/** The clips that the user may see, of the times that were asked for, oldest first; kept up to date. */
export class ClipShelf {
  /** Replaced at each change. */
  readonly clips = new Store<readonly ShelvedClip[]>([]);
  readonly #api: Pick<Api, "clips" | "clipChanges">;
  readonly #byId = new Map<string, ShelvedClip>();
  readonly #spans: [begin: number, end: number][] = [];

  constructor(api: Pick<Api, "clips" | "clipChanges">) {
    this.#api = api;
  }

  find(clipId: string): ShelvedClip | undefined {
    return this.#byId.get(clipId);
  }

  /** The clip before (-1) or after (1) this one of the same camera. */
  neighbour(clip: ShelvedClip, direction: -1 | 1): ShelvedClip | undefined {
    const mates = this.clips.value.filter(({ camera_id }) => camera_id === clip.camera_id);
    return mates[mates.findIndex(({ clip_id }) => clip_id === clip.clip_id) + direction];
  }

  /** Look for a clip of which only the id is known: among the newest first, then further and further back. */
  async seek(clipId: string, now: number): Promise<ShelvedClip | undefined> {
    for (const days of [0, 2, 16, 128, 1024]) {
      if (days > 0) await this.load(now - days * DAY, now + DAY);
      const clip = this.#byId.get(clipId);
      if (clip) return clip;
    }
    return undefined;
  }

  /** What we have just done ourselves, before Home Assistant tells everybody. */
  change(clip: ShelvedClip): void {
    this.#byId.set(clip.clip_id, clip);
    this.#publish();
  }

  remove(clipId: string): void {
    this.#byId.delete(clipId);
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
    this.clips.value = [...this.#byId.values()].sort((a, b) => a.begins - b.begins || (a.clip_id < b.clip_id ? -1 : 1));
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

function shelved(clip: Clip): ShelvedClip {
  const begins = Date.parse(clip.started_at);
  return { ...clip, begins, ends: begins + clip.duration * 1000 };
}

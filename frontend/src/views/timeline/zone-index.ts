import type { ShelvedClip } from "../clip-shelf.ts";
import type { Descriptions } from "../descriptions.ts";

/** In which zones something happened, as the sealed descriptions tell: known of the clips that were opened for it. */
export class ZoneIndex {
  readonly #zones = new Map<string, readonly string[]>();
  #filling = new AbortController();

  zonesOf(clipId: string): readonly string[] {
    return this.#zones.get(clipId) ?? [];
  }

  /** Open what is not known yet, and stop with what was asked for before. `progress` gets the share that is known, now and then. */
  async fill(
    clips: readonly ShelvedClip[],
    descriptions: Descriptions,
    progress: (share: number) => void,
  ): Promise<void> {
    this.stop();
    const { signal } = this.#filling;
    const missing = clips.filter(({ clip_id, state }) => state === "sealed" && !this.#zones.has(clip_id));
    for (const [index, { clip_id }] of missing.entries()) {
      if (signal.aborted) return;
      // One that does not open tells nothing, as one where nothing happened in a zone.
      const opened = await descriptions.open(clip_id).catch(() => null);
      this.#zones.set(clip_id, opened ? opened.incidents.flatMap(({ zones }) => zones) : []);
      if (index % 10 === 9) progress((index + 1) / missing.length);
    }
    if (!signal.aborted) progress(1);
  }

  stop(): void {
    this.#filling.abort();
    this.#filling = new AbortController();
  }

  clear(): void {
    this.#zones.clear();
  }
}

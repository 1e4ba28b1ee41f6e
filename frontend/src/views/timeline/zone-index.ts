import type { ShelvedClip } from "../clip-shelf.ts";
import type { Descriptions } from "../descriptions.ts";

/** In which zones something happened, as the sealed descriptions tell: known of the clips that were opened for it. */
export class ZoneIndex {
  readonly #zones = new Map<string, readonly string[]>();

  zonesOf(clipId: string): readonly string[] {
    return this.#zones.get(clipId) ?? [];
  }

  /** Open what is not known yet; `progress` gets the share that is, now and then. Nothing is thrown for a clip that does not open. */
  async fill(
    clips: readonly ShelvedClip[],
    descriptions: Descriptions,
    signal: AbortSignal,
    progress: (share: number) => void,
  ): Promise<void> {
    const missing = clips.filter(({ clip_id, state }) => state === "sealed" && !this.#zones.has(clip_id));
    for (const [index, { clip_id }] of missing.entries()) {
      if (signal.aborted) return;
      const opened = await descriptions.open(clip_id).catch(() => null);
      this.#zones.set(clip_id, opened ? opened.incidents.flatMap(({ zones }) => zones) : []);
      if (index % 10 === 9) progress((index + 1) / missing.length);
    }
    if (!signal.aborted) progress(1);
  }

  clear(): void {
    this.#zones.clear();
  }
}

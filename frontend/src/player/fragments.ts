/** The fragments of a clip: each a `moof` box and its data (ISO/IEC 14496-12, 8.8). */

import { BadMp4, type Box, boxesIn, Fields, find, HEADER_SIZE, headerAt } from "./boxes.ts";
import type { Head, SampleDefaults, Track } from "./head.ts";

/** A clip in plain, read from any place. */
export interface ClipBytes {
  readonly size: number;
  /** Bytes [start, end), as far as there are any. */
  read(start: number, end: number): Promise<ArrayBuffer>;
}

/** Where a fragment is, and what of the video is in it. Times in seconds. */
export interface Fragment {
  readonly start: number;
  readonly end: number;
  /** Whether a player can begin with it. */
  readonly isKey: boolean;
  /** When each picture is shown, in order. Empty where there is sound only. */
  readonly frames: readonly number[];
  /** When the last picture is over. */
  readonly over: number;
}

/** `time` is when its first picture is shown. */
interface Place {
  readonly start: number;
  readonly end: number;
  readonly time: number;
}

/** What is read to learn about a fragment: one chunk of a sealed file, and more than most `moof` boxes have. */
const PROBE = 64 * 1024;
/** Far more than the index of an hour, and than the `moof` of a minute. */
const MAX_BOX_SIZE = 2 ** 22;
const MFRO_SIZE = 16;

/** Finds fragments: by the index at the clip's end, or, where there is none, from one to the next. */
export class Fragments {
  readonly #clip: ClipBytes;
  readonly #video: Track;
  readonly #known = new Map<number, Fragment>();
  #places: readonly Place[];
  /** Where to look for the next one; null when all are known. */
  #next: number | null;
  /** There is one search for the next one, whoever waits for it. */
  #search: Promise<void> | null = null;

  private constructor(clip: ClipBytes, head: Head, index: readonly Place[] | null) {
    this.#clip = clip;
    this.#video = head.video;
    this.#places = index ?? [];
    this.#next = index ? null : head.size;
  }

  static async of(clip: ClipBytes, head: Head): Promise<Fragments> {
    return new Fragments(clip, head, await readIndex(clip, head));
  }

  /** The fragment with this number, counted from 0; null beyond the last one. Fails with `BadMp4`, and as reading does. */
  async get(number: number): Promise<Fragment | null> {
    while (number >= this.#places.length && this.#next !== null) await this.#lookOn();
    const place = this.#places[number];
    if (!place) return null;
    const fragment = this.#known.get(number) ?? parseFragment(await this.#moof(place.start), place, this.#video);
    this.#known.set(number, fragment);
    return fragment;
  }

  /** The number of the fragment to begin with so that this moment is shown: it has a key frame, and is not later. */
  async before(time: number): Promise<number> {
    while (this.#next !== null && (this.#places.at(-1)?.time ?? 0) <= time) await this.#lookOn();
    let number = this.#places.findLastIndex((place) => place.time <= time);
    for (; number > 0; number--) {
      const fragment = await this.get(number);
      if (fragment?.isKey && (fragment.frames[0] ?? 0) <= time) break;
    }
    return Math.max(0, number);
  }

  /** The fragment to begin with so that this moment is shown; null if none is complete. */
  async at(time: number): Promise<Fragment | null> {
    return this.get(await this.before(time));
  }

  /** When the clip is over. Without an index all of it is looked through. */
  async duration(): Promise<number> {
    while (this.#next !== null) await this.#lookOn();
    for (let number = this.#places.length - 1; number >= 0; number--) {
      const fragment = await this.get(number);
      if (fragment && fragment.frames.length > 0) return fragment.over;
    }
    return 0;
  }

  #lookOn(): Promise<void> {
    this.#search ??= this.#look(this.#next ?? this.#clip.size).finally(() => {
      this.#search = null;
    });
    return this.#search;
  }

  async #look(at: number): Promise<void> {
    const view = new DataView(await this.#clip.read(at, at + PROBE));
    const box = headerAt(view, 0);
    this.#next = null;
    if (!box || box.type === "mfra" || at + box.size > this.#clip.size) return;
    if (box.type !== "moof") {
      this.#next = at + box.size;
      return;
    }
    const data = headerAt(new DataView(await this.#clip.read(at + box.size, at + box.size + HEADER_SIZE)), 0);
    const end = at + box.size + (data?.size ?? Number.POSITIVE_INFINITY);
    // Cut off: what is in it cannot all be shown.
    if (end > this.#clip.size) return;
    const place = { start: at, end, time: this.#places.at(-1)?.time ?? 0 };
    const fragment = parseFragment(box.size > PROBE ? await this.#moof(at) : view, place, this.#video);
    this.#known.set(this.#places.length, fragment);
    this.#places = [...this.#places, { ...place, time: fragment.frames[0] ?? place.time }];
    this.#next = end;
  }

  async #moof(at: number): Promise<DataView> {
    const view = new DataView(await this.#clip.read(at, at + PROBE));
    const box = headerAt(view, 0);
    if (box?.type !== "moof" || box.size > MAX_BOX_SIZE)
      throw new BadMp4("A part of the clip is not where it should be.");
    return box.size > PROBE ? new DataView(await this.#clip.read(at, at + box.size)) : view;
  }
}

/** The index at the end (8.8.9): null where there is none, or none that can be right. */
async function readIndex(clip: ClipBytes, { size, video }: Head): Promise<readonly Place[] | null> {
  const mfro = new DataView(await clip.read(clip.size - MFRO_SIZE, clip.size));
  if (mfro.byteLength < MFRO_SIZE || headerAt(mfro, 0)?.type !== "mfro") return null;
  const length = mfro.getUint32(12);
  const start = clip.size - length;
  if (length > MAX_BOX_SIZE || start < size) return null;
  const view = new DataView(await clip.read(start, clip.size));
  const [mfra] = boxesIn(view, 0);
  if (mfra?.type !== "mfra") return null;
  const entries = [...boxesIn(view, mfra.start, mfra.end)]
    .filter(({ type }) => type === "tfra")
    .map((tfra) => entriesOf(view, tfra, video))
    .find((found) => found !== null);
  const places = entries?.map((entry, at) => ({ ...entry, end: entries[at + 1]?.start ?? start }));
  const isRight = places?.every((place, at) => place.start >= (places[at - 1]?.end ?? size) && place.end > place.start);
  return places && places.length > 0 && isRight ? places : null;
}

function entriesOf(view: DataView, tfra: Box, video: Track): readonly { start: number; time: number }[] | null {
  const fields = new Fields(view, tfra.start);
  const { version } = fields.full();
  if (fields.u32() !== video.id) return null;
  const sizes = fields.u32();
  const numbers = [4, 2, 0].map((shift) => ((sizes >> shift) & 3) + 1).reduce((sum, size) => sum + size, 0);
  const count = Math.min(fields.u32(), view.byteLength);
  try {
    return Array.from({ length: count }, () => {
      const time = (fields.long(version) - video.offset) / video.timescale;
      const start = fields.long(version);
      fields.skip(numbers);
      return { start, time };
    });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** `view` begins with the `moof`. Fails with `BadMp4`. */
export function parseFragment(view: DataView, { start, end }: Place, video: Track): Fragment {
  try {
    const [moof] = boxesIn(view, 0);
    if (moof?.type !== "moof") throw new BadMp4("A part of the clip is not where it should be.");
    const trafs = [...boxesIn(view, moof.start, moof.end)].filter(({ type }) => type === "traf");
    const samples = trafs.flatMap((traf) => samplesOf(view, traf, video));
    const seconds = (ticks: number) => (ticks - video.offset) / video.timescale;
    const frames = samples.map(({ shown }) => seconds(shown)).sort((a, b) => a - b);
    const over = samples.reduce((last, { shown, duration }) => Math.max(last, seconds(shown + duration)), 0);
    return { start, end, isKey: samples[0]?.isKey ?? false, frames, over };
  } catch (error) {
    throw error instanceof RangeError ? new BadMp4("A part of the clip is damaged.") : error;
  }
}

/** In ticks. */
interface Sample {
  readonly shown: number;
  readonly duration: number;
  readonly isKey: boolean;
}

function samplesOf(view: DataView, traf: Box, video: Track): Sample[] {
  const header = find(view, traf, "tfhd");
  if (!header) throw new BadMp4("A fragment does not say what it is of.");
  const tfhd = new Fields(view, header.start);
  const { flags } = tfhd.full();
  if (tfhd.u32() !== video.id) return [];
  tfhd.skip((flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0));
  const duration = flags & 0x8 ? tfhd.u32() : video.defaults.duration;
  tfhd.skip(flags & 0x10 ? 4 : 0);
  const defaults = { duration, flags: flags & 0x20 ? tfhd.u32() : video.defaults.flags };
  const samples: Sample[] = [];
  let time = decodeTime(view, traf);
  for (const { type, start } of boxesIn(view, traf.start, traf.end)) {
    if (type === "trun") time = readRun(new Fields(view, start), defaults, time, samples);
  }
  return samples;
}

function decodeTime(view: DataView, traf: Box): number {
  const tfdt = find(view, traf, "tfdt");
  if (!tfdt) return 0;
  const fields = new Fields(view, tfdt.start);
  return fields.long(fields.full().version);
}

/** Says of a sample that it is no key frame: 8.8.3.1. */
const IS_NO_KEY = 0x10000;

/** Add the samples of a `trun` (8.8.8), and return when the next one is decoded. */
function readRun(fields: Fields, defaults: SampleDefaults, begin: number, samples: Sample[]): number {
  const { version, flags } = fields.full();
  const field = (flag: number, otherwise: number) => (flags & flag ? fields.u32() : otherwise);
  const count = fields.u32();
  field(0x1, 0);
  const first = flags & 0x4 ? fields.u32() : null;
  let time = begin;
  for (let at = 0; at < count; at++) {
    const duration = field(0x100, defaults.duration);
    field(0x200, 0);
    const own = field(0x400, defaults.flags);
    const shift = version === 0 ? field(0x800, 0) : field(0x800, 0) | 0;
    const isKey = (((at === 0 ? first : null) ?? own) & IS_NO_KEY) === 0;
    samples.push({ shown: time + shift, duration, isKey });
    time += duration;
  }
  return time;
}

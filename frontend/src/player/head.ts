/** What stands before the first fragment of a clip: which media there are, and in which codecs. */

import { BadMp4, type Box, boxesIn, Fields, find, findNeeded, fourCharacters } from "./boxes.ts";

export interface Track {
  readonly id: number;
  readonly kind: "video" | "audio";
  /** As RFC 6381 has it: "avc1.640028". */
  readonly codec: string;
  /** Ticks a second. */
  readonly timescale: number;
  /** Ticks that an edit list leaves out at the beginning. */
  readonly offset: number;
  /** Where a fragment says nothing else. */
  readonly defaults: SampleDefaults;
}

export interface SampleDefaults {
  readonly duration: number;
  readonly flags: number;
}

export interface Head {
  /** Bytes up to the first fragment: what a player is given first. */
  readonly size: number;
  readonly video: Track;
  readonly tracks: readonly Track[];
  /** For `MediaSource.isTypeSupported`. */
  readonly mimeType: string;
}

/** Read it from the beginning of a clip; null if more of it is needed. Fails with `BadMp4`. */
export function parseHead(view: DataView): Head | null {
  for (const box of boxesIn(view, 0)) {
    if (box.type === "moof" || box.type === "mdat") {
      throw new BadMp4("The clip does not begin with a description of what is in it.");
    }
    if (box.type === "moov" && box.end <= view.byteLength) return headOf(view, box);
  }
  return null;
}

function headOf(view: DataView, moov: Box): Head {
  try {
    const traks = [...boxesIn(view, moov.start, moov.end)].filter(({ type }) => type === "trak");
    const tracks = traks.map((trak) => trackOf(view, moov, trak)).filter((track) => track !== null);
    const video = tracks.find(({ kind }) => kind === "video");
    if (!video) throw new BadMp4("There is no video in the clip.");
    const mimeType = `video/mp4; codecs="${tracks.map(({ codec }) => codec).join(", ")}"`;
    return { size: moov.end, video, tracks, mimeType };
  } catch (error) {
    throw error instanceof RangeError ? new BadMp4("The clip's description is cut off.") : error;
  }
}

function trackOf(view: DataView, moov: Box, trak: Box): Track | null {
  const handler = fourCharacters(view, findNeeded(view, trak, "mdia", "hdlr").start + 8);
  if (handler !== "vide" && handler !== "soun") return null;
  const tkhd = new Fields(view, findNeeded(view, trak, "tkhd").start);
  const id = tkhd.skip(tkhd.full().version === 1 ? 16 : 8).u32();
  const mdhd = new Fields(view, findNeeded(view, trak, "mdia", "mdhd").start);
  const timescale = mdhd.skip(mdhd.full().version === 1 ? 16 : 8).u32();
  if (timescale === 0) throw new BadMp4("A medium has no timescale.");
  const stsd = findNeeded(view, trak, "mdia", "minf", "stbl", "stsd");
  const [entry] = boxesIn(view, stsd.start + 8, stsd.end);
  if (!entry) throw new BadMp4("A medium has no description.");
  return {
    id,
    kind: handler === "vide" ? "video" : "audio",
    codec: codecOf(view, entry),
    timescale,
    offset: editOffset(view, trak),
    defaults: defaultsOf(view, moov, id),
  };
}

function editOffset(view: DataView, trak: Box): number {
  const elst = find(view, trak, "edts", "elst");
  if (!elst) return 0;
  const fields = new Fields(view, elst.start);
  const { version } = fields.full();
  if (fields.u32() === 0) return 0;
  fields.long(version);
  const time = fields.long(version);
  // All bits are set where it begins with nothing.
  return time >= (version === 1 ? 2 ** 63 : 2 ** 31) ? 0 : time;
}

function defaultsOf(view: DataView, moov: Box, id: number): SampleDefaults {
  const mvex = find(view, moov, "mvex");
  for (const { type, start } of mvex ? boxesIn(view, mvex.start, mvex.end) : []) {
    const fields = new Fields(view, start + 4);
    if (type !== "trex" || fields.u32() !== id) continue;
    const duration = fields.skip(4).u32();
    return { duration, flags: fields.skip(4).u32() };
  }
  return { duration: 0, flags: 0 };
}

/** Sizes of what stands in a sample entry before its boxes: ISO/IEC 14496-12, 12.1.3 and 12.2.3. */
const VISUAL_ENTRY = 78;
const AUDIO_ENTRY = 28;

function codecOf(view: DataView, entry: Box): string {
  switch (entry.type) {
    case "avc1":
    case "avc3": {
      const { start } = findNeeded(view, { ...entry, start: entry.start + VISUAL_ENTRY }, "avcC");
      const fields = new Fields(view, start + 1);
      return `${entry.type}.${[fields.u8(), fields.u8(), fields.u8()].map(hex).join("")}`;
    }
    case "hvc1":
    case "hev1": {
      const { start } = findNeeded(view, { ...entry, start: entry.start + VISUAL_ENTRY }, "hvcC");
      return `${entry.type}.${hevcProfile(new Fields(view, start + 1))}`;
    }
    case "mp4a":
      return `mp4a.${aacProfile(view, findNeeded(view, { ...entry, start: entry.start + AUDIO_ENTRY }, "esds"))}`;
    default:
      return entry.type;
  }
}

/** ISO/IEC 14496-15, annex E.3. */
function hevcProfile(fields: Fields): string {
  const profile = fields.u8();
  const compatible = reversed(fields.u32()).toString(16).toUpperCase();
  const constraints = Array.from({ length: 6 }, () => fields.u8());
  const level = fields.u8();
  while (constraints.at(-1) === 0) constraints.pop();
  const space = ["", "A", "B", "C"][profile >> 6];
  const tier = profile & 0x20 ? "H" : "L";
  return [`${space}${profile & 0x1f}`, compatible, `${tier}${level}`, ...constraints.map(hexShort)].join(".");
}

function reversed(bits: number): number {
  return Array.from({ length: 32 }, (_, at) => (bits >>> at) & 1).reduce((sum, bit) => sum * 2 + bit, 0);
}

/** Object type, and for MPEG-4 audio the kind that its own description says: ISO/IEC 14496-1, 7.2.6. */
function aacProfile(view: DataView, esds: Box): string {
  const fields = new Fields(view, esds.start + 4);
  descriptor(fields, 0x03);
  const flags = fields.skip(2).u8();
  // What a stream depends on, a URL, a clock: MP4 uses none of them, but they may stand there.
  fields.skip((flags & 0x80 ? 2 : 0) + (flags & 0x20 ? 2 : 0));
  descriptor(fields, 0x04);
  const objectType = hexShort(fields.u8()).toLowerCase();
  fields.skip(12);
  if (fields.at >= esds.end) return objectType;
  descriptor(fields, 0x05);
  return `${objectType}.${fields.u8() >> 3}`;
}

/** Go past the head of a descriptor. */
function descriptor(fields: Fields, tag: number): void {
  if (fields.u8() !== tag) throw new BadMp4("The description of the sound is damaged.");
  // The size, seven bits a byte.
  while (fields.u8() & 0x80);
}

const hex = (byte: number): string => hexShort(byte).padStart(2, "0");
const hexShort = (byte: number): string => byte.toString(16).toUpperCase();

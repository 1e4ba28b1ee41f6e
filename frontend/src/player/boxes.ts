/** Boxes of an MP4 (ISO/IEC 14496-12, 4.2), as far as they are in memory. */

export interface Box {
  readonly type: string;
  /** Where its content begins in the view that it was found in, and where it ends, which may be beyond that. */
  readonly start: number;
  readonly end: number;
}

export interface BoxHeader {
  readonly type: string;
  readonly headerSize: number;
  readonly size: number;
}

/** What is not the MP4 that it should be. */
export class BadMp4 extends Error {
  override readonly name = "BadMp4";
}

/** A box header takes at most this many bytes. */
export const HEADER_SIZE = 16;

/** The box that begins here; null where not even its header is. `size` 0 in the file means: to its end. */
export function headerAt(view: DataView, at: number, toEnd = Number.POSITIVE_INFINITY): BoxHeader | null {
  if (at + 8 > view.byteLength) return null;
  const short = view.getUint32(at);
  if (short === 1 && at + HEADER_SIZE > view.byteLength) return null;
  const headerSize = short === 1 ? HEADER_SIZE : 8;
  const size = short === 1 ? Number(view.getBigUint64(at + 8)) : short === 0 ? toEnd : short;
  if (size < headerSize) throw new BadMp4("A box is shorter than its own header.");
  return { type: fourCharacters(view, at + 4), headerSize, size };
}

/** The boxes between two places. The last one may be cut off. */
export function* boxesIn(view: DataView, start: number, end = view.byteLength): Generator<Box> {
  let at = start;
  while (at < end) {
    const header = headerAt(view, at, end - at);
    if (!header) return;
    yield { type: header.type, start: at + header.headerSize, end: at + header.size };
    at += header.size;
  }
}

/** The first box at the end of this path of types, each within the one before. */
export function find(view: DataView, within: Box, ...path: readonly string[]): Box | null {
  const [type, ...rest] = path;
  if (type === undefined) return within;
  for (const box of boxesIn(view, within.start, Math.min(within.end, view.byteLength))) {
    const found = box.type === type ? find(view, box, ...rest) : null;
    if (found) return found;
  }
  return null;
}

/** As `find`; fails with `BadMp4` where there is none. */
export function findNeeded(view: DataView, within: Box, ...path: readonly string[]): Box {
  const found = find(view, within, ...path);
  if (!found) throw new BadMp4(`There is no ${path.join("/")} in ${within.type}.`);
  return found;
}

export function fourCharacters(view: DataView, at: number): string {
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, 4));
}

/** Reads a box's fields one after another. Fails with `RangeError` beyond the end of what is in memory. */
export class Fields {
  readonly #view: DataView;
  at: number;

  constructor(view: DataView, start: number) {
    this.#view = view;
    this.at = start;
  }

  /** Version and flags of a full box. */
  full(): { readonly version: number; readonly flags: number } {
    const word = this.u32();
    return { version: word >>> 24, flags: word & 0xffffff };
  }

  u8(): number {
    return this.#view.getUint8(this.at++);
  }

  u16(): number {
    this.at += 2;
    return this.#view.getUint16(this.at - 2);
  }

  u32(): number {
    this.at += 4;
    return this.#view.getUint32(this.at - 4);
  }

  u64(): number {
    this.at += 8;
    return Number(this.#view.getBigUint64(this.at - 8));
  }

  /** 64 bits in version 1 of a box, 32 in version 0. */
  long(version: number): number {
    return version === 1 ? this.u64() : this.u32();
  }

  skip(count: number): this {
    this.at += count;
    return this;
  }
}

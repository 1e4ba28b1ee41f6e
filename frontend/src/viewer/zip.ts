/** What is in a zip file that is not compressed (PKWARE, APPNOTE.TXT 6.3.10), as evidence bundles are: found, not read. */

/** No zip file, a damaged one, or one that is compressed. */
export class BadZip extends Error {
  override readonly name = "BadZip";
}

export interface Packed {
  /** Without folders. */
  readonly name: string;
  readonly content: Blob;
}

const END = { signature: 0x06054b50, size: 22, maxComment: 0xffff };
const LOCATOR64 = { signature: 0x07064b50, size: 20 };
const END64 = { signature: 0x06064b50, size: 56 };
const ENTRY = { signature: 0x02014b50, size: 46 };
const LOCAL = { signature: 0x04034b50, size: 30 };
/** Of an entry's fields in ZIP64. */
const EXTRA64 = 1;
/** Says that the number is in ZIP64's own place. */
const ELSEWHERE = 0xffffffff;
/** A bundle has six files: this is room for thousands. */
const MAX_DIRECTORY = 2 ** 20;

/** Fails with `BadZip`, and as reading the file does. */
export async function unpacked(file: Blob): Promise<readonly Packed[]> {
  try {
    const { start, size } = await directoryOf(file);
    if (size > MAX_DIRECTORY) throw new BadZip("There is too much in it.");
    const view = await read(file, start, size);
    const packed: Packed[] = [];
    for (let at = 0; at < view.byteLength; ) {
      const entry = entryAt(view, at);
      packed.push({ name: entry.name, content: await contentOf(file, entry) });
      at += entry.length;
    }
    return packed;
  } catch (error) {
    throw error instanceof RangeError ? new BadZip("It is cut off.") : error;
  }
}

interface Span {
  readonly start: number;
  readonly size: number;
}

async function directoryOf(file: Blob): Promise<Span> {
  const length = Math.min(file.size, END.size + END.maxComment + LOCATOR64.size);
  const view = await read(file, file.size - length, length);
  let at = length - END.size;
  while (at >= 0 && view.getUint32(at, true) !== END.signature) at--;
  if (at < 0) throw new BadZip("It has no directory.");
  const isBig = at >= LOCATOR64.size && view.getUint32(at - LOCATOR64.size, true) === LOCATOR64.signature;
  if (!isBig) return { size: view.getUint32(at + 12, true), start: view.getUint32(at + 16, true) };
  const end = await read(file, long(view, at - LOCATOR64.size + 8), END64.size);
  if (end.getUint32(0, true) !== END64.signature) throw new BadZip("Its directory is damaged.");
  return { size: long(end, 40), start: long(end, 48) };
}

/** An entry of the directory. `start` is where what stands before the content begins. */
interface Entry extends Span {
  readonly name: string;
  readonly isPlain: boolean;
  /** Of the entry itself. */
  readonly length: number;
}

function entryAt(view: DataView, at: number): Entry {
  if (view.getUint32(at, true) !== ENTRY.signature) throw new BadZip("Its directory is damaged.");
  const [nameSize = 0, extraSize = 0, commentSize = 0] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
  const name = new Uint8Array(view.buffer, view.byteOffset + at + ENTRY.size, nameSize);
  const extra = at + ENTRY.size + nameSize;
  const numbers = [24, 20, 42].map((field) => view.getUint32(at + field, true));
  const [size = 0, packedSize = 0, start = 0] = inFull(numbers, view, extra, extra + extraSize);
  return {
    name: new TextDecoder().decode(name).replace(/^.*[/\\]/, ""),
    // Method 0, and not encrypted.
    isPlain: view.getUint16(at + 10, true) === 0 && (view.getUint16(at + 8, true) & 1) === 0 && size === packedSize,
    start,
    size,
    length: ENTRY.size + nameSize + extraSize + commentSize,
  };
}

/** In ZIP64, those that are elsewhere stand one after another. */
function inFull(numbers: readonly number[], view: DataView, start: number, end: number): readonly number[] {
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== EXTRA64) continue;
    let field = at + 4;
    return numbers.map((number) => {
      if (number !== ELSEWHERE) return number;
      field += 8;
      return long(view, field - 8);
    });
  }
  return numbers;
}

async function contentOf(file: Blob, { isPlain, start, size }: Entry): Promise<Blob> {
  if (!isPlain) throw new BadZip("It is compressed.");
  const head = await read(file, start, LOCAL.size);
  if (head.getUint32(0, true) !== LOCAL.signature) throw new BadZip("Something is not where its directory says.");
  const begin = start + LOCAL.size + head.getUint16(26, true) + head.getUint16(28, true);
  if (begin + size > file.size) throw new BadZip("It is cut off.");
  return file.slice(begin, begin + size);
}

function long(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

/** Fails with `RangeError` later where there is less. */
async function read(file: Blob, start: number, size: number): Promise<DataView> {
  return new DataView(await file.slice(start, start + size).arrayBuffer());
}

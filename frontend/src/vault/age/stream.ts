/**
 * The payload of a sealed file, read from any place: 64 KiB chunks, each sealed with ChaCha20-Poly1305
 * (https://age-encryption.org/v1#payload).
 *
 * The number of a chunk and whether it is the last one are part of its nonce, so chunks cannot be moved, left out,
 * repeated or cut off unnoticed.
 */

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { Fault } from "../fault.ts";

export const CHUNK_SIZE = 64 * 1024;
export const TAG_SIZE = 16;
export const SEALED_CHUNK_SIZE = CHUNK_SIZE + TAG_SIZE;
export const NONCE_SIZE = 16;

/** Sealed chunks are fetched in runs of at most this many: 1 MiB. */
export const RUN = 16;
/** Opened chunks that are kept: 16 MiB. */
const KEPT = 256;

/** The last 12 bytes of the STREAM nonce: the number of the chunk, and whether it is the last. */
function chunkNonce(index: number, isLast: boolean): Uint8Array {
  const nonce = new Uint8Array(12);
  // 2^48 chunks are more than any file has.
  new DataView(nonce.buffer).setUint16(5, Math.floor(index / 2 ** 32));
  new DataView(nonce.buffer).setUint32(7, index % 2 ** 32);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** Opens single chunks. */
export class ChunkCipher {
  readonly #key: Uint8Array;
  #isWiped = false;

  constructor(fileKey: Uint8Array, nonce: Uint8Array) {
    this.#key = hkdf(sha256, fileKey, nonce, utf8ToBytes("payload"), 32);
  }

  /** Fails with "damaged", and with "locked" once it was wiped. */
  open(sealed: Uint8Array, index: number, isLast: boolean): Uint8Array<ArrayBuffer> {
    if (this.#isWiped) throw new Fault("locked", "The key of this file was forgotten.");
    try {
      return chacha20poly1305(this.#key, chunkNonce(index, isLast)).decrypt(sealed) as Uint8Array<ArrayBuffer>;
    } catch {
      throw new Fault("damaged", "The file is damaged: a part of it was changed, or it was cut off.");
    }
  }

  wipe(): void {
    this.#key.fill(0);
    this.#isWiped = true;
  }
}

/** Sealed bytes [start, end), counted from the first chunk. */
export type ReadSealed = (start: number, end: number) => Promise<Uint8Array>;

/** A payload whose length is certain. */
export class Payload {
  /** Bytes of plain text. */
  readonly size: number;
  readonly #cipher: ChunkCipher;
  readonly #readSealed: ReadSealed;
  readonly #sealedSize: number;
  readonly #last: number;
  /** Whether the last chunk is the end of what was written, or the file was cut off after it. */
  readonly #isWhole: boolean;
  /** In the order of their last use. */
  readonly #chunks = new Map<number, Promise<Uint8Array>>();

  private constructor(
    cipher: ChunkCipher,
    sealedSize: number,
    lastChunk: Uint8Array,
    readSealed: ReadSealed,
    isWhole: boolean,
  ) {
    this.#isWhole = isWhole;
    this.#cipher = cipher;
    this.#readSealed = readSealed;
    this.#sealedSize = sealedSize;
    this.#last = lastChunkOf(sealedSize);
    this.size = this.#last * CHUNK_SIZE + lastChunk.length;
    this.#chunks.set(this.#last, Promise.resolve(lastChunk));
  }

  /** `tail` are the sealed bytes at the end, one chunk at least unless there are fewer: opening the last one proves the length. */
  static open(cipher: ChunkCipher, sealedSize: number, tail: Uint8Array, readSealed: ReadSealed): Payload {
    const last = lastChunkOf(sealedSize);
    const lastSize = sealedSize - last * SEALED_CHUNK_SIZE;
    if (last < 0 || tail.length < lastSize) throw new Fault("damaged", "The file was cut off: its end is missing.");
    const chunk = cipher.open(tail.subarray(tail.length - lastSize), last, true);
    if (last > 0 && chunk.length === 0) throw new Fault("damaged", "The file ends with an empty chunk.");
    return new Payload(cipher, sealedSize, chunk, readSealed, true);
  }

  /**
   * All complete chunks of a file that was cut off while it was written. After a power failure anything may stand behind
   * them. Fails with "damaged" where there is none, and as reading the sealed bytes does.
   */
  static async openCut(cipher: ChunkCipher, sealedSize: number, readSealed: ReadSealed): Promise<Payload> {
    let count = 0;
    let last = new Uint8Array();
    for (let bad = Math.floor(sealedSize / SEALED_CHUNK_SIZE); count < bad; ) {
      const index = Math.floor((count + bad - 1) / 2);
      const sealed = await readSealed(index * SEALED_CHUNK_SIZE, (index + 1) * SEALED_CHUNK_SIZE);
      try {
        last = cipher.open(sealed, index, false);
        count = index + 1;
      } catch (error) {
        if (!isDamage(error)) throw error;
        bad = index;
      }
    }
    if (count === 0) throw new Fault("damaged", "The file was cut off before a part of it was complete, or changed.");
    return new Payload(cipher, count * SEALED_CHUNK_SIZE, last, readSealed, false);
  }

  /** Bytes [start, end), as far as there are any. Fails with "damaged", and as reading the sealed bytes does. */
  async read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const from = Math.max(0, start);
    const to = Math.min(end, this.size);
    const bytes = new Uint8Array(Math.max(0, to - from));
    if (bytes.length === 0) return bytes;
    const first = Math.floor(from / CHUNK_SIZE);
    const last = Math.floor((to - 1) / CHUNK_SIZE);
    this.#fetch(first, last);
    // Ahead in whole runs, so that reading on in small steps does not fetch in small steps.
    this.#fetch(last + 1, Math.min(Math.ceil((last + RUN / 2) / RUN) * RUN + RUN - 1, this.#last));
    for (let index = first; index <= last; index++) {
      const chunk = await this.#chunk(index);
      const offset = index * CHUNK_SIZE - from;
      bytes.set(chunk.subarray(Math.max(0, -offset), Math.max(0, to - index * CHUNK_SIZE)), Math.max(0, offset));
    }
    this.#forget(last - first + 1);
    return bytes;
  }

  /** Overwrite what is kept. What is being read fails. */
  wipe(): void {
    this.#cipher.wipe();
    for (const chunk of this.#chunks.values()) chunk.then((bytes) => bytes.fill(0)).catch(() => undefined);
    this.#chunks.clear();
  }

  #chunk(index: number): Promise<Uint8Array> {
    this.#fetch(index, index);
    const chunk = this.#chunks.get(index);
    if (!chunk) throw new Fault("damaged", "There is no such chunk.");
    this.#chunks.delete(index);
    this.#chunks.set(index, chunk);
    return chunk;
  }

  /** See to it that these chunks are on their way. */
  #fetch(first: number, last: number): void {
    for (let index = first; index <= last; index++) {
      if (this.#chunks.has(index)) continue;
      let end = index + 1;
      while (end <= last && end < index + RUN && !this.#chunks.has(end)) end++;
      this.#fetchRun(index, end);
      index = end - 1;
    }
  }

  #fetchRun(first: number, end: number): void {
    const start = first * SEALED_CHUNK_SIZE;
    const run = this.#readSealed(start, Math.min(end * SEALED_CHUNK_SIZE, this.#sealedSize));
    for (let index = first; index < end; index++) {
      const offset = index * SEALED_CHUNK_SIZE - start;
      const chunk = run.then((sealed) =>
        this.#cipher.open(
          sealed.subarray(offset, offset + SEALED_CHUNK_SIZE),
          index,
          this.#isWhole && index === this.#last,
        ),
      );
      this.#chunks.set(index, chunk);
      // What failed is asked for again the next time; and what was fetched ahead may fail unheard.
      chunk.catch(() => {
        if (this.#chunks.get(index) === chunk) this.#chunks.delete(index);
      });
    }
  }

  #forget(inUse: number): void {
    const surplus = this.#chunks.size - Math.max(KEPT, inUse + 2 * RUN);
    for (const index of [...this.#chunks.keys()].slice(0, Math.max(0, surplus))) this.#chunks.delete(index);
  }
}

export function isDamage(error: unknown): boolean {
  return error instanceof Fault && error.code === "damaged";
}

function lastChunkOf(sealedSize: number): number {
  return Math.ceil(sealedSize / SEALED_CHUNK_SIZE) - 1;
}

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { headerSize, writeHeader } from "./age/header.ts";
import { wrapFileKey } from "./age/keys.ts";
import { ChunkCipher, NONCE_SIZE, RUN, SEALED_CHUNK_SIZE } from "./age/stream.ts";
import { parseDescription } from "./description.ts";
import { Fault } from "./fault.ts";
import { type FindFileKey, type OpenClip, openClip, openWhole } from "./sealed.ts";
import type { ClipDescription, OpenedClip } from "./service.ts";
import { type ByteSource, noneIfGone } from "./source.ts";
import { Turns } from "./turns.ts";

/** Descriptions that are fetched at a time, and kept: some 30 KB each. */
const DESCRIBED_AT_A_TIME = 6;
const DESCRIPTIONS_KEPT = 500;
const PIECE = RUN * SEALED_CHUNK_SIZE;

/** Writes into the signed log what somebody is about to do. Fails where that cannot be written: then it is not done. */
export interface Tell {
  viewed(clipId: string, what: "opened" | "plain_copy"): Promise<void>;
  shared(clipId: string, recipient: string): Promise<void>;
}

interface Use {
  readonly clip: Promise<OpenClip>;
  count: number;
}

/** Clips, opened with the keys that are here. */
export class Clips {
  readonly #source: ByteSource;
  readonly #findFileKey: FindFileKey;
  readonly #tell: Tell;
  readonly #turns = new Turns(DESCRIBED_AT_A_TIME);
  readonly #descriptions = new Map<string, Promise<ClipDescription>>();
  readonly #open = new Map<string, Use>();
  /** Ends when all is locked, and with it what is under way. */
  #session = new AbortController();

  constructor(source: ByteSource, findFileKey: FindFileKey, tell: Tell) {
    this.#source = source;
    this.#findFileKey = findFileKey;
    this.#tell = tell;
  }

  async describe(clipId: string): Promise<ClipDescription> {
    const description = this.#descriptions.get(clipId) ?? this.#turns.take(() => this.#describe(clipId));
    this.#descriptions.delete(clipId);
    this.#descriptions.set(clipId, description);
    const [oldest] = this.#descriptions.keys();
    if (this.#descriptions.size > DESCRIPTIONS_KEPT && oldest !== undefined) this.#descriptions.delete(oldest);
    try {
      return await description;
    } catch (error) {
      if (this.#descriptions.get(clipId) === description) this.#descriptions.delete(clipId);
      throw error;
    }
  }

  /** Open it for one more user. */
  async open(clipId: string): Promise<OpenedClip> {
    const use = this.#open.get(clipId) ?? { clip: this.#openNew(clipId, "opened"), count: 0 };
    use.count++;
    this.#open.set(clipId, use);
    try {
      const { payload, ending } = await use.clip;
      return { size: payload.size, ending };
    } catch (error) {
      if (this.#open.get(clipId) === use) this.#open.delete(clipId);
      throw error;
    }
  }

  /** Bytes of an open clip; null if it is not open. */
  async read(clipId: string, start: number, end: number): Promise<Uint8Array<ArrayBuffer> | null> {
    const use = this.#open.get(clipId);
    return use ? (await use.clip).payload.read(start, end) : null;
  }

  async close(clipId: string): Promise<void> {
    const use = this.#open.get(clipId);
    if (!use || --use.count > 0) return;
    this.#open.delete(clipId);
    forget(use.clip);
  }

  /** Forget all that was opened. */
  lock(): void {
    this.#session.abort(new Fault("locked", "Clips were locked in the meantime."));
    this.#session = new AbortController();
    for (const { clip } of this.#open.values()) forget(clip);
    this.#open.clear();
    this.#descriptions.clear();
  }

  /** The MP4. Fractions of the way first. */
  async *plainCopy(clipId: string): AsyncGenerator<number | Blob> {
    const { signal } = this.#session;
    const { payload } = await this.#openNew(clipId, "plain_copy");
    const pieces = [];
    try {
      for (let start = 0; start < payload.size; start += PIECE) {
        yield start / payload.size;
        signal.throwIfAborted();
        pieces.push(await payload.read(start, start + PIECE));
      }
    } finally {
      payload.wipe();
    }
    signal.throwIfAborted();
    yield new Blob(pieces, { type: "video/mp4" });
  }

  /** The same payload behind a header that only one other person opens. All of it is checked on the way. */
  async *copyFor(clipId: string, recipient: string): AsyncGenerator<number | Blob> {
    const { signal } = this.#session;
    const header = await this.#source.header(clipId);
    const fileKey = await this.#findFileKey(header);
    const own = writeHeader(await wrapFileKey(fileKey, recipient), fileKey);
    await this.#tell.shared(clipId, recipient);
    const { payload, start, nonce, sealedSize } = await openClip(this.#source, clipId, header, fileKey);
    payload.wipe();
    const cipher = new ChunkCipher(fileKey, nonce);
    fileKey.fill(0);
    const pieces = [own, nonce];
    const first = start + NONCE_SIZE;
    try {
      for (let at = first; at < sealedSize; at += PIECE) {
        yield (at - first) / (sealedSize - first);
        signal.throwIfAborted();
        const sealed = await this.#source.sealed(clipId, at, Math.min(at + PIECE, sealedSize));
        check(cipher, sealed, (at - first) / SEALED_CHUNK_SIZE, at + sealed.length === sealedSize);
        pieces.push(sealed);
      }
    } finally {
      cipher.wipe();
    }
    signal.throwIfAborted();
    yield new Blob(pieces as Uint8Array<ArrayBuffer>[], { type: "application/age" });
  }

  /** SHA-256 of all that follows the header, hexadecimal: what the log has of a clip. Takes no key. */
  async payloadHash(clipId: string): Promise<string> {
    const { length: start } = await this.#source.header(clipId);
    const { total } = await this.#source.tail(clipId, 1);
    const hash = sha256.create();
    for (let at = start; at < total; at += PIECE) {
      hash.update(await this.#source.sealed(clipId, at, Math.min(at + PIECE, total)));
    }
    return bytesToHex(hash.digest());
  }

  /** The same of its description; null where there is none. */
  async metaHash(clipId: string): Promise<string | null> {
    const meta = await this.#source.meta(clipId).catch(noneIfGone);
    return meta && bytesToHex(sha256(meta.subarray(headerSize(meta))));
  }

  async #describe(clipId: string): Promise<ClipDescription> {
    return parseDescription(await openWhole(await this.#source.meta(clipId), this.#findFileKey), clipId);
  }

  async #openNew(clipId: string, what: "opened" | "plain_copy"): Promise<OpenClip> {
    const header = await this.#source.header(clipId);
    const fileKey = await this.#findFileKey(header);
    await this.#tell.viewed(clipId, what);
    try {
      return await openClip(this.#source, clipId, header, fileKey);
    } finally {
      fileKey.fill(0);
    }
  }
}

/** Fails with "damaged". `isEnd`: the last of these chunks is the last of all. */
function check(cipher: ChunkCipher, sealed: Uint8Array, index: number, isEnd: boolean): void {
  for (let start = 0; start < sealed.length; start += SEALED_CHUNK_SIZE) {
    const end = start + SEALED_CHUNK_SIZE;
    cipher.open(sealed.subarray(start, end), index + start / SEALED_CHUNK_SIZE, isEnd && end >= sealed.length);
  }
}

function forget(clip: Promise<OpenClip>): void {
  clip.then(({ payload }) => payload.wipe()).catch(() => undefined);
}

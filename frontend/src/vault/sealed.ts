/** Sealed files, opened with the keys that are here. */

import { headerSize } from "./age/header.ts";
import {
  CHUNK_SIZE,
  ChunkCipher,
  isDamage,
  NONCE_SIZE,
  Payload,
  type ReadSealed,
  SEALED_CHUNK_SIZE,
} from "./age/stream.ts";
import { Fault } from "./fault.ts";
import type { ClipEnding } from "./service.ts";
import type { ByteSource } from "./source.ts";

/** Finds the key of the file that has this header. Fails with "locked", "wrong_identity", "damaged". */
export type FindFileKey = (header: Uint8Array) => Promise<Uint8Array>;

/** A clip that is open: its payload begins at `start` of the sealed file, with the nonce, which is `sealedSize` long. */
export interface OpenClip {
  readonly payload: Payload;
  readonly start: number;
  readonly nonce: Uint8Array;
  readonly sealedSize: number;
  readonly ending: ClipEnding;
}

/**
 * Open a clip with its key, to be read in any order. Fails with "damaged" where it was cut off, unless that was while it was
 * written; "gone", "refused", "offline".
 */
export async function openClip(
  source: ByteSource,
  clipId: string,
  header: Uint8Array,
  fileKey: Uint8Array,
): Promise<OpenClip> {
  const start = header.length;
  const [nonce, { bytes, total, isPart }] = await Promise.all([
    source.sealed(clipId, start, start + NONCE_SIZE),
    source.tail(clipId, SEALED_CHUNK_SIZE),
  ]);
  const first = start + NONCE_SIZE;
  const size = total - first;
  const read = (from: number, to: number) => source.sealed(clipId, first + from, first + to);
  const file = { start, nonce, sealedSize: total };
  try {
    return { ...file, payload: openPayload(fileKey, nonce, size, bytes, read), ending: "whole" };
  } catch (error) {
    if (!isPart || !isDamage(error)) throw error;
  }
  const payload = await Payload.openCut(new ChunkCipher(fileKey, nonce), size, read);
  const isAll = size < (payload.size / CHUNK_SIZE + 1) * SEALED_CHUNK_SIZE;
  return { ...file, payload, ending: isAll ? "cut_off" : "unreadable" };
}

/** What is in a short sealed file. Fails with "damaged", and as `findFileKey` does. */
export async function openWhole(sealed: Uint8Array, findFileKey: FindFileKey): Promise<Uint8Array<ArrayBuffer>> {
  const start = headerSize(sealed);
  const fileKey = await findFileKey(sealed.subarray(0, start));
  const nonce = sealed.subarray(start, start + NONCE_SIZE);
  const chunks = sealed.subarray(start + NONCE_SIZE);
  const payload = openPayload(fileKey, nonce, chunks.length, chunks, async (from, to) => chunks.subarray(from, to));
  fileKey.fill(0);
  try {
    return await payload.read(0, payload.size);
  } finally {
    payload.wipe();
  }
}

function openPayload(
  fileKey: Uint8Array,
  nonce: Uint8Array,
  size: number,
  tail: Uint8Array,
  read: ReadSealed,
): Payload {
  if (nonce.length < NONCE_SIZE) throw new Fault("damaged", "The file ends before its payload.");
  return Payload.open(new ChunkCipher(fileKey, nonce), size, tail, read);
}

/** Whether a clip is what was recorded, as far as its proof tells. */

import type { ClipCheck } from "../service.ts";
import { type Evidence, isClipId } from "../source.ts";
import { isEqual } from "./merkle.ts";
import { BadProof, parseVerifierKey } from "./note.ts";
import { type Entry, verifyEntry } from "./proof.ts";

/** SHA-256 of all that follows the header of a file, hexadecimal. `meta` is null where there is no description. */
export interface Hashes {
  clip(): Promise<string>;
  meta(): Promise<string | null>;
}

/** `known` is the key of the log where it is known from elsewhere. Fails as hashing does. */
export async function checkRecording(
  clipId: string,
  evidence: Evidence | null,
  known: Uint8Array | null,
  hashes: Hashes,
): Promise<ClipCheck> {
  if (!evidence) return { verdict: "not_in_log", key: null, loggedAt: null };
  const { key } = evidence;
  const entry = recordingIn(evidence, known);
  // A file may have any name; one that is a clip's must not be another clip.
  if (!entry || (isClipId(clipId) && entry.clip !== clipId)) return { verdict: "bad_proof", key, loggedAt: null };
  return { verdict: await compared(entry, hashes), key, loggedAt: String(entry.at) };
}

function recordingIn({ proof, key }: Evidence, known: Uint8Array | null): Entry | null {
  try {
    const { key: own } = parseVerifierKey(key);
    if (known && !isEqual(known, own)) return null;
    const entry = verifyEntry(proof, own);
    return entry.kind === "recorded" ? entry : null;
  } catch (error) {
    if (error instanceof BadProof) return null;
    throw error;
  }
}

async function compared(entry: Entry, hashes: Hashes): Promise<ClipCheck["verdict"]> {
  if ((await hashes.clip()) !== entry.payload_hash) return "changed";
  const meta = await hashes.meta();
  return meta === null || meta === entry.meta_hash ? "recorded" : "changed_description";
}

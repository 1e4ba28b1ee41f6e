/** Proofs that need only a public key: that an entry is in a log, and that a log only grew. See docs/format.md. */

import { hashLeaf, isConsistent, isIncluded } from "./merkle.ts";
import { BadProof, type Checkpoint, fromBase64, openCheckpoint, parseHash, parseNumber } from "./note.ts";

/** An entry of the log, as far as it matters here. */
export interface Entry {
  readonly sequence: number;
  readonly kind: string;
  readonly [name: string]: unknown;
}

/** The entry that the owner of the key has logged. Fails with `BadProof`. */
export function verifyEntry(proof: string, key: Uint8Array): Entry {
  const [head, note] = split(proof);
  const [version, extra, index, ...hashes] = head;
  if (version !== "c2sp.org/tlog-proof@v1" || !extra?.startsWith("extra ") || !index?.startsWith("index ")) {
    throw new BadProof("This is not a proof of an entry.");
  }
  const line = fromBase64(extra.slice("extra ".length));
  const place = parseNumber(index.slice("index ".length));
  const { size, root } = openCheckpoint(note, key);
  const entry = parseEntry(line);
  if (entry?.sequence !== place || !isIncluded(hashLeaf(line), place, size, hashes.map(parseHash), root)) {
    throw new BadProof("The entry is not in the log at this place.");
  }
  return entry;
}

/** The new checkpoint, if its log holds all that was in that of the old one. Fails with `BadProof`. */
export function verifyConsistency(proof: string, old: Checkpoint, key: Uint8Array): Checkpoint {
  const [[first, ...hashes], note] = split(proof);
  const now = openCheckpoint(note, key);
  if (first !== `old ${old.size}` || now.origin !== old.origin) {
    throw new BadProof("This is not a proof about the remembered checkpoint.");
  }
  if (!isConsistent(old, now, hashes.map(parseHash))) {
    throw new BadProof("The log does not begin with what was in it before.");
  }
  return now;
}

/** An entry of the log; null if the line is none. */
export function parseEntry(line: Uint8Array): Entry | null {
  try {
    const entry: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(line));
    const { sequence, kind } = Object(entry) as Record<string, unknown>;
    return Number.isSafeInteger(sequence) && typeof kind === "string" ? (entry as Entry) : null;
  } catch {
    return null;
  }
}

function split(proof: string): [string[], string] {
  const end = proof.indexOf("\n\n");
  if (end < 0) throw new BadProof("The proof is cut off.");
  return [proof.slice(0, end).split("\n"), proof.slice(end + 2)];
}

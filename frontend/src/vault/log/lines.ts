/** Every line of a log, read and hashed again. */

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import * as v from "valibot";
import { Frontier, hashLeaf, isEqual } from "./merkle.ts";
import { type Checkpoint, HASH_SIZE } from "./note.ts";
import { parseEntry } from "./proof.ts";

/** Entries a file of the log: docs/format.md. */
const SEGMENT_SIZE = 4096;

const Dropped = v.strictObject({
  dropped: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(SEGMENT_SIZE)),
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

interface Node {
  readonly count: number;
  readonly hash: Uint8Array;
  readonly isDropped: boolean;
}

/** Takes a log's lines as they are on the disk, in order, and tells whether they are those that were signed. */
export class LineCheck {
  readonly #signed: Checkpoint;
  readonly #frontier = new Frontier();
  /** Of the file that is being read, and its beginning. */
  #file: string[] = [];
  #first = 0;
  #hasGaps = false;
  /** Thinned out files, and what the log says of them: `first` and hash. */
  readonly #thinned = new Set<string>();
  readonly #announced = new Set<string>();
  #isBroken = false;

  constructor(signed: Checkpoint) {
    this.#signed = signed;
  }

  /** How many entries were read. */
  get size(): number {
    return this.#frontier.size;
  }

  add(line: string): void {
    const bytes = utf8ToBytes(line);
    const node = this.#gap(line) ?? { count: 1, hash: hashLeaf(bytes), isDropped: false };
    if (!node.isDropped) this.#note(bytes);
    // Not signed yet: written since the checkpoint was.
    if (this.size >= this.#signed.size) return;
    this.#hasGaps ||= node.isDropped;
    this.#file.push(`${line}\n`);
    this.#isBroken ||= !this.#frontier.append(node.hash, node.count);
    if (this.size === this.#first + SEGMENT_SIZE) this.#endFile();
  }

  /** Whether the lines are those that were signed, and none is missing but those that the log says it dropped. */
  isSound(): boolean {
    // The file that is being written is never thinned out.
    if (this.#hasGaps || this.#isBroken || this.size !== this.#signed.size) return false;
    const isAnnounced = [...this.#thinned].every((file) => this.#announced.has(file));
    return isAnnounced && isEqual(this.#frontier.root(), this.#signed.root);
  }

  #gap(line: string): Node | null {
    if (!line.startsWith('{"dropped":')) return null;
    const { output, success } = v.safeParse(Dropped, parsed(line));
    const fits = success && this.size + output.dropped <= this.#first + SEGMENT_SIZE;
    if (!fits || output.hash.length !== 2 * HASH_SIZE) return null;
    return { count: output.dropped, hash: hexToBytes(output.hash), isDropped: true };
  }

  #note(line: Uint8Array): void {
    const entry = parseEntry(line);
    if (this.size < this.#signed.size && entry?.sequence !== this.size) this.#isBroken = true;
    if (entry?.kind === "pruned") this.#announced.add(`${entry.first} ${entry.file_hash}`);
  }

  #endFile(): void {
    if (this.#hasGaps) this.#thinned.add(`${this.#first} ${bytesToHex(sha256(utf8ToBytes(this.#file.join(""))))}`);
    this.#file = [];
    this.#first = this.size;
    this.#hasGaps = false;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

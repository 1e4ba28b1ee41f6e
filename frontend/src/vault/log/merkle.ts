/** The hash tree of RFC 6962, section 2, over SHA-256. */

import { concatBytes } from "@noble/ciphers/utils.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const hashLeaf = (data: Uint8Array): Uint8Array => sha256(concatBytes(LEAF, data));
const hashNode = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(concatBytes(NODE, left, right));
export const isEqual = (a: Uint8Array, b: Uint8Array): boolean => bytesToHex(a) === bytesToHex(b);

/** The perfect subtrees that make up a tree, largest first: all that is needed to let it grow and know its root. */
export class Frontier {
  #size = 0;
  readonly #hashes: Uint8Array[] = [];

  get size(): number {
    return this.#size;
  }

  /** Add a perfect subtree of `count` leaves at the end. Returns false where one of this size cannot stand. */
  append(subtree: Uint8Array, count = 1): boolean {
    if (!isPowerOfTwo(count) || this.#size % count !== 0) return false;
    this.#size += count;
    let hash = subtree;
    for (let neighbours = this.#size / count; neighbours % 2 === 0; neighbours /= 2) {
      hash = hashNode(this.#hashes.pop() ?? hash, hash);
    }
    this.#hashes.push(hash);
    return true;
  }

  root(): Uint8Array {
    return (
      this.#hashes.reduceRight<Uint8Array | null>((root, left) => (root ? hashNode(left, root) : left), null) ??
      sha256(new Uint8Array())
    );
  }
}

/** Check an inclusion proof: the algorithm of RFC 9162, section 2.1.3.2. `leaf` is a hash. */
export function isIncluded(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  const sides = index < size ? sidesOf(index, size - 1, proof.length) : null;
  const hash = proof.reduce(
    (hash, sibling, at) => (sides?.[at] ? hashNode(sibling, hash) : hashNode(hash, sibling)),
    leaf,
  );
  return sides !== null && isEqual(hash, root);
}

/** A tree: so many leaves, and their hash. */
interface Tree {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Check a consistency proof: the algorithm of RFC 9162, section 2.1.4.2; all trees begin with the empty one. */
export function isConsistent(old: Tree, now: Tree, proof: readonly Uint8Array[]): boolean {
  if (old.size === now.size) return proof.length === 0 && isEqual(old.root, now.root);
  if (old.size === 0) return proof.length === 0 && isEqual(old.root, sha256(new Uint8Array()));
  const [first, ...path] = isPowerOfTwo(old.size) ? [old.root, ...proof] : proof;
  let [place, last] = [old.size - 1, now.size - 1];
  while (place % 2 === 1) [place, last] = [half(place), half(last)];
  const sides = sidesOf(place, last, path.length);
  if (old.size > now.size || !first || !sides) return false;
  const lefts = path.filter((_, at) => sides[at]);
  const oldHash = lefts.reduce((hash, sibling) => hashNode(sibling, hash), first);
  const newHash = path.reduce(
    (hash, sibling, at) => (sides[at] ? hashNode(sibling, hash) : hashNode(hash, sibling)),
    first,
  );
  return isEqual(oldHash, old.root) && isEqual(newHash, now.root);
}

/** On the way from a place to the root: whether each sibling stands on the left. Null unless there are exactly so many. */
function sidesOf(place: number, last: number, count: number): readonly boolean[] | null {
  const sides = [];
  let [to, end] = [place, last];
  for (; end > 0 && sides.length < count; [to, end] = [half(to), half(end)]) {
    const isLeft = to % 2 === 1 || to === end;
    sides.push(isLeft);
    // At the tree's edge there is no sibling on the right: up to where there is one on the left.
    while (isLeft && to > 0 && to % 2 === 0) [to, end] = [half(to), half(end)];
  }
  return end === 0 && sides.length === count ? sides : null;
}

function isPowerOfTwo(number: number): boolean {
  return number > 0 && 2 ** Math.round(Math.log2(number)) === number;
}

function half(number: number): number {
  return Math.floor(number / 2);
}

import { concatBytes } from "@noble/ciphers/utils.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Frontier, hashLeaf, isConsistent, isIncluded } from "../../../src/vault/log/merkle.ts";

/** RFC 6962, section 2.1, word for word. */
function root(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (!first) return sha256(new Uint8Array());
  if (leaves.length === 1) return sha256(concatBytes(Uint8Array.of(0), first));
  const cut = left(leaves.length);
  return sha256(concatBytes(Uint8Array.of(1), root(leaves.slice(0, cut)), root(leaves.slice(cut))));
}

/** Section 2.1.1. */
function path(index: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const cut = left(leaves.length);
  return index < cut
    ? [...path(index, leaves.slice(0, cut)), root(leaves.slice(cut))]
    : [...path(index - cut, leaves.slice(cut)), root(leaves.slice(0, cut))];
}

/** Section 2.1.2. */
function proof(old: number, leaves: readonly Uint8Array[], isWhole = true): Uint8Array[] {
  if (old === leaves.length) return isWhole ? [] : [root(leaves)];
  const cut = left(leaves.length);
  return old <= cut
    ? [...proof(old, leaves.slice(0, cut), isWhole), root(leaves.slice(cut))]
    : [...proof(old - cut, leaves.slice(cut), false), root(leaves.slice(0, cut))];
}

function left(size: number): number {
  let cut = 1;
  while (cut * 2 < size) cut *= 2;
  return cut;
}

const someLeaves = (count: number) => Array.from({ length: count }, (_, at) => utf8ToBytes(`entry ${at}`));
const tree = (leaves: readonly Uint8Array[]) => ({ size: leaves.length, root: root(leaves) });

/** The test data of Certificate Transparency's own implementation, which RFC 6962 has made. */
const CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const CT_ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

test("the roots of the published trees", () => {
  const frontier = new Frontier();
  expect(bytesToHex(frontier.root())).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const roots = CT_LEAVES.map((leaf) => {
    frontier.append(hashLeaf(hexToBytes(leaf)));
    return bytesToHex(frontier.root());
  });
  expect(roots).toEqual(CT_ROOTS);
});

test("a tree of subtrees has the root of its leaves", () => {
  const leaves = someLeaves(13);
  const frontier = new Frontier();
  expect(frontier.append(root(leaves.slice(0, 8)), 8)).toBe(true);
  expect(frontier.append(root(leaves.slice(8, 10)), 2)).toBe(true);
  expect(frontier.append(root(leaves.slice(10, 14)), 4)).toBe(false);
  for (const leaf of leaves.slice(10)) frontier.append(hashLeaf(leaf));
  expect(frontier.root()).toEqual(root(leaves));
});

describe("proofs as RFC 6962 makes them", () => {
  const size = fc.integer({ min: 1, max: 70 });
  const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  test("of an entry hold for it, and for nothing else", () => {
    fc.assert(
      fc.property(size, place, place, (count, at, other) => {
        const leaves = someLeaves(count);
        const [index, elsewhere] = [Math.floor(at * count), Math.floor(other * count)];
        const hashes = path(index, leaves);
        const holds = (leaf: number, where: number, of: number, given = hashes) =>
          isIncluded(hashLeaf(leaves[leaf] ?? new Uint8Array()), where, of, given, root(leaves));
        expect(holds(index, index, count)).toBe(true);
        expect(holds(elsewhere, index, count)).toBe(elsewhere === index);
        expect(holds(index, count, count)).toBe(false);
        expect(holds(index, index, count, [...hashes, root(leaves)])).toBe(false);
        if (count > 1) expect(holds(index, index, count, hashes.slice(1))).toBe(false);
      }),
    );
  });

  test("of growth hold for the old tree, and for no other", () => {
    fc.assert(
      fc.property(size, place, (count, at) => {
        const leaves = someLeaves(count);
        const old = leaves.slice(0, Math.ceil(at * count));
        const hashes = old.length > 0 ? proof(old.length, leaves) : [];
        expect(isConsistent(tree(old), tree(leaves), hashes)).toBe(true);
        const forged = { size: old.length, root: sha256(utf8ToBytes("forged")) };
        expect(isConsistent(forged, tree(leaves), hashes)).toBe(false);
        // Every tree begins with the empty one.
        if (old.length > 0) expect(isConsistent(tree(old), { ...tree(leaves), root: forged.root }, hashes)).toBe(false);
        expect(isConsistent(tree(old), tree(leaves), [...hashes, forged.root])).toBe(false);
        if (old.length < count) expect(isConsistent(tree(leaves), tree(old), hashes)).toBe(false);
      }),
    );
  });
});

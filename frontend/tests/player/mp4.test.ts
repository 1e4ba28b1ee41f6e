import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BadMp4 } from "../../src/player/boxes.ts";
import { type ClipBytes, type Fragment, Fragments } from "../../src/player/fragments.ts";
import { type Head, parseHead } from "../../src/player/head.ts";
import { HEVC_VIDEO, VIDEO } from "../vault/data.ts";

class Bytes implements ClipBytes {
  readonly #bytes: Uint8Array;
  read_: [number, number][] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  async read(start: number, end: number): Promise<ArrayBuffer> {
    this.read_.push([start, end]);
    return this.#bytes.slice(Math.max(0, start), end).buffer;
  }
}

const view = (bytes: Uint8Array) => new DataView(bytes.slice().buffer);
const HEAD = parseHead(view(VIDEO)) as Head;
const MFRA = VIDEO.length - view(VIDEO).getUint32(VIDEO.length - 4);
const withoutIndex = VIDEO.slice(0, MFRA);

async function all(bytes: Uint8Array): Promise<Fragment[]> {
  const fragments = await Fragments.of(new Bytes(bytes), HEAD);
  const found: Fragment[] = [];
  for (let fragment = await fragments.get(0); fragment; fragment = await fragments.get(found.length))
    found.push(fragment);
  return found;
}

test("the head names the codecs", () => {
  expect(HEAD.mimeType).toMatch(/^video\/mp4; codecs="avc1\.64000[C-D], mp4a\.40\.2"$/i);
  expect(HEAD.video).toMatchObject({ kind: "video", timescale: 90_000, offset: 0 });
  expect(view(VIDEO.slice(HEAD.size)).getUint32(4)).toBe(0x6d6f6f66);
});

test("the head names HEVC with its profile and level", () => {
  // Main profile, compatible with itself and Main 10, level 3.0 (90 / 30) or below, progressive.
  expect(parseHead(view(HEVC_VIDEO))?.mimeType).toMatch(/^video\/mp4; codecs="hvc1\.1\.6\.L(30|60|63|90)\.90"$/);
});

test("the head is asked for again until it is whole", () => {
  for (const size of [0, 7, 30, HEAD.size - 1]) expect(parseHead(view(VIDEO.slice(0, size)))).toBeNull();
  expect(parseHead(view(VIDEO.slice(0, HEAD.size)))).toEqual(HEAD);
});

test("fragments of 2 s, each with a key frame and 15 pictures a second", async () => {
  const found = await all(VIDEO);
  expect(found.length).toBe(6);
  expect(found.every(({ isKey }) => isKey)).toBe(true);
  const frames = found.flatMap((fragment) => fragment.frames);
  expect(frames.length).toBe(180);
  for (const [at, frame] of frames.entries()) expect(frame - (frames[0] ?? 0)).toBeCloseTo(at / 15, 1);
  expect(found[0]?.start).toBe(HEAD.size);
  expect(found.at(-1)?.end).toBe(MFRA);
});

test("without an index the same is found", async () => {
  const [indexed, scanned] = [await all(VIDEO), await all(withoutIndex)];
  expect(scanned.flatMap(({ frames }) => frames)).toEqual(indexed.flatMap(({ frames }) => frames));
  // Sound goes on a little longer, in a fragment of its own.
  expect(scanned.length).toBe(indexed.length + 1);
  expect(scanned.at(-1)?.frames).toEqual([]);
  for (const bytes of [VIDEO, withoutIndex]) {
    const duration = await (await Fragments.of(new Bytes(bytes), HEAD)).duration();
    expect(duration).toBeCloseTo(12 + (indexed[0]?.frames[0] ?? 0), 1);
  }
});

test("many may look for fragments at the same time", async () => {
  const fragments = await Fragments.of(new Bytes(withoutIndex), HEAD);
  const [found, duration, before] = await Promise.all([
    Promise.all([3, 0, 6, 3].map((number) => fragments.get(number))),
    fragments.duration(),
    fragments.before(9),
  ]);
  const scanned = await all(withoutIndex);
  expect(found).toEqual([3, 0, 6, 3].map((number) => scanned[number]));
  expect([duration, before]).toEqual([scanned[5]?.over, 4]);
});

test("an index that cannot be right is not used", async () => {
  const broken = VIDEO.slice();
  new DataView(broken.buffer).setUint32(MFRA + 8 + 8 + 16 + 4, 0xffff);
  expect((await all(broken)).flatMap(({ frames }) => frames)).toHaveLength(180);
});

test("a clip that was cut off is found up to its last whole fragment", async () => {
  const fragments = await all(withoutIndex);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: HEAD.size, max: withoutIndex.length }), async (size) => {
      const found = await all(withoutIndex.slice(0, size));
      expect(found).toEqual(fragments.filter(({ end }) => end <= size));
    }),
    { numRuns: 40 },
  );
});

describe.each([
  ["with an index", VIDEO],
  ["without", withoutIndex],
])("a moment %s", (_, bytes) => {
  test("is in the fragment to begin with, or soon after it", async () => {
    const found = await all(bytes);
    const first = found[0]?.frames[0] ?? 0;
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 13, noNaN: true }), async (time) => {
        const number = await (await Fragments.of(new Bytes(bytes), HEAD)).before(time);
        const fragment = found[number];
        expect(fragment?.isKey).toBe(true);
        expect(fragment?.frames[0]).toBeLessThanOrEqual(Math.max(time, first));
        const following = found[number + 1]?.frames[0];
        if (following !== undefined) expect(following).toBeGreaterThan(time);
      }),
      { numRuns: 60 },
    );
  });
});

test("only what is near is read to find a moment", async () => {
  const clip = new Bytes(VIDEO);
  const fragments = await Fragments.of(clip, HEAD);
  clip.read_ = [];
  const number = await fragments.before(9);
  const place = (await fragments.get(number))?.start;
  expect(clip.read_.map(([start]) => start)).toEqual([place]);
});

test("whatever a clip holds, it is read or refused", async () => {
  const changes = fc.array(fc.tuple(fc.integer({ min: 0, max: 2500 }), fc.integer({ min: 0, max: 255 })), {
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(changes, async (list) => {
      const bytes = VIDEO.slice(0, 30_000);
      for (const [at, value] of list) bytes[at] = value;
      try {
        const head = parseHead(view(bytes));
        if (head) await (await Fragments.of(new Bytes(bytes), head)).duration();
      } catch (error) {
        expect(error).toBeInstanceOf(BadMp4);
      }
    }),
    { numRuns: 300 },
  );
});

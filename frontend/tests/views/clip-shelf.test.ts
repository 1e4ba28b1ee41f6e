import { describe, expect, test } from "vitest";
import type { ClipQuery } from "../../src/api/client.ts";
import type { Clip, ClipChanges } from "../../src/api/messages.ts";
import { ClipShelf } from "../../src/views/clip-shelf.ts";
import { ALL } from "../../src/views/timeline/filters.ts";
import { clipAt, NINE } from "../fakes/clips.ts";

const at = (seconds: number) => NINE + seconds * 1000;

/** Answers pages of two clips, newest first, as Home Assistant does. */
function shelfOf(clips: readonly Clip[], events: readonly ClipChanges[] = []) {
  const asked: ClipQuery[] = [];
  const sought: string[] = [];
  const shelf = new ClipShelf({
    async clip(clipId) {
      sought.push(clipId);
      return clips.find(({ clip_id }) => clip_id === clipId) ?? null;
    },
    async clips(query) {
      asked.push(query);
      const { since = "", before = "~", after } = query;
      const found = clips
        .filter(({ started_at }) => started_at >= since && started_at < before)
        .sort((a, b) => (a.started_at < b.started_at ? 1 : -1));
      const begin = after ? found.findIndex(({ clip_id }) => clip_id === after) + 1 : 0;
      return { clips: found.slice(begin, begin + 2), has_more: begin + 2 < found.length };
    },
    async *clipChanges() {
      yield* events;
    },
  });
  return { shelf, asked, sought };
}

const ids = (shelf: ClipShelf) => shelf.clips.value.map(({ clip_id }) => clip_id);

describe("loading", () => {
  test("takes all pages, and sorts by time", async () => {
    const { shelf } = shelfOf([30, 10, 20].map((seconds) => clipAt(seconds)));
    await shelf.load(at(0), at(100));
    expect(ids(shelf)).toEqual(["clip-10", "clip-20", "clip-30"]);
  });

  test("asks only for what it has not", async () => {
    const { shelf, asked } = shelfOf([clipAt(10)]);
    await shelf.load(at(0), at(100));
    await shelf.load(at(50), at(200));
    await shelf.load(at(0), at(200));
    expect(asked.map(({ since, before }) => [since, before])).toEqual([
      [new Date(at(0)).toISOString(), new Date(at(100)).toISOString()],
      [new Date(at(100)).toISOString(), new Date(at(200)).toISOString()],
    ]);
    expect(shelf.isLoaded(at(0), at(200))).toBe(true);
  });

  test("after a hole in the connection, what was deleted meanwhile goes", async () => {
    const clips = [clipAt(10), clipAt(20)];
    const { shelf } = shelfOf(clips);
    await shelf.load(at(0), at(100));
    clips.pop();
    shelf.forget();
    await shelf.load(at(0), at(100));
    expect(ids(shelf)).toEqual(["clip-10"]);
  });
});

describe("a clip of which only the id is known", () => {
  test("is asked for alone, however old it is, and once", async () => {
    const { shelf, asked, sought } = shelfOf([clipAt(-1e9), clipAt(10)]);
    expect(await shelf.seek("clip--1000000000")).toMatchObject({ begins: at(-1e9) });
    expect(await shelf.seek("clip--1000000000")).toBe(shelf.find("clip--1000000000"));
    expect([asked, sought]).toEqual([[], ["clip--1000000000"]]);
    expect(ids(shelf)).toEqual(["clip--1000000000"]);
  });

  test("is none where there is none", async () => {
    const { shelf } = shelfOf([clipAt(10)]);
    expect(await shelf.seek("clip-20")).toBeUndefined();
    expect(ids(shelf)).toEqual([]);
  });

  test("stays when its day is loaded", async () => {
    const { shelf } = shelfOf([clipAt(10), clipAt(20)]);
    await shelf.seek("clip-20");
    await shelf.load(at(0), at(100));
    expect(ids(shelf)).toEqual(["clip-10", "clip-20"]);
  });
});

test("changes and removals are followed", async () => {
  const grown = clipAt(10, { duration: 42 });
  const { shelf } = shelfOf(
    [clipAt(10), clipAt(20)],
    [
      { changed: [grown, clipAt(30)], removed: [] },
      { changed: [], removed: ["clip-20"] },
    ],
  );
  await shelf.load(at(0), at(100));
  await shelf.follow(new AbortController().signal);
  expect(ids(shelf)).toEqual(["clip-10", "clip-30"]);
  expect(shelf.find("clip-10")).toMatchObject({ duration: 42, ends: at(52) });
});

describe("the neighbour", () => {
  test("is the next of all cameras", async () => {
    const { shelf } = shelfOf([clipAt(10), clipAt(20, { camera_id: "back" }), clipAt(30)]);
    await shelf.load(at(0), at(100));
    const first = shelf.find("clip-10");
    expect(first && shelf.neighbour(first, 1)?.clip_id).toBe("clip-20");
    expect(first && shelf.neighbour(first, -1)).toBeUndefined();
  });

  test("is of those that the timeline lists and that are still there", async () => {
    const { shelf } = shelfOf([10, 20, 30, 40].map((seconds) => clipAt(seconds)));
    await shelf.load(at(0), at(100));
    const [first, , third, fourth] = shelf.clips.value;
    if (!first || !third || !fourth) throw new Error("not loaded");
    const left = [first, third, fourth];
    shelf.bookmark = { window: { from: at(0), to: at(100) }, now: at(50), filters: ALL, left };
    shelf.remove("clip-30");
    expect(shelf.neighbour(first, 1)?.clip_id).toBe("clip-40");
    expect(shelf.neighbour(fourth, -1)?.clip_id).toBe("clip-10");
  });

  test("of a clip that is gone is the one that was next to it", async () => {
    const { shelf } = shelfOf([10, 20, 30].map((seconds) => clipAt(seconds)));
    await shelf.load(at(0), at(100));
    const gone = shelf.find("clip-20");
    shelf.remove("clip-20");
    expect(gone && shelf.neighbour(gone, 1)?.clip_id).toBe("clip-30");
    expect(gone && shelf.neighbour(gone, -1)?.clip_id).toBe("clip-10");
  });
});

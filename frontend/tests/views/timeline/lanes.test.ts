import { describe, expect, test } from "vitest";
import {
  coversOf,
  firstFrom,
  following,
  labelsOf,
  lanesOf,
  nearest,
  visible,
} from "../../../src/views/timeline/lanes.ts";
import { NINE, shelvedAt } from "../../fakes/clips.ts";

const clips = [0, 60, 120, 3600].map((seconds) => shelvedAt(seconds));
const at = (seconds: number) => NINE + seconds * 1000;

test("the search finds the first clip from a moment on", () => {
  expect(firstFrom(clips, at(-1))).toBe(0);
  expect(firstFrom(clips, at(60))).toBe(1);
  expect(firstFrom(clips, at(61))).toBe(2);
  expect(firstFrom(clips, at(4000))).toBe(4);
  expect(firstFrom([], at(0))).toBe(0);
});

test("what began before the window and reaches into it is drawn", () => {
  const [begin, end] = visible(clips, { from: at(5), to: at(70) });
  expect(clips.slice(begin, end).map(({ clip_id }) => clip_id)).toEqual(["clip-0", "clip-60"]);
  expect(visible(clips, { from: at(2000), to: at(3000) })[0]).toBe(3);
});

test("the nearest clip is the one pointed at, or one in reach", () => {
  expect(nearest(clips, at(65), 1000)?.clip_id).toBe("clip-60");
  expect(nearest(clips, at(55), 6000)?.clip_id).toBe("clip-60");
  expect(nearest(clips, at(55), 4000)).toBeUndefined();
});

test("J and L go from clip to clip, and stay at the ends", () => {
  expect(following(clips, at(60), 1)?.clip_id).toBe("clip-120");
  expect(following(clips, at(60), -1)?.clip_id).toBe("clip-0");
  expect(following(clips, at(0), -1)).toBeUndefined();
  expect(following(clips, at(3600), 1)).toBeUndefined();
});

test("motion is only said of a clip that tells nothing else", () => {
  expect(labelsOf({ labels: ["motion", "vehicle", "person"] })).toEqual(["person", "vehicle"]);
  expect(labelsOf({ labels: ["motion"] })).toEqual(["motion"]);
  expect(labelsOf({ labels: [] })).toEqual(["motion"]);
});

describe("lanes", () => {
  const cameras = [
    { camera_id: "front", name: "Front" },
    { camera_id: "back", name: "Back" },
  ];

  test("every camera has one, also without clips", () => {
    const lanes = lanesOf(cameras, clips, new Map(), "Removed");
    expect(lanes.map(({ name, clips }) => [name, clips.length])).toEqual([
      ["Front", 4],
      ["Back", 0],
    ]);
  });

  test("clips of removed cameras are not lost", () => {
    const orphans = [shelvedAt(0, { camera_id: null }), shelvedAt(9, { camera_id: "gone" })];
    const [last] = lanesOf(cameras, orphans, new Map(), "Removed").slice(-1);
    expect(last).toMatchObject({ cameraId: null, name: "Removed", clips: orphans });
  });
});

describe("coverage", () => {
  const span = (since: number, until: number | null, state: "watched" | "off") => ({
    since: new Date(at(since)).toISOString(),
    until: until === null ? null : new Date(at(until)).toISOString(),
    state,
  });

  test("has no holes: where nothing is written down, it says so", () => {
    const covers = coversOf([span(100, 200, "off"), span(300, null, "watched")], at(0), at(1000), at(500));
    expect(covers.map(({ since, until, state }) => [(since - NINE) / 1000, (until - NINE) / 1000, state])).toEqual([
      [0, 100, "unknown"],
      [100, 200, "off"],
      [200, 300, "unknown"],
      [300, 500, "watched"],
    ]);
  });

  test("says nothing of the future", () => {
    expect(coversOf([], at(0), at(1000), at(500))).toEqual([{ since: at(0), until: at(500), state: "unknown" }]);
    expect(coversOf([], at(600), at(1000), at(500))).toEqual([]);
  });
});

import { expect, test } from "vitest";
import type { LedgerEntry } from "../../../src/api/messages.ts";
import { ALL, countsOf, filtered, NOBODY, viewersOf } from "../../../src/views/timeline/filters.ts";
import { shelvedAt } from "../../fakes/clips.ts";

const person = shelvedAt(0);
const car = shelvedAt(60, { labels: ["vehicle", "motion"], camera_id: "drive" });
const both = shelvedAt(120, { labels: ["person", "vehicle"] });
const clips = [person, car, both];
const nowhere = () => [];

const logged = { sequence: 1, at: "2026-11-21T09:00:00Z", log: 1 };
const entries: LedgerEntry[] = [
  { ...logged, kind: "viewed", by: "anna", clip: person.clip_id, what: "opened" },
  { ...logged, kind: "unlocked", by: "ben", clips: [person.clip_id, car.clip_id], lifetime: 60 },
  { ...logged, kind: "heartbeat" },
];

test("nothing is left out until something is asked for", () => {
  expect(filtered(clips, ALL, nowhere, new Map())).toBe(clips);
});

test("by class: any of those chosen", () => {
  expect(filtered(clips, { ...ALL, labels: ["vehicle"] }, nowhere, new Map())).toEqual([car, both]);
  expect(filtered(clips, { ...ALL, labels: ["animal"] }, nowhere, new Map())).toEqual([]);
});

test("a clip counts for each class it shows", () => {
  expect(Object.fromEntries(countsOf(clips))).toEqual({ person: 2, vehicle: 2, motion: 1 });
});

test("by camera and class together", () => {
  expect(filtered(clips, { ...ALL, labels: ["vehicle"], cameraId: "front" }, nowhere, new Map())).toEqual([both]);
});

test("by zone: as far as descriptions are open", () => {
  const zones = (id: string) => (id === both.clip_id ? ["Path"] : []);
  expect(filtered(clips, { ...ALL, zone: "Path" }, zones, new Map())).toEqual([both]);
});

test("by who opened it, here or in Home Assistant", () => {
  const viewers = viewersOf(entries);
  expect(filtered(clips, { ...ALL, viewer: "anna" }, nowhere, viewers)).toEqual([person]);
  expect(filtered(clips, { ...ALL, viewer: "ben" }, nowhere, viewers)).toEqual([person, car]);
  expect(filtered(clips, { ...ALL, viewer: NOBODY }, nowhere, viewers)).toEqual([both]);
});

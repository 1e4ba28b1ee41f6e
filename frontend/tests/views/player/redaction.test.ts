import { describe, expect, test } from "vitest";
import type { DescribedIncident, Path } from "../../../src/vault/service.ts";
import { boxesAt } from "../../../src/views/player/boxes.ts";
import { hiddenAt, isPlaceUnknown, peopleOf } from "../../../src/views/player/redaction.ts";

const path: Path = [
  [2, 0.2, 0.4, 0.3, 0.8],
  [3, 0.4, 0.4, 0.5, 0.8],
];
const incident = (change: Partial<DescribedIncident> = {}): DescribedIncident => ({
  label: "person",
  kind: "person",
  score: 0.9,
  zones: [],
  begins: 2,
  ends: 3,
  path,
  ...change,
});

// Two people at once, of whom one leaves.
const two = incident({
  path: [
    [2, 0.2, 0.4, 0.3, 0.8],
    [2, 0.7, 0.4, 0.8, 0.8],
    [2.5, 0.25, 0.4, 0.35, 0.8],
    [2.5, 0.75, 0.4, 0.85, 0.8],
    [3, 0.3, 0.4, 0.4, 0.8],
  ],
});

describe("boxes", () => {
  test("are in between, between two places that were written down", () => {
    const [box] = boxesAt([incident()], 2.5);
    expect(box?.left).toBeCloseTo(0.3);
    expect(box?.right).toBeCloseTo(0.4);
    expect(box).toMatchObject({ label: "person", score: 0.9, top: 0.4, bottom: 0.8 });
  });

  test("are gone soon after the last place and not there long before the first", () => {
    expect(boxesAt([incident()], 3.2)).toHaveLength(1);
    expect(boxesAt([incident()], 4)).toHaveLength(0);
    expect(boxesAt([incident()], 1)).toHaveLength(0);
    expect(boxesAt([incident({ path: [] })], 2)).toHaveLength(0);
  });

  test("of several objects are those of the nearest time, not a mixture of them", () => {
    expect(boxesAt([two], 2.1).map(({ left }) => left)).toEqual([0.2, 0.7]);
    expect(boxesAt([two], 2.4).map(({ left }) => left)).toEqual([0.25, 0.75]);
    expect(boxesAt([two], 2.9).map(({ left }) => left)).toEqual([0.3]);
  });
});

describe("what is hidden", () => {
  const hidden = (seconds: number, ...incidents: readonly DescribedIncident[]) =>
    hiddenAt({ people: peopleOf({ incidents, bystanders: [] }), areas: [] }, seconds);

  test("is larger than the box, and never beyond the picture", () => {
    const [region] = hidden(2, incident());
    expect(region?.left).toBeCloseTo(0.165);
    expect(region?.right).toBeCloseTo(0.335);
    const wide = incident({ path: [[0, 0, 0, 1, 1]] });
    expect(hidden(0, wide)).toEqual([{ left: 0, top: 0, right: 1, bottom: 1 }]);
  });

  test("is hidden before somebody is believed to be there, and a while after", () => {
    expect(hidden(0.6, incident())).toHaveLength(1);
    expect(hidden(4.4, incident())).toHaveLength(1);
    expect(hidden(5, incident())).toHaveLength(0);
  });

  test("everybody, also who is not seen any more for a moment", () => {
    const covers = (x: number, seconds: number) =>
      hidden(seconds, two).some(({ left, right }) => left <= x && x <= right);
    for (const seconds of [2, 2.25, 2.5, 2.75, 3, 3.5]) {
      expect(covers(0.3, seconds)).toBe(true);
      expect(covers(0.77, seconds)).toBe(true);
    }
    expect(covers(0.77, 4.2)).toBe(false);
  });

  test("both of two who are seen one after the other", () => {
    const swap = incident({
      path: [
        [2, 0, 0.4, 0.1, 0.8],
        [3, 0.9, 0.4, 1, 0.8],
      ],
    });
    const both = hidden(2.5, swap);
    expect(both.some(({ left }) => left === 0)).toBe(true);
    expect(both.some(({ right }) => right === 1)).toBe(true);
  });

  test("people only, unless an area was drawn", () => {
    const area = { left: 0, top: 0, right: 0.1, bottom: 0.1 };
    const car = incident({ label: "vehicle" });
    expect(hidden(2, car)).toEqual([]);
    expect(hiddenAt({ people: [], areas: [area] }, 2)).toEqual([area]);
  });

  test("people no incident is about, too", () => {
    const people = peopleOf({ incidents: [incident()], bystanders: [[2, 0.8, 0.4, 0.9, 0.8]] });
    const covers = (x: number) => hiddenAt({ people, areas: [] }, 2).some(({ left, right }) => left <= x && x <= right);
    expect([0.25, 0.85, 0.65].map(covers)).toEqual([true, true, false]);
  });

  test("a person of whom nobody wrote down where is told of, and a clip of which nothing is known", () => {
    const isUnknown = (...incidents: readonly DescribedIncident[]) =>
      isPlaceUnknown(peopleOf({ incidents, bystanders: [] }));
    expect(isUnknown(incident({ path: [] }))).toBe(true);
    expect(isUnknown(incident(), incident({ label: "motion", path: [] }))).toBe(false);
    expect(isPlaceUnknown(peopleOf(null))).toBe(true);
  });
});

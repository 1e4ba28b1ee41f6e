import { describe, expect, test } from "vitest";
import type { DescribedIncident } from "../../../src/vault/service.ts";
import { boxesAt, regionAt } from "../../../src/views/player/boxes.ts";
import { hiddenAt, isPlaceUnknown } from "../../../src/views/player/redaction.ts";

const path: DescribedIncident["path"] = [
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
    expect(regionAt([], 2, 10)).toBeUndefined();
  });
});

describe("what is hidden", () => {
  const people = { hidesPeople: true, areas: [] };

  test("is larger than the box, and never beyond the picture", () => {
    const [region] = hiddenAt(people, [incident()], 2);
    expect(region?.left).toBeCloseTo(0.165);
    expect(region?.right).toBeCloseTo(0.335);
    const wide = incident({ path: [[0, 0, 0, 1, 1]] });
    expect(hiddenAt(people, [wide], 0)).toEqual([{ left: 0, top: 0, right: 1, bottom: 1 }]);
  });

  test("is hidden before somebody is believed to be there, and a while after", () => {
    expect(hiddenAt(people, [incident()], 0.6)).toHaveLength(1);
    expect(hiddenAt(people, [incident()], 4.4)).toHaveLength(1);
    expect(hiddenAt(people, [incident()], 5)).toHaveLength(0);
  });

  test("people only, unless an area was drawn", () => {
    const area = { left: 0, top: 0, right: 0.1, bottom: 0.1 };
    const car = incident({ label: "vehicle" });
    expect(hiddenAt(people, [car], 2)).toEqual([]);
    expect(hiddenAt({ hidesPeople: false, areas: [area] }, [incident()], 2)).toEqual([area]);
  });

  test("a person of whom nobody wrote down where is told of", () => {
    expect(isPlaceUnknown([incident({ path: [] })])).toBe(true);
    expect(isPlaceUnknown([incident(), incident({ label: "motion", path: [] })])).toBe(false);
  });
});

import { expect, test } from "vitest";
import {
  type Choice,
  everything,
  hasAll,
  NONE,
  reached,
  remaining,
  touched,
} from "../../../src/views/timeline/choice.ts";
import { shelvedAt } from "../../fakes/clips.ts";

const at = (seconds: number) => shelvedAt(seconds);
const LISTED = [50, 40, 30, 20, 10].map(at);
const RECORDING = shelvedAt(60, { state: "recording" });

const chosen = (choice: Choice) => [...choice.ids].map((id) => Number(id.replace("clip-", ""))).sort();

test("a clip is chosen, and no longer when it is touched again", () => {
  const one = touched(NONE, at(30));
  expect(chosen(one)).toEqual([30]);
  expect(chosen(touched(touched(one, at(10)), at(30)))).toEqual([10]);
  expect(chosen(one)).toEqual([30]);
});

test("a range goes from the clip that was touched last, in both directions", () => {
  expect(chosen(reached(touched(NONE, at(40)), LISTED, at(20)))).toEqual([20, 30, 40]);
  expect(chosen(reached(touched(NONE, at(20)), LISTED, at(40)))).toEqual([20, 30, 40]);
  const further = reached(reached(touched(NONE, at(50)), LISTED, at(40)), LISTED, at(10));
  expect(chosen(further)).toEqual([10, 20, 30, 40, 50]);
});

test("a range from a clip that was let go lets go", () => {
  const all = everything(NONE, LISTED);
  expect(chosen(reached(touched(all, at(40)), LISTED, at(20)))).toEqual([10, 50]);
});

test("without a clip to begin at, or with one that is not listed, a range is one clip", () => {
  expect(chosen(reached(NONE, LISTED, at(20)))).toEqual([20]);
  expect(chosen(reached(touched(NONE, at(90)), LISTED, at(20)))).toEqual([20, 90]);
});

test("all that are listed are chosen, with those of before, then none of those listed", () => {
  const before = touched(NONE, at(90));
  expect(hasAll(before, LISTED)).toBe(false);
  const all = everything(before, LISTED);
  expect(hasAll(all, LISTED)).toBe(true);
  expect(chosen(all)).toEqual([10, 20, 30, 40, 50, 90]);
  expect(chosen(everything(all, LISTED))).toEqual([90]);
});

test("a clip that is being recorded is left out", () => {
  const listed = [RECORDING, ...LISTED];
  expect(chosen(touched(NONE, RECORDING))).toEqual([]);
  expect(chosen(everything(NONE, listed))).toEqual([10, 20, 30, 40, 50]);
  expect(hasAll(everything(NONE, listed), listed)).toBe(true);
  expect(chosen(reached(touched(NONE, at(40)), listed, RECORDING))).toEqual([40, 50]);
});

test("what vanishes is not chosen any more, and nothing else changes", () => {
  const choice = touched(touched(NONE, at(30)), at(10));
  expect(remaining(choice, () => true)).toBe(choice);
  expect(chosen(remaining(choice, (id) => id === "clip-10"))).toEqual([10]);
});

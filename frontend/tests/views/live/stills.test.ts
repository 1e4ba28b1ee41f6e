import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Stills } from "../../../src/views/live/stills.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watched(picture: () => Promise<Blob | null> = async () => new Blob(["."])) {
  const state = { asked: 0, told: [] as (Blob | null)[], isLooked: true };
  const stills = new Stills(
    () => {
      state.asked++;
      return picture();
    },
    (shown) => state.told.push(shown),
    () => state.isLooked,
  );
  return { stills, state };
}

test("one picture a second, and one request at a time however often it is woken", async () => {
  const { stills, state } = watched();
  for (let times = 0; times < 5; times++) stills.wake();
  await vi.advanceTimersByTimeAsync(3500);
  stills.end();
  expect(state.asked).toBe(4);
  expect(state.told).toHaveLength(4);
});

test("nothing is asked while nobody looks, and it goes on when somebody does", async () => {
  const { stills, state } = watched();
  state.isLooked = false;
  stills.wake();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(state.asked).toBe(0);
  state.isLooked = true;
  stills.wake();
  await vi.advanceTimersByTimeAsync(100);
  expect(state.asked).toBe(1);
  state.isLooked = false;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(state.asked).toBe(1);
  stills.end();
});

test("a camera without a picture is asked less often, and shows none", async () => {
  const { stills, state } = watched(async () => {
    throw new Error("offline");
  });
  stills.wake();
  await vi.advanceTimersByTimeAsync(4900);
  expect(state.asked).toBe(1);
  expect(state.told).toEqual([null]);
  stills.end();
});

test("what comes after the end is not shown", async () => {
  let give = (_: Blob) => {};
  const { stills, state } = watched(
    () =>
      new Promise((resolve) => {
        give = resolve;
      }),
  );
  stills.wake();
  stills.end();
  give(new Blob(["."]));
  await vi.advanceTimersByTimeAsync(5000);
  expect(state.told).toEqual([]);
});

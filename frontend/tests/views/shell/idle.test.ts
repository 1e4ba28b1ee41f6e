import { expect, test } from "vitest";
import { IDLE_MILLISECONDS, Idle } from "../../../src/views/shell/idle.ts";

test("nobody there for long enough: nothing is left", () => {
  const idle = new Idle(1000);
  expect(idle.left(1000)).toBe(IDLE_MILLISECONDS);
  expect(idle.left(1000 + IDLE_MILLISECONDS - 1)).toBe(1);
  expect(idle.left(1000 + 2 * IDLE_MILLISECONDS)).toBe(0);
});

test("each sign of life begins it anew", () => {
  const idle = new Idle(0);
  idle.seen(500);
  expect(idle.left(IDLE_MILLISECONDS)).toBe(500);
});

import { expect, test } from "vitest";
import { placeIn, plusDays, sizeOf, Times } from "../../src/localize/times.ts";
import { CONTEXT } from "../fakes/app.ts";

const HOUR = 3_600_000;
const times = new Times({ ...CONTEXT, timeZone: "Europe/Berlin" });

test("a day begins at the user's midnight", () => {
  expect(times.bounds("2026-11-21")).toEqual([Date.parse("2026-11-20T23:00Z"), Date.parse("2026-11-21T23:00Z")]);
});

test.each([
  ["2026-03-29", 23],
  ["2026-10-25", 25],
])("%s has %d hours", (day, hours) => {
  const [begin, end] = times.bounds(day);
  expect((end - begin) / HOUR).toBe(hours);
  expect(times.dayOf(begin)).toBe(day);
  expect(times.dayOf(end - 1)).toBe(day);
  expect(times.dayOf(end)).toBe(plusDays(day, 1));
});

test("clocks that are half an hour off", () => {
  const india = new Times({ ...CONTEXT, timeZone: "Asia/Kolkata" });
  expect(india.offset(0)).toBe(5.5 * HOUR);
  expect(india.dayOf(Date.parse("2026-11-20T18:30Z"))).toBe("2026-11-21");
});

test("the clock is the user's: zone, language and habit", () => {
  const moment = Date.parse("2026-11-21T13:05:00Z");
  expect(times.say(moment, "clock")).toMatch(/^2:05\sPM$/);
  expect(new Times({ ...CONTEXT, hour12: false }).say(moment, "clock")).toBe("14:05");
  expect(new Times({ ...CONTEXT, language: "de" }).say(moment, "day")).toBe("Samstag, 21. November");
});

test("lengths are short", () => {
  expect([5.4, 59.6, 65, 3600, 7830].map((seconds) => times.length(seconds))).toEqual([
    "5 s",
    "1 min",
    "1:05 min",
    "1 h",
    "2 h 10 min",
  ]);
});

test("a place in a clip is told as players do", () => {
  expect(placeIn(65.9)).toBe("1:05");
  expect(placeIn(0)).toBe("0:00");
});

test("sizes are those that people know", () => {
  expect(sizeOf(1_203_456, "en")).toBe("1.2 MB");
  expect(sizeOf(0, "en")).toBe("0 byte");
});

test("a span says the day once where it is one day, and one moment where it is one", () => {
  const noon = Date.parse("2026-11-21T11:00:00Z");
  const german = new Times({ ...CONTEXT, language: "de" });
  expect(german.span(noon, noon + HOUR, "moment")).toMatch(/^21\. Nov\., 12:00\s?–\s?13:00 Uhr$/);
  expect(german.span(noon, noon, "moment")).toBe(german.say(noon, "moment"));
});

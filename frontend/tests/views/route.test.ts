import { expect, test } from "vitest";
import { parseRoute, pathTo } from "../../src/views/route.ts";

test.each([
  ["/timeline", { view: "timeline", id: "" }],
  ["/clip/0123", { view: "clip", id: "0123" }],
  ["/camera/01K%2F", { view: "camera", id: "01K/" }],
  ["/ledger?clip=7", { view: "ledger", id: "" }],
])("%s is a place", (route, place) => {
  expect(parseRoute(route)).toMatchObject(place);
});

test.each(["", "/", "/nowhere", "/clip", "/clip/a/b", "/timeline/7", "/constructor"])("%s is none", (route) => {
  expect(parseRoute(route)).toBeUndefined();
});

test("a path leads back to where it was made for", () => {
  const path = pathTo("clip", "a/b c", { at: "7" });
  expect(path).toBe("/secure-video/clip/a%2Fb%20c?at=7");
  const route = parseRoute(path.replace("/secure-video", ""));
  expect(route).toMatchObject({ view: "clip", id: "a/b c" });
  expect(route?.query.get("at")).toBe("7");
});

test("what is not well encoded is taken as it is", () => {
  expect(parseRoute("/clip/%E0%A4%A")).toMatchObject({ id: "%E0%A4%A" });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseDescription } from "../../src/vault/description.ts";

const EXAMPLE = JSON.parse(readFileSync(join(import.meta.dirname, "../../../contract/description.json"), "utf8"));

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

test("what the engine seals beside a clip is read", () => {
  const read = parseDescription(bytes(EXAMPLE), EXAMPLE.clip);
  expect(read).toMatchObject({
    clipId: EXAMPLE.clip,
    cameraName: EXAMPLE.camera.name,
    startedAt: EXAMPLE.started_at,
    duration: EXAMPLE.duration,
    incidents: EXAMPLE.incidents,
    bystanders: EXAMPLE.bystanders,
  });
  expect(new Uint8Array(read.picture ?? new ArrayBuffer()).length).toBeGreaterThan(0);
});

test("one of an earlier version says nothing of where anybody was", () => {
  const { bystanders: _, ...earlier } = EXAMPLE;
  const incidents = earlier.incidents.map(({ path: __, ...incident }: { readonly path: unknown }) => incident);
  const read = parseDescription(bytes({ ...earlier, incidents }), EXAMPLE.clip);
  expect(read.bystanders).toEqual([]);
  expect(read.incidents.map(({ path }) => path)).toEqual(incidents.map(() => []));
});

test.each([
  ["that of another clip", { ...EXAMPLE, clip: "f".repeat(32) }],
  ["of a version that nobody knows", { ...EXAMPLE, version: 2 }],
  ["with a place that is none", { ...EXAMPLE, bystanders: [[0, 0, 0, 1]] }],
  ["no description", null],
])("one %s is damaged", (_, description) => {
  expect(() => parseDescription(bytes(description), EXAMPLE.clip)).toThrowError(
    expect.objectContaining({ code: "damaged" }),
  );
});

test("so is what is no JSON", () => {
  expect(() => parseDescription(new Uint8Array([1, 2, 3]), EXAMPLE.clip)).toThrow("not the description");
});

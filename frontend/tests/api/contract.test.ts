import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "valibot";
import { expect, test } from "vitest";
import * as m from "../../src/api/messages.ts";

const CONTRACT = join(import.meta.dirname, "../../../contract");

const SCHEMAS = {
  analysis: m.analysis,
  "cameras.candidates": m.cameraCandidates,
  "cameras.change": m.cameraSettings,
  "cameras.settings": m.cameraSettings,
  "clips.delete": m.clipResults,
  "clips.get": m.clipIfAny,
  "clips.list": m.clipList,
  "clips.lock": m.clipsLocked,
  "clips.protect": m.clipResults,
  "clips.share": m.clipTold,
  "clips.subscribe": m.clipChanges,
  "clips.tell": m.clipTold,
  coverage: m.coverage,
  "identity.delete": m.identityDeleted,
  "identity.get": m.identity,
  "identity.store": m.identityStored,
  "ledger.checkpoint": m.checkpoint,
  "ledger.lines": m.ledgerLines,
  "ledger.list": m.ledger,
  "ledger.proof": m.clipProof,
  near_misses: m.nearMisses,
  "overview.subscribe": m.overview,
  "people.add": m.people,
  "people.answer": m.people,
  "people.list": m.people,
  "people.remove": m.people,
  "people.rename": m.people,
  "setup.begin": m.setupBegun,
  "setup.prove": m.people,
};

// What is sealed beside a clip is no answer: the vault reads it.
const files = readdirSync(CONTRACT).filter((name) => name.endsWith(".json") && name !== "description.json");

/** The answers that an example holds. */
function answers(example: unknown): readonly unknown[] {
  const { response, events } = example as { response?: unknown; events?: unknown[] };
  return events ?? [response];
}

test("there is a schema for every example, and an example for every schema", () => {
  expect(Object.keys(SCHEMAS).sort()).toEqual(files.map((name) => name.replace(/\.json$/, "")).sort());
});

test.each(Object.entries(SCHEMAS))("%s is read, and nothing of it is unknown", (name, schema) => {
  const example: unknown = JSON.parse(readFileSync(join(CONTRACT, `${name}.json`), "utf8"));
  const read = answers(example);
  expect(read.length).toBeGreaterThan(0);
  for (const answer of read) expect(parse(schema, answer)).toEqual(answer);
});

test.each(Object.entries(SCHEMAS).filter(([, schema]) => schema.type === "strict_object"))(
  "%s is refused with a name that nobody knows",
  (name, schema) => {
    const example: unknown = JSON.parse(readFileSync(join(CONTRACT, `${name}.json`), "utf8"));
    for (const answer of answers(example)) expect(() => parse(schema, { ...(answer as object), more: 1 })).toThrow();
  },
);

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "valibot";
import { describe, expect, test } from "vitest";
import type { LedgerEntry } from "../../../src/api/messages.ts";
import * as messages from "../../../src/api/messages.ts";
import { localizer } from "../../../src/localize/localize.ts";
import { Times } from "../../../src/localize/times.ts";
import { entryText, GROUPS, type Names } from "../../../src/views/ledger/entry-text.ts";
import { worryOf } from "../../../src/views/ledger/log-check.ts";
import { CONTEXT } from "../../fakes/app.ts";

const example = JSON.parse(readFileSync(join(import.meta.dirname, "../../../../contract/ledger.list.json"), "utf8"));
const ledger = parse(messages.ledger, example.response);

const names = (language: string): Names => ({
  t: localizer(language),
  times: new Times({ ...CONTEXT, language }),
  users: { anna: "Anna" },
  clips: { a: { camera_id: "front", started_at: "2026-11-21T09:01:00+00:00" } },
  people: [],
  camera: () => "Front door",
});
const logged = { sequence: 1, at: "2026-11-21T09:10:00+00:00", log: 1 };
const say = (entry: LedgerEntry) => entryText(entry, names("en"))?.text;

test.each(["en", "de", "es", "fr", "pl"])("every kind of the contract but the heartbeat is told, in %s", (language) => {
  for (const entry of ledger.entries) {
    const said = entryText(entry, names(language));
    if (entry.kind === "heartbeat") expect(said).toBeUndefined();
    else expect(said?.text, entry.kind).toMatch(/^[^{}]+$/);
  }
});

test("who and which clip are named; a clip that is gone has no name, and nothing leads to it", () => {
  expect(say({ ...logged, kind: "viewed", by: "anna", clip: "a", what: "opened" })).toMatch(
    /^Anna opened Front door, Nov 21, 10:01\sAM$/,
  );
  expect(say({ ...logged, kind: "viewed", by: "nobody we know", clip: "b", what: "snapshot" })).toBe(
    "Somebody took a snapshot of a clip that is gone",
  );
});

test("a list with nobody on it says so", () => {
  expect(say({ ...logged, kind: "recipients_changed", by: "anna", recipients: [] })).toBe(
    "Anna changed who can open new clips: nobody",
  );
});

test("a name of a method is no user", () => {
  expect(say({ ...logged, kind: "exported", clip: "a", to: "constructor" })).toContain("Somebody");
});

test("one entry about one clip leads to it, one about many does not", () => {
  const lent = (clips: string[]) =>
    entryText({ ...logged, kind: "unlocked", by: "anna", clips, lifetime: 3600 }, names("en"));
  expect(lent(["a"])?.clipId).toBe("a");
  expect(lent(["a", "b"])?.clipId).toBeUndefined();
});

test("what is chosen together is in one group only", () => {
  const kinds = Object.values(GROUPS).flat();
  expect(new Set(kinds).size).toBe(kinds.length);
});

describe("verdicts", () => {
  test("only what was proven is good, and what was disproven is bad", () => {
    expect((["sound", "first"] as const).map(worryOf)).toEqual(["good", "good"]);
    expect((["new_log", "not_comparable"] as const).map(worryOf)).toEqual(["unsure", "unsure"]);
    expect((["rolled_back", "forked", "bad_signature", "other_key", "changed"] as const).map(worryOf)).toEqual(
      Array(5).fill("bad"),
    );
  });
});

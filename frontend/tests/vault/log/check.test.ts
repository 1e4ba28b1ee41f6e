import { concatBytes } from "@noble/ciphers/utils.js";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { base64 } from "@scure/base";
import { describe, expect, test } from "vitest";
import { LinkError } from "../../../src/link/link.ts";
import type { LogCheck } from "../../../src/vault/service.ts";
import { CLIP, LOG, SEALED_CLIP, SEALED_META } from "../data.ts";
import { FakeHost, startVault } from "../fake_host.ts";

/** A log of somebody else, with one entry. */
function anotherLog(number = 1): { readonly key: string; readonly checkpoint: string } {
  const { secretKey, publicKey } = ed25519.keygen(new Uint8Array(32).fill(7));
  const name = `secure-video/${bytesToHex(sha256(publicKey)).slice(0, 16)}/${number}`;
  const typed = concatBytes(Uint8Array.of(1), publicKey);
  const id = sha256(concatBytes(utf8ToBytes(`${name}\n`), typed)).subarray(0, 4);
  const text = `${name}\n1\n${base64.encode(sha256(Uint8Array.of(0)))}\n`;
  const signature = base64.encode(concatBytes(id, ed25519.sign(utf8ToBytes(text), secretKey)));
  return {
    key: `${name}+${bytesToHex(id)}+${base64.encode(typed)}`,
    checkpoint: `${text}\n— ${name} ${signature}\n`,
  };
}

const OTHER = anotherLog();
const size = (note: string) => Number(note.split("\n")[1]);
const NOW = size(LOG.checkpoint);
const PAGE = 10;

/** Home Assistant with the log that the engine made. */
class LogHost extends FakeHost {
  answer = { log: 1, newest_log: 1, checkpoint: LOG.checkpoint, key: LOG.key };
  consistency: (old: number) => string | null = (old) =>
    LOG.seen.find(({ checkpoint }) => size(checkpoint) === old)?.consistency ?? null;
  lines = LOG.lines;

  constructor() {
    super();
    this.commands.set("ledger/checkpoint", ({ old_size }) => ({
      ...this.answer,
      consistency: typeof old_size === "number" ? this.consistency(old_size) : null,
    }));
    // Pages begin where a line does.
    this.commands.set("ledger/lines", ({ start }) => {
      const first = this.#places().indexOf(start as number);
      const lines = this.lines.slice(first, first + PAGE);
      return { log: 1, start, lines, next: this.#places()[first + PAGE] ?? null };
    });
    this.commands.set("ledger/proof", () => ({ proof: LOG.proof, key: LOG.key }));
  }

  remember(checkpoint: string, key = LOG.key): void {
    this.memory.set("checkpoint", JSON.stringify({ key, checkpoint }));
  }

  #places(): number[] {
    let place = 0;
    return this.lines.map((line) => {
      const start = place;
      place += Number(/^\{"dropped":(\d+)/.exec(line)?.[1] ?? 1);
      return start;
    });
  }
}

async function check(host: LogHost, full = false) {
  const told = await Array.fromAsync(startVault(host).vault.stream("checkLog", { full }));
  const result = told.at(-1) as Extract<LogCheck, { kind: "result" }>;
  return { ...result, steps: told.length - 1 };
}

test("at first, what is there is remembered", async () => {
  const host = new LogHost();
  expect(await check(host)).toMatchObject({ verdict: "first", size: NOW, rememberedSize: null, isFull: false });
  expect(await check(host)).toMatchObject({ verdict: "sound", size: NOW, rememberedSize: NOW });
});

test.each(LOG.seen.map((seen) => [size(seen.checkpoint), seen] as const))(
  "a log seen with %i entries is held against that",
  async (old, { checkpoint, consistency }) => {
    const host = new LogHost();
    host.remember(checkpoint);
    const verdict = consistency === null ? "not_comparable" : "sound";
    expect(await check(host)).toMatchObject({ verdict, size: NOW, rememberedSize: old });
    expect(host.memory.get("checkpoint")?.includes(JSON.stringify(LOG.checkpoint))).toBe(verdict === "sound");
  },
);

describe("an alarm", () => {
  const [, , seen, later] = LOG.seen;
  if (!seen?.consistency || !later?.consistency) throw new Error("The data has to have these.");

  test.each<[string, (host: LogHost) => void]>([
    ["rolled_back", (host) => Object.assign(host.answer, { checkpoint: seen.checkpoint })],
    ["forked", (host) => Object.assign(host, { consistency: () => later.consistency })],
    ["forked", (host) => Object.assign(host, { consistency: () => seen.consistency?.replace(/\n[^\n]/, "\nA") })],
    ["forked", (host) => Object.assign(host, { consistency: () => "old 4099\n\n" })],
    ["new_log", (host) => Object.assign(host.answer, { newest_log: 2 })],
    [
      "bad_signature",
      (host) => Object.assign(host.answer, { checkpoint: LOG.checkpoint.replace(`\n${NOW}\n`, "\n9999\n") }),
    ],
    ["bad_signature", (host) => Object.assign(host.answer, { checkpoint: "" })],
    ["other_key", (host) => Object.assign(host.answer, OTHER)],
  ])("is raised: %s", async (verdict, change) => {
    const host = new LogHost();
    host.remember(verdict === "rolled_back" ? later.checkpoint : seen.checkpoint);
    const before = host.memory.get("checkpoint");
    change(host);
    expect(await check(host, true)).toMatchObject({ verdict });
    // It stays until somebody has seen it.
    expect(host.memory.get("checkpoint")).toBe(before);
    await startVault(host).vault.call("acceptLog");
    expect(host.memory.size).toBe(0);
  });

  test("is raised for a log that is shorter by nothing but its end", async () => {
    const host = new LogHost();
    host.remember(LOG.checkpoint);
    Object.assign(host.answer, { checkpoint: seen.checkpoint });
    expect(await check(host)).toMatchObject({ verdict: "rolled_back" });
  });
});

describe("reading all lines", () => {
  test("shows a sound log, in which old entries were dropped, to be sound", async () => {
    const { steps, ...result } = await check(new LogHost(), true);
    expect(result).toMatchObject({ verdict: "first", isFull: true, size: NOW });
    expect(steps).toBe(Math.ceil(LOG.lines.length / PAGE));
  });

  const last = LOG.lines.length - 1;
  const pruned = LOG.lines.findIndex((line) => line.includes('"kind":"pruned"'));
  test.each<[string, (lines: string[]) => void]>([
    ["a line is changed", (lines) => lines.splice(last, 1, (lines[last] ?? "").replace("heartbeat", "stopped"))],
    ["a line is missing", (lines) => lines.splice(last, 1)],
    ["two lines are exchanged", (lines) => lines.splice(last - 1, 2, lines[last] ?? "", lines[last - 1] ?? "")],
    ["a line is no entry", (lines) => lines.splice(last, 1, "{}")],
    [
      "dropped entries are hashed otherwise",
      (lines) => lines.splice(0, 1, (lines[0] ?? "").replace(/[0-9a-f]"\}/, '"}')),
    ],
    ["a subtree stands where none can", (lines) => lines.splice(0, 2, lines[1] ?? "", lines[0] ?? "")],
    ["nothing tells of what was dropped", (lines) => lines.splice(pruned, 1)],
  ])("shows that %s", async (_, change) => {
    const host = new LogHost();
    const lines = [...LOG.lines];
    change(lines);
    host.lines = lines;
    expect(await check(host, true)).toMatchObject({ verdict: "changed" });
    expect(host.memory.size).toBe(0);
  });

  test("goes on past what is signed", async () => {
    const host = new LogHost();
    host.lines = [...LOG.lines, `{"at":"2026-11-01T15:00:00.000000+00:00","kind":"heartbeat","sequence":${NOW}}`];
    expect(await check(host, true)).toMatchObject({ verdict: "first" });
  });

  test("can be left", async () => {
    const host = new LogHost();
    for await (const step of startVault(host).vault.stream("checkLog", { full: true })) {
      expect(step).toMatchObject({ kind: "progress", total: NOW });
      break;
    }
    expect(host.memory.size).toBe(0);
  });
});

test("a log that is not there any more is missed", async () => {
  const host = new LogHost();
  host.remember(OTHER.checkpoint, OTHER.key);
  const answer = host.commands.get("ledger/checkpoint");
  host.commands.set("ledger/checkpoint", (message) => {
    if (message.log === 1)
      throw new LinkError("service_validation_error", "There is none.", { translation_key: "not_logged" });
    return answer?.(message);
  });
  Object.assign(host.answer, anotherLog(2), { log: 2, newest_log: 2 });
  expect(await check(host)).toMatchObject({ verdict: "rolled_back" });
});

test("a log under a new key is accepted once somebody has agreed", async () => {
  const host = new LogHost();
  host.remember(LOG.checkpoint);
  Object.assign(host.answer, OTHER);
  expect(await check(host)).toMatchObject({ verdict: "other_key", size: 1, rememberedSize: NOW });
  await startVault(host).vault.call("acceptLog");
  expect(await check(host)).toMatchObject({ verdict: "first", size: 1 });
  expect(await check(host)).toMatchObject({ verdict: "sound" });
});

describe("a clip", () => {
  test("is the one that was recorded", async () => {
    expect(await startVault(new LogHost()).vault.call("checkClip", CLIP)).toMatchObject({ verdict: "recorded" });
  });

  test("was changed", async () => {
    const host = new LogHost();
    const changed = SEALED_CLIP.slice();
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    host.files.set(`${CLIP}/sealed`, changed);
    expect(await startVault(host).vault.call("checkClip", CLIP)).toMatchObject({ verdict: "changed" });
  });

  test("has another description than was recorded", async () => {
    const host = new LogHost();
    const changed = SEALED_META.slice();
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    host.files.set(`${CLIP}/meta`, changed);
    expect(await startVault(host).vault.call("checkClip", CLIP)).toMatchObject({ verdict: "changed_description" });
  });

  test("was never recorded", async () => {
    const host = new LogHost();
    host.commands.set("ledger/proof", () => {
      throw new LinkError("service_validation_error", "It is not there.", { translation_key: "not_logged" });
    });
    expect(await startVault(host).vault.call("checkClip", CLIP)).toMatchObject({ verdict: "not_in_log" });
  });

  test("is not judged where Home Assistant does not answer", async () => {
    const host = new LogHost();
    host.commands.set("ledger/proof", () => {
      throw new LinkError("home_assistant_error", "The disk is gone.", { translation_key: "engine_error" });
    });
    await expect(startVault(host).vault.call("checkClip", CLIP)).rejects.toMatchObject({ code: "refused" });
  });

  test.each([
    ["of another clip", { proof: LOG.proof, key: LOG.key }, "f".repeat(32)],
    ["under another key", { proof: LOG.proof, key: "x" }, CLIP],
    ["of another place", { proof: LOG.proof.replace("index 3", "index 4"), key: LOG.key }, CLIP],
    ["that is none", { proof: "", key: LOG.key }, CLIP],
  ])("has a proof %s", async (_, proof, clip) => {
    const host = new LogHost();
    host.commands.set("ledger/proof", () => proof);
    expect(await startVault(host).vault.call("checkClip", clip)).toMatchObject({ verdict: "bad_proof" });
  });

  test("has a proof under another key than the log had before", async () => {
    const host = new LogHost();
    host.remember(OTHER.checkpoint, OTHER.key);
    expect(await startVault(host).vault.call("checkClip", CLIP)).toMatchObject({ verdict: "bad_proof" });
  });
});

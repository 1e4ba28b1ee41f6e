import { base64 } from "@scure/base";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { headerSize } from "../../src/vault/age/header.ts";
import { Key } from "../../src/vault/age/keys.ts";
import { findFileKey } from "../../src/vault/keyring.ts";
import { openWhole } from "../../src/vault/sealed.ts";
import { CLIP, KEYS, SEALED_CLIP, SEALED_META, VIDEO } from "./data.ts";
import { answer, bytes, FakeHost, startVault } from "./fake_host.ts";

const OTHER = "f".repeat(32);

async function opened(host = new FakeHost()) {
  const started = startVault(host);
  await started.vault.call("unlockWith", `${KEYS.classic.identity}\n${KEYS.hybrid.identity}`);
  return started;
}

async function blobOf(stream: AsyncIterable<number | Blob>): Promise<Uint8Array> {
  const items = await Array.fromAsync(stream);
  const fractions = items.slice(0, -1) as number[];
  expect(fractions.every((fraction, at) => fraction >= (fractions[at - 1] ?? 0) && fraction < 1)).toBe(true);
  return new Uint8Array(await (items.at(-1) as Blob).arrayBuffer());
}

test("every part of a clip that the engine sealed is what stood there", async () => {
  const { vault } = await opened();
  expect(await vault.call("openClip", CLIP)).toEqual({ size: VIDEO.length, ending: "whole" });
  const place = fc.integer({ min: 0, max: VIDEO.length + 1000 });
  await fc.assert(
    fc.asyncProperty(place, place, async (start, end) => {
      expect(new Uint8Array(await vault.call("read", CLIP, start, end))).toEqual(VIDEO.slice(start, end));
    }),
    { numRuns: 50 },
  );
});

test("a clip that was cut off is opened as far as it goes, if Home Assistant says that it is one", async () => {
  const host = new FakeHost();
  host.files.set(`${CLIP}/sealed`, SEALED_CLIP.slice(0, -1));
  await expect((await opened(host)).vault.call("openClip", CLIP)).rejects.toMatchObject({ code: "damaged" });
  host.parts.add(CLIP);
  const { vault } = await opened(host);
  const { size, ending } = await vault.call("openClip", CLIP);
  expect([size, ending]).toEqual([2 * 64 * 1024, "cut_off"]);
  expect(new Uint8Array(await vault.call("read", CLIP, 0, VIDEO.length))).toEqual(VIDEO.slice(0, size));
});

test("the log is told before anything is fetched, and only of what can be opened", async () => {
  const { vault, host } = await opened();
  await vault.call("openClip", CLIP);
  expect(host.asked.indexOf("clips/tell")).toBeLessThan(host.asked.indexOf(`${CLIP}/sealed`));
  expect(host.sent).toContainEqual({ type: "secure_video/clips/tell", clip_id: CLIP, what: "opened" });

  const stranger = startVault();
  await stranger.vault.call("unlockWith", KEYS.classic.identity);
  await expect(stranger.vault.call("openClip", CLIP)).rejects.toMatchObject({ code: "wrong_identity" });
  expect(stranger.host.asked).not.toContain("clips/tell");
});

test("what cannot be logged is not opened", async () => {
  const { vault, host } = await opened();
  host.commands.delete("clips/tell");
  await expect(vault.call("openClip", CLIP)).rejects.toMatchObject({ code: "refused" });
  expect(host.asked).not.toContain(`${CLIP}/sealed`);
});

test("a description tells what is in it", async () => {
  const { vault } = await opened();
  const { picture, ...told } = await vault.call("describe", CLIP);
  expect(told).toMatchObject({ clipId: CLIP, cameraName: "Front door", duration: 10 });
  expect(told.incidents.map(({ label, path }) => [label, path.length])).toEqual([
    ["person", 2],
    ["motion", 0],
  ]);
  expect(new Uint8Array(picture ?? new ArrayBuffer(0)).subarray(0, 2)).toEqual(Uint8Array.of(0xff, 0xd8));
});

test("the description of another clip is refused", async () => {
  const { vault, host } = await opened();
  host.files.set(`${OTHER}/meta`, SEALED_META);
  await expect(vault.call("describe", OTHER)).rejects.toMatchObject({ code: "damaged" });
});

test("many descriptions are fetched a few at a time, and once", async () => {
  const { vault, host } = await opened();
  await Promise.all(
    Array.from({ length: 20 }, (_, at) => vault.call("describe", `${at}`.padStart(32, "e")).catch(() => 0)),
  );
  expect(host.mostAtATime).toBe(6);
  const before = host.asked.length;
  await Promise.all([vault.call("describe", CLIP), vault.call("describe", CLIP), vault.call("describe", CLIP)]);
  expect(host.asked.length).toBe(before + 1);
});

describe("a clip is refused", () => {
  const start = headerSize(SEALED_CLIP);
  const changed = (at: number) => {
    const copy = SEALED_CLIP.slice();
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  };

  test.each([
    ["its key is changed", changed(100), "wrong_identity"],
    ["the header is changed", changed(start - 100), "damaged"],
    ["the nonce is changed", changed(start), "damaged"],
    ["a chunk is changed", changed(start + 16 + 70_000), "damaged"],
    ["the end is cut off", SEALED_CLIP.slice(0, -1), "damaged"],
    ["the last chunk is cut off", SEALED_CLIP.slice(0, start + 16 + 2 * 65_552), "damaged"],
    ["a byte is added", new Uint8Array([...SEALED_CLIP, 0]), "damaged"],
    ["nothing but the header is left", SEALED_CLIP.slice(0, start + 16), "damaged"],
  ])("if %s", async (_, file, code) => {
    const host = new FakeHost();
    host.files.set(`${CLIP}/sealed`, file);
    const { vault } = await opened(host);
    const read = vault.call("openClip", CLIP).then(() => vault.call("read", CLIP, 0, VIDEO.length));
    await expect(read).rejects.toMatchObject({ code });
    await expect(blobOf(vault.stream("plainCopy", CLIP))).rejects.toMatchObject({ code });
    await expect(blobOf(vault.stream("copyFor", CLIP, KEYS.classic.recipient))).rejects.toMatchObject({ code });
  });

  test("if it is not there, or its id is a path", async () => {
    const { vault, host } = await opened();
    for (const id of [OTHER, "..", "../../config", ""]) {
      await expect(vault.call("openClip", id)).rejects.toMatchObject({ code: "gone" });
    }
    expect(host.asked.filter((path) => path.includes(".."))).toEqual([]);
  });
});

test("what was damaged on the way can be read again", async () => {
  const host = new FakeHost();
  const { vault } = await opened(host);
  await vault.call("openClip", CLIP);
  const file = host.files.get(`${CLIP}/sealed`) as Uint8Array;
  host.files.delete(`${CLIP}/sealed`);
  await expect(vault.call("read", CLIP, 0, 10)).rejects.toMatchObject({ code: "gone" });
  host.files.set(`${CLIP}/sealed`, file);
  expect(new Uint8Array(await vault.call("read", CLIP, 0, 10))).toEqual(VIDEO.slice(0, 10));
});

test("locking forgets what was opened", async () => {
  const { vault } = await opened();
  await vault.call("openClip", CLIP);
  await vault.call("describe", CLIP);
  const reading = vault.call("read", CLIP, 0, VIDEO.length);
  await vault.call("lock");
  await expect(reading).rejects.toMatchObject({ code: "locked" });
  for (const call of [vault.call("describe", CLIP), vault.call("openClip", CLIP), vault.call("read", CLIP, 0, 1)]) {
    await expect(call).rejects.toMatchObject({ code: "locked" });
  }
});

test.each(["plainCopy", "copyFor"] as const)("locking ends what is under way: %s", async (kind) => {
  const { vault, host } = await opened();
  const steps = kind === "plainCopy" ? vault.stream(kind, CLIP) : vault.stream(kind, CLIP, KEYS.classic.recipient);
  const copy = async () => {
    for await (const step of steps) if (typeof step === "number") await vault.call("lock");
  };
  await expect(copy()).rejects.toMatchObject({ code: "locked" });
  expect(host.asked).toContain(kind === "plainCopy" ? "clips/tell" : "clips/share");
});

test("a clip stays open for whoever has not closed it", async () => {
  const { vault } = await opened();
  await vault.call("openClip", CLIP);
  await vault.call("openClip", CLIP);
  await vault.call("closeClip", CLIP);
  expect((await vault.call("read", CLIP, 0, 1)).byteLength).toBe(1);
  await vault.call("closeClip", CLIP);
  await expect(vault.call("read", CLIP, 0, 1)).rejects.toMatchObject({ code: "gone" });
});

test("a plain copy is the clip", async () => {
  const { vault, host } = await opened();
  expect(await blobOf(vault.stream("plainCopy", CLIP))).toEqual(VIDEO);
  expect(host.sent).toContainEqual({ type: "secure_video/clips/tell", clip_id: CLIP, what: "plain_copy" });
});

test.each(["classic", "hybrid"] as const)("a copy for somebody with a %s key opens for them only", async (kind) => {
  const { vault, host } = await opened();
  const { owner } = await startVault().vault.call("makeKeys", kind);
  const { identity, recipient } = KEYS[kind];
  const copy = await blobOf(vault.stream("copyFor", CLIP, recipient));
  const [own, other] = [
    await Key.parse(identity),
    await Key.parse(KEYS[kind === "classic" ? "hybrid" : "classic"].identity),
  ];
  expect(await openWhole(copy, (header) => findFileKey([own], header))).toEqual(VIDEO);
  await expect(openWhole(copy, (header) => findFileKey([other], header))).rejects.toMatchObject({
    code: "wrong_identity",
  });
  expect(headerSize(copy)).toBe(4096);
  expect(copy.subarray(4096)).toEqual(SEALED_CLIP.subarray(headerSize(SEALED_CLIP)));
  expect(host.sent).toContainEqual({ type: "secure_video/clips/share", clip_id: CLIP, recipient });
  expect(owner).not.toBe(recipient);
});

test("a copy is refused for what is no public key", async () => {
  const { vault, host } = await opened();
  for (const text of ["", "age1", "age1pq1xyz", KEYS.classic.identity, `${KEYS.classic.recipient}x`]) {
    await expect(blobOf(vault.stream("copyFor", CLIP, text))).rejects.toMatchObject({ code: "not_a_recipient" });
  }
  expect(host.asked).not.toContain("clips/share");
});

test("no copy is made that cannot be logged", async () => {
  const { vault, host } = await opened();
  host.commands.delete("clips/share");
  await expect(blobOf(vault.stream("copyFor", CLIP, KEYS.classic.recipient))).rejects.toMatchObject({
    code: "refused",
  });
  expect(host.asked).not.toContain(`${CLIP}/sealed`);
});

test("lending sends the keys of the files, and nothing else that is secret", async () => {
  const { vault, host } = await opened();
  host.posts.set("unlock", () => answer(200, { clip_ids: [CLIP], unlocked_until: "2026-11-21T10:01:00+00:00" }));
  expect(await vault.call("lend", [CLIP], 600)).toBe("2026-11-21T10:01:00+00:00");
  const keys = { [CLIP]: { clip: expect.any(String), meta: expect.any(String) } };
  expect(host.sent.at(-1)).toEqual({ keys, lifetime: 600 });
  const { [CLIP]: lent } = (host.sent.at(-1) as { keys: Record<string, { clip: string }> }).keys;
  expect(base64.decode(lent?.clip ?? "")).toHaveLength(16);
  expect(JSON.stringify(host.sent)).not.toContain("AGE-SECRET-KEY");
});

test("lending and rewrapping say why not", async () => {
  const { vault, host } = await opened();
  host.posts.set("unlock", () => answer(422, { message: "This is not its key." }));
  await expect(vault.call("lend", [CLIP], 600)).rejects.toMatchObject({
    code: "refused",
    message: "This is not its key.",
  });
  host.posts.set("rewrap", () => answer(409, { message: "Nobody agreed." }));
  await expect(Array.fromAsync(vault.stream("rewrap", [CLIP]))).rejects.toMatchObject({ code: "refused" });
});

test("rewrapping tells of each clip", async () => {
  const { vault, host } = await opened();
  host.files.set(`${OTHER}/sealed`, SEALED_CLIP);
  const lines = [
    { clip_id: CLIP, done: 1, total: 2, error: null },
    { clip_id: OTHER, done: 2, total: 2, error: { kind: "HeaderFull", message: "No room: für so viele." } },
  ];
  const body = new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  host.posts.set("rewrap", () => bytes(200, body));
  expect(await Array.fromAsync(vault.stream("rewrap", [CLIP, OTHER]))).toEqual([
    { done: 0, total: 2, failed: [] },
    { done: 1, total: 2, failed: [] },
    { done: 2, total: 2, failed: [OTHER] },
  ]);
  // The other one has no description.
  const { keys } = host.sent.at(-1) as { keys: Record<string, object> };
  expect(Object.keys(keys[OTHER] ?? {})).toEqual(["clip"]);
});

test("all of it works where the browser has no crypto.subtle", async () => {
  vi.stubGlobal("crypto", { getRandomValues: crypto.getRandomValues.bind(crypto) });
  try {
    const { vault } = await opened();
    await vault.call("openClip", CLIP);
    await vault.call("describe", CLIP);
    expect(await blobOf(vault.stream("copyFor", CLIP, KEYS.classic.recipient))).not.toHaveLength(0);
    expect((await vault.call("makeKeys", "classic")).owner).toMatch(/^age1/);
  } finally {
    vi.unstubAllGlobals();
  }
});

import { describe, expect, test } from "vitest";
import { connect, serve } from "../../src/link/link.ts";
import { headerSize } from "../../src/vault/age/header.ts";
import { NONCE_SIZE, SEALED_CHUNK_SIZE } from "../../src/vault/age/stream.ts";
import type { VaultService } from "../../src/vault/service.ts";
import { type FileBytes, LinkedSource } from "../../src/vault/source.ts";
import { vaultOver } from "../../src/vault/vault.ts";
import { ClipFiles } from "../../src/viewer/files.ts";
import { CLIP, KEYS, LOG, SEALED_CLIP, SEALED_META, VIDEO } from "../vault/data.ts";

const CHUNK = 64 * 1024;
const FIRST = headerSize(SEALED_CLIP) + NONCE_SIZE;
const PART = `${CLIP}.mp4.age.part`;

/** A file as the browser gives it, chosen by itself or in a folder. */
function file(name: string, content: string | Uint8Array, folder = ""): File {
  const path = folder && `${folder}/${name}`;
  return Object.defineProperty(new File([content as Uint8Array<ArrayBuffer>], name), "webkitRelativePath", {
    value: path,
  });
}

async function opened(...chosen: readonly File[]) {
  const files = new ClipFiles();
  const added = await files.add(chosen);
  const [toFiles, toVault] = [new MessageChannel(), new MessageChannel()];
  serve(toFiles.port1, files.service);
  serve(toVault.port1, vaultOver(new LinkedSource(connect<FileBytes>(toFiles.port2)), null));
  const vault = connect<VaultService>(toVault.port2);
  await vault.call("unlockWith", `${KEYS.classic.identity}\n${KEYS.hybrid.identity}`);
  return { files, added, vault };
}

async function read(vault: Awaited<ReturnType<typeof opened>>["vault"], size: number): Promise<Uint8Array> {
  return new Uint8Array(await vault.call("read", CLIP, 0, size + 1));
}

describe("a clip that was cut off", () => {
  test.each([
    ["within its second chunk", FIRST + SEALED_CHUNK_SIZE + 1000, 1],
    ["where a chunk ends", FIRST + 2 * SEALED_CHUNK_SIZE, 2],
    ["a byte before its end", SEALED_CLIP.length - 1, 2],
  ])("%s is opened up to there", async (_, length, chunks) => {
    const { vault, files } = await opened(file(PART, SEALED_CLIP.slice(0, length)));
    expect(files.clips.value).toMatchObject([{ clipId: CLIP, isPart: true }]);
    const { size, ending } = await vault.call("openClip", CLIP);
    expect([size, ending]).toEqual([chunks * CHUNK, "cut_off"]);
    expect(await read(vault, size)).toEqual(VIDEO.slice(0, size));
    const copy = (await Array.fromAsync(vault.stream("plainCopy", CLIP))).at(-1) as Blob;
    expect(new Uint8Array(await copy.arrayBuffer())).toEqual(VIDEO.slice(0, size));
  });

  test("is whole where only its name was missing", async () => {
    const { vault } = await opened(file(PART, SEALED_CLIP));
    expect(await vault.call("openClip", CLIP)).toEqual({ size: VIDEO.length, ending: "whole" });
    expect(await read(vault, VIDEO.length)).toEqual(VIDEO);
  });

  test("is opened up to what cannot be read, and that is told", async () => {
    const bytes = SEALED_CLIP.slice();
    bytes.fill(0, FIRST + SEALED_CHUNK_SIZE + 500);
    const { vault } = await opened(file(PART, bytes));
    expect(await vault.call("openClip", CLIP)).toEqual({ size: CHUNK, ending: "unreadable" });
    expect(await read(vault, CHUNK)).toEqual(VIDEO.slice(0, CHUNK));
  });

  test("is refused where no part of it is complete, or all of it was changed", async () => {
    const changed = SEALED_CLIP.slice();
    changed.fill(0, FIRST);
    for (const bytes of [SEALED_CLIP.slice(0, FIRST + 1000), SEALED_CLIP.slice(0, FIRST), changed]) {
      const { vault } = await opened(file(PART, bytes));
      await expect(vault.call("openClip", CLIP)).rejects.toMatchObject({ code: "damaged" });
    }
  });

  test("is refused under the name of a whole one", async () => {
    const { vault } = await opened(file(`${CLIP}.mp4.age`, SEALED_CLIP.slice(0, FIRST + SEALED_CHUNK_SIZE)));
    await expect(vault.call("openClip", CLIP)).rejects.toMatchObject({ code: "damaged" });
  });

  test("gives way to the whole one", async () => {
    const whole = file(`${CLIP}.mp4.age`, SEALED_CLIP);
    for (const chosen of [
      [whole, file(PART, SEALED_CLIP.slice(0, -1))],
      [file(PART, SEALED_CLIP.slice(0, -1)), whole],
    ]) {
      const { files } = await opened(...chosen);
      expect(files.clips.value).toMatchObject([{ isPart: false }]);
    }
  });
});

describe("a clip in an unpacked evidence bundle", () => {
  const changed = (bytes: Uint8Array) => {
    const copy = bytes.slice();
    copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
    return copy;
  };

  function bundle(change: Readonly<Record<string, string | Uint8Array | null>> = {}): readonly File[] {
    const contents = {
      [`${CLIP}.mp4.age`]: SEALED_CLIP,
      [`${CLIP}.meta.age`]: SEALED_META,
      "proof.tlog-proof": LOG.proof,
      "public-key.txt": `${LOG.key}\n`,
      "how-to-verify.txt": "",
      ...change,
    };
    return Object.entries(contents).flatMap(([name, content]) =>
      content === null ? [] : [file(name, content, "bundle")],
    );
  }

  test("is what the proof says, and needs no key for that", async () => {
    const { vault, files, added } = await opened(...bundle());
    await vault.call("lock");
    expect([added.count, files.clips.value[0]?.isEvidence]).toEqual([1, true]);
    const { verdict, key, loggedAt } = await vault.call("checkClip", CLIP);
    expect([verdict, key?.trim()]).toEqual(["recorded", LOG.key]);
    expect(loggedAt).toMatch(/^2026-11-01T12:/);
  });

  test.each<[string, Readonly<Record<string, string | Uint8Array | null>>]>([
    ["changed", { [`${CLIP}.mp4.age`]: changed(SEALED_CLIP) }],
    ["changed_description", { [`${CLIP}.meta.age`]: changed(SEALED_META) }],
    ["bad_proof", { "proof.tlog-proof": LOG.proof.replace("index 3", "index 4") }],
    ["bad_proof", { "public-key.txt": "secure-video/x+1+x" }],
    ["not_in_log", { "proof.tlog-proof": null }],
    ["not_in_log", { "public-key.txt": null }],
    ["recorded", { [`${CLIP}.meta.age`]: null }],
  ])("is judged: %s", async (verdict, change) => {
    const { vault } = await opened(...bundle(change));
    expect((await vault.call("checkClip", CLIP)).verdict).toBe(verdict);
  });

  test("is proved under another name, but not under that of another clip", async () => {
    for (const [name, verdict] of [
      ["front-yard", "recorded"],
      ["f".repeat(32), "bad_proof"],
    ] as const) {
      const { vault } = await opened(...bundle({ [`${CLIP}.mp4.age`]: null, [`${name}.mp4.age`]: SEALED_CLIP }));
      expect((await vault.call("checkClip", name)).verdict).toBe(verdict);
    }
  });

  test("lends its proof to no clip of another folder", async () => {
    const other = file(`${"e".repeat(32)}.mp4.age`, SEALED_CLIP, "elsewhere");
    const { files } = await opened(...bundle(), other);
    expect(files.clips.value.filter(({ isEvidence }) => isEvidence)).toHaveLength(1);
  });
});

test.each([
  ["empty", ""],
  ["something else", "not a zip file"],
  ["a directory without its files", `PK\x05\x06${"\0".repeat(8)}\x2e\0\0\0\0\0\0\0\0\0`],
])("a zip file is named that cannot be read: %s", async (_, content) => {
  const { added } = await opened(file("evidence.zip", content), file(PART, SEALED_CLIP));
  expect(added).toEqual({ count: 1, unreadable: ["evidence.zip"] });
});

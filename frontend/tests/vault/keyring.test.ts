import { base64 } from "@scure/base";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { Encrypter } from "age-encryption";
import { describe, expect, test } from "vitest";
import type { RecoveryKit } from "../../src/vault/service.ts";
import { CLIP, KEYS, SEALED_CLIP, VIDEO } from "./data.ts";
import { FakeHost, startVault } from "./fake_host.ts";

async function firstState(vault: ReturnType<typeof startVault>["vault"]) {
  for await (const state of vault.stream("state")) return state;
  throw new Error("There is always a state.");
}

/** As Home Assistant seals its test clip: to the recovery key only. */
async function testClip(recipient: string): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return base64.encode(await encrypter.encrypt(VIDEO));
}

const page = ({ recoveryIdentity }: RecoveryKit) =>
  `<!doctype html><title>Kit</title><p>Keep this.</p><pre id="key">${recoveryIdentity}</pre><p>AGE-SECRET-KEY-… is it.</p>`;

describe.each(["hybrid", "classic"] as const)("with %s keys", (kind) => {
  test("from new keys to the first clip, and again the next day", async () => {
    const host = new FakeHost();
    const { vault } = startVault(host);
    const made = await vault.call("makeKeys", kind);
    const kit = await vault.call("kit");
    expect([kit.ownerRecipient, kit.recoveryRecipient]).toEqual([made.owner, made.recovery]);
    expect(made.owner).toMatch(kind === "hybrid" ? /^age1pq1/ : /^age1(?!pq)/);

    const proof = await vault.call("prove", await testClip(made.recovery), page(kit));
    expect(new Uint8Array(proof.clip)).toEqual(VIDEO);
    expect(proof.sha256).toMatch(/^[0-9a-f]{64}$/);

    await vault.call("keepKeys", "browser");
    expect(await firstState(vault)).toEqual({
      isOpen: true,
      recipients: [made.owner],
      stored: "browser",
      passkey: "impossible",
    });
    await expect(vault.call("kit")).rejects.toMatchObject({ code: "locked" });

    const nextDay = startVault(host).vault;
    await expect(nextDay.call("unlock", "abandon abandon")).rejects.toMatchObject({ code: "wrong_passphrase" });
    await nextDay.call("unlock", ` ${kit.passphrase.toUpperCase().replaceAll("-", "  ")} `);
    expect((await firstState(nextDay)).recipients).toEqual([made.owner]);
    // Neither key ever went anywhere in the open.
    expect(JSON.stringify([host.sent, [...host.memory]])).not.toContain("AGE-SECRET-KEY");
  });
});

test("a kit of other keys proves nothing", async () => {
  const { vault } = startVault();
  const { recovery } = await vault.call("makeKeys", "classic");
  const sealed = await testClip(recovery);
  await expect(vault.call("prove", sealed, KEYS.classic.identity)).rejects.toMatchObject({ code: "wrong_identity" });
  await expect(vault.call("prove", sealed, "no key")).rejects.toMatchObject({ code: "not_an_identity" });
  const mistyped = KEYS.classic.identity.replace(/.$/, (last) => (last === "Q" ? "P" : "Q"));
  await expect(vault.call("prove", sealed, mistyped)).rejects.toMatchObject({ code: "not_an_identity" });
});

test("Home Assistant keeps the sealed key where asked to", async () => {
  const host = new FakeHost();
  const { vault } = startVault(host);
  await vault.call("makeKeys", "hybrid");
  const { passphrase, ownerRecipient } = await vault.call("kit");
  let file: string | null = null;
  host.commands.set("identity/store", (message) => {
    file = message.file as string;
    return null;
  });
  host.commands.set("identity/get", () => ({ file }));
  await vault.call("keepKeys", "home_assistant");
  expect(file).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
  expect(host.memory.size).toBe(0);
  await vault.call("lock");
  await vault.call("unlock", passphrase);
  expect(await firstState(vault)).toEqual({
    isOpen: true,
    recipients: [ownerRecipient],
    stored: "home_assistant",
    passkey: "impossible",
  });
});

test("keys stay as they were made where they cannot be stored", async () => {
  const { vault } = startVault();
  await vault.call("makeKeys", "classic");
  const kit = await vault.call("kit");
  await expect(vault.call("keepKeys", "home_assistant")).rejects.toMatchObject({ code: "refused" });
  expect(await vault.call("kit")).toEqual(kit);
});

test("a key is found in whatever text holds it", async () => {
  for (const text of [
    KEYS.hybrid.identity,
    `# comment\r\n${KEYS.hybrid.identity.toLowerCase()}\n`,
    `<b>${KEYS.hybrid.identity}</b>`,
  ]) {
    const { vault } = startVault();
    await vault.call("unlockWith", text);
    expect((await firstState(vault)).recipients).toEqual([KEYS.hybrid.recipient]);
  }
});

test("a sealed key of the engine opens with its passphrase", async () => {
  const { vault } = startVault();
  await expect(vault.call("unlockWith", KEYS.file)).rejects.toMatchObject({ code: "wrong_passphrase" });
  await expect(vault.call("unlockWith", KEYS.file, "guessed")).rejects.toMatchObject({ code: "wrong_passphrase" });
  await vault.call("unlockWith", `My key:\r\n  ${KEYS.file.replaceAll("\n", "\r\n  ")}`, KEYS.passphrase);
  expect((await firstState(vault)).recipients).toEqual([KEYS.classic.recipient]);
});

test("forgetting deletes the sealed key everywhere", async () => {
  const host = new FakeHost();
  host.memory.set("identity", KEYS.file);
  const { vault } = startVault(host);
  await vault.call("unlock", KEYS.passphrase);
  await vault.call("forgetStored");
  expect(host.memory.has("identity")).toBe(false);
  expect(host.asked).toContain("identity/delete");
  await vault.call("lock");
  await expect(vault.call("unlock", KEYS.passphrase)).rejects.toMatchObject({ code: "locked" });
});

test("whoever watches the state hears of each change", async () => {
  const { vault } = startVault();
  const heard: boolean[] = [];
  for await (const { isOpen } of vault.stream("state")) {
    if (heard.at(-1) === isOpen) continue;
    heard.push(isOpen);
    if (heard.length === 1) await vault.call("unlockWith", KEYS.classic.identity);
    if (heard.length === 2) await vault.call("lock");
    if (heard.length === 3) break;
  }
  expect(heard).toEqual([false, true, false]);
});

test("all words of a passphrase are drawn from all of the list", async () => {
  const { vault } = startVault();
  const seen = new Set<string>();
  for (let at = 0; at < 30; at++) {
    await vault.call("makeKeys", "classic");
    const words = (await vault.call("kit")).passphrase.split("-");
    expect(words).toHaveLength(7);
    for (const word of words) seen.add(word);
  }
  expect([...seen].filter((word) => !wordlist.includes(word))).toEqual([]);
  expect(seen.size).toBeGreaterThan(150);
});

test("the words of a public key are always the same, and others for another", async () => {
  const { vault } = startVault();
  const words = await vault.call("fingerprint", KEYS.hybrid.recipient);
  expect(words.split(" ")).toHaveLength(6);
  expect(await startVault().vault.call("fingerprint", `${KEYS.hybrid.recipient}\n`)).toBe(words);
  expect(await vault.call("fingerprint", KEYS.classic.recipient)).not.toBe(words);
  // SHA-256 of "abc" begins with ba7816bf8f01cfea41.
  expect(await vault.call("fingerprint", "abc")).toBe(
    [1491, 1541, 1407, 240, 231, 1961].map((at) => wordlist[at]).join(" "),
  );
});

test("without a key nothing is opened", async () => {
  const { vault } = startVault();
  await expect(vault.call("openClip", CLIP)).rejects.toMatchObject({ code: "locked" });
  await expect(vault.call("unlock", KEYS.passphrase)).rejects.toMatchObject({ code: "locked" });
  expect(SEALED_CLIP.length).toBeGreaterThan(VIDEO.length);
});

test("the sealed key moves to another place and stays nowhere else", async () => {
  const host = new FakeHost();
  host.memory.set("identity", KEYS.file);
  const stored: unknown[] = [];
  host.commands.set("identity/store", ({ file }) => {
    stored.push(file);
    return null;
  });
  const { vault } = startVault(host);
  await vault.call("moveStored", "home_assistant");
  expect(stored).toEqual([KEYS.file]);
  expect(host.memory.has("identity")).toBe(false);
  host.commands.set("identity/get", () => ({ file: KEYS.file }));
  await vault.call("moveStored", "browser");
  expect(host.memory.get("identity")).toBe(KEYS.file);
  expect(host.asked.at(-1)).toBe("identity/delete");
});

test("the sealed key stays where it is if the other place does not take it", async () => {
  const host = new FakeHost();
  host.memory.set("identity", KEYS.file);
  const { vault } = startVault(host);
  await expect(vault.call("moveStored", "home_assistant")).rejects.toMatchObject({ code: "refused" });
  expect(host.memory.get("identity")).toBe(KEYS.file);
});

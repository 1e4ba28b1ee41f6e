import { beforeEach, expect, test } from "vitest";
import { KEYS } from "./data.ts";
import { FakeHost, startVault } from "./fake_host.ts";

let host: FakeHost;

beforeEach(() => {
  host = new FakeHost();
  host.passkeys = [];
});

async function stateOf({ vault }: ReturnType<typeof startVault>) {
  for await (const state of vault.stream("state")) return state;
  throw new Error("There is always a state.");
}

async function withPasskey() {
  const started = startVault(host);
  await started.vault.call("unlockWith", KEYS.classic.identity);
  await started.vault.call("addPasskey");
  return started;
}

test("a passkey opens tomorrow what is open today", async () => {
  expect((await stateOf(await withPasskey())).passkey).toBe("here");
  const tomorrow = startVault(host);
  await tomorrow.vault.call("unlockWithPasskey");
  expect(await stateOf(tomorrow)).toMatchObject({
    isOpen: true,
    recipients: [KEYS.classic.recipient],
    passkey: "here",
  });
});

test("what is kept for it is sealed", async () => {
  await withPasskey();
  const kept = host.memory.get("passkey");
  expect(kept).toContain("BEGIN AGE ENCRYPTED FILE");
  expect(kept).not.toContain("AGE-SECRET-KEY");
});

test("another passkey does not open it", async () => {
  await withPasskey();
  host.memory.set("passkey", (host.memory.get("passkey") ?? "").replace("passkey 1", "passkey 2"));
  await expect(startVault(host).vault.call("unlockWithPasskey")).rejects.toMatchObject({ code: "no_passkey" });
});

test("whoever does not agree opens nothing", async () => {
  await withPasskey();
  host.isAgreeing = false;
  const { vault } = startVault(host);
  await expect(vault.call("unlockWithPasskey")).rejects.toMatchObject({ code: "no_passkey" });
});

test("a device that does not say whether it has passkeys keeps nobody waiting", async () => {
  await withPasskey();
  host.service.passkeysAreHere = () => new Promise(() => undefined);
  expect((await stateOf(startVault(host))).passkey).toBe("here");
  host.memory.clear();
  expect((await stateOf(startVault(host))).passkey).toBe("impossible");
});

test("a locked key cannot be kept", async () => {
  await expect(startVault(host).vault.call("addPasskey")).rejects.toMatchObject({ code: "locked" });
  expect(host.memory.has("passkey")).toBe(false);
});

test.each(["forgetPasskey", "forgetStored"] as const)("%s forgets it", async (forget) => {
  const { vault } = await withPasskey();
  await vault.call(forget);
  expect(host.memory.has("passkey")).toBe(false);
  await expect(startVault(host).vault.call("unlockWithPasskey")).rejects.toMatchObject({ code: "no_passkey" });
});

test.each(["", "{}", "nonsense", '{"id":"1","file":"nonsense"}'])("%j in its place is no key", async (kept) => {
  host.memory.set("passkey", kept);
  await expect(startVault(host).vault.call("unlockWithPasskey")).rejects.toMatchObject({ code: "no_passkey" });
});

test("where there are no passkeys none is offered", async () => {
  host.passkeys = null;
  const started = startVault(host);
  await started.vault.call("unlockWith", KEYS.classic.identity);
  await expect(started.vault.call("addPasskey")).rejects.toMatchObject({ code: "no_passkey" });
  expect((await stateOf(started)).passkey).toBe("impossible");
});

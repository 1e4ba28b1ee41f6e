/**
 * Writes what the vault makes into a folder, for the engine to open: `node tests/vault/made_here.ts FOLDER`. A sealed key with
 * its passphrase, and copies of the clip for both keys of the data.
 */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CLIP, KEYS } from "./data.ts";
import { FakeHost, startVault } from "./fake_host.ts";

const folder = process.argv[2] ?? "";
const host = new FakeHost();
const { vault } = startVault(host);

const { owner } = await vault.call("makeKeys", "hybrid");
const { passphrase } = await vault.call("kit");
await vault.call("keepKeys", "browser");
writeFileSync(join(folder, "identity.age"), host.memory.get("identity") ?? "");
writeFileSync(join(folder, "owner.json"), JSON.stringify({ recipient: owner, passphrase }));

await vault.call("unlockWith", KEYS.hybrid.identity);
for (const [name, { recipient }] of [["classic", KEYS.classic] as const, ["hybrid", KEYS.hybrid] as const]) {
  for await (const made of vault.stream("copyFor", CLIP, recipient)) {
    if (typeof made !== "number") writeFileSync(join(folder, `${name}.mp4.age`), await made.bytes());
  }
}
// The ports of the links keep the process alive.
process.exit();

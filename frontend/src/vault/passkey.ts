/**
 * A copy of the identity that a passkey of this device opens, so that nobody has to type seven words every day. The page
 * around asks for the passkey, as passkeys belong to its address, and gets its secret: so another script there that reads
 * along when the person unlocks can open the copy, too. Whoever does not want that keeps to the words.
 */

import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { bech32 } from "@scure/base";
import { armor, Decrypter, Encrypter, identityToRecipient } from "age-encryption";
import * as v from "valibot";
import type { HostService, Passkey } from "../link/host.ts";
import { type Link, LinkError } from "../link/link.ts";
import { Fault } from "./fault.ts";
import type { VaultState } from "./service.ts";
import { asked } from "./source.ts";

const INFO = utf8ToBytes("secure-video/passkey/1");
const Kept = v.object({ id: v.string(), file: v.string() });

export class PasskeyCopy {
  readonly #host: Link<HostService>;

  constructor(host: Link<HostService>) {
    this.#host = host;
  }

  /** A browser that keeps a copy has made it with a passkey: only one without is asked whether it could, which may take long. */
  async find(): Promise<VaultState["passkey"]> {
    if (await asked(this.#host.call("recall", "passkey"))) return "here";
    return (await asked(this.#host.call("passkeysAreHere"))) ? "possible" : "impossible";
  }

  /** Make a passkey, and seal the identity with it. Fails with "no_passkey". */
  async make(identity: string): Promise<void> {
    const passkey = await given(this.#host.call("makePasskey"));
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(identityOf(passkey)));
    const file = armor.encode(await encrypter.encrypt(`${identity}\n`));
    await asked(this.#host.call("remember", "passkey", JSON.stringify({ id: passkey.id, file })));
  }

  /** The identity, with the passkey's help. Fails with "no_passkey". */
  async open(): Promise<string> {
    const kept = v.safeParse(
      v.pipe(v.string(), v.parseJson(), Kept),
      await asked(this.#host.call("recall", "passkey")),
    );
    if (!kept.success) throw new Fault("no_passkey", "This browser keeps nothing that a passkey opens.");
    const { id, file } = kept.output;
    const decrypter = new Decrypter();
    decrypter.addIdentity(identityOf(await given(this.#host.call("askPasskey", id))));
    try {
      return await decrypter.decrypt(armor.decode(file), "text");
    } catch {
      throw new Fault("no_passkey", "This passkey does not open what this browser keeps.");
    }
  }

  /** Forget the copy. The passkey itself is the device's: it opens nothing any more. */
  async forget(): Promise<void> {
    await asked(this.#host.call("remember", "passkey", null));
  }
}

/** A post-quantum identity that the passkey's secret stands for. */
function identityOf({ secret }: Passkey): string {
  const bytes = new Uint8Array(secret);
  const seed = hkdf(sha256, bytes, undefined, INFO, 32);
  const identity = bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", seed).toUpperCase();
  bytes.fill(0);
  seed.fill(0);
  return identity;
}

async function given(passkey: Promise<Passkey>): Promise<Passkey> {
  try {
    return await passkey;
  } catch (error) {
    if (error instanceof LinkError && error.code === "not_made") throw new Fault("no_passkey", error.message);
    throw error;
  }
}

/**
 * The classic kind of key (https://age-encryption.org/v1, "The X25519 type").
 *
 * typage has it, too, but needs `crypto.subtle` for it, which browsers do not have on pages over plain http.
 */

import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { concatBytes } from "@noble/ciphers/utils.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { base64nopad, bech32 } from "@scure/base";
import { type Identity, type Recipient, Stanza } from "age-encryption";

const INFO = "age-encryption.org/v1/X25519";
/** Each wrapping key is used for one message only, so the format fixes the nonce. */
const NONCE = new Uint8Array(12);
const KEY_SIZE = 32;
const WRAPPED_SIZE = 16 + 16;

export class X25519Recipient implements Recipient {
  readonly #key: Uint8Array;

  constructor(text: string) {
    this.#key = decoded(text, "age");
  }

  wrapFileKey(fileKey: Uint8Array): Stanza[] {
    const ephemeral = randomBytes(KEY_SIZE);
    const share = x25519.getPublicKey(ephemeral);
    const secret = x25519.getSharedSecret(ephemeral, this.#key);
    const body = cipher(secret, share, this.#key).encrypt(fileKey);
    return [new Stanza(["X25519", base64nopad.encode(share)], body)];
  }
}

export class X25519Identity implements Identity {
  readonly #secret: Uint8Array;
  readonly #publicKey: Uint8Array;

  constructor(text: string) {
    this.#secret = decoded(text, "age-secret-key-");
    this.#publicKey = x25519.getPublicKey(this.#secret);
  }

  get recipient(): string {
    return bech32.encodeFromBytes("age", this.#publicKey);
  }

  unwrapFileKey(stanzas: Stanza[]): Uint8Array | null {
    for (const { args, body } of stanzas) {
      if (args[0] !== "X25519") continue;
      const share = base64nopad.decode(args[1] ?? "");
      // A body of another length would let somebody try many keys at once (partitioning oracle).
      if (args.length !== 2 || share.length !== KEY_SIZE || body.length !== WRAPPED_SIZE) {
        throw new Error("An X25519 stanza is malformed.");
      }
      const secret = x25519.getSharedSecret(this.#secret, share);
      try {
        return cipher(secret, share, this.#publicKey).decrypt(body);
      } catch {
        // It is for somebody else.
      }
    }
    return null;
  }

  wipe(): void {
    this.#secret.fill(0);
  }
}

function decoded(text: string, prefix: string): Uint8Array {
  const { prefix: found, bytes } = bech32.decodeToBytes(text);
  if (found.toLowerCase() !== prefix || bytes.length !== KEY_SIZE) throw new Error("This is not an X25519 key.");
  return bytes;
}

function cipher(secret: Uint8Array, share: Uint8Array, publicKey: Uint8Array) {
  return chacha20poly1305(hkdf(sha256, secret, concatBytes(share, publicKey), utf8ToBytes(INFO), KEY_SIZE), NONCE);
}

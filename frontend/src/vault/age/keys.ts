/** Keys as people have them: text. */

import type { Recipient, Stanza } from "age-encryption";
import {
  Decrypter,
  Encrypter,
  generateHybridIdentity,
  generateX25519Identity,
  identityToRecipient,
} from "age-encryption";
import { Fault } from "../fault.ts";
import type { KeyKind } from "../service.ts";
import { MAX_HEADER_SIZE } from "./header.ts";
import { X25519Identity, X25519Recipient } from "./x25519.ts";

const IDENTITY = /AGE-SECRET-KEY-(?:PQ-)?1[02-9AC-HJ-NP-Z]+/gi;

/** A private key. */
export class Key {
  readonly recipient: string;
  /** The key itself, for what seals it again. */
  readonly text: string;
  readonly #decrypter = new Decrypter();
  readonly #classic: X25519Identity | null = null;

  private constructor(text: string, recipient: string, classic: X25519Identity | null) {
    this.recipient = recipient;
    this.text = text;
    this.#classic = classic;
    this.#decrypter.addIdentity(classic ?? text);
  }

  /** Fails with "not_an_identity", which never holds the text. */
  static async parse(text: string): Promise<Key> {
    const canonical = text.trim().toUpperCase();
    try {
      if (canonical.startsWith("AGE-SECRET-KEY-PQ-1")) {
        return new Key(canonical, await identityToRecipient(canonical), null);
      }
      const classic = new X25519Identity(canonical);
      return new Key(canonical, classic.recipient, classic);
    } catch {
      throw new Fault("not_an_identity", "This is not a complete private key of a kind known here.");
    }
  }

  /** The key of the file with this header; null if it is sealed to others. Fails with "damaged". */
  async open(header: Uint8Array): Promise<Uint8Array | null> {
    if (header.length > MAX_HEADER_SIZE) throw new Fault("damaged", "The file's header is too long.");
    try {
      return await this.#decrypter.decryptHeader(header);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith("no identity matched")) return null;
      throw new Fault("damaged", "The file's header is damaged or was changed.");
    }
  }

  /** Overwrite what can be reached. Texts, and what the library keeps of a post-quantum key, go with the worker's memory. */
  wipe(): void {
    this.#classic?.wipe();
  }
}

export async function newIdentity(kind: KeyKind): Promise<string> {
  return kind === "hybrid" ? generateHybridIdentity() : generateX25519Identity();
}

/** The private keys that stand anywhere in a text: one line of it, an identity file, a recovery kit. */
export function identitiesIn(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(IDENTITY), ([found]) => found.toUpperCase()))];
}

/** Seal a file key to somebody. Fails with "not_a_recipient". */
export async function wrapFileKey(fileKey: Uint8Array, recipient: string): Promise<Stanza[]> {
  try {
    return await parseRecipient(recipient.trim()).wrapFileKey(fileKey);
  } catch {
    throw new Fault("not_a_recipient", "This is not a public key that clips can be sealed to.");
  }
}

function parseRecipient(text: string): Recipient {
  if (/^age1(?!pq1|tag1|tagpq1)/.test(text)) return new X25519Recipient(text);
  const encrypter = new Encrypter();
  encrypter.addRecipient(text);
  // typage seals only file keys of its own making, and keeps the recipients that it has parsed to itself.
  const [recipient] = (encrypter as unknown as { readonly recipients: readonly Recipient[] }).recipients;
  if (!recipient) throw new Error("The recipient was not parsed.");
  return recipient;
}

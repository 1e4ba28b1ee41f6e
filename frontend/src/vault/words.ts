/** Words that people can copy, say aloud and compare: the 2048 of BIP-39, 11 bits each. */

import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { wordlist } from "@scure/bip39/wordlists/english.js";

/** 77 bits: with scrypt, beyond anybody's reach. */
const PASSPHRASE_WORDS = 7;
/** 66 bits: a second key with the same words takes too many tries. */
const FINGERPRINT_WORDS = 6;
const BITS = 11;
/** As the age command line joins words. */
const JOINT = "-";

export function newPassphrase(): string {
  return Array.from({ length: PASSPHRASE_WORDS }, () => wordlist[below(wordlist.length)]).join(JOINT);
}

/** A passphrase of ours as it was made, however it was typed; any other one as it is. */
export function typedPassphrase(text: string): string {
  const words = text
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean);
  const isOurs = words.length === PASSPHRASE_WORDS && words.every((word) => wordlist.includes(word));
  return isOurs ? words.join(JOINT) : text;
}

/** Words that tell a public key apart at a glance: the beginning of SHA-256 of its text. */
export function fingerprint(recipient: string): string {
  const hash = sha256(utf8ToBytes(recipient.trim()));
  const bits = Array.from(hash, (byte) => byte.toString(2).padStart(8, "0")).join("");
  const numbers = Array.from({ length: FINGERPRINT_WORDS }, (_, index) => bits.slice(index * BITS, (index + 1) * BITS));
  return numbers.map((number) => wordlist[Number.parseInt(number, 2)]).join(" ");
}

/** A random whole number below `limit`, each as likely: numbers beyond the last whole multiple of it are drawn again. */
function below(limit: number): number {
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
  return drawn < 2 ** 32 - (2 ** 32 % limit) ? drawn % limit : below(limit);
}

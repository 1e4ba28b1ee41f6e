/** Signed statements about a log: checkpoints (https://c2sp.org/tlog-checkpoint) as signed notes (c2sp.org/signed-note). */

import { concatBytes } from "@noble/ciphers/utils.js";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { base64 } from "@scure/base";

const ED25519 = Uint8Array.of(1);
const KEY_SIZE = 32;
const KEY_ID_SIZE = 4;
export const HASH_SIZE = 32;
const MAX_NOTE_SIZE = 64 * 1024;

/** What is not what it should be: forged, changed or damaged. */
export class BadProof extends Error {
  override readonly name = "BadProof";
}

/** A public key under a name. */
export interface VerifierKey {
  readonly name: string;
  readonly key: Uint8Array;
}

/** The first `size` entries of the log `origin` have this root hash. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** Read `<name>+<id>+<key>`. Fails with `BadProof`. */
export function parseVerifierKey(text: string): VerifierKey {
  const [, name = "", id, encoded = ""] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? [];
  const data = fromBase64(encoded);
  const key = { name, key: data.subarray(1) };
  if (data.length !== 1 + KEY_SIZE || data[0] !== 1 || bytesToHex(keyId(key)) !== id) {
    throw new BadProof("This is not an Ed25519 public key.");
  }
  return key;
}

/** The name of the log with this number under this key: docs/format.md. */
export function originOf(key: Uint8Array, log: number): string {
  return `secure-video/${bytesToHex(sha256(key)).slice(0, 16)}/${log}`;
}

/** The number of a log of this key. Fails with `BadProof` if it is another's. */
export function logNumber(origin: string, key: Uint8Array): number {
  const number = /\/([1-9][0-9]{0,8})$/.exec(origin)?.[1];
  if (number === undefined || origin !== originOf(key, Number(number))) {
    throw new BadProof("This is about a log under another key.");
  }
  return Number(number);
}

/** The text that `key` has signed. Fails with `BadProof`. */
export function openNote(note: string, key: VerifierKey): string {
  const end = note.lastIndexOf("\n\n");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  if (end < 0 || note.length > MAX_NOTE_SIZE || !note.endsWith("\n") || /[\0-\x09\x0b-\x1f]/.test(note)) {
    throw new BadProof("This is not a signed note.");
  }
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2, -1).split("\n");
  const ours = lines.map((line) => signatureIn(line, key)).filter((signature) => signature !== null);
  if (ours.length === 0) throw new BadProof("The note is not signed with this key.");
  if (!ours.every((signature) => isSigned(text, signature, key))) throw new BadProof("The signature is wrong.");
  return text;
}

/** The checkpoint of a log of this key. Fails with `BadProof`. */
export function openCheckpoint(note: string, key: Uint8Array): Checkpoint {
  const name = note.slice(0, note.indexOf("\n"));
  logNumber(name, key);
  return parseCheckpoint(openNote(note, { name, key }));
}

/** Read one hash. Fails with `BadProof`. */
export function parseHash(text: string): Uint8Array {
  const hash = fromBase64(text);
  if (hash.length !== HASH_SIZE) throw new BadProof("This is not a hash.");
  return hash;
}

/** Read a number as C2SP writes them. Fails with `BadProof`. */
export function parseNumber(text: string | undefined): number {
  if (!/^(0|[1-9][0-9]{0,14})$/.test(text ?? "")) throw new BadProof("This is not a number.");
  return Number(text);
}

/** Read standard Base64. Fails with `BadProof`. */
export function fromBase64(text: string): Uint8Array {
  try {
    return base64.decode(text);
  } catch {
    throw new BadProof("This is not Base64.");
  }
}

function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root] = text.split("\n");
  if (!origin || root === undefined) throw new BadProof("This is not a checkpoint.");
  return { origin, size: parseNumber(size), root: parseHash(root) };
}

function keyId({ name, key }: VerifierKey): Uint8Array {
  return sha256(concatBytes(utf8ToBytes(`${name}\n`), ED25519, key)).subarray(0, KEY_ID_SIZE);
}

function signatureIn(line: string, key: VerifierKey): Uint8Array | null {
  const [dash, name, encoded, ...more] = line.split(" ");
  if (dash !== "—" || !name || encoded === undefined || more.length > 0) {
    throw new BadProof("A signature of the note is malformed.");
  }
  const data = fromBase64(encoded);
  const isOurs = name === key.name && bytesToHex(data.subarray(0, KEY_ID_SIZE)) === bytesToHex(keyId(key));
  return isOurs ? data.subarray(KEY_ID_SIZE) : null;
}

function isSigned(text: string, signature: Uint8Array, { key }: VerifierKey): boolean {
  try {
    return ed25519.verify(signature, utf8ToBytes(text), key, { zip215: false });
  } catch {
    return false;
  }
}

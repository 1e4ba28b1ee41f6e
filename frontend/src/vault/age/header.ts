/**
 * The header of a sealed file: who can open it (https://age-encryption.org/v1), padded as docs/format.md says.
 *
 * Reading it is typage's work; it writes none for a file key that is there already, so that is done here.
 */

import { concatBytes } from "@noble/ciphers/utils.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { base64nopad } from "@scure/base";
import { Stanza } from "age-encryption";
import { Fault } from "../fault.ts";

/** Headers are multiples of this: what somebody added later has room. */
const PADDED_SIZE = 4096;
/** Above what is ever written; a hostile header stays cheap. */
export const MAX_HEADER_SIZE = 64 * 1024;

const COLUMNS = 64;
const MAC_LINE_REST = " ".length + 43 + "\n".length;

/** The bytes of a header for exactly these stanzas, padded. */
export function writeHeader(stanzas: readonly Stanza[], fileKey: Uint8Array): Uint8Array {
  const covered = utf8ToBytes(`${text([...stanzas, padding(stanzas)])}---`);
  const key = hkdf(sha256, fileKey, undefined, utf8ToBytes("header"), 32);
  const mac = base64nopad.encode(hmac(sha256, key, covered));
  return concatBytes(covered, utf8ToBytes(` ${mac}\n`));
}

/** How long the header is that these bytes begin with. Fails with "damaged". */
export function headerSize(bytes: Uint8Array): number {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, MAX_HEADER_SIZE));
  // No other line can begin with three dashes: bodies are base64, and stanzas begin with an arrow.
  const end = start.startsWith("age-encryption.org/v1\n") ? /\n---[^\n]*\n/.exec(start) : null;
  if (!end) throw new Fault("damaged", "This is not a sealed file, or its beginning is damaged.");
  return end.index + end[0].length;
}

function padding(stanzas: readonly Stanza[]): Stanza {
  const filled = (zeros: number) => new Stanza(["padding", "0".repeat(zeros)], new Uint8Array());
  const needed = text([...stanzas, filled(1)]).length + "---".length + MAC_LINE_REST;
  return filled(1 + ((PADDED_SIZE - (needed % PADDED_SIZE)) % PADDED_SIZE));
}

function text(stanzas: readonly Stanza[]): string {
  return ["age-encryption.org/v1\n", ...stanzas.map(stanzaText)].join("");
}

function stanzaText({ args, body }: Stanza): string {
  const encoded = base64nopad.encode(body);
  // The last line is shorter than the others, and empty where they would come out even.
  const lines = [];
  for (let start = 0; start <= encoded.length; start += COLUMNS) lines.push(encoded.slice(start, start + COLUMNS));
  return `-> ${args.join(" ")}\n${lines.join("\n")}\n`;
}

/** The published test vectors of age, whole: https://c2sp.org/CCTV/age. */

import { inflateSync } from "node:zlib";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { armor } from "age-encryption";
import * as vectors from "cctv-age";
import { expect, test } from "vitest";
import { Key, newIdentity } from "../../../src/vault/age/keys.ts";
import { openIdentityFile } from "../../../src/vault/identity_file.ts";
import { findFileKey } from "../../../src/vault/keyring.ts";
import { openWhole } from "../../../src/vault/sealed.ts";

interface Vector {
  readonly fields: ReadonlyMap<string, string>;
  readonly identities: readonly string[];
  readonly file: Uint8Array;
}

const ALL = Object.entries(vectors).map(([name, data]) => [name, parsed(data)] as const);
const WITH_PASSPHRASE = ALL.filter(([, { fields }]) => fields.has("passphrase"));
const WITH_KEYS = ALL.filter(([, { fields }]) => !fields.has("passphrase"));
const CODES: Readonly<Record<string, string>> = {
  "no match": "wrong_identity",
  "HMAC failure": "damaged",
  "header failure": "damaged",
  "payload failure": "damaged",
};

test.each(WITH_KEYS)("%s", async (_, { fields, identities, file }) => {
  const open = async () => {
    const sealed = fields.has("armored") ? armor.decode(Buffer.from(file).toString("latin1")) : file;
    const known = identities.length > 0 ? identities : [await newIdentity("classic")];
    const keys = await Promise.all(known.map((identity) => Key.parse(identity)));
    return bytesToHex(sha256(await openWhole(sealed, (header) => findFileKey(keys, header))));
  };
  const expected = fields.get("expect") ?? "";
  if (expected === "success") expect(await open()).toBe(fields.get("payload"));
  else if (expected === "armor failure") await expect(open()).rejects.toThrow();
  else await expect(open()).rejects.toMatchObject({ code: CODES[expected] });
});

test.each(WITH_PASSPHRASE)("%s", async (_, { fields, file }) => {
  const text = fields.has("armored") ? Buffer.from(file).toString("latin1") : armor.encode(file);
  const opened = openIdentityFile(text, fields.get("passphrase") ?? "");
  if (fields.get("expect") !== "success") await expect(opened).rejects.toHaveProperty("code");
  else expect(bytesToHex(sha256(Buffer.from(await opened)))).toBe(fields.get("payload"));
});

function parsed(data: Uint8Array): Vector {
  const end = Buffer.from(data).indexOf("\n\n");
  const lines = Buffer.from(data.subarray(0, end)).toString().split("\n");
  const pairs = lines.map((line) => line.split(": ", 2) as [string, string]);
  const fields = new Map(pairs);
  const file = data.subarray(end + 2);
  return {
    fields,
    identities: pairs.filter(([name]) => name === "identity").map(([, value]) => value),
    file: fields.get("compressed") === "zlib" ? new Uint8Array(inflateSync(file)) : file,
  };
}

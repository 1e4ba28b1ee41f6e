/** A private key in a file of its own, sealed with a passphrase; `age -d` opens such a file, too. */

import { armor, Decrypter, Encrypter } from "age-encryption";
import { headerSize } from "./age/header.ts";
import { Fault } from "./fault.ts";
import { typedPassphrase } from "./words.ts";

/** Base 2 logarithm of what one try costs: 64 MiB, half a second on a phone. The words make up for the rest. */
const WORK_FACTOR = 16;
/** What the age command line writes: 256 MiB. A hostile file could ask for all of the memory there is. */
const MAX_WORK_FACTOR = 18;
const ARMORED = /-----BEGIN AGE ENCRYPTED FILE-----[\s\S]*?-----END AGE ENCRYPTED FILE-----/;

export async function sealIdentity(identity: string, passphrase: string): Promise<string> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(WORK_FACTOR);
  return armor.encode(await encrypter.encrypt(`${identity}\n`));
}

/** The sealed file that stands anywhere in a text; null if there is none. */
export function identityFileIn(text: string): string | null {
  return ARMORED.exec(text)?.[0].replaceAll(/[^\S\n]+$|^[^\S\n]+/gm, "") ?? null;
}

/** The text in a sealed file. Fails with "wrong_passphrase", "not_an_identity". */
export async function openIdentityFile(file: string, passphrase: string): Promise<string> {
  const sealed = dearmored(file);
  checkCost(sealed);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(typedPassphrase(passphrase));
  try {
    return await decrypter.decrypt(sealed, "text");
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("no identity matched")) {
      throw new Fault("wrong_passphrase", "This is not the passphrase of the stored key.");
    }
    throw new Fault("not_an_identity", "The file with the key is damaged.");
  }
}

function dearmored(file: string): Uint8Array {
  try {
    return armor.decode(file);
  } catch {
    throw new Fault("not_an_identity", "The file with the key is damaged.");
  }
}

function checkCost(sealed: Uint8Array): void {
  const header = new TextDecoder("latin1").decode(sealed.subarray(0, headerSize(sealed)));
  const [, factor] = /\n-> scrypt \S+ ([1-9][0-9]?)\n/.exec(header) ?? [];
  if (factor === undefined) throw new Fault("not_an_identity", "This file is not sealed with a passphrase.");
  if (Number(factor) > MAX_WORK_FACTOR) {
    throw new Fault("not_an_identity", "Trying a passphrase of this file would take too much memory.");
  }
}

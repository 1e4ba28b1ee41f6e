import { LinkError } from "../link/link.ts";
import type { VaultFault } from "./service.ts";

/** What the vault tells the app when something cannot be done. `message` holds no key and no passphrase. */
export class Fault extends LinkError {
  constructor(code: VaultFault, message: string, details: Readonly<Record<string, string>> = {}) {
    super(code, message, details);
    this.name = "Fault";
  }
}

import { Store } from "../store.ts";
import { identitiesIn, Key, newIdentity } from "./age/keys.ts";
import { Fault } from "./fault.ts";
import { identityFileIn, openIdentityFile, sealIdentity } from "./identity_file.ts";
import type { PasskeyCopy } from "./passkey.ts";
import type { KeyKind, NewKeys, RecoveryKit, VaultState } from "./service.ts";
import type { Place, StoredIdentity } from "./stored_identity.ts";
import { fingerprint, newPassphrase } from "./words.ts";

/** Keys that were just made: the only private keys that are ever here as text. */
interface MadeKeys {
  readonly ownerIdentity: string;
  readonly ownerRecipient: string;
  readonly recoveryIdentity: string;
  readonly recoveryRecipient: string;
  readonly passphrase: string;
}

/** Where a private key is kept, sealed, until it is needed again. */
interface Stored {
  readonly identity: StoredIdentity;
  readonly passkey: PasskeyCopy;
}

/** The private keys that are here. Without `stored` (in the viewer) none are kept beyond that. */
export class Keyring {
  readonly state = new Store<VaultState>({ isOpen: false, recipients: [], stored: null, passkey: "impossible" });
  readonly #stored: Stored | null;
  #keys: readonly Key[] = [];
  #made: MadeKeys | null = null;

  constructor(stored: Stored | null) {
    this.#stored = stored;
  }

  /** Look whether a key is stored. Where nobody answers none is known of; whether the device has passkeys is not waited for. */
  async lookForStored(): Promise<void> {
    void this.#stored?.passkey.find().then(
      (passkey) => this.#tell({ passkey }),
      () => undefined,
    );
    const found = await this.#stored?.identity.find().catch(() => null);
    this.#tell({ stored: found?.place ?? null });
  }

  async make(kind: KeyKind): Promise<NewKeys> {
    const [owner, recovery] = [await madeKey(kind), await madeKey(kind)];
    this.#made = {
      ownerIdentity: owner.identity,
      ownerRecipient: owner.recipient,
      recoveryIdentity: recovery.identity,
      recoveryRecipient: recovery.recipient,
      passphrase: newPassphrase(),
    };
    return { owner: owner.recipient, recovery: recovery.recipient };
  }

  kit(): RecoveryKit {
    const { recoveryIdentity, recoveryRecipient, ownerRecipient, passphrase } = this.#justMade();
    const fingerprints = { owner: fingerprint(ownerRecipient), recovery: fingerprint(recoveryRecipient) };
    return { recoveryIdentity, recoveryRecipient, ownerRecipient, passphrase, fingerprints };
  }

  async keep(where: Place | "nowhere"): Promise<void> {
    const { ownerIdentity, passphrase } = this.#justMade();
    if (where !== "nowhere") {
      await this.#storage().identity.store(where, await sealIdentity(ownerIdentity, passphrase));
      this.#tell({ stored: where });
    }
    this.#made = null;
    this.#add([await Key.parse(ownerIdentity)]);
  }

  async unlock(passphrase: string): Promise<void> {
    const found = await this.#storage().identity.find();
    if (!found) throw new Fault("locked", "No key is stored here. Unlock with a recovery kit or a key.");
    await this.unlockWith(found.file, passphrase);
  }

  async unlockWith(text: string, passphrase?: string): Promise<void> {
    const file = identityFileIn(text);
    // A kit may hold a sealed key beside the plain one.
    const isSealed = identitiesIn(text).length === 0 && file !== null;
    if (isSealed && !passphrase) throw new Fault("wrong_passphrase", "This key is sealed: its passphrase is needed.");
    this.#add(await keysIn(isSealed ? await openIdentityFile(file, passphrase ?? "") : text));
  }

  lock(): void {
    for (const key of this.#keys) key.wipe();
    this.#keys = [];
    this.#made = null;
    this.#tell({});
  }

  async moveStored(where: Place): Promise<void> {
    await this.#storage().identity.move(where);
    this.#tell({ stored: where });
  }

  async forgetStored(): Promise<void> {
    await this.#storage().identity.forget();
    this.#tell({ stored: null });
    await this.forgetPasskey();
  }

  async addPasskey(): Promise<void> {
    if (this.#keys.length === 0) throw new Fault("locked", "Unlock first: only an open key can be kept.");
    await this.#storage().passkey.make(this.#keys.map(({ text }) => text).join("\n"));
    this.#tell({ passkey: "here" });
  }

  async unlockWithPasskey(): Promise<void> {
    this.#add(await keysIn(await this.#storage().passkey.open()));
  }

  async forgetPasskey(): Promise<void> {
    const { passkey } = this.#storage();
    await passkey.forget();
    this.#tell({ passkey: await passkey.find() });
  }

  /** The key of the file that has this header. Fails with "locked", "wrong_identity", "damaged". */
  readonly findFileKey = async (header: Uint8Array): Promise<Uint8Array> => {
    if (this.#keys.length === 0) throw new Fault("locked", "Clips are locked: unlock them first.");
    return findFileKey(this.#keys, header);
  };

  #justMade(): MadeKeys {
    if (!this.#made) throw new Fault("locked", "No new keys are here: make them first.");
    return this.#made;
  }

  #storage(): Stored {
    if (!this.#stored) throw new Fault("refused", "No key can be stored here.");
    return this.#stored;
  }

  #add(keys: readonly Key[]): void {
    const known = new Set(this.#keys.map(({ recipient }) => recipient));
    this.#keys = [...this.#keys, ...keys.filter(({ recipient }) => !known.has(recipient))];
    this.#tell({});
  }

  #tell(change: Partial<Pick<VaultState, "stored" | "passkey">>): void {
    const recipients = this.#keys.map(({ recipient }) => recipient);
    this.state.value = { ...this.state.value, ...change, isOpen: recipients.length > 0, recipients };
  }
}

/** All private keys in a text. Fails with "not_an_identity". */
export async function keysIn(text: string): Promise<readonly Key[]> {
  const found = identitiesIn(text);
  if (found.length === 0) throw new Fault("not_an_identity", "No private key was found in this.");
  return Promise.all(found.map((identity) => Key.parse(identity)));
}

/** Fails with "wrong_identity", "damaged". */
export async function findFileKey(keys: readonly Key[], header: Uint8Array): Promise<Uint8Array> {
  for (const key of keys) {
    const fileKey = await key.open(header);
    if (fileKey) return fileKey;
  }
  throw new Fault("wrong_identity", "This was not sealed to any of the keys that are here.");
}

async function madeKey(kind: KeyKind): Promise<{ readonly identity: string; readonly recipient: string }> {
  const identity = await newIdentity(kind);
  return { identity, recipient: (await Key.parse(identity)).recipient };
}

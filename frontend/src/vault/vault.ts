import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { base64 } from "@scure/base";
import type { HostService } from "../link/host.ts";
import { type Link, moved } from "../link/link.ts";
import { Clips, type Tell } from "./clips.ts";
import { Fault } from "./fault.ts";
import { findFileKey, Keyring, keysIn } from "./keyring.ts";
import { Lending } from "./lending.ts";
import { SignedLog } from "./log/check.ts";
import { checkRecording } from "./log/recording.ts";
import { PasskeyCopy } from "./passkey.ts";
import { openWhole } from "./sealed.ts";
import type { Proof, VaultService, VaultState } from "./service.ts";
import { asked, type ByteSource } from "./source.ts";
import { StoredIdentity } from "./stored_identity.ts";
import { fingerprint } from "./words.ts";

/** The vault over clips that `source` has. Without a host (in the viewer) nothing is stored, told, or lent, and no log is read. */
export function vaultOver(source: ByteSource, host: Link<HostService> | null): VaultService {
  const keyring = new Keyring(host && { identity: new StoredIdentity(host), passkey: new PasskeyCopy(host) });
  const clips = new Clips(source, keyring.findFileKey, host ? teller(host) : NOBODY);
  const lending = host && new Lending(host, source, keyring.findFileKey);
  const log = host && new SignedLog(host);
  const looked = keyring.lookForStored();

  return {
    state: () => states(keyring, looked),

    makeKeys: (kind) => keyring.make(kind),
    kit: async () => keyring.kit(),
    prove: (sealed, kit) => prove(sealed, kit),
    keepKeys: (where) => keyring.keep(where),
    unlock: (passphrase) => keyring.unlock(passphrase),
    unlockWith: (text, passphrase) => keyring.unlockWith(text, passphrase),
    addPasskey: () => keyring.addPasskey(),
    unlockWithPasskey: () => keyring.unlockWithPasskey(),
    forgetPasskey: () => keyring.forgetPasskey(),
    async lock() {
      keyring.lock();
      clips.lock();
    },
    forgetStored: () => keyring.forgetStored(),
    moveStored: (where) => keyring.moveStored(where),
    fingerprint: async (recipient) => fingerprint(recipient),

    describe: (clipId) => clips.describe(clipId),
    openClip: (clipId) => clips.open(clipId),
    async read(clipId, start, end) {
      const bytes = await clips.read(clipId, start, end);
      if (bytes) return moved(bytes.buffer, bytes.buffer);
      if (!keyring.state.value.isOpen) throw new Fault("locked", "Clips are locked: unlock them first.");
      throw new Fault("gone", "This clip is not open.");
    },
    closeClip: (clipId) => clips.close(clipId),
    copyFor: (clipId, recipient) => clips.copyFor(clipId, recipient),
    plainCopy: (clipId) => clips.plainCopy(clipId),
    lend: (clipIds, seconds) => needed(lending).lend(clipIds, seconds),
    rewrap: (clipIds) => needed(lending).rewrap(clipIds),

    checkLog: ({ full }) => needed(log).check(full),
    acceptLog: () => needed(log).accept(),
    async checkClip(clipId) {
      const known = log ? await log.knownKey() : null;
      return checkRecording(clipId, await source.evidence(clipId), known, {
        clip: () => clips.payloadHash(clipId),
        meta: () => clips.metaHash(clipId),
      });
    },
  };
}

/** From when it is known what is stored, so that nobody is asked for a key who has one here. */
async function* states({ state }: Keyring, looked: Promise<void>): AsyncGenerator<VaultState> {
  await looked;
  while (true) {
    const shown = state.value;
    yield shown;
    if (state.value === shown) await change(state);
  }
}

function change(state: Keyring["state"]): Promise<void> {
  return new Promise((resolve) => {
    const leave = state.watch(() => {
      leave();
      resolve();
    });
  });
}

/** Open a sealed test clip with what the owner saved, as if nothing else were known. */
async function prove(sealed: string, kit: string): Promise<Proof> {
  const keys = await keysIn(kit);
  try {
    const clip = await openWhole(base64.decode(sealed), (header) => findFileKey(keys, header));
    return moved({ sha256: bytesToHex(sha256(clip)), clip: clip.buffer }, clip.buffer);
  } finally {
    for (const key of keys) key.wipe();
  }
}

function teller(host: Link<HostService>): Tell {
  const told = async (command: string, message: Readonly<Record<string, string>>) => {
    await asked(host.call("ws", { type: `secure_video/clips/${command}`, ...message }));
  };
  return {
    viewed: (clipId, what) => told("tell", { clip_id: clipId, what }),
    shared: (clipId, recipient) => told("share", { clip_id: clipId, recipient }),
  };
}

/** Files have no log. */
const NOBODY: Tell = { viewed: async () => undefined, shared: async () => undefined };

function needed<T>(part: T | null): T {
  if (!part) throw new Fault("refused", "This takes Home Assistant.");
  return part;
}

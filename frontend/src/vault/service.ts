/**
 * What the vault does for the app. It runs in a worker, so that keys and decryption are nowhere else; the app gets
 * plain pictures and plain video to show, and an identity once: for the recovery kit.
 *
 * Errors are LinkErrors with one of the codes of VaultFault.
 */

export type VaultFault =
  | "locked" // no identity is here
  | "wrong_passphrase"
  | "no_passkey" // the person, or the device, does not give one
  | "not_an_identity" // the text or file holds no identity that we know
  | "not_a_recipient" // not a public key that clips can be sealed to
  | "wrong_identity" // none of the identities opens this file
  | "damaged" // not an age file, or changed, or cut off
  | "gone" // the clip or its file is no longer there
  | "refused" // Home Assistant says no; the message says why
  | "offline";

export type KeyKind = "hybrid" | "classic";

export interface VaultState {
  readonly isOpen: boolean;
  /** Public keys of the identities that are here. */
  readonly recipients: readonly string[];
  /** Whether this browser, or Home Assistant, keeps a passphrase-sealed identity of this user. */
  readonly stored: "browser" | "home_assistant" | null;
  /** Whether a passkey of this device opens a copy of the identity, or could. */
  readonly passkey: "impossible" | "possible" | "here";
}

/** Two key pairs: one for every day, behind a passphrase; one for the drawer. */
export interface NewKeys {
  readonly owner: string;
  readonly recovery: string;
}

/** What goes on the recovery sheet. Nothing of this is ever sent anywhere. */
export interface RecoveryKit {
  readonly recoveryIdentity: string;
  readonly recoveryRecipient: string;
  readonly ownerRecipient: string;
  /** Seven words, for the identity of every day. */
  readonly passphrase: string;
  /** Words that tell public keys apart at a glance: of the owner's, of the recovery key's. */
  readonly fingerprints: { readonly owner: string; readonly recovery: string };
}

export interface Proof {
  /** SHA-256 of the test clip, hexadecimal: nobody who could not open it knows. */
  readonly sha256: string;
  readonly clip: ArrayBuffer;
}

/** Where objects were: seconds, left, top, right, bottom (fractions of the picture), in order of time. May be empty. */
export type Path = readonly (readonly [number, number, number, number, number])[];

/** An incident as the sealed description tells it. Times are seconds from the clip's first picture. */
export interface DescribedIncident {
  readonly label: string;
  readonly kind: string;
  readonly score: number;
  readonly zones: readonly string[];
  readonly begins: number;
  readonly ends: number | null;
  readonly path: Path;
}

export interface ClipDescription {
  readonly clipId: string;
  readonly cameraName: string;
  readonly startedAt: string;
  readonly duration: number;
  readonly incidents: readonly DescribedIncident[];
  /** Where people were that no incident is about. */
  readonly bystanders: Path;
  /** A JPEG. */
  readonly picture: ArrayBuffer | null;
}

/**
 * `cut_off`: it was still being written when something ended that, and what is there ends with the file. `unreadable`: the
 * same, but the file goes on with what cannot be opened: it was changed, or the disk has lost it.
 */
export type ClipEnding = "whole" | "cut_off" | "unreadable";

export interface OpenedClip {
  /** Bytes of the plain MP4, as far as it is there. */
  readonly size: number;
  readonly ending: ClipEnding;
}

/** Progress of a check of the log, then its result. */
export type LogCheck =
  | { readonly kind: "progress"; readonly done: number; readonly total: number }
  | {
      readonly kind: "result";
      readonly verdict: LogVerdict;
      readonly size: number;
      readonly rememberedSize: number | null;
      /** Whether every line was read and hashed, or consistency only. */
      readonly isFull: boolean;
    };

/**
 * `first`: this browser had not seen a checkpoint before. `rolled_back`: the log is shorter than it was, or not there any
 * more. `new_log`: the remembered log is sound, but a new one was begun after it. `not_comparable`: the log cannot prove that
 * it begins with what was there, which may be because that was old and has been dropped. `changed`: lines are not those that
 * were signed, or missing without the log saying that it dropped them.
 */
export type LogVerdict =
  | "sound"
  | "first"
  | "rolled_back"
  | "forked"
  | "bad_signature"
  | "other_key"
  | "new_log"
  | "not_comparable"
  | "changed";

/** What the proof of a clip says. */
export interface ClipCheck {
  /** `changed_description`: the clip itself is what was recorded. */
  readonly verdict: "recorded" | "not_in_log" | "changed" | "changed_description" | "bad_proof";
  /** The public key that the proof was checked with; null where there is no proof. */
  readonly key: string | null;
  /** When it was written into the log (ISO 8601), by the clock of the machine that did; null unless that is proved. */
  readonly loggedAt: string | null;
}

export interface VaultService {
  state(): AsyncIterable<VaultState>;

  // --- keys
  makeKeys(kind: KeyKind): Promise<NewKeys>;
  /** Of the keys just made. Fails with "locked" once `keepKeys` has been called. */
  kit(): Promise<RecoveryKit>;
  /** Open a sealed test clip (base64) with the identity found in what the owner saved or printed. */
  prove(sealed: string, kit: string): Promise<Proof>;
  /** Seal the owner's identity to the kit's passphrase, store that where asked, forget the recovery identity. */
  keepKeys(where: "browser" | "home_assistant" | "nowhere"): Promise<void>;
  /** Open the stored identity. */
  unlock(passphrase: string): Promise<void>;
  /** Open with an identity as text: AGE-SECRET-KEY-…, an identity file, a recovery kit, or a sealed identity with its passphrase. */
  unlockWith(text: string, passphrase?: string): Promise<void>;
  /** Make a passkey on this device that opens the identity, which has to be open. Fails with "no_passkey". */
  addPasskey(): Promise<void>;
  unlockWithPasskey(): Promise<void>;
  forgetPasskey(): Promise<void>;
  lock(): Promise<void>;
  /** Delete the identity that is stored, wherever it is, and the copy for a passkey. */
  forgetStored(): Promise<void>;
  /** Keep the stored identity there instead, and nowhere else. */
  moveStored(where: "browser" | "home_assistant"): Promise<void>;
  /** Words that tell a public key apart at a glance. */
  fingerprint(recipient: string): Promise<string>;

  // --- clips
  describe(clipId: string): Promise<ClipDescription>;
  /** The log is told first that this person opened it. Whoever opens a clip closes it. */
  openClip(clipId: string): Promise<OpenedClip>;
  /** Bytes [start, end) of the plain MP4, as far as there are any. The clip has to be open. */
  read(clipId: string, start: number, end: number): Promise<ArrayBuffer>;
  closeClip(clipId: string): Promise<void>;
  /** A copy that one other person can open, made here: no key leaves. Fractions of the way while it is made, then the file. */
  copyFor(clipId: string, recipient: string): AsyncIterable<number | Blob>;
  /** The plain MP4, whole. */
  plainCopy(clipId: string): AsyncIterable<number | Blob>;
  /** Lend the keys of these clips to Home Assistant, until then (ISO 8601). */
  lend(clipIds: readonly string[], seconds: number): Promise<string>;
  /** Give old clips to the people who can open new ones. */
  rewrap(
    clipIds: readonly string[],
  ): AsyncIterable<{ readonly done: number; readonly total: number; readonly failed: readonly string[] }>;

  // --- the log
  /** What this browser remembers is replaced by what is sound, so an alarm stays until it was accepted. */
  checkLog(options: { readonly full: boolean }): AsyncIterable<LogCheck>;
  /** Somebody has seen the alarm: forget what this browser remembers of the log, so that the next check is a `first` one. */
  acceptLog(): Promise<void>;
  /** Takes no key. */
  checkClip(clipId: string): Promise<ClipCheck>;
}

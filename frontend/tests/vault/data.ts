/** What the engine made: see tests/panel_data.py. */

import { readFileSync } from "node:fs";

const file = (name: string) => new Uint8Array(readFileSync(new URL(`../data/${name}`, import.meta.url)));
const json = (name: string) => JSON.parse(new TextDecoder().decode(file(name)));

interface KeyPair {
  readonly identity: string;
  readonly recipient: string;
}

export const KEYS: {
  readonly classic: KeyPair;
  readonly hybrid: KeyPair;
  readonly passphrase: string;
  /** The classic identity, sealed with the passphrase. */
  readonly file: string;
} = json("keys.json");

export const LOG: {
  readonly clip: string;
  readonly key: string;
  readonly checkpoint: string;
  readonly lines: readonly string[];
  readonly proof: string;
  readonly seen: readonly { readonly checkpoint: string; readonly consistency: string | null }[];
} = json("log.json");

export const CLIP = LOG.clip;
export const VIDEO = file("clip.mp4");
/** A second of HEVC. */
export const HEVC_VIDEO = file("hevc.mp4");
/** A minute with a key frame every eight seconds. */
export const LONG_GROUPS = file("long-groups.mp4");
/** Sealed to the hybrid key. */
export const SEALED_CLIP = file("clip.mp4.age");
/** Sealed to the classic key. */
export const SEALED_META = file("clip.meta.age");

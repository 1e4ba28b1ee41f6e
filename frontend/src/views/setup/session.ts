/** How far the set-up has come. It outlives the view, so that it can be left and resumed; no key is in it. */
import type { App } from "../../app.ts";
import { Store } from "../../store.ts";
import type { KeyKind, NewKeys } from "../../vault/service.ts";

export const STEPS = ["welcome", "keys", "kit", "proof", "cameras", "clip"] as const;
export type SetupStep = (typeof STEPS)[number];

/** Where the key of every day is kept, behind its passphrase. */
export type KeptWhere = "browser" | "home_assistant" | "nowhere";

export interface SetupState {
  readonly step: SetupStep;
  readonly name: string;
  readonly kind: KeyKind;
  /** Public keys. The private ones are in the vault. */
  readonly keys: NewKeys | null;
  readonly isKitSaved: boolean;
  readonly isKitPrinted: boolean;
  readonly where: KeptWhere;
  /** The key of every day is where it is kept: from then on the vault does not show the kit any more. */
  readonly isKept: boolean;
  /** Recording is allowed: the kit has been proved. */
  readonly isProved: boolean;
}

export function beginning(name: string, isReady: boolean): SetupState {
  return {
    step: isReady ? "cameras" : "welcome",
    name,
    kind: "hybrid",
    keys: null,
    isKitSaved: false,
    isKitPrinted: false,
    where: "browser",
    isKept: false,
    isProved: isReady,
  };
}

/** Whether keys were made that would be of no use if the page were closed now. */
export function wouldLoseKeys({ keys, isProved }: SetupState): boolean {
  return keys !== null && !isProved;
}

/** Whether one may go on from here. */
export function isDone(state: SetupState): boolean {
  switch (state.step) {
    case "keys":
      return state.name.trim() !== "";
    case "kit":
      return state.isKitSaved || state.isKitPrinted;
    case "proof":
      return state.isProved;
    default:
      return true;
  }
}

/** Whether one may go back from here: not behind the proof, after which the kit is in use. */
export function canGoBack({ step, isKept }: SetupState): boolean {
  return step === "keys" || step === "kit" || (step === "proof" && !isKept) || step === "clip";
}

export function besides(step: SetupStep, by: 1 | -1): SetupStep {
  return STEPS[STEPS.indexOf(step) + by] ?? step;
}

/** The set-up that goes on in this page. */
export function setupOf(app: App, isReady: boolean): Store<SetupState> {
  const known = sessions.get(app);
  if (known) return known;
  const session = new Store(beginning(app.context.value.user.name, isReady));
  sessions.set(app, session);
  return session;
}

const sessions = new WeakMap<App, Store<SetupState>>();

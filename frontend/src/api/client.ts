import type { BaseIssue, BaseSchema, InferOutput } from "valibot";
import { parse } from "valibot";
import type { HostService } from "../link/host.ts";
import type { Link } from "../link/link.ts";
import type { CameraSettings, Clip, Label, LedgerKind, LedgerPlace, Person, Role } from "./messages.ts";
import * as messages from "./messages.ts";

/** A person to be added: what the server does not know yet. */
export type NewPerson = Pick<Person, "name" | "recipient" | "role">;

/** What is asked of the list of clips: newest first, those that started in [since, before). */
export interface ClipQuery {
  readonly since?: string;
  readonly before?: string;
  readonly camera_id?: string;
  readonly labels?: readonly Label[];
  /** The last clip of the page before. */
  readonly after?: string;
  readonly limit?: number;
}

export interface LedgerQuery {
  readonly before?: LedgerPlace;
  readonly limit?: number;
  readonly kinds?: readonly LedgerKind[];
  readonly camera_id?: string;
}

/** Home Assistant's side of Secure Video: commands by name, with answers that were checked. */
export class Api {
  readonly #host: Link<HostService>;

  constructor(host: Link<HostService>) {
    this.#host = host;
  }

  // --- what is there

  overview() {
    return this.#events(messages.overview, "overview/subscribe");
  }

  analysis() {
    return this.#ask(messages.analysis, "analysis");
  }

  coverage(since: string, before: string) {
    return this.#ask(messages.coverage, "coverage", { since, before });
  }

  // --- clips

  clips(query: ClipQuery) {
    return this.#ask(messages.clipList, "clips/list", { ...query });
  }

  /** Null if there is none that the user may see. */
  clip(clipId: string) {
    return this.#ask(messages.clipIfAny, "clips/get", { clip_id: clipId });
  }

  clipChanges() {
    return this.#events(messages.clipChanges, "clips/subscribe");
  }

  deleteClips(clipIds: readonly string[]) {
    return this.#ask(messages.clipResults, "clips/delete", { clip_ids: clipIds });
  }

  protectClips(clipIds: readonly string[], isProtected: boolean) {
    return this.#ask(messages.clipResults, "clips/protect", { clip_ids: clipIds, is_protected: isProtected });
  }

  /** Take back the keys that were lent to Home Assistant. */
  lockClips(everyone: boolean) {
    return this.#ask(messages.clipsLocked, "clips/lock", { everyone });
  }

  /** Have it written into the log what is about to be done with a clip. */
  tell(clipId: Clip["clip_id"], what: "opened" | "plain_copy" | "redacted_copy" | "snapshot") {
    return this.#ask(messages.clipTold, "clips/tell", { clip_id: clipId, what });
  }

  // --- the ledger

  ledger(query: LedgerQuery) {
    return this.#ask(messages.ledger, "ledger/list", { ...query });
  }

  checkpoint(query: { readonly log?: number; readonly old_size?: number }) {
    return this.#ask(messages.checkpoint, "ledger/checkpoint", { ...query });
  }

  proof(clipId: string) {
    return this.#ask(messages.clipProof, "ledger/proof", { clip_id: clipId });
  }

  ledgerLines(log: number, start: number, limit: number) {
    return this.#ask(messages.ledgerLines, "ledger/lines", { log, start, limit });
  }

  // --- people and keys

  beginSetup(people: readonly NewPerson[]) {
    return this.#ask(messages.setupBegun, "setup/begin", { people });
  }

  proveSetup(proofId: string, sha256: string) {
    return this.#ask(messages.people, "setup/prove", { proof_id: proofId, sha256 });
  }

  people() {
    return this.#ask(messages.people, "people/list");
  }

  addPerson(name: string, recipient: string, role: Role) {
    return this.#ask(messages.people, "people/add", { name, recipient, role });
  }

  removePerson(recipient: string) {
    return this.#ask(messages.people, "people/remove", { recipient });
  }

  renamePerson(recipient: string, name: string) {
    return this.#ask(messages.people, "people/rename", { recipient, name });
  }

  answerAlarm(alarmId: string, wasMe: boolean) {
    return this.#ask(messages.people, "people/answer", { alarm_id: alarmId, was_me: wasMe });
  }

  /** The user's own identity, sealed to a passphrase, as Home Assistant keeps it. */
  identity() {
    return this.#ask(messages.identity, "identity/get");
  }

  storeIdentity(file: string) {
    return this.#ask(messages.identityStored, "identity/store", { file });
  }

  deleteIdentity() {
    return this.#ask(messages.identityDeleted, "identity/delete");
  }

  // --- cameras

  cameraCandidates() {
    return this.#ask(messages.cameraCandidates, "cameras/candidates");
  }

  cameraSettings(cameraId: string) {
    return this.#ask(messages.cameraSettings, "cameras/settings", { camera_id: cameraId });
  }

  changeCamera(cameraId: string, settings: CameraSettings) {
    return this.#ask(messages.cameraSettings, "cameras/change", { camera_id: cameraId, settings });
  }

  nearMisses(cameraId: string) {
    return this.#ask(messages.nearMisses, "near_misses", { camera_id: cameraId });
  }

  /** Ask, and check that the answer is what `schema` says. */
  async #ask<S extends BaseSchema<unknown, unknown, BaseIssue<unknown>>>(
    schema: S,
    type: string,
    message: Readonly<Record<string, unknown>> = {},
  ): Promise<InferOutput<S>> {
    return parse(schema, await this.#host.call("ws", { type: `secure_video/${type}`, ...message }));
  }

  /** Subscribe, and check each event. */
  async *#events<S extends BaseSchema<unknown, unknown, BaseIssue<unknown>>>(
    schema: S,
    type: string,
    message: Readonly<Record<string, unknown>> = {},
  ): AsyncGenerator<InferOutput<S>> {
    for await (const event of this.#host.stream("subscribe", { type: `secure_video/${type}`, ...message })) {
      yield parse(schema, event);
    }
  }
}

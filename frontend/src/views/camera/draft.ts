import type { CameraSettings } from "../../api/messages.ts";
import type { App } from "../../app.ts";
import { Store } from "../../store.ts";
import { begun, changed, type History, redone, undone } from "./history.ts";

/** A camera's settings while they are changed. It outlives the view: what was not saved is still there on coming back. */
export class Draft {
  readonly #app: App;
  readonly #cameraId: string;
  readonly #history: Store<History<CameraSettings>>;
  #saved: CameraSettings;

  constructor(app: App, cameraId: string, saved: CameraSettings) {
    this.#app = app;
    this.#cameraId = cameraId;
    this.#saved = saved;
    this.#history = new Store(begun(saved));
  }

  get settings(): CameraSettings {
    return this.#history.value.now;
  }

  get isChanged(): boolean {
    return JSON.stringify(this.settings) !== JSON.stringify(this.#saved);
  }

  get canUndo(): boolean {
    return this.#history.value.past.length > 0;
  }

  get canRedo(): boolean {
    return this.#history.value.future.length > 0;
  }

  watch(watcher: () => void): () => void {
    return this.#history.watch(watcher);
  }

  /** Changes of the same `step` one after the other are undone as one. */
  change(settings: CameraSettings, step: string | null = null): void {
    this.#history.value = changed(this.#history.value, settings, step);
  }

  undo(): void {
    this.#history.value = undone(this.#history.value);
  }

  redo(): void {
    this.#history.value = redone(this.#history.value);
  }

  discard(): void {
    this.change(this.#saved);
  }

  /** Fails with Home Assistant's reason, and changes nothing then. */
  async save(): Promise<void> {
    this.#saved = await this.#app.api.changeCamera(this.#cameraId, this.settings);
    // Home Assistant has given new areas their ids.
    this.#history.value = begun(this.#saved);
  }
}

/** What is being changed of this camera, or a new draft of what Home Assistant has. */
export async function draftOf(app: App, cameraId: string): Promise<Draft> {
  const known = drafts.get(app)?.get(cameraId);
  if (known?.isChanged) return known;
  const draft = new Draft(app, cameraId, await app.api.cameraSettings(cameraId));
  const all = drafts.get(app) ?? new Map<string, Draft>();
  drafts.set(app, all.set(cameraId, draft));
  return draft;
}

const drafts = new WeakMap<App, Map<string, Draft>>();

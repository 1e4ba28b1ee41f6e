import { LitElement } from "lit";
import type { Overview } from "../api/messages.ts";
import type { App } from "../app.ts";
import { Times } from "../localize/times.ts";
import { Watch } from "../store.ts";
import type { ClipShelf } from "./clip-shelf.ts";
import type { Descriptions } from "./descriptions.ts";
import { pathTo, type ViewName } from "./route.ts";

/** A view of clips: what it needs besides the app, and renders again for. */
export abstract class Place extends LitElement {
  static override properties = {
    app: { attribute: false },
    overview: { attribute: false },
    shelf: { attribute: false },
    descriptions: { attribute: false },
  };
  declare app: App;
  declare overview: Overview;
  declare shelf: ClipShelf;
  declare descriptions: Descriptions;
  #times: Times | undefined;
  #timesOf: unknown;

  constructor() {
    super();
    new Watch(this, () => [this.app.context, this.app.vaultState, this.shelf.clips]);
  }

  protected get times(): Times {
    const context = this.app.context.value;
    if (!this.#times || this.#timesOf !== context) {
      this.#times = new Times(context);
      this.#timesOf = context;
    }
    return this.#times;
  }

  protected cameraName(cameraId: string | null): string {
    return this.overview.cameras.find(({ camera_id }) => camera_id === cameraId)?.name ?? this.app.t("camera.removed");
  }

  protected go(view: ViewName, id = "", options: { readonly replace?: boolean } = {}): void {
    void this.app.host.call("navigate", pathTo(view, id), options);
  }

  /** Have the shell ask for the key. */
  protected askForKey(): void {
    this.dispatchEvent(new CustomEvent("key-wanted", { bubbles: true, composed: true }));
  }
}

import { LitElement, type PropertyDeclarations } from "lit";
import type { App } from "../../app.ts";
import type { Store } from "../../store.ts";
import type { SetupState } from "./session.ts";

/** One step of the set-up. The frame around it has the buttons; `proceed` is what has to be done before the next step. */
export abstract class SetupStepElement extends LitElement {
  static override properties: PropertyDeclarations = { app: { attribute: false }, session: { attribute: false } };
  declare app: App;
  declare session: Store<SetupState>;

  /** Fails with what kept it from being done. */
  async proceed(): Promise<void> {}

  protected change(change: Partial<SetupState>): void {
    this.session.value = { ...this.session.value, ...change };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#leave = this.session.watch(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave?.();
  }

  #leave: (() => void) | undefined;
}

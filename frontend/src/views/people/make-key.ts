import { html, LitElement, nothing } from "lit";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import { choices } from "../../components/choices.ts";
import "../../components/dialog.ts";
import type { Dialog } from "../../components/dialog.ts";
import "../../components/switch.ts";
import { errorText } from "../../localize/errors.ts";
import type { KeyKind } from "../../vault/service.ts";
import { stepStyles } from "../setup/styles.ts";
import { publicKey } from "./public-key-card.ts";

/** A key for somebody else of the household: made here, kept by them; an administrator adds its public half. Tells `closed`. */
class MakeKey extends LitElement {
  static override properties = {
    app: { attribute: false },
    kind: { type: String },
    where: { state: true },
    made: { state: true },
    hasNoted: { state: true },
    isKept: { state: true },
    isBusy: { state: true },
    error: { state: true },
  };
  declare app: App;
  declare kind: KeyKind;
  declare protected where: "browser" | "home_assistant";
  declare protected made: { readonly recipient: string; readonly words: string; readonly passphrase: string } | null;
  declare protected hasNoted: boolean;
  declare protected isKept: boolean;
  declare protected isBusy: boolean;
  declare protected error: string;

  static override styles = stepStyles;

  constructor() {
    super();
    this.kind = "hybrid";
    this.where = "browser";
    this.made = null;
    this.hasNoted = false;
    this.isKept = false;
    this.isBusy = false;
    this.error = "";
  }

  override render() {
    const { t } = this.app;
    return html`<secure-video-dialog open heading=${t("make_key.title")} closeLabel=${t("do.close")} @closed=${this.#closed}>
      <div style="display: grid; gap: 18px">
        ${this.isKept ? this.#code() : this.made ? this.#passphrase(this.made.passphrase) : this.#where()}
        ${this.error ? html`<p role="alert" style="color: var(--sv-error)">${this.error}</p>` : nothing}
      </div>
      ${this.#next()}
    </secure-video-dialog>`;
  }

  #where() {
    const { t } = this.app;
    return html`<p>${t("make_key.intro")}</p>
      ${choices<"browser" | "home_assistant">(
        t("setup.kit.where"),
        "where",
        this.where,
        [
          { value: "browser", label: t("setup.where.browser"), about: t("setup.where.browser_about") },
          {
            value: "home_assistant",
            label: t("setup.where.home_assistant"),
            about: t("setup.where.home_assistant_about"),
          },
        ],
        (value) => {
          this.where = value;
        },
      )}`;
  }

  #passphrase(passphrase: string) {
    const { t } = this.app;
    return html`<p>${t("make_key.passphrase")}</p>
      <p class="card" style="font: 500 1.25rem/1.6 ui-monospace, monospace; overflow-wrap: anywhere" dir="ltr">${passphrase}</p>
      <p class="small muted">${t("make_key.passphrase_about")}</p>
      <secure-video-switch
        ?on=${this.hasNoted}
        @switched=${(event: CustomEvent<boolean>) => {
          this.hasNoted = event.detail;
        }}
        >${t("make_key.noted")}</secure-video-switch
      >`;
  }

  #code() {
    const { t } = this.app;
    return html`<p>${t("make_key.show")}</p>
      ${this.made ? publicKey(t, this.made.recipient, this.made.words) : nothing}`;
  }

  #next() {
    const { t } = this.app;
    if (this.isKept) {
      const close = () => this.renderRoot.querySelector<Dialog>("secure-video-dialog")?.close();
      return html`<secure-video-button slot="actions" kind="primary" @click=${close}>${t("do.close")}</secure-video-button>`;
    }
    return html`<secure-video-button
      slot="actions"
      kind="primary"
      ?busy=${this.isBusy}
      ?disabled=${this.made !== null && !this.hasNoted}
      @click=${this.made ? this.#keep : this.#make}
      >${t(this.made ? "make_key.keep" : "make_key.make")}</secure-video-button
    >`;
  }

  readonly #make = (): Promise<void> =>
    this.#during(async () => {
      const { vault } = this.app;
      await vault.call("makeKeys", this.kind);
      const { ownerRecipient, fingerprints, passphrase } = await vault.call("kit");
      this.made = { recipient: ownerRecipient, words: fingerprints.owner, passphrase };
    });

  readonly #keep = (): Promise<void> =>
    this.#during(async () => {
      await this.app.vault.call("keepKeys", this.where);
      if (this.made) this.made = { ...this.made, passphrase: "" };
      this.isKept = true;
    });

  async #during(work: () => Promise<void>): Promise<void> {
    this.error = "";
    this.isBusy = true;
    try {
      await work();
    } catch (error) {
      this.error = errorText(this.app.t, error);
    } finally {
      this.isBusy = false;
    }
  }

  readonly #closed = (): void => void this.dispatchEvent(new CustomEvent("closed"));
}

customElements.define("secure-video-make-key", MakeKey);

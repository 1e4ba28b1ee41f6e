import { mdiFingerprint, mdiKeyOutline, mdiLockOpenVariantOutline } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import type { Dialog } from "../../components/dialog.ts";
import "../../components/dialog.ts";
import { troubleOf } from "../../components/error.ts";
import "../../components/field.ts";
import "../../components/key-source.ts";
import { base } from "../../components/styles.ts";
import { LinkError } from "../../link/link.ts";
import { Watch } from "../../store.ts";

/** Asks for the passphrase, or for the key itself. Tells `closed`, whether the vault is open by then or not.
 *  Its slot `keyless` is for whoever has no key here. */
export class Unlock extends LitElement {
  static override properties = {
    app: { attribute: false },
    isOtherWay: { state: true },
    isBusy: { state: true },
    passphrase: { state: true },
    sealedText: { state: true },
    error: { state: true },
  };
  declare app: Pick<App, "context" | "t" | "vault" | "vaultState">;
  declare private isOtherWay: boolean;
  declare private isBusy: boolean;
  declare private passphrase: string;
  /** What was given as a key and needs a passphrase to open. */
  declare private sealedText: string;
  declare private error: string;

  constructor() {
    super();
    this.isOtherWay = false;
    this.isBusy = false;
    this.passphrase = "";
    this.sealedText = "";
    this.error = "";
    new Watch(this, () => [this.app.context, this.app.vaultState]);
  }

  static override styles = [
    base,
    css`
      .content {
        display: grid;
        gap: 16px;
      }
    `,
  ];

  override render() {
    const { t } = this.app;
    const asksPassphrase = this.sealedText !== "" || (!this.isOtherWay && this.app.vaultState.value.stored !== null);
    return html`<secure-video-dialog
      open
      heading=${t("unlock.title")}
      closeLabel=${t("do.close")}
      @closed=${() => this.dispatchEvent(new CustomEvent("closed"))}
    >
      <div class="content">
        ${
          this.app.vaultState.value.passkey === "here" && !this.isOtherWay
            ? html`<secure-video-button
                kind="primary"
                .icon=${mdiFingerprint}
                ?busy=${this.isBusy}
                @click=${() => this.#open(() => this.app.vault.call("unlockWithPasskey"))}
                >${t("unlock.by_passkey")}</secure-video-button
              >`
            : nothing
        }
        ${asksPassphrase ? this.#passphrase() : this.#key()}
      </div>
      ${
        this.app.vaultState.value.stored
          ? html`<secure-video-button
              slot="actions"
              kind="quiet"
              .icon=${this.isOtherWay ? "" : mdiKeyOutline}
              @click=${this.#switchWay}
              >${t(this.isOtherWay ? "unlock.by_passphrase" : "unlock.by_key")}</secure-video-button
            >`
          : html`<slot name="keyless" slot="actions"></slot>`
      }
      ${
        asksPassphrase
          ? html`<secure-video-button
              slot="actions"
              kind="primary"
              .icon=${mdiLockOpenVariantOutline}
              ?busy=${this.isBusy}
              ?disabled=${!this.passphrase.trim()}
              @click=${this.#openByPassphrase}
              >${t("unlock.open")}</secure-video-button
            >`
          : nothing
      }
    </secure-video-dialog>`;
  }

  #passphrase() {
    const { t } = this.app;
    return html`<p>${t(this.sealedText ? "unlock.sealed" : "unlock.text")}</p>
      <secure-video-field
        autofocus
        label=${t("unlock.passphrase")}
        type="password"
        .value=${this.passphrase}
        error=${this.error}
        @changed=${(event: CustomEvent<string>) => {
          this.passphrase = event.detail;
          this.error = "";
        }}
        @entered=${this.#openByPassphrase}
      ></secure-video-field>`;
  }

  #key() {
    const { t } = this.app;
    return html`<p>${t("unlock.key_text")}</p>
      <secure-video-key-source
        .t=${t}
        pasteLabel=${t("unlock.paste")}
        .error=${this.error}
        .isBusy=${this.isBusy}
        @key-text=${(event: CustomEvent<string>) => this.#openByKey(event.detail)}
      ></secure-video-key-source>`;
  }

  #switchWay(): void {
    this.isOtherWay = !this.isOtherWay;
    this.sealedText = "";
    this.error = "";
  }

  #openByPassphrase(): void {
    const { passphrase, sealedText } = this;
    if (!passphrase.trim()) return;
    const { vault } = this.app;
    void this.#open(() =>
      sealedText ? vault.call("unlockWith", sealedText, passphrase) : vault.call("unlock", passphrase),
    );
  }

  #openByKey(text: string): void {
    void this.#open(async () => {
      try {
        await this.app.vault.call("unlockWith", text);
      } catch (error) {
        // Sealed to a passphrase: ask for that, instead of calling it a fault.
        if (!(error instanceof LinkError && error.code === "wrong_passphrase")) throw error;
        this.sealedText = text;
      }
    });
  }

  async #open(open: () => Promise<void>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.error = "";
    try {
      await open();
      if (this.app.vaultState.value.isOpen) this.renderRoot.querySelector<Dialog>("secure-video-dialog")?.close();
    } catch (error) {
      const { why, advice } = troubleOf(error, this.app.t);
      this.error = `${why} ${advice}`;
    } finally {
      this.isBusy = false;
    }
  }

  override updated(): void {
    if (this.app.vaultState.value.isOpen) this.renderRoot.querySelector<Dialog>("secure-video-dialog")?.close();
  }
}

customElements.define("secure-video-unlock", Unlock);

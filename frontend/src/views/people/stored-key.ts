import { html, LitElement, nothing } from "lit";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import { choices } from "../../components/choices.ts";
import "../../components/dialog.ts";
import type { Dialog } from "../../components/dialog.ts";
import { errorText } from "../../localize/errors.ts";
import type { KeptWhere } from "../setup/session.ts";
import { stepStyles } from "../setup/styles.ts";

/** A dialog: where the user's key is kept behind its passphrase. Tells `forget` if it shall be nowhere, and `closed`. */
class StoredKey extends LitElement {
  static override properties = {
    app: { attribute: false },
    where: { state: true },
    isBusy: { state: true },
    error: { state: true },
  };
  declare app: App;
  declare protected where: KeptWhere | null;
  declare protected isBusy: boolean;
  declare protected error: string;

  static override styles = stepStyles;

  constructor() {
    super();
    this.where = null;
    this.isBusy = false;
    this.error = "";
  }

  override render() {
    const { t } = this.app;
    const stored = this.app.vaultState.value.stored ?? "nowhere";
    return html`<secure-video-dialog open heading=${t("my_key.where")} closeLabel=${t("do.close")} @closed=${this.#closed}>
      ${choices<KeptWhere>(
        t("setup.kit.where"),
        "where",
        this.where ?? stored,
        [
          { value: "browser", label: t("setup.where.browser"), about: t("setup.where.browser_about") },
          {
            value: "home_assistant",
            label: t("setup.where.home_assistant"),
            about: t("setup.where.home_assistant_about"),
          },
          { value: "nowhere", label: t("setup.where.nowhere"), about: t("setup.where.nowhere_about") },
        ],
        (value) => {
          this.where = value;
        },
      )}
      ${this.error ? html`<p role="alert" style="color: var(--sv-error)">${this.error}</p>` : nothing}
      <secure-video-button
        slot="actions"
        kind="primary"
        ?busy=${this.isBusy}
        ?disabled=${this.where === null || this.where === stored}
        @click=${this.#move}
        >${t("people.save")}</secure-video-button
      >
    </secure-video-dialog>`;
  }

  readonly #move = async (): Promise<void> => {
    const { where } = this;
    if (where === null) return;
    this.error = "";
    this.isBusy = true;
    try {
      if (where === "nowhere") this.dispatchEvent(new CustomEvent("forget"));
      else await this.app.vault.call("moveStored", where);
      this.renderRoot.querySelector<Dialog>("secure-video-dialog")?.close();
    } catch (error) {
      this.error = errorText(this.app.t, error);
    } finally {
      this.isBusy = false;
    }
  };

  readonly #closed = (): void => void this.dispatchEvent(new CustomEvent("closed"));
}

customElements.define("secure-video-stored-key", StoredKey);

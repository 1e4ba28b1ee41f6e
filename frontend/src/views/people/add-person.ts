import { html, LitElement, nothing } from "lit";
import type { Role } from "../../api/messages.ts";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import { choices } from "../../components/choices.ts";
import "../../components/dialog.ts";
import type { Dialog } from "../../components/dialog.ts";
import "../../components/field.ts";
import "../../components/key-source.ts";
import { errorText } from "../../localize/errors.ts";
import { stepStyles } from "../setup/styles.ts";
import { publicKeyIn } from "./public-key.ts";

/** A dialog: who it is and the public key. Tells `people` with the new list, and `closed` at the end. */
class AddPerson extends LitElement {
  static override properties = {
    app: { attribute: false },
    name: { state: true },
    recipient: { state: true },
    words: { state: true },
    personRole: { state: true },
    error: { state: true },
    isBusy: { state: true },
  };
  declare app: App;
  declare protected name: string;
  declare protected recipient: string;
  declare protected words: string;
  declare protected personRole: Role;
  declare protected error: string;
  declare protected isBusy: boolean;

  static override styles = stepStyles;

  constructor() {
    super();
    this.name = "";
    this.recipient = "";
    this.words = "";
    this.personRole = "family";
    this.error = "";
    this.isBusy = false;
  }

  override render() {
    const { t } = this.app;
    return html`<secure-video-dialog open heading=${t("people.add_title")} closeLabel=${t("do.close")} @closed=${this.#closed}>
      <div style="display: grid; gap: 18px">
        <secure-video-field
          label=${t("people.name")}
          .value=${this.name}
          @changed=${(event: CustomEvent<string>) => {
            this.name = event.detail;
          }}
        ></secure-video-field>
        ${this.recipient ? this.#key() : this.#source()}
        ${choices<Role>(
          t("people.role"),
          "role",
          this.personRole,
          [
            { value: "family", label: t("role.family"), about: t("role.family_about") },
            { value: "owner", label: t("role.owner"), about: t("role.owner_about") },
            { value: "recovery", label: t("role.recovery"), about: t("role.recovery_about") },
          ],
          (value) => {
            this.personRole = value;
          },
        )}
        <p class="small muted">${t("people.add_about")}</p>
        ${this.error && this.recipient ? html`<p role="alert" style="color: var(--sv-error)">${this.error}</p>` : nothing}
      </div>
      <secure-video-button slot="actions" kind="quiet" @click=${() => this.#dialog?.close()}
        >${t("do.cancel")}</secure-video-button
      >
      <secure-video-button
        slot="actions"
        kind="primary"
        ?disabled=${!this.name.trim() || !this.recipient}
        ?busy=${this.isBusy}
        @click=${this.#add}
        >${t("people.add")}</secure-video-button
      >
    </secure-video-dialog>`;
  }

  #source() {
    const { t } = this.app;
    return html`<div>
      <p class="small muted" style="padding-block-end: 10px">${t("people.key_source")}</p>
      <secure-video-key-source
        .t=${t}
        pasteLabel=${t("people.key_paste")}
        .error=${this.error}
        @key-text=${(event: CustomEvent<string>) => this.#read(event.detail)}
      ></secure-video-key-source>
    </div>`;
  }

  #key() {
    const { t } = this.app;
    return html`<div class="note good">
      <span></span>
      <div>
        <p class="small">${t("people.key_read")}</p>
        <p><strong>${this.words}</strong> <code dir="ltr">…${this.recipient.slice(-8)}</code></p>
        <p class="small">${t("people.key_compare")}</p>
        <secure-video-button
          kind="quiet"
          @click=${() => {
            this.recipient = "";
            this.error = "";
          }}
          >${t("people.key_change")}</secure-video-button
        >
      </div>
    </div>`;
  }

  async #read(text: string): Promise<void> {
    const { t } = this.app;
    const found = publicKeyIn(text);
    if (found.kind !== "key") {
      this.error = t(found.kind === "private" ? "people.key_is_private" : "people.key_is_none");
      return;
    }
    try {
      this.words = await this.app.vault.call("fingerprint", found.key);
      this.recipient = found.key;
      this.error = "";
    } catch {
      this.error = t("people.key_is_none");
    }
  }

  readonly #add = async (): Promise<void> => {
    this.error = "";
    this.isBusy = true;
    try {
      const people = await this.app.api.addPerson(this.name.trim(), this.recipient, this.personRole);
      this.dispatchEvent(new CustomEvent("people", { detail: people }));
      this.#dialog?.close();
    } catch (error) {
      this.error = errorText(this.app.t, error);
    } finally {
      this.isBusy = false;
    }
  };

  get #dialog(): Dialog | null {
    return this.renderRoot.querySelector<Dialog>("secure-video-dialog");
  }

  readonly #closed = (): void => void this.dispatchEvent(new CustomEvent("closed"));
}

customElements.define("secure-video-add-person", AddPerson);

import { mdiAccount, mdiKeyChainVariant, mdiLifebuoy, mdiPencilOutline, mdiTrashCanOutline } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import type { Person, Role } from "../../api/messages.ts";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import { confirm } from "../../components/dialog.ts";
import "../../components/field.ts";
import { icon } from "../../components/icon.ts";
import { base } from "../../components/styles.ts";
import { toast } from "../../components/toast.ts";
import { errorText } from "../../localize/errors.ts";
import type { TextKey } from "../../localize/localize.ts";

export const ROLES: Readonly<Record<Role, TextKey>> = {
  owner: "role.owner",
  family: "role.family",
  recovery: "role.recovery",
};

const ICONS: Readonly<Record<Role, string>> = {
  owner: mdiKeyChainVariant,
  family: mdiAccount,
  recovery: mdiLifebuoy,
};

/** Somebody on the list. Tells `people` with the new list when it was changed here. */
class PersonRow extends LitElement {
  static override properties = {
    app: { attribute: false },
    person: { attribute: false },
    words: { type: String },
    isMine: { type: Boolean },
    isChangeable: { type: Boolean },
    name: { state: true },
    isBusy: { state: true },
  };
  declare app: App;
  declare person: Person;
  /** Fingerprint of the key, in words. */
  declare words: string;
  declare isMine: boolean;
  declare isChangeable: boolean;
  /** While it is being changed. */
  declare protected name: string | null;
  declare protected isBusy: boolean;

  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: 44px minmax(0, 1fr) auto;
        gap: 4px 14px;
        align-items: center;
        padding-block: 12px;
        border-block-end: 1px solid var(--sv-line);
      }
      :host(:last-child) {
        border: none;
        padding-block-end: 0;
      }
      .sign {
        display: grid;
        place-items: center;
        inline-size: 44px;
        block-size: 44px;
        border-radius: 50%;
        background: var(--sv-tint);
        color: var(--sv-accent);
      }
      .name {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 4px 10px;
        overflow-wrap: anywhere;
      }
      .mine {
        padding: 1px 10px;
        border-radius: 10px;
        background: var(--sv-tint);
        color: var(--sv-accent);
        font-size: 0.8125rem;
      }
      .key {
        overflow-wrap: anywhere;
      }
      code {
        white-space: nowrap;
        font-size: 0.9em;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: end;
      }
      secure-video-field {
        flex: 1 1 180px;
      }
      .actions {
        display: flex;
      }
    `,
  ];

  constructor() {
    super();
    this.words = "";
    this.isMine = false;
    this.isChangeable = false;
    this.name = null;
    this.isBusy = false;
  }

  override render() {
    const { t } = this.app;
    const { name, role, key_end } = this.person;
    return html`<span class="sign">${icon(ICONS[role])}</span>
      <div>
        ${
          this.name === null
            ? html`<div class="name">
                <strong>${name}</strong><span class="small muted">${t(ROLES[role])}</span>
                ${this.isMine ? html`<span class="mine">${t("people.mine")}</span>` : nothing}
              </div>`
            : this.#form(this.name)
        }
        <p class="small muted key">${this.words} <code dir="ltr" title=${t("people.key_end")}>…${key_end}</code></p>
      </div>
      ${this.isChangeable && this.name === null ? this.#actions() : nothing}`;
  }

  #actions() {
    const { t } = this.app;
    const { name } = this.person;
    return html`<div class="actions">
      <secure-video-button
        kind="quiet"
        .icon=${mdiPencilOutline}
        label=${t("people.rename_named", { name })}
        @click=${() => {
          this.name = name;
        }}
      ></secure-video-button>
      <secure-video-button
        kind="quiet"
        .icon=${mdiTrashCanOutline}
        label=${t("people.remove_named", { name })}
        ?busy=${this.isBusy}
        @click=${this.#remove}
      ></secure-video-button>
    </div>`;
  }

  #form(name: string) {
    const { t } = this.app;
    return html`<form @submit=${(event: Event) => event.preventDefault()}>
      <secure-video-field
        label=${t("people.name")}
        .value=${name}
        @changed=${(event: CustomEvent<string>) => {
          this.name = event.detail;
        }}
        @entered=${this.#rename}
      ></secure-video-field>
      <secure-video-button kind="primary" ?disabled=${!name.trim()} ?busy=${this.isBusy} @click=${this.#rename}
        >${t("people.save")}</secure-video-button
      >
      <secure-video-button
        kind="quiet"
        @click=${() => {
          this.name = null;
        }}
        >${t("do.cancel")}</secure-video-button
      >
    </form>`;
  }

  readonly #rename = async (): Promise<void> => {
    const name = this.name?.trim();
    if (!name) return;
    await this.#change(() => this.app.api.renamePerson(this.person.recipient, name));
    this.name = null;
  };

  readonly #remove = async (): Promise<void> => {
    const { t } = this.app;
    const { name, role } = this.person;
    const isSure = await confirm({
      heading: t("people.remove_title", { name }),
      text: t(role === "recovery" ? "people.remove_recovery_about" : "people.remove_about", { name }),
      confirm: t("people.remove"),
      cancel: t("do.cancel"),
      isDestructive: true,
    });
    if (isSure) await this.#change(() => this.app.api.removePerson(this.person.recipient));
  };

  async #change(change: () => Promise<unknown>): Promise<void> {
    this.isBusy = true;
    try {
      this.dispatchEvent(new CustomEvent("people", { detail: await change() }));
    } catch (error) {
      toast({ text: errorText(this.app.t, error), isError: true });
    } finally {
      this.isBusy = false;
    }
  }
}

customElements.define("secure-video-person", PersonRow);

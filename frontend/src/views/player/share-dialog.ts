import { css, html, LitElement, nothing } from "lit";
import type { Person } from "../../api/messages.ts";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import "../../components/dialog.ts";
import { troubleOf } from "../../components/error.ts";
import "../../components/key-source.ts";
import "../../components/select.ts";
import { base } from "../../components/styles.ts";

const SOMEBODY_ELSE = "";

/** For whom a copy is sealed. Tells `recipient` with a public key, `closed` when there is no more to ask. */
export class ShareDialog extends LitElement {
  static override properties = {
    app: { attribute: false },
    people: { state: true },
    chosen: { state: true },
    pasted: { state: true },
    words: { state: true },
    error: { state: true },
  };
  declare app: App;
  /** Null until they are known: what is offered before that would change under the hand. */
  declare private people: readonly Person[] | null;
  declare private chosen: string;
  declare private pasted: string;
  /** That tell the pasted key apart. */
  declare private words: string;
  declare private error: string;

  constructor() {
    super();
    this.people = null;
    this.chosen = SOMEBODY_ELSE;
    this.pasted = "";
    this.words = "";
    this.error = "";
  }

  static override styles = [
    base,
    css`
      .content {
        display: grid;
        gap: 16px;
      }
      .key {
        padding: 12px 16px;
        border-radius: var(--sv-radius);
        background: var(--sv-tint);
        overflow-wrap: anywhere;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override render() {
    const { t } = this.app;
    const recipient = this.chosen || this.pasted;
    return html`<secure-video-dialog
      open
      heading=${t("save.person")}
      closeLabel=${t("do.close")}
      @closed=${() => this.dispatchEvent(new CustomEvent("closed"))}
    >
      <div class="content">
        <p>${t("share.text")}</p>
        ${this.people ? this.#choice(this.people) : nothing}
      </div>
      <secure-video-button
        slot="actions"
        kind="primary"
        ?disabled=${!recipient}
        @click=${() => this.dispatchEvent(new CustomEvent("recipient", { detail: recipient }))}
        >${t("share.make")}</secure-video-button
      >
    </secure-video-dialog>`;
  }

  #choice(people: readonly Person[]) {
    const { t } = this.app;
    return html`<secure-video-select
        label=${t("share.for")}
        .value=${this.chosen}
        .options=${[
          ...people.map(({ recipient, name }) => ({ value: recipient, label: name })),
          { value: SOMEBODY_ELSE, label: t("share.somebody_else") },
        ]}
        @selected=${(event: CustomEvent<string>) => {
          this.chosen = event.detail;
        }}
      ></secure-video-select>
      ${this.chosen === SOMEBODY_ELSE ? this.#somebodyElse() : nothing}`;
  }

  #somebodyElse() {
    const { t } = this.app;
    return html`<secure-video-key-source
        .t=${t}
        pasteLabel=${t("share.paste")}
        .error=${this.error}
        @key-text=${(event: CustomEvent<string>) => this.#given(event.detail)}
      ></secure-video-key-source>
      ${this.words ? html`<p class="key">${t("share.compare")}<br /><strong>${this.words}</strong></p>` : nothing}`;
  }

  async #load(): Promise<void> {
    // Whoever is not told who there is can still paste a key.
    const { people } = await this.app.api.people().catch(() => ({ people: [] }));
    this.people = people;
    this.chosen = people[0]?.recipient ?? SOMEBODY_ELSE;
  }

  async #given(text: string): Promise<void> {
    this.pasted = "";
    this.words = "";
    this.error = "";
    try {
      this.words = await this.app.vault.call("fingerprint", text);
      this.pasted = text;
    } catch (error) {
      const { why, advice } = troubleOf(error, this.app.t);
      this.error = `${why} ${advice}`;
    }
  }
}

customElements.define("secure-video-share-dialog", ShareDialog);

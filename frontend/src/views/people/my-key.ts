import { mdiKeyOutline, mdiLockOpenVariantOutline, mdiLockOutline } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import type { Overview, Person } from "../../api/messages.ts";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import { confirm } from "../../components/dialog.ts";
import { icon } from "../../components/icon.ts";
import { base } from "../../components/styles.ts";
import { toast } from "../../components/toast.ts";
import { errorText } from "../../localize/errors.ts";
import type { TextKey } from "../../localize/localize.ts";
import { Watch } from "../../store.ts";
import type { VaultState } from "../../vault/service.ts";
import "./make-key.ts";
import { publicKey } from "./public-key-card.ts";
import "./stored-key.ts";

const STORED: Readonly<Record<NonNullable<VaultState["stored"]> | "nowhere", TextKey>> = {
  browser: "my_key.in_browser",
  home_assistant: "my_key.in_home_assistant",
  nowhere: "my_key.nowhere",
};

/** The user's own key: whether it is open, where it is kept, and its public half for others. */
class MyKey extends LitElement {
  static override properties = {
    app: { attribute: false },
    overview: { attribute: false },
    people: { attribute: false },
    shown: { state: true },
    words: { state: true },
  };
  declare app: App;
  declare overview: Overview;
  declare people: readonly Person[];
  declare protected shown: "code" | "make" | "where" | null;
  declare protected words: string;

  static override styles = [
    base,
    css`
      section.card {
        display: grid;
        gap: 14px;
        padding: 18px 20px;
      }
      .state {
        display: flex;
        gap: 14px;
        align-items: center;
      }
      .state svg.icon {
        color: var(--sv-accent);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 10px;
      }
    `,
  ];

  constructor() {
    super();
    this.shown = null;
    this.words = "";
    new Watch(this, () => [this.app.context, this.app.vaultState]);
  }

  override render() {
    const { t } = this.app;
    const { isOpen, stored, recipients } = this.app.vaultState.value;
    const mine = recipients.find((each) => this.people.some(({ recipient }) => recipient === each)) ?? recipients[0];
    const isListed = this.people.some(({ recipient }) => recipient === mine);
    return html`<section class="card">
      <h2>${t("my_key.title")}</h2>
      ${this.#state()} ${mine && !isListed ? html`<p>${t("my_key.not_listed")}</p>` : nothing}
      ${mine && (this.shown === "code" || !isListed) ? publicKey(t, mine, this.words) : nothing}
      <div class="row">${isOpen ? this.#whileOpen(mine, isListed) : this.#whileClosed(stored !== null)}</div>
      ${this.#dialog()}
    </section>`;
  }

  #state() {
    const { t } = this.app;
    const { isOpen, stored } = this.app.vaultState.value;
    return html`<div class="state">
      ${icon(isOpen ? mdiLockOpenVariantOutline : stored ? mdiLockOutline : mdiKeyOutline)}
      <div>
        <p>${t(isOpen ? "my_key.open" : stored ? "my_key.locked" : "my_key.none")}</p>
        ${isOpen || stored ? html`<p class="small muted">${t(STORED[stored ?? "nowhere"])}</p>` : nothing}
      </div>
    </div>`;
  }

  override updated(): void {
    const [recipient] = this.app.vaultState.value.recipients;
    if (recipient && !this.words) {
      void this.app.vault.call("fingerprint", recipient).then((words) => {
        this.words = words;
      });
    }
  }

  #whileOpen(mine: string | undefined, isListed: boolean) {
    const { t } = this.app;
    const { stored } = this.app.vaultState.value;
    return html`<secure-video-button .icon=${mdiLockOutline} @click=${() => this.app.vault.call("lock")}
        >${t("my_key.lock")}</secure-video-button
      >
      ${
        mine && isListed
          ? html`<secure-video-button
              kind="quiet"
              .pressed=${this.shown === "code"}
              @click=${() => this.#show(this.shown === "code" ? null : "code")}
              >${t("my_key.show")}</secure-video-button
            >`
          : nothing
      }
      ${stored ? this.#changeWhere() : nothing}`;
  }

  async #try(work: Promise<void>): Promise<void> {
    await work.catch((error) => toast({ text: errorText(this.app.t, error), isError: true }));
  }

  #whileClosed(isStored: boolean) {
    const { t } = this.app;
    return html`<secure-video-button kind="primary" @click=${this.#unlock}
        >${t(isStored ? "my_key.unlock" : "my_key.use")}</secure-video-button
      >
      ${isStored ? this.#changeWhere() : nothing}
      ${
        !isStored && this.overview.is_ready
          ? html`<secure-video-button @click=${() => this.#show("make")}>${t("my_key.make")}</secure-video-button>`
          : nothing
      }`;
  }

  #changeWhere() {
    return html`<secure-video-button kind="quiet" @click=${() => this.#show("where")}
      >${this.app.t("my_key.where")}</secure-video-button
    >`;
  }

  #dialog() {
    const close = () => this.#show(null);
    if (this.shown === "make") {
      return html`<secure-video-make-key
        .app=${this.app}
        .kind=${this.overview.key_kind ?? "hybrid"}
        @closed=${close}
      ></secure-video-make-key>`;
    }
    if (this.shown === "where") {
      return html`<secure-video-stored-key .app=${this.app} @forget=${this.#forget} @closed=${close}></secure-video-stored-key>`;
    }
    return nothing;
  }

  #show(what: "code" | "make" | "where" | null): void {
    this.shown = what;
  }

  readonly #unlock = (): void => {
    this.dispatchEvent(new CustomEvent("key-wanted", { bubbles: true, composed: true }));
  };

  readonly #forget = async (): Promise<void> => {
    const { t, vault } = this.app;
    const isSure = await confirm({
      heading: t("my_key.forget_title"),
      text: t("my_key.forget_about"),
      confirm: t("my_key.forget"),
      cancel: t("do.cancel"),
      isDestructive: true,
    });
    if (!isSure) return;
    await this.#try(vault.call("forgetStored"));
  };
}

customElements.define("secure-video-my-key", MyKey);

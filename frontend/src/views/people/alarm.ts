import { mdiShieldAlertOutline } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import type { People, Person } from "../../api/messages.ts";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import { confirm } from "../../components/dialog.ts";
import { icon } from "../../components/icon.ts";
import { base } from "../../components/styles.ts";
import { errorText } from "../../localize/errors.ts";
import type { TextKey } from "../../localize/localize.ts";
import { ROLES } from "./person-row.ts";

/** The list is not the one that was last agreed to: was it me? Tells `people` with the list after the answer. */
class PeopleAlarm extends LitElement {
  static override properties = {
    app: { attribute: false },
    alarm: { attribute: false },
    fingerprints: { attribute: false },
    isBusy: { state: true },
    error: { state: true },
  };
  declare app: App;
  declare alarm: NonNullable<People["alarm"]>;
  declare fingerprints: ReadonlyMap<string, string>;
  declare protected isBusy: boolean;
  declare protected error: string;

  static override styles = [
    base,
    css`
      section {
        display: grid;
        gap: 12px;
        padding: 18px 20px;
        border-radius: var(--sv-radius);
        border: 1px solid var(--sv-error);
        background: var(--sv-error-tint);
      }
      h2 {
        display: flex;
        gap: 12px;
        color: var(--sv-error);
      }
      li {
        padding-block: 4px;
        overflow-wrap: anywhere;
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
    this.isBusy = false;
    this.error = "";
  }

  override render() {
    const { t } = this.app;
    const { added, removed } = this.alarm;
    const { isAdmin } = this.app.context.value.user;
    return html`<section role="alert">
      <h2>${icon(mdiShieldAlertOutline)}<span>${t("alarm.title")}</span></h2>
      <p>${t("alarm.about")}</p>
      ${this.#changes("alarm.added", added)} ${this.#changes("alarm.removed", removed)}
      ${this.error ? html`<p>${this.error}</p>` : nothing}
      ${
        isAdmin
          ? html`<div class="row">
              <secure-video-button kind="primary" ?busy=${this.isBusy} @click=${() => this.#answer(false)}
                >${t("alarm.not_me")}</secure-video-button
              >
              <secure-video-button kind="quiet" ?disabled=${this.isBusy} @click=${() => this.#answer(true)}
                >${t("alarm.was_me")}</secure-video-button
              >
            </div>`
          : html`<p>${t("alarm.ask_admin")}</p>`
      }
    </section>`;
  }

  #changes(heading: TextKey, people: readonly Person[]) {
    if (!people.length) return nothing;
    const { t } = this.app;
    return html`<div>
      <h3>${t(heading)}</h3>
      <ul>
        ${people.map(
          ({ name, role, recipient, key_end }) => html`<li>
            ${name} · ${t(ROLES[role])} · <span class="small">${this.fingerprints.get(recipient)} …${key_end}</span>
          </li>`,
        )}
      </ul>
    </div>`;
  }

  async #answer(wasMe: boolean): Promise<void> {
    const { t } = this.app;
    const isSure = await confirm({
      heading: t(wasMe ? "alarm.was_me" : "alarm.not_me"),
      text: t(wasMe ? "alarm.was_me_about" : "alarm.not_me_about"),
      confirm: t(wasMe ? "alarm.agree" : "alarm.go_back"),
      cancel: t("do.cancel"),
      isDestructive: wasMe,
    });
    if (!isSure) return;
    this.error = "";
    this.isBusy = true;
    try {
      const people = await this.app.api.answerAlarm(this.alarm.alarm_id, wasMe);
      this.dispatchEvent(new CustomEvent("people", { detail: people }));
    } catch (error) {
      this.error = errorText(t, error);
    } finally {
      this.isBusy = false;
    }
  }
}

customElements.define("secure-video-people-alarm", PeopleAlarm);

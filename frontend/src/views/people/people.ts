import { mdiAccountPlusOutline } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import type { Overview, People, Person } from "../../api/messages.ts";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import "../../components/error.ts";
import "../../components/progress.ts";
import { base } from "../../components/styles.ts";
import { Watch } from "../../store.ts";
import "./add-person.ts";
import "./alarm.ts";
import "./my-key.ts";
import "./old-clips.ts";
import "./person-row.ts";
import "./unlocked.ts";

/** Who can open new clips, and with which keys. */
export class PeopleView extends LitElement {
  static override properties = {
    app: { attribute: false },
    overview: { attribute: false },
    people: { state: true },
    error: { state: true },
    isAdding: { state: true },
  };
  declare app: App;
  declare overview: Overview;
  declare protected people: People | null;
  declare protected error: unknown;
  declare protected isAdding: boolean;
  #fingerprints: ReadonlyMap<string, string> = new Map();

  static override styles = [
    base,
    css`
      :host {
        display: grid;
        gap: 16px;
        align-content: start;
        padding-block: 20px 96px;
        padding-inline: max(16px, calc(50% - 364px));
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        margin-block-end: 4px;
      }
      section.card {
        padding: 18px 20px;
      }
    `,
  ];

  constructor() {
    super();
    this.people = null;
    this.error = null;
    this.isAdding = false;
    new Watch(this, () => [this.app.context, this.app.vaultState]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override render() {
    const { t } = this.app;
    const { isAdmin } = this.app.context.value.user;
    if (this.error) {
      return html`<secure-video-error .t=${t} what=${t("people.not_loaded")} .error=${this.error} retryable @retried=${this.#load}></secure-video-error>`;
    }
    if (!this.people) return html`<secure-video-progress label=${t("people.loading")}></secure-video-progress>`;
    const { people, alarm } = this.people;
    return html`${
      alarm
        ? html`<secure-video-people-alarm
            .app=${this.app}
            .alarm=${alarm}
            .fingerprints=${this.#fingerprints}
            @people=${this.#changed}
          ></secure-video-people-alarm>`
        : nothing
    }
      <section class="card">
        <div class="head">
          <h2>${t("people.title")}</h2>
          ${
            isAdmin && !alarm
              ? html`<secure-video-button .icon=${mdiAccountPlusOutline} @click=${this.#add}
                  >${t("people.add")}</secure-video-button
                >`
              : nothing
          }
        </div>
        <p class="small muted">${people.length ? t("people.about") : t("people.nobody")}</p>
        <ul>
          ${people.map((person) => this.#person(person, isAdmin && !alarm))}
        </ul>
      </section>
      <secure-video-my-key .app=${this.app} .people=${people} .overview=${this.overview}></secure-video-my-key>
      <secure-video-unlocked .app=${this.app}></secure-video-unlocked>
      ${isAdmin && people.length && !alarm ? html`<secure-video-old-clips .app=${this.app}></secure-video-old-clips>` : nothing}
      ${
        this.isAdding
          ? html`<secure-video-add-person
              .app=${this.app}
              @people=${this.#changed}
              @closed=${this.#added}
            ></secure-video-add-person>`
          : nothing
      }`;
  }

  #person(person: Person, isChangeable: boolean) {
    return html`<secure-video-person
      role="listitem"
      .app=${this.app}
      .person=${person}
      .words=${this.#fingerprints.get(person.recipient) ?? ""}
      .isMine=${this.app.vaultState.value.recipients.includes(person.recipient)}
      .isChangeable=${isChangeable}
      @people=${this.#changed}
    ></secure-video-person>`;
  }

  readonly #load = async (): Promise<void> => {
    this.error = null;
    try {
      await this.#show(await this.app.api.people());
    } catch (error) {
      this.error = error;
    }
  };

  readonly #changed = (event: CustomEvent<People>): void => void this.#show(event.detail);
  readonly #add = (): void => {
    this.isAdding = true;
  };
  readonly #added = (): void => {
    this.isAdding = false;
  };

  async #show(people: People): Promise<void> {
    this.people = people;
    const all = [...people.people, ...(people.alarm?.added ?? []), ...(people.alarm?.removed ?? [])];
    const words = all.map(async ({ recipient }) => {
      const fingerprint = await this.app.vault.call("fingerprint", recipient).catch(() => "");
      return [recipient, fingerprint] as const;
    });
    this.#fingerprints = new Map(await Promise.all(words));
    this.requestUpdate();
  }
}

customElements.define("secure-video-people", PeopleView);

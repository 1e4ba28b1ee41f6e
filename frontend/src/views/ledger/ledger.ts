import { mdiBookOpenVariantOutline, mdiChevronRight } from "@mdi/js";
import { css, html, nothing } from "lit";
import type { Ledger, LedgerEntry, LedgerPlace, Person } from "../../api/messages.ts";
import "../../components/button.ts";
import "../../components/chips.ts";
import "../../components/empty.ts";
import "../../components/error.ts";
import { icon } from "../../components/icon.ts";
import "../../components/progress.ts";
import "../../components/select.ts";
import { base } from "../../components/styles.ts";
import type { Day } from "../../localize/times.ts";
import { Place } from "../place.ts";
import { entryText, GROUPS, type Group, type Names } from "./entry-text.ts";
import "./log-check.ts";

const PAGE = 100;
const GROUP_NAMES = Object.keys(GROUPS) as Group[];

/** Who opened what, who can, when cameras were watched: the signed log in words; and whether it is what it was. */
export class LedgerView extends Place {
  static override properties = {
    ...Place.properties,
    entries: { state: true },
    next: { state: true },
    groups: { state: true },
    cameraId: { state: true },
    isLoading: { state: true },
    error: { state: true },
  };
  declare private entries: readonly LedgerEntry[];
  declare private next: LedgerPlace | null;
  declare private groups: readonly Group[];
  declare private cameraId: string;
  declare private isLoading: boolean;
  declare private error: unknown;
  #users: Ledger["users"] = {};
  #clips: Ledger["clips"] = {};
  #people: readonly Person[] = [];
  #round = 0;

  constructor() {
    super();
    this.entries = [];
    this.next = null;
    this.groups = ["viewing", "people"];
    this.cameraId = "";
    this.isLoading = false;
  }

  static override styles = [
    base,
    css`
      :host {
        display: block;
        overflow: auto;
        block-size: 100%;
      }
      .page {
        display: grid;
        gap: 16px;
        max-inline-size: 860px;
        margin-inline: auto;
        padding: 16px;
      }
      .filters {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
      }
      .day {
        padding: 8px;
      }
      h2 {
        padding: 8px 8px 4px;
      }
      .entry {
        all: unset;
        box-sizing: border-box;
        display: flex;
        align-items: center;
        gap: 16px;
        inline-size: 100%;
        min-block-size: 52px;
        padding: 8px;
        border-radius: 8px;
      }
      button.entry {
        cursor: pointer;
      }
      button.entry:hover {
        background: var(--sv-tint);
      }
      button.entry:focus-visible {
        outline: 2px solid var(--sv-accent);
      }
      .entry .words {
        flex: 1;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      .entry > svg.icon:first-child {
        color: var(--sv-accent);
      }
      .go {
        inline-size: 24px;
        color: var(--sv-muted);
      }
      .more {
        justify-self: center;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#loadPeople();
    void this.#load(null);
  }

  override render() {
    const { t } = this.app;
    return html`<div class="page">
      <secure-video-log-check .app=${this.app}></secure-video-log-check>
      ${this.#filters()} ${this.#days()}
      ${
        this.error
          ? html`<secure-video-error
              .t=${t}
              what=${t("ledger.not_loaded")}
              .error=${this.error}
              retryable
              @retried=${() => this.#load(this.next)}
            ></secure-video-error>`
          : nothing
      }
      ${
        this.isLoading
          ? html`<secure-video-progress label=${t("ledger.loading")}></secure-video-progress>`
          : this.next
            ? html`<secure-video-button class="more" @click=${() => this.#load(this.next)}
                >${t("ledger.more")}</secure-video-button
              >`
            : nothing
      }
    </div>`;
  }

  #filters() {
    const { t } = this.app;
    return html`<div class="filters">
      <secure-video-chips
        label=${t("ledger.what")}
        .chips=${GROUP_NAMES.map((group) => ({ value: group, label: t(`ledger.group_${group}`) }))}
        .selected=${this.groups}
        @selected=${(event: CustomEvent<Group[]>) => {
          this.groups = event.detail;
          void this.#load(null);
        }}
      ></secure-video-chips>
      <secure-video-select
        label-hidden
        label=${t("timeline.by_camera")}
        .value=${this.cameraId}
        .options=${[
          { value: "", label: t("timeline.all_cameras") },
          ...this.overview.cameras.map(({ camera_id, name }) => ({ value: camera_id, label: name })),
        ]}
        @selected=${(event: CustomEvent<string>) => {
          this.cameraId = event.detail;
          void this.#load(null);
        }}
      ></secure-video-select>
    </div>`;
  }

  #days() {
    const { times } = this;
    const { t } = this.app;
    const days = new Map<Day, LedgerEntry[]>();
    for (const entry of this.entries) {
      const day = times.dayOf(Date.parse(entry.at));
      days.set(day, [...(days.get(day) ?? []), entry]);
    }
    if (days.size === 0 && !this.isLoading && !this.error) {
      return html`<secure-video-empty heading=${t("ledger.none")} .icon=${mdiBookOpenVariantOutline}>
        <p>${t("ledger.none_text")}</p>
      </secure-video-empty>`;
    }
    const names = this.#names();
    return [...days].map(
      ([day, entries]) => html`<section class="card day">
        <h2>${times.say(times.bounds(day)[0] + 12 * 3_600_000, "day")}</h2>
        <ul>
          ${entries.map((entry) => this.#entry(entry, names))}
        </ul>
      </section>`,
    );
  }

  #entry(entry: LedgerEntry, names: Names) {
    const said = entryText(entry, names);
    if (!said) return nothing;
    const { clipId } = said;
    const canGo = clipId !== undefined && this.#clips[clipId] !== undefined;
    const line = html`${icon(said.icon)}<span class="words">${said.text}</span
      ><span class="small muted">${this.times.say(Date.parse(entry.at), "clock")}</span
      ><span class="go">${canGo ? icon(mdiChevronRight) : nothing}</span>`;
    if (!canGo) return html`<li class="entry">${line}</li>`;
    return html`<li>
      <button class="entry" type="button" @click=${() => this.go("clip", clipId)}>${line}</button>
    </li>`;
  }

  #names(): Names {
    return {
      t: this.app.t,
      times: this.times,
      users: this.#users,
      clips: this.#clips,
      people: this.#people,
      camera: (cameraId) => this.cameraName(cameraId),
    };
  }

  /** The entries before that place; all anew from null on. */
  async #load(before: LedgerPlace | null): Promise<void> {
    const round = ++this.#round;
    this.isLoading = true;
    this.error = undefined;
    if (!before) this.entries = [];
    try {
      const page = await this.app.api.ledger({
        limit: PAGE,
        ...(before ? { before } : {}),
        ...(this.groups.length > 0 ? { kinds: this.groups.flatMap((group) => GROUPS[group]) } : {}),
        ...(this.cameraId ? { camera_id: this.cameraId } : {}),
      });
      if (round !== this.#round) return;
      this.#users = { ...this.#users, ...page.users };
      this.#clips = { ...this.#clips, ...page.clips };
      this.entries = [...this.entries, ...page.entries];
      this.next = page.next;
    } catch (error) {
      if (round !== this.#round) return;
      this.error = error;
    }
    this.isLoading = false;
  }

  async #loadPeople(): Promise<void> {
    try {
      this.#people = (await this.app.api.people()).people;
      this.requestUpdate();
    } catch {
      // Keys are shown by their ends, then.
    }
  }
}

customElements.define("secure-video-ledger", LedgerView);

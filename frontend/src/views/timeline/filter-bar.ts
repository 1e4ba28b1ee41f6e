import { mdiFilterOffOutline } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import { LABELS, type Label, type Overview } from "../../api/messages.ts";
import "../../components/button.ts";
import "../../components/chips.ts";
import "../../components/select.ts";
import { base } from "../../components/styles.ts";
import type { Localize } from "../../localize/localize.ts";
import { ALL, type Filters, isFiltering, NOBODY } from "./filters.ts";
import { labelName } from "./label-icons.ts";

/** Chooses which clips are shown. Tells `filters` with what is wanted. */
export class FilterBar extends LitElement {
  static override properties = {
    t: { attribute: false },
    overview: { attribute: false },
    filters: { attribute: false },
    users: { attribute: false },
    isOpen: { type: Boolean },
    counts: { attribute: false },
  };
  declare t: Localize;
  declare overview: Overview;
  declare filters: Filters;
  /** Names of users who opened clips, by id. */
  declare users: Readonly<Record<string, string>>;
  declare isOpen: boolean;
  /** How many clips there are of each label, in the time that is shown. */
  declare counts: ReadonlyMap<Label, number>;

  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
      }
      secure-video-select {
        flex: none;
        max-inline-size: 220px;
      }
      /* On a phone one line, which a finger moves. */
      @media (max-width: 700px) {
        :host {
          flex-wrap: nowrap;
          overflow-x: auto;
          margin-inline: -16px;
          padding-inline: 16px;
          padding-block: 4px;
          scrollbar-width: none;
        }
      }
    `,
  ];

  override render() {
    const { t, filters, overview } = this;
    const watched = LABELS.filter(
      (label) => label === "motion" || overview.cameras.some(({ labels }) => labels.includes(label)),
    );
    return html`<secure-video-chips
        line
        label=${t("timeline.by_label")}
        .chips=${watched.map((label) => ({
          value: label,
          label: t(labelName(label)),
          color: `var(--sv-${label})`,
          count: this.counts.get(label) ?? 0,
        }))}
        .selected=${filters.labels}
        @selected=${(event: CustomEvent<Label[]>) => this.#change({ labels: event.detail })}
      ></secure-video-chips>
      ${this.#selects()}
      ${
        isFiltering(filters)
          ? html`<secure-video-button kind="quiet" .icon=${mdiFilterOffOutline} @click=${() => this.#change(ALL)}
              >${t("timeline.clear_filters")}</secure-video-button
            >`
          : nothing
      }`;
  }

  #selects() {
    const { t, filters, overview, users } = this;
    const zones = [...new Set(overview.cameras.flatMap((camera) => camera.zones.map(({ name }) => name)))].sort();
    return html`${
      overview.cameras.length > 1
        ? this.#select("timeline.by_camera", "timeline.all_cameras", filters.cameraId, "cameraId", [
            ...overview.cameras.map(({ camera_id, name }) => ({ value: camera_id, label: name })),
          ])
        : nothing
    }
      ${
        zones.length > 0 && this.isOpen
          ? this.#select(
              "timeline.by_zone",
              "timeline.all_zones",
              filters.zone,
              "zone",
              zones.map((name) => ({ value: name, label: name })),
            )
          : nothing
      }
      ${this.#select("timeline.by_viewer", "timeline.all_viewers", filters.viewer, "viewer", [
        ...Object.entries(users).map(([id, name]) => ({ value: id, label: t("timeline.viewed_by", { name }) })),
        { value: NOBODY, label: t("timeline.viewed_by_nobody") },
      ])}`;
  }

  #select(
    label: "timeline.by_camera" | "timeline.by_zone" | "timeline.by_viewer",
    all: "timeline.all_cameras" | "timeline.all_zones" | "timeline.all_viewers",
    value: string,
    name: keyof Filters,
    options: readonly { readonly value: string; readonly label: string }[],
  ) {
    return html`<secure-video-select
      label-hidden
      label=${this.t(label)}
      .value=${value}
      .options=${[{ value: "", label: this.t(all) }, ...options]}
      @selected=${(event: CustomEvent<string>) => this.#change({ [name]: event.detail })}
    ></secure-video-select>`;
  }

  #change(change: Partial<Filters>): void {
    this.dispatchEvent(new CustomEvent("filters", { detail: { ...this.filters, ...change } }));
  }
}

customElements.define("secure-video-filter-bar", FilterBar);

import { mdiTrashCanOutline } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import { type CameraSettings, LABELS, type Label } from "../../api/messages.ts";
import "../../components/button.ts";
import { choiceStyles, choices } from "../../components/choices.ts";
import "../../components/chips.ts";
import "../../components/field.ts";
import { slider, sliderStyles } from "../../components/slider.ts";
import { base } from "../../components/styles.ts";
import type { Localize } from "../../localize/localize.ts";
import { type Line, type Mask, type Selection, withShape, type Zone } from "./shapes.ts";
import { largestOf, sizeOf } from "./sizes.ts";

/** Those that can be told to cross a line. */
const CROSSING: readonly Label[] = ["person", "vehicle", "animal"];
const LONGEST_DWELL = 60;

/** What one area, line or mask means. Tells `edited` with the new settings, `removed` with the selection. */
class ShapeForm extends LitElement {
  static override properties = {
    t: { attribute: false },
    settings: { attribute: false },
    selected: { attribute: false },
    nameError: { type: String },
  };
  declare t: Localize;
  declare settings: CameraSettings;
  declare selected: Selection;
  declare nameError: string;

  static override styles = [
    base,
    choiceStyles,
    sliderStyles,
    css`
      :host {
        display: grid;
        gap: 16px;
      }
    `,
  ];

  constructor() {
    super();
    this.nameError = "";
  }

  override render() {
    const { t } = this;
    const { kind, index } = this.selected;
    const name = this.settings[kind][index]?.name ?? "";
    return html`<secure-video-field
        label=${t("shape.name")}
        .value=${name}
        .error=${this.nameError}
        @changed=${(event: CustomEvent<string>) => this.#change({ name: event.detail }, "name")}
      ></secure-video-field>
      ${this.#fields()}
      <div>
        <secure-video-button
          kind="danger"
          .icon=${mdiTrashCanOutline}
          @click=${() => this.dispatchEvent(new CustomEvent("removed", { detail: this.selected }))}
          >${t("shape.remove")}</secure-video-button
        >
      </div>`;
  }

  #fields() {
    const { kind, index } = this.selected;
    const { settings } = this;
    const zone = kind === "zones" && settings.zones[index];
    if (zone) return this.#zone(zone);
    const line = kind === "lines" && settings.lines[index];
    if (line) return this.#line(line);
    const mask = kind === "masks" && settings.masks[index];
    return mask ? this.#mask(mask) : nothing;
  }

  #zone(zone: Zone) {
    const { t } = this;
    return html`${choices<Zone["kind"]>(
      t("zone.kind"),
      "kind",
      zone.kind,
      [
        { value: "include", label: t("zone.include"), about: t("zone.include_about") },
        { value: "exclude", label: t("zone.exclude"), about: t("zone.exclude_about") },
      ],
      (value) => this.#change({ kind: value }),
    )}
      ${this.#labels(zone.labels, LABELS, t("zone.labels"))} ${zone.kind === "include" ? this.#limits(zone) : nothing}`;
  }

  #limits(zone: Zone) {
    const { t } = this;
    const percent = (value: number) => `${Math.round(value * 100)} %`;
    return html`${slider(
      t("zone.confidence"),
      zone.min_score ? percent(zone.min_score) : t("zone.any"),
      zone.min_score,
      { min: 0, max: 0.95, step: 0.05 },
      (value) => this.#change({ min_score: value }, "min_score"),
    )}
      ${slider(
        t("zone.smallest"),
        zone.min_area ? sizeOf(t, zone.min_area) : t("zone.any"),
        Math.sqrt(zone.min_area),
        // By the length of a side: shares of a surface are hard to imagine, and small ones matter most.
        { min: 0, max: 1, step: 0.01 },
        (value) => this.#change({ min_area: round(value * value) }, "min_area"),
      )}
      ${slider(
        t("zone.largest"),
        zone.max_area < 1 ? sizeOf(t, zone.max_area) : t("zone.any"),
        Math.sqrt(zone.max_area),
        { min: 0, max: 1, step: 0.01 },
        (value) => this.#change({ max_area: largestOf(value) }, "max_area"),
      )}
      ${slider(
        t("zone.dwell"),
        zone.dwell ? t("zone.seconds", { count: zone.dwell }) : t("zone.at_once"),
        zone.dwell,
        { min: 0, max: Math.max(LONGEST_DWELL, zone.dwell), step: 1 },
        (value) => this.#change({ dwell: value }, "dwell"),
      )}`;
  }

  #line(line: Line) {
    const { t } = this;
    return html`${choices<Line["direction"]>(
      t("line.direction"),
      "direction",
      line.direction,
      [
        { value: "both", label: t("line.both") },
        { value: "to_left", label: t("line.to_left") },
        { value: "to_right", label: t("line.to_right") },
      ],
      (value) => this.#change({ direction: value }),
    )}
      <p class="small muted">${t("line.about")}</p>
      ${this.#labels(line.labels, CROSSING, t("line.labels"))}`;
  }

  #mask(mask: Mask) {
    const { t } = this;
    return choices<Mask["kind"]>(
      t("mask.kind"),
      "kind",
      mask.kind,
      [
        { value: "private", label: t("mask.private"), about: t("mask.private_about") },
        { value: "ignored", label: t("mask.ignored"), about: t("mask.ignored_about") },
      ],
      (value) => this.#change({ kind: value }),
    );
  }

  #labels(selected: readonly Label[], all: readonly Label[], name: string) {
    const { t } = this;
    return html`<div>
      <p class="small muted">${name}</p>
      <secure-video-chips
        label=${name}
        .chips=${all.map((label) => ({ value: label, label: t(`label.${label}`), color: `var(--sv-${label})` }))}
        .selected=${selected}
        @selected=${(event: CustomEvent<Label[]>) => this.#change({ labels: event.detail })}
      ></secure-video-chips>
    </div>`;
  }

  #change(change: Partial<Zone> | Partial<Line> | Partial<Mask>, step = ""): void {
    const { kind, index } = this.selected;
    const settings = withShape(this.settings, { kind, index }, change as Partial<CameraSettings[typeof kind][number]>);
    this.dispatchEvent(new CustomEvent("edited", { detail: { settings, step: step && `${kind}-${index}-${step}` } }));
  }
}

const round = (value: number) => Math.round(value * 1e4) / 1e4;

customElements.define("secure-video-shape-form", ShapeForm);

import { css, html, LitElement, nothing } from "lit";
import { type CameraSettings, LABELS, type Label } from "../../api/messages.ts";
import "../../components/chips.ts";
import { choiceStyles, choices } from "../../components/choices.ts";
import "../../components/field.ts";
import { slider, sliderStyles } from "../../components/slider.ts";
import { base } from "../../components/styles.ts";
import type { Localize } from "../../localize/localize.ts";

/** A change of the settings; changes of one `step`, if it is not "", are undone as one. */
export interface Edit {
  readonly settings: CameraSettings;
  readonly step: string;
}

/** What is said of the whole camera. Tells `edited` with an `Edit`. */
class CameraForm extends LitElement {
  static override properties = { t: { attribute: false }, settings: { attribute: false } };
  declare t: Localize;
  declare settings: CameraSettings;

  static override styles = [
    base,
    choiceStyles,
    sliderStyles,
    css`
      :host {
        display: grid;
        gap: 18px;
      }
    `,
  ];

  override render() {
    const { t } = this;
    const { name, labels, seconds_before, seconds_after, masks, masked_clips } = this.settings;
    return html`<h2>${t("camera.title")}</h2>
      <secure-video-field
        label=${t("camera.name")}
        .value=${name}
        @changed=${(event: CustomEvent<string>) => this.#change({ name: event.detail }, "name")}
      ></secure-video-field>
      <div>
        <p class="small muted">${t("camera.labels")}</p>
        <secure-video-chips
          label=${t("camera.labels")}
          .chips=${LABELS.map((label) => ({ value: label, label: t(`label.${label}`), color: `var(--sv-${label})` }))}
          .selected=${labels}
          @selected=${(event: CustomEvent<Label[]>) => this.#change({ labels: event.detail })}
        ></secure-video-chips>
      </div>
      ${slider(
        t("camera.before"),
        t("zone.seconds", { count: seconds_before }),
        seconds_before,
        { min: 5, max: 30, step: 1 },
        (value) => this.#change({ seconds_before: value }, "before"),
      )}
      ${slider(
        t("camera.after"),
        t("zone.seconds", { count: seconds_after }),
        seconds_after,
        { min: 0, max: 60, step: 1 },
        (value) => this.#change({ seconds_after: value }, "after"),
      )}
      ${
        masks.some(({ kind }) => kind === "private")
          ? choices<CameraSettings["masked_clips"]>(
              t("camera.masked_clips"),
              "masked_clips",
              masked_clips,
              [
                { value: "reencoded", label: t("camera.reencoded"), about: t("camera.reencoded_about") },
                { value: "not_recorded", label: t("camera.not_recorded"), about: t("camera.not_recorded_about") },
              ],
              (value) => this.#change({ masked_clips: value }),
            )
          : nothing
      }`;
  }

  #change(change: Partial<CameraSettings>, step = ""): void {
    const detail: Edit = { settings: { ...this.settings, ...change }, step };
    this.dispatchEvent(new CustomEvent("edited", { detail }));
  }
}

customElements.define("secure-video-camera-form", CameraForm);

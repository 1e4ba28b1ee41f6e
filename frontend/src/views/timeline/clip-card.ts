import { mdiKeyOutline, mdiShieldOutline } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import { icon } from "../../components/icon.ts";
import { base } from "../../components/styles.ts";
import type { Localize } from "../../localize/localize.ts";
import type { Times } from "../../localize/times.ts";
import type { ShelvedClip } from "../clip-shelf.ts";
import type { Descriptions } from "../descriptions.ts";
import { labelIcon, labelName } from "./label-icons.ts";
import { labelsOf } from "./lanes.ts";
import "./thumbnail.ts";

/** One clip of the list. Tells `chosen` when it is to be opened. */
export class ClipCard extends LitElement {
  static override readonly shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override properties = {
    clip: { attribute: false },
    cameraName: { type: String },
    t: { attribute: false },
    times: { attribute: false },
    descriptions: { attribute: false },
    isOpen: { type: Boolean },
    isSelected: { type: Boolean },
  };
  declare clip: ShelvedClip;
  declare cameraName: string;
  declare t: Localize;
  declare times: Times;
  declare descriptions: Descriptions;
  declare isOpen: boolean;
  declare isSelected: boolean;

  static override styles = [
    base,
    css`
      button {
        all: unset;
        box-sizing: border-box;
        display: flex;
        inline-size: 100%;
        block-size: 100%;
        border: 1px solid var(--sv-line);
        border-radius: var(--sv-radius);
        background: var(--sv-card);
        overflow: hidden;
        cursor: pointer;
        -webkit-tap-highlight-color: transparent;
      }
      :host {
        display: block;
        block-size: 100%;
      }
      button:hover {
        border-color: var(--sv-accent);
      }
      button:focus-visible,
      button.selected {
        outline: 2px solid var(--sv-accent);
        outline-offset: 1px;
      }
      secure-video-thumbnail {
        flex: none;
        inline-size: 128px;
        block-size: 100%;
      }
      .words {
        flex: 1;
        min-inline-size: 0;
        display: grid;
        align-content: center;
        gap: 2px;
        padding: 8px 14px;
      }
      .words > * {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .what {
        display: flex;
        align-items: center;
        gap: 6px;
        font-weight: 500;
      }
      .what svg.icon {
        inline-size: 20px;
        block-size: 20px;
        color: var(--color);
      }
      .marks svg.icon {
        inline-size: 16px;
        block-size: 16px;
        margin-inline-end: 4px;
      }
    `,
  ];

  override render() {
    const { t, times, clip } = this;
    const labels = labelsOf(clip);
    const [label = "motion"] = labels;
    const isLent = clip.unlocked_until !== null && Date.parse(clip.unlocked_until) > Date.now();
    return html`<button
      type="button"
      class=${this.isSelected ? "selected" : ""}
      @click=${() => this.dispatchEvent(new CustomEvent("chosen", { detail: clip }))}
    >
      <secure-video-thumbnail
        .clip=${clip}
        .descriptions=${this.descriptions}
        .isOpen=${this.isOpen}
      ></secure-video-thumbnail>
      <span class="words">
        <span class="what" style="--color: var(--sv-${label})"
          >${icon(labelIcon(label))}${labels.map((each) => t(labelName(each))).join(", ")}</span
        >
        <span class="small">${times.say(clip.begins, "clock")} · ${this.cameraName}</span>
        <span class="small muted marks"
          >${clip.is_protected ? html`${icon(mdiShieldOutline)}<span class="hidden">${t("clip.protected")}</span>` : nothing}${
            isLent ? html`${icon(mdiKeyOutline)}<span class="hidden">${t("clip.lent")}</span>` : nothing
          }<bdi>${this.#state()}</bdi></span
        >
      </span>
    </button>`;
  }

  #state(): string {
    if (this.clip.state === "recording") return this.t("clip.recording");
    if (this.clip.state === "incomplete") return this.t("clip.incomplete");
    return this.times.length(this.clip.duration);
  }
}

customElements.define("secure-video-clip-card", ClipCard);

import { mdiCheck, mdiKeyOutline, mdiShieldOutline } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import { icon } from "../../components/icon.ts";
import { base } from "../../components/styles.ts";
import type { Localize } from "../../localize/localize.ts";
import type { Times } from "../../localize/times.ts";
import type { ShelvedClip } from "../clip-shelf.ts";
import type { Descriptions } from "../descriptions.ts";
import { isChoosable } from "./choice.ts";
import { labelIcon, labelName } from "./label-icons.ts";
import { labelsOf } from "./lanes.ts";
import "./thumbnail.ts";

/** One clip of the list: a button, or a box to tick while clips are chosen. */
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
    isChosen: { type: Boolean },
  };
  declare clip: ShelvedClip;
  declare cameraName: string;
  declare t: Localize;
  declare times: Times;
  declare descriptions: Descriptions;
  declare isOpen: boolean;
  declare isSelected: boolean;
  /** Undefined while clips are opened, not chosen. */
  declare isChosen: boolean | undefined;

  static override styles = [
    base,
    css`
      button {
        all: unset;
        box-sizing: border-box;
        position: relative;
        display: flex;
        inline-size: 100%;
        block-size: 100%;
        border: 1px solid var(--sv-line);
        border-radius: var(--sv-radius);
        background: var(--sv-card);
        overflow: hidden;
        cursor: pointer;
        user-select: none;
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
      button[aria-checked="true"] {
        border-color: var(--sv-accent);
        background: var(--sv-tint);
      }
      button[aria-disabled] {
        opacity: 0.5;
      }
      .tick {
        position: absolute;
        inset-block-start: 8px;
        inset-inline-start: 8px;
        inline-size: 24px;
        block-size: 24px;
        border: 2px solid var(--sv-card);
        border-radius: 50%;
        color: transparent;
        background: rgb(0 0 0 / 40%);
      }
      [aria-checked="true"] > .tick {
        color: var(--sv-on-accent);
        background: var(--sv-accent);
      }
      .tick svg.icon {
        display: block;
        inline-size: 20px;
        block-size: 20px;
      }
      /* A finger that rests on a clip chooses it, and asks nothing of its picture. */
      secure-video-thumbnail {
        pointer-events: none;
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
    const isChoosing = this.isChosen !== undefined;
    const isLent = clip.unlocked_until !== null && Date.parse(clip.unlocked_until) > Date.now();
    return html`<button
      type="button"
      class=${this.isSelected ? "selected" : ""}
      role=${isChoosing ? "checkbox" : nothing}
      aria-checked=${isChoosing ? String(this.isChosen) : nothing}
      aria-disabled=${isChoosing && !isChoosable(clip) ? "true" : nothing}
    >
      <secure-video-thumbnail
        .clip=${clip}
        .descriptions=${this.descriptions}
        .isOpen=${this.isOpen}
      ></secure-video-thumbnail>
      ${isChoosing ? html`<span class="tick">${icon(mdiCheck)}</span>` : nothing}
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

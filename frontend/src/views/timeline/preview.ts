import { css, html, LitElement } from "lit";
import { icon } from "../../components/icon.ts";
import { base } from "../../components/styles.ts";
import type { Localize } from "../../localize/localize.ts";
import type { Times } from "../../localize/times.ts";
import type { Descriptions } from "../descriptions.ts";
import type { Aim } from "./band.ts";
import { labelIcon, labelName } from "./label-icons.ts";
import { labelsOf } from "./lanes.ts";
import "./thumbnail.ts";

const WIDTH = 240;

/** What is pointed at in the band. For the eye: the list says the same. */
export class Preview extends LitElement {
  static override properties = {
    aim: { attribute: false },
    t: { attribute: false },
    times: { attribute: false },
    descriptions: { attribute: false },
    isOpen: { type: Boolean },
    cameraName: { type: String },
  };
  declare aim: Aim;
  declare t: Localize;
  declare times: Times;
  declare descriptions: Descriptions;
  declare isOpen: boolean;
  declare cameraName: string;

  static override styles = [
    base,
    css`
      :host {
        position: absolute;
        z-index: 3;
        pointer-events: none;
        inline-size: ${WIDTH}px;
      }
      @media (pointer: coarse) {
        :host {
          pointer-events: auto;
        }
      }
      .box {
        border: 1px solid var(--sv-line);
        border-radius: var(--sv-radius);
        background: var(--sv-card);
        box-shadow: 0 8px 28px rgb(0 0 0 / 28%);
        overflow: hidden;
      }
      secure-video-thumbnail {
        block-size: ${(WIDTH * 9) / 16}px;
      }
      p {
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 8px 12px;
      }
      p + p {
        padding-block-start: 0;
      }
      .what {
        font-weight: 500;
      }
      .what svg.icon {
        inline-size: 20px;
        block-size: 20px;
        color: var(--color);
      }
    `,
  ];

  override render() {
    const { clip } = this.aim;
    const labels = labelsOf(clip);
    const [label = "motion"] = labels;
    return html`<div class="box">
      <secure-video-thumbnail
        .clip=${clip}
        .descriptions=${this.descriptions}
        .isOpen=${this.isOpen}
      ></secure-video-thumbnail>
      <p class="what" style="--color: var(--sv-${label})">
        ${icon(labelIcon(label))}${labels.map((each) => this.t(labelName(each))).join(", ")}
      </p>
      <p class="small">
        ${this.times.say(clip.begins, "seconds")} · ${this.times.length(clip.duration)} · ${this.cameraName}
      </p>
    </div>`;
  }

  override updated(): void {
    const room = this.parentElement?.clientWidth ?? 0;
    const start = Math.max(0, Math.min(room - WIDTH, this.aim.x - WIDTH / 2));
    this.style.insetInlineStart = `${start}px`;
    this.style.insetBlockStart = `${this.aim.y + 2}px`;
  }
}

customElements.define("secure-video-preview", Preview);

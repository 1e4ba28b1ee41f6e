import { css, html, LitElement } from "lit";
import { base } from "../../components/styles.ts";
import type { DescribedIncident } from "../../vault/service.ts";
import { leadIn } from "./lead-in.ts";

/** Where somebody wants to go; `isRough` as long as they have not let go. */
export interface Sought {
  readonly seconds: number;
  readonly isRough: boolean;
}

/** Where in the clip one is, and where in it something happens. Tells `sought`. */
export class SeekBar extends LitElement {
  static override properties = {
    label: { type: String },
    time: { type: Number },
    duration: { type: Number },
    incidents: { attribute: false },
  };
  declare label: string;
  declare time: number;
  declare duration: number;
  declare incidents: readonly DescribedIncident[];

  constructor() {
    super();
    this.label = "";
    this.time = 0;
    this.duration = 0;
    this.incidents = [];
  }

  static override styles = [
    base,
    css`
      :host {
        position: relative;
        display: block;
        direction: ltr;
      }
      .marks {
        position: absolute;
        inset: 6px 0 auto;
        block-size: 6px;
        pointer-events: none;
      }
      .marks i {
        position: absolute;
        block-size: 6px;
        min-inline-size: 4px;
        border-radius: 3px;
      }
      input {
        appearance: none;
        display: block;
        inline-size: 100%;
        block-size: var(--sv-touch);
        margin: 0;
        background: none;
        cursor: pointer;
      }
      input::-webkit-slider-runnable-track {
        block-size: 6px;
        border-radius: 3px;
        background: linear-gradient(
          to right,
          var(--sv-accent) calc(var(--share) * 100%),
          color-mix(in srgb, var(--sv-text) 28%, transparent) 0
        );
      }
      input::-moz-range-track {
        block-size: 6px;
        border-radius: 3px;
        background: color-mix(in srgb, var(--sv-text) 28%, transparent);
      }
      input::-moz-range-progress {
        block-size: 6px;
        border-radius: 3px;
        background: var(--sv-accent);
      }
      input::-webkit-slider-thumb {
        appearance: none;
        inline-size: 18px;
        block-size: 18px;
        margin-block-start: -6px;
        border-radius: 50%;
        background: var(--sv-accent);
      }
      input::-moz-range-thumb {
        inline-size: 18px;
        block-size: 18px;
        border: none;
        border-radius: 50%;
        background: var(--sv-accent);
      }
    `,
  ];

  override render() {
    const { time, duration } = this;
    const share = duration > 0 ? Math.min(1, time / duration) : 0;
    return html`<div class="marks">${duration > 0 ? [this.#leadIn(), ...this.incidents.map((incident) => this.#mark(incident))] : ""}</div>
      <input
        type="range"
        min="0"
        max=${duration || 1}
        step="0.05"
        .value=${String(time)}
        style="--share: ${share}"
        aria-label=${this.label}
        aria-valuetext=${`${time.toFixed(1)} / ${duration.toFixed(1)} s`}
        @input=${this.#sought}
        @change=${this.#sought}
      />`;
  }

  #sought({ target, type }: Event): void {
    const detail: Sought = { seconds: Number((target as HTMLInputElement).value), isRough: type === "input" };
    this.dispatchEvent(new CustomEvent("sought", { detail }));
  }

  /** In the colour of the bar: nothing happens there. */
  #leadIn() {
    const share = leadIn(this) / this.duration;
    if (share === 0) return "";
    return html`<i style="inline-size: ${share * 100}%; background: color-mix(in srgb, var(--sv-text) 28%, transparent)"></i>`;
  }

  #mark({ label, begins, ends }: DescribedIncident) {
    const from = Math.max(0, begins) / this.duration;
    const to = Math.min(this.duration, ends ?? this.duration) / this.duration;
    return html`<i
      style="left: ${from * 100}%; inline-size: ${Math.max(0, to - from) * 100}%; background: var(--sv-${label})"
    ></i>`;
  }
}

customElements.define("secure-video-seek-bar", SeekBar);

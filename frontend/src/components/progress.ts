import { css, html, LitElement, nothing } from "lit";
import "./button.ts";
import { base } from "./styles.ts";

/** How far something long has come. With `cancelLabel` it can be cancelled: tells `cancelled`. */
export class Progress extends LitElement {
  static override properties = {
    label: { type: String },
    value: { type: Number },
    cancelLabel: { type: String },
  };
  declare label: string;
  /** 0 to 1; null while nobody knows. */
  declare value: number | null;
  declare cancelLabel: string;

  constructor() {
    super();
    this.label = "";
    this.value = null;
    this.cancelLabel = "";
  }

  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .row {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 12px;
        min-block-size: var(--sv-touch);
      }
      .track {
        block-size: 6px;
        border-radius: 3px;
        background: var(--sv-sunken);
        overflow: hidden;
      }
      .bar {
        block-size: 100%;
        border-radius: 3px;
        background: var(--sv-accent);
        transition: inline-size 0.2s;
      }
      .bar.unknown {
        inline-size: 30%;
        animation: wander 1.4s ease-in-out infinite alternate;
      }
      @keyframes wander {
        from {
          margin-inline-start: 0;
        }
        to {
          margin-inline-start: 70%;
        }
      }
    `,
  ];

  override render() {
    const percent = this.value === null ? null : Math.round(Math.min(1, Math.max(0, this.value)) * 100);
    return html`<div class="row">
        <span id="label">${this.label}</span>
        ${
          this.cancelLabel
            ? html`<secure-video-button kind="quiet" @click=${() => this.dispatchEvent(new CustomEvent("cancelled"))}
                >${this.cancelLabel}</secure-video-button
              >`
            : nothing
        }
      </div>
      <div
        class="track"
        role="progressbar"
        aria-labelledby="label"
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${percent ?? nothing}
      >
        <div class="bar ${percent === null ? "unknown" : ""}" style=${percent === null ? "" : `inline-size: ${percent}%`}></div>
      </div>`;
  }
}

customElements.define("secure-video-progress", Progress);

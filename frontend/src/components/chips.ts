import { mdiCheck } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import { icon } from "./icon.ts";
import { base } from "./styles.ts";

export interface Chip {
  readonly value: string;
  readonly label: string;
  /** A CSS colour, for a dot before it. */
  readonly color?: string;
  /** How many there are of it; none is not shown. */
  readonly count?: number;
}

/** A few choices side by side (attribute `line`: in one line whatever the width), each of them on or off. Tells `selected` with the values chosen. */
export class Chips extends LitElement {
  static override properties = {
    label: { type: String },
    chips: { attribute: false },
    selected: { attribute: false },
  };
  /** What is chosen here; read out, not shown. */
  declare label: string;
  declare chips: readonly Chip[];
  declare selected: readonly string[];

  constructor() {
    super();
    this.label = "";
    this.chips = [];
    this.selected = [];
  }

  static override styles = [
    base,
    css`
      [role="group"] {
        display: flex;
        flex-wrap: wrap;
        gap: 0 8px;
      }
      :host([line]) [role="group"] {
        flex-wrap: nowrap;
      }
      button {
        all: unset;
        white-space: nowrap;
        display: inline-flex;
        align-items: center;
        min-block-size: var(--sv-touch);
        cursor: pointer;
        -webkit-tap-highlight-color: transparent;
      }
      button > span {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-block-size: 34px;
        padding-inline: 12px;
        border: 1px solid var(--sv-line);
        border-radius: 17px;
        background: var(--sv-card);
        font-size: 0.875rem;
      }
      button:hover > span {
        background: var(--sv-tint);
      }
      button:focus-visible > span {
        outline: 2px solid var(--sv-accent);
        outline-offset: 2px;
      }
      button[aria-pressed="true"] > span {
        background: var(--sv-tint);
        border-color: var(--sv-accent);
        color: var(--sv-accent);
      }
      .count {
        color: var(--sv-muted);
        font-variant-numeric: tabular-nums;
      }
      i {
        inline-size: 10px;
        block-size: 10px;
        border-radius: 3px;
      }
      svg.icon {
        inline-size: 16px;
        block-size: 16px;
      }
    `,
  ];

  override render() {
    return html`<div role="group" aria-label=${this.label}>
      ${this.chips.map((chip) => {
        const isOn = this.selected.includes(chip.value);
        return html`<button
          type="button"
          aria-pressed=${String(isOn)}
          aria-description=${chip.count || nothing}
          @click=${() => this.#toggle(chip.value)}
        >
          <span
            >${isOn ? icon(mdiCheck) : chip.color ? html`<i style="background: ${chip.color}"></i>` : nothing}${chip.label}${
              chip.count ? html`<span class="count" aria-hidden="true">${chip.count}</span>` : nothing
            }</span
          >
        </button>`;
      })}
    </div>`;
  }

  #toggle(value: string): void {
    this.selected = this.selected.includes(value)
      ? this.selected.filter((other) => other !== value)
      : [...this.selected, value];
    this.dispatchEvent(new CustomEvent("selected", { detail: this.selected }));
  }
}

customElements.define("secure-video-chips", Chips);

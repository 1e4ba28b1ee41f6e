import { mdiChevronDown } from "@mdi/js";
import { css, html, LitElement, type PropertyValues } from "lit";
import { icon } from "./icon.ts";
import { base } from "./styles.ts";

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** One of a few. Tells `selected` with the value. */
export class Select extends LitElement {
  static override readonly shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override properties = {
    label: { type: String },
    value: { type: String },
    options: { attribute: false },
    isLabelHidden: { type: Boolean, attribute: "label-hidden" },
    disabled: { type: Boolean },
  };
  declare label: string;
  declare value: string;
  declare options: readonly Option[];
  declare isLabelHidden: boolean;
  declare disabled: boolean;

  constructor() {
    super();
    this.label = "";
    this.value = "";
    this.options = [];
    this.isLabelHidden = false;
    this.disabled = false;
  }

  static override styles = [
    base,
    css`
      :host {
        display: inline-block;
        position: relative;
      }
      label {
        display: block;
        font-size: 0.875rem;
        color: var(--sv-muted);
        padding-block-end: 4px;
      }
      span {
        position: relative;
        display: block;
      }
      select {
        appearance: none;
        inline-size: 100%;
        min-block-size: var(--sv-touch);
        padding-inline: 14px 40px;
        border: 1px solid var(--sv-line);
        border-radius: 12px;
        background: var(--sv-card);
        color: var(--sv-text);
        font: inherit;
        cursor: pointer;
      }
      svg.icon {
        position: absolute;
        inset-inline-end: 10px;
        inset-block-start: calc(50% - 12px);
        pointer-events: none;
        color: var(--sv-muted);
      }
    `,
  ];

  override render() {
    return html`<label for="select" class=${this.isLabelHidden ? "hidden" : ""}>${this.label}</label>
      <span
        ><select id="select" ?disabled=${this.disabled} @change=${this.#changed}>
          ${this.options.map(({ value, label }) => html`<option value=${value}>${label}</option>`)}</select
        >${icon(mdiChevronDown)}</span
      >`;
  }

  override updated(_: PropertyValues<this>): void {
    const select = this.renderRoot.querySelector("select");
    if (select) select.value = this.value;
  }

  #changed(event: Event): void {
    this.value = (event.target as HTMLSelectElement).value;
    this.dispatchEvent(new CustomEvent("selected", { detail: this.value }));
  }
}

customElements.define("secure-video-select", Select);

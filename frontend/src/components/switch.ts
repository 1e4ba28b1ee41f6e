import { css, html, LitElement } from "lit";
import { base } from "./styles.ts";

/** On or off, at once. Its name is its content. Tells `switched` with what it is now. */
export class Switch extends LitElement {
  static override readonly shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override properties = { isOn: { type: Boolean, attribute: "on" }, disabled: { type: Boolean } };
  declare isOn: boolean;
  declare disabled: boolean;

  constructor() {
    super();
    this.isOn = false;
    this.disabled = false;
  }

  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      button {
        all: unset;
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 16px;
        inline-size: 100%;
        min-block-size: var(--sv-touch);
        cursor: pointer;
        border-radius: 8px;
      }
      button:focus-visible {
        outline: 2px solid var(--sv-accent);
        outline-offset: 2px;
      }
      button:disabled {
        opacity: 0.45;
        cursor: default;
      }
      i {
        flex: none;
        display: block;
        inline-size: 44px;
        block-size: 26px;
        padding: 3px;
        border-radius: 13px;
        background: color-mix(in srgb, var(--sv-text) 45%, var(--sv-card));
        transition: background-color 0.15s;
      }
      i::before {
        content: "";
        display: block;
        inline-size: 20px;
        block-size: 20px;
        border-radius: 50%;
        background: var(--sv-card);
        transition: margin 0.15s;
      }
      [aria-checked="true"] i {
        background: var(--sv-accent);
      }
      [aria-checked="true"] i::before {
        margin-inline-start: 18px;
      }
    `,
  ];

  override render() {
    return html`<button
      type="button"
      role="switch"
      aria-checked=${String(this.isOn)}
      ?disabled=${this.disabled}
      @click=${this.#switched}
    >
      <slot></slot><i></i>
    </button>`;
  }

  #switched(): void {
    this.isOn = !this.isOn;
    this.dispatchEvent(new CustomEvent("switched", { detail: this.isOn }));
  }
}

customElements.define("secure-video-switch", Switch);

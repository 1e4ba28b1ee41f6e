import { css, html, LitElement, nothing } from "lit";
import { icon } from "./icon.ts";
import { base } from "./styles.ts";

export type ButtonKind = "plain" | "primary" | "danger" | "quiet";

/**
 * A button. Its text is its content; `icon` is a path before it. With `label` and no content it is round and shows the
 * icon only.
 */
export class Button extends LitElement {
  static override readonly shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override properties = {
    kind: { type: String },
    icon: { type: String },
    label: { type: String },
    spoken: { type: String },
    pressed: { type: Boolean },
    disabled: { type: Boolean, reflect: true },
    isBusy: { type: Boolean, attribute: "busy" },
  };

  declare kind: ButtonKind;
  declare icon: string;
  declare label: string;
  /** What a screen reader says instead of the content, where that says too little by itself. */
  declare spoken: string;
  /** For a button that switches something; undefined for all others. */
  declare pressed: boolean | undefined;
  declare disabled: boolean;
  declare isBusy: boolean;

  constructor() {
    super();
    this.kind = "plain";
    this.icon = "";
    this.label = "";
    this.spoken = "";
    this.disabled = false;
    this.isBusy = false;
  }

  static override styles = [
    base,
    css`
      :host {
        display: inline-flex;
      }
      :host([disabled]) {
        pointer-events: none;
      }
      button {
        all: unset;
        flex: 1;
        display: inline-flex;
        flex-direction: var(--sv-button-direction, row);
        align-items: center;
        justify-content: center;
        gap: 8px;
        min-block-size: var(--sv-touch);
        min-inline-size: var(--sv-touch);
        padding: var(--sv-button-padding, 0 18px);
        border-radius: 22px;
        font-weight: 500;
        font-size: 0.9375rem;
        line-height: 1.2;
        text-align: center;
        cursor: pointer;
        color: var(--sv-accent);
        background: var(--sv-tint);
        transition: background-color 0.15s;
        -webkit-tap-highlight-color: transparent;
      }
      button:hover {
        background: color-mix(in srgb, var(--sv-accent) 20%, var(--sv-card));
      }
      button:focus-visible {
        outline: 2px solid var(--sv-accent);
        outline-offset: 2px;
      }
      button.primary {
        color: var(--sv-on-accent);
        background: var(--sv-accent);
      }
      button.primary:hover {
        background: color-mix(in srgb, var(--sv-accent) 88%, var(--sv-text));
      }
      button.danger {
        color: var(--sv-error);
        background: var(--sv-error-tint);
      }
      button.danger:hover {
        background: color-mix(in srgb, var(--sv-error) 20%, var(--sv-card));
      }
      button.quiet {
        color: inherit;
        background: none;
      }
      button.quiet:hover {
        background: color-mix(in srgb, currentcolor 10%, transparent);
      }
      button.round {
        padding: 0;
      }
      button[aria-pressed="true"] {
        color: var(--sv-on-accent);
        background: var(--sv-accent);
      }
      button:disabled {
        opacity: 0.45;
        cursor: default;
      }
      .busy {
        inline-size: 1.1em;
        block-size: 1.1em;
        border: 2px solid currentcolor;
        border-block-start-color: transparent;
        border-radius: 50%;
        animation: turn 0.9s linear infinite;
      }
      @keyframes turn {
        to {
          rotate: 1turn;
        }
      }
    `,
  ];

  override render() {
    return html`<button
      type="button"
      class="${this.kind} ${this.label ? "round" : ""}"
      ?disabled=${this.disabled || this.isBusy}
      aria-label=${this.spoken || this.label || nothing}
      title=${this.label || nothing}
      aria-pressed=${this.pressed === undefined ? nothing : String(this.pressed)}
      aria-busy=${this.isBusy || nothing}
    >
      ${this.isBusy ? html`<span class="busy"></span>` : this.icon ? icon(this.icon) : nothing}<slot></slot>
    </button>`;
  }
}

customElements.define("secure-video-button", Button);

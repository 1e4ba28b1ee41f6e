import { css, html, LitElement, nothing } from "lit";
import { icon } from "./icon.ts";
import { base } from "./styles.ts";

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly icon?: string;
}

/** Places beside each other: below the bar, on a phone (attribute `bottom`) at the lower edge. Tells `selected` with the id. */
export class Tabs extends LitElement {
  static override properties = {
    label: { type: String },
    tabs: { attribute: false },
    selected: { type: String },
    isBottom: { type: Boolean, attribute: "bottom", reflect: true },
  };
  declare label: string;
  declare tabs: readonly Tab[];
  declare selected: string;
  declare isBottom: boolean;

  constructor() {
    super();
    this.label = "";
    this.tabs = [];
    this.selected = "";
    this.isBottom = false;
  }

  static override styles = [
    base,
    css`
      nav {
        display: flex;
        gap: 4px;
      }
      button {
        all: unset;
        display: inline-flex;
        align-items: center;
        justify-content: center;
        gap: 8px;
        min-block-size: var(--sv-touch);
        padding-inline: 14px;
        border-radius: 22px;
        font-weight: 500;
        font-size: 0.9375rem;
        cursor: pointer;
        white-space: nowrap;
        -webkit-tap-highlight-color: transparent;
      }
      button:hover {
        background: color-mix(in srgb, currentcolor 8%, transparent);
      }
      button:focus-visible {
        outline: 2px solid currentcolor;
        outline-offset: -2px;
      }
      button[aria-current] {
        background: color-mix(in srgb, currentcolor 14%, transparent);
      }
      :host([bottom]) nav {
        justify-content: space-around;
        padding: 6px 4px max(6px, env(safe-area-inset-bottom));
        background: var(--sv-card);
        border-block-start: 1px solid var(--sv-line);
      }
      :host([bottom]) button {
        flex: 1;
        flex-direction: column;
        gap: 2px;
        padding: 4px;
        font-size: 0.75rem;
        color: var(--sv-muted);
        min-inline-size: 0;
        border-radius: 14px;
      }
      :host([bottom]) button[aria-current] {
        color: var(--sv-accent);
        background: var(--sv-tint);
      }
    `,
  ];

  override render() {
    return html`<nav aria-label=${this.label}>
      ${this.tabs.map(
        (tab) => html`<button
          type="button"
          aria-current=${tab.id === this.selected ? "page" : nothing}
          @click=${() => this.dispatchEvent(new CustomEvent("selected", { detail: tab.id }))}
        >
          ${tab.icon ? icon(tab.icon) : nothing}<span>${tab.label}</span>
        </button>`,
      )}
    </nav>`;
  }
}

customElements.define("secure-video-tabs", Tabs);

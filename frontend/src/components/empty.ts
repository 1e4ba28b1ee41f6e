import { css, html, LitElement, nothing } from "lit";
import { icon } from "./icon.ts";
import { base } from "./styles.ts";

/** Where there is nothing to see: what it is, and what to do next (content: a sentence and buttons). */
export class Empty extends LitElement {
  static override properties = { heading: { type: String }, icon: { type: String } };
  declare heading: string;
  declare icon: string;

  constructor() {
    super();
    this.heading = "";
    this.icon = "";
  }

  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        align-items: center;
        gap: 12px;
        max-inline-size: 440px;
        margin-inline: auto;
        padding: 48px 24px;
        text-align: center;
        color: var(--sv-muted);
      }
      .sign {
        display: grid;
        place-items: center;
        inline-size: 72px;
        block-size: 72px;
        border-radius: 50%;
        background: var(--sv-tint);
        color: var(--sv-accent);
        font-size: 1.375rem;
      }
      h2 {
        color: var(--sv-text);
      }
    `,
  ];

  override render() {
    return html`${this.icon ? html`<span class="sign">${icon(this.icon)}</span>` : nothing}
      <h2>${this.heading}</h2>
      <slot></slot>`;
  }
}

customElements.define("secure-video-empty", Empty);

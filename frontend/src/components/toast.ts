import { css, html, LitElement, nothing } from "lit";
import "./button.ts";
import { base } from "./styles.ts";

export interface Message {
  readonly text: string;
  readonly isError?: boolean;
  /** Something that can be done about it for as long as it is shown: undo, above all. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

// Long enough to read two lines and reach the button (WCAG 2.2.1 asks for no less than that it can be done in time).
const SHOWN_MILLISECONDS = 7000;

/** One message at a time, at the lower edge; read out by a screen reader. */
export class Toast extends LitElement {
  static override properties = { message: { attribute: false } };
  declare message: Message | null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.message = null;
  }

  static override styles = [
    base,
    css`
      :host {
        position: fixed;
        /* On a phone above the places that one goes to. */
        inset-block-end: calc(var(--sv-lower-edge, 0px) + max(16px, env(safe-area-inset-bottom)));
        inset-inline: 16px;
        display: flex;
        justify-content: center;
        pointer-events: none;
        z-index: 10;
      }
      div {
        display: flex;
        align-items: center;
        gap: 8px;
        max-inline-size: 560px;
        min-block-size: 52px;
        padding-block: 4px;
        padding-inline: 20px 8px;
        border-radius: 26px;
        background: var(--sv-text);
        color: var(--sv-card);
        box-shadow: var(--sv-shadow);
        pointer-events: auto;
        animation: rise 0.2s ease-out;
      }
      p {
        flex: 1;
        padding-inline-end: 12px;
      }
      @keyframes rise {
        from {
          opacity: 0;
          translate: 0 12px;
        }
      }
    `,
  ];

  show(message: Message): void {
    this.message = message;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.message = null;
    }, SHOWN_MILLISECONDS);
  }

  override render() {
    const { message } = this;
    return html`<span role=${message?.isError ? "alert" : "status"}
      >${
        message
          ? html`<div>
              <p>${message.text}</p>
              ${
                message.action
                  ? html`<secure-video-button kind="quiet" @click=${this.#act}>${message.action.label}</secure-video-button>`
                  : nothing
              }
            </div>`
          : nothing
      }</span
    >`;
  }

  #act(): void {
    this.message?.action?.run();
    this.message = null;
  }
}

customElements.define("secure-video-toast", Toast);

const found = () => document.querySelector<Toast>("body > secure-video-toast");

/** Have it make way for something else at the lower edge. */
export function clearToast(): void {
  const shown = found();
  if (shown) shown.message = null;
}

/** Tell the user something that needs no answer. */
export function toast(message: Message): void {
  let shown = found();
  if (!shown) {
    shown = new Toast();
    document.body.append(shown);
  }
  shown.show(message);
}

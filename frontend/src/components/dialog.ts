import { mdiClose } from "@mdi/js";
import { css, html, LitElement, nothing, type PropertyValues, render, type TemplateResult } from "lit";
import "./button.ts";
import { base } from "./styles.ts";

/**
 * A dialog; on a phone a sheet from below. The browser keeps the focus inside and closes it by Escape. What it holds is
 * its content, its buttons are in the slot `actions`. Tells `closed` once, whoever closed it.
 */
export class Dialog extends LitElement {
  static override properties = {
    heading: { type: String },
    closeLabel: { type: String },
    isOpen: { type: Boolean, attribute: "open" },
    isBlocking: { type: Boolean, attribute: "blocking" },
    isWide: { type: Boolean, attribute: "wide" },
  };

  declare heading: string;
  /** Name of the button that closes it, in the user's language. */
  declare closeLabel: string;
  declare isOpen: boolean;
  /** There is no way around an answer: neither Escape nor a click beside it closes. */
  declare isBlocking: boolean;
  declare isWide: boolean;

  constructor() {
    super();
    this.heading = "";
    this.closeLabel = "";
    this.isOpen = false;
    this.isBlocking = false;
    this.isWide = false;
  }

  static override styles = [
    base,
    css`
      dialog {
        border: none;
        padding: 0;
        inline-size: min(520px, calc(100vw - 32px));
        max-block-size: min(86vh, 900px);
        border-radius: 20px;
        background: var(--sv-card);
        color: var(--sv-text);
        box-shadow: 0 12px 48px rgb(0 0 0 / 32%);
        overflow: hidden;
      }
      dialog.wide {
        inline-size: min(860px, calc(100vw - 32px));
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
        animation: rise 0.18s ease-out;
      }
      dialog:focus-visible {
        outline: none;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 48%);
      }
      .head {
        display: flex;
        align-items: center;
        gap: 8px;
        padding-block: 16px 4px;
        padding-inline: 24px 12px;
        min-block-size: 64px;
      }
      h2 {
        flex: 1;
        overflow-wrap: anywhere;
      }
      .content {
        padding: 4px 24px 16px;
        overflow: auto;
        overscroll-behavior: contain;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: 8px;
        padding: 8px 24px max(20px, env(safe-area-inset-bottom));
      }
      @keyframes rise {
        from {
          opacity: 0;
          translate: 0 16px;
        }
      }
      @media (max-width: 560px) {
        dialog,
        dialog.wide {
          inline-size: 100vw;
          max-inline-size: 100vw;
          margin-block-end: 0;
          border-end-start-radius: 0;
          border-end-end-radius: 0;
        }
        .actions ::slotted(*) {
          flex: 1 1 auto;
        }
      }
    `,
  ];

  override render() {
    return html`<dialog
      class=${this.isWide ? "wide" : ""}
      aria-labelledby="heading"
      @cancel=${this.#cancelled}
      @close=${this.#closed}
      @click=${this.#clicked}
    >
      <div class="head">
        <h2 id="heading">${this.heading}</h2>
        ${
          this.isBlocking
            ? nothing
            : html`<secure-video-button
                kind="quiet"
                .icon=${mdiClose}
                label=${this.closeLabel}
                @click=${() => this.close()}
              ></secure-video-button>`
        }
      </div>
      <div class="content"><slot></slot></div>
      <div class="actions"><slot name="actions"></slot></div>
    </dialog>`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has("isOpen") || !this.isOpen) return;
    this.#dialog?.showModal();
    // The browser looks for it in the shadow root only, where neither fields nor buttons are.
    requestAnimationFrame(() => this.querySelector<HTMLElement>("[autofocus]")?.focus());
  }

  /** Tells so before it returns: whoever wants it open again the moment after is not taken for somebody who has it open. */
  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#dialog?.close();
    this.dispatchEvent(new CustomEvent("closed"));
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  #cancelled(event: Event): void {
    if (this.isBlocking) event.preventDefault();
  }

  /** By Escape; or by us, and the browser tells of it only now. */
  #closed(): void {
    if (!this.#dialog?.open) this.close();
  }

  #clicked(event: MouseEvent): void {
    if (event.target === this.#dialog && !this.isBlocking) this.close();
  }
}

customElements.define("secure-video-dialog", Dialog);

export interface Question {
  readonly heading: string;
  readonly text: string | TemplateResult;
  /** Text of the button that does it. */
  readonly confirm: string;
  readonly cancel: string;
  /** What cannot be undone has a red button, and the focus on the other. */
  readonly isDestructive?: boolean;
}

/** Ask before something is done. False also if the dialog is closed. */
export function confirm(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    const place = document.createElement("div");
    document.body.append(place);
    let answer = false;
    const settle = (confirmed: boolean) => {
      answer = confirmed;
      place.querySelector<Dialog>("secure-video-dialog")?.close();
    };
    const { isDestructive = false } = question;
    render(
      html`<secure-video-dialog
        open
        heading=${question.heading}
        closeLabel=${question.cancel}
        @closed=${() => {
          place.remove();
          resolve(answer);
        }}
      >
        <div>${question.text}</div>
        <secure-video-button slot="actions" kind="quiet" ?autofocus=${isDestructive} @click=${() => settle(false)}
          >${question.cancel}</secure-video-button
        >
        <secure-video-button
          slot="actions"
          kind=${isDestructive ? "danger" : "primary"}
          ?autofocus=${!isDestructive}
          @click=${() => settle(true)}
          >${question.confirm}</secure-video-button
        >
      </secure-video-dialog>`,
      place,
    );
  });
}

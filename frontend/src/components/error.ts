import { mdiAlertCircleOutline, mdiRefresh } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import { LinkError } from "../link/link.ts";
import type { Localize, TextKey } from "../localize/localize.ts";
import "./button.ts";
import { icon } from "./icon.ts";
import { base } from "./styles.ts";

/** Why something did not work, and what to try, in words. */
export interface Trouble {
  readonly why: string;
  readonly advice: string;
}

// Codes of the vault (VaultFault), of the links, and of Home Assistant's websocket.
const KNOWN: Readonly<Record<string, readonly [why: TextKey, advice: TextKey]>> = {
  locked: ["fault.locked.why", "fault.locked.advice"],
  wrong_passphrase: ["fault.wrong_passphrase.why", "fault.wrong_passphrase.advice"],
  no_passkey: ["fault.no_passkey.why", "fault.no_passkey.advice"],
  not_a_recipient: ["fault.not_a_recipient.why", "fault.not_a_recipient.advice"],
  not_an_identity: ["fault.not_an_identity.why", "fault.not_an_identity.advice"],
  wrong_identity: ["fault.wrong_identity.why", "fault.wrong_identity.advice"],
  damaged: ["fault.damaged.why", "fault.damaged.advice"],
  gone: ["fault.gone.why", "fault.gone.advice"],
  not_found: ["fault.gone.why", "fault.gone.advice"],
  offline: ["fault.offline.why", "fault.offline.advice"],
  unauthorized: ["fault.unauthorized.why", "fault.unauthorized.advice"],
  unknown_command: ["fault.not_running.why", "fault.not_running.advice"],
};

export function troubleOf(error: unknown, t: Localize): Trouble {
  const known = error instanceof LinkError && Object.hasOwn(KNOWN, error.code) ? KNOWN[error.code] : undefined;
  if (known) return { why: t(known[0]), advice: t(known[1]) };
  // Home Assistant's own message, in the user's language, says more than we could.
  const why = error instanceof Error && error.message ? error.message : String(error);
  return { why, advice: t("fault.other.advice") };
}

/** What did not work, why, and what to try. Tells `retried` if `isRetryable` and the user wants to. */
export class ErrorState extends LitElement {
  static override properties = {
    t: { attribute: false },
    what: { type: String },
    error: { attribute: false },
    isRetryable: { type: Boolean, attribute: "retryable" },
  };
  declare t: Localize;
  declare what: string;
  declare error: unknown;
  declare isRetryable: boolean;

  constructor() {
    super();
    this.what = "";
    this.isRetryable = false;
  }

  static override styles = [
    base,
    css`
      .box {
        display: flex;
        gap: 16px;
        padding: 16px 20px;
        border-radius: var(--sv-radius);
        background: var(--sv-error-tint);
      }
      svg.icon {
        color: var(--sv-error);
      }
      .words {
        display: grid;
        gap: 4px;
        justify-items: start;
        overflow-wrap: anywhere;
      }
    `,
  ];

  override render() {
    const { why, advice } = troubleOf(this.error, this.t);
    return html`<div class="box" role="alert">
      ${icon(mdiAlertCircleOutline)}
      <div class="words">
        <h3>${this.what}</h3>
        <p>${why}</p>
        <p>${advice}</p>
        ${
          this.isRetryable
            ? html`<secure-video-button
                .icon=${mdiRefresh}
                @click=${() => this.dispatchEvent(new CustomEvent("retried"))}
                >${this.t("do.retry")}</secure-video-button
              >`
            : nothing
        }
      </div>
    </div>`;
  }
}

customElements.define("secure-video-error", ErrorState);

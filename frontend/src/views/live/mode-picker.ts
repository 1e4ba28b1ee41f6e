import { mdiEyeOutline, mdiPower, mdiRecordCircleOutline } from "@mdi/js";
import { css, html, LitElement } from "lit";
import { icon } from "../../components/icon.ts";
import { base } from "../../components/styles.ts";
import type { Localize } from "../../localize/localize.ts";
import { MODES, type PrivacyMode } from "./privacy.ts";

const ICONS = { off: mdiPower, look: mdiEyeOutline, record: mdiRecordCircleOutline } as const;

/** Off, look, or look and record. Tells `picked` with the mode. */
class ModePicker extends LitElement {
  static override properties = {
    t: { attribute: false },
    label: { type: String },
    mode: { type: String },
    isBusy: { type: Boolean },
  };
  declare t: Localize;
  declare label: string;
  declare mode: PrivacyMode | null;
  declare isBusy: boolean;

  static override styles = [
    base,
    css`
      [role="group"] {
        display: flex;
        padding: 3px;
        gap: 2px;
        border-radius: 25px;
        background: var(--sv-sunken);
      }
      button {
        all: unset;
        flex: 1 1 auto;
        display: inline-flex;
        align-items: center;
        justify-content: center;
        gap: 6px;
        min-block-size: var(--sv-touch);
        padding-inline: 12px;
        border-radius: 22px;
        font-size: 0.875rem;
        white-space: nowrap;
        cursor: pointer;
        color: var(--sv-text);
      }
      button:hover {
        background: color-mix(in srgb, var(--sv-text) 8%, transparent);
      }
      button:focus-visible {
        outline: 2px solid var(--sv-accent);
      }
      button[aria-pressed="true"] {
        background: var(--sv-card);
        color: var(--sv-accent);
        font-weight: 500;
        box-shadow: 0 1px 3px rgb(0 0 0 / 22%);
      }
      button:disabled {
        cursor: progress;
        opacity: 0.6;
      }
      svg.icon {
        inline-size: 18px;
        block-size: 18px;
      }
    `,
  ];

  constructor() {
    super();
    this.label = "";
    this.mode = null;
    this.isBusy = false;
  }

  override render() {
    return html`<div role="group" aria-label=${this.label}>
      ${MODES.map(
        (mode) => html`<button
          type="button"
          aria-pressed=${String(mode === this.mode)}
          ?disabled=${this.isBusy}
          @click=${() => mode !== this.mode && this.dispatchEvent(new CustomEvent("picked", { detail: mode }))}
        >
          ${icon(ICONS[mode])}${this.t(`mode.${mode}`)}
        </button>`,
      )}
    </div>`;
  }
}

customElements.define("secure-video-mode", ModePicker);

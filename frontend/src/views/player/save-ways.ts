import {
  mdiAccountArrowRightOutline,
  mdiBlurRadial,
  mdiDownloadLockOutline,
  mdiDownloadOutline,
  mdiFolderZipOutline,
  mdiKeyOutline,
} from "@mdi/js";
import { css, html, LitElement } from "lit";
import { icon } from "../../components/icon.ts";
import { base } from "../../components/styles.ts";
import type { Localize, TextKey } from "../../localize/localize.ts";

/** Ways that a clip leaves, or its key. */
export type SaveKind = "sealed" | "plain" | "person" | "lend" | "redacted" | "evidence";

export interface SaveWay {
  readonly kind: SaveKind;
  readonly icon: string;
  readonly name: TextKey;
  readonly about: TextKey;
  /** Only with the key. */
  readonly needsKey: boolean;
  readonly needsAdmin: boolean;
  /** Not for a clip that was cut off. */
  readonly needsWhole: boolean;
}

const SAVE_WAYS: readonly SaveWay[] = [
  {
    kind: "sealed",
    icon: mdiDownloadLockOutline,
    name: "save.sealed",
    about: "save.sealed_about",
    needsKey: false,
    needsAdmin: false,
    needsWhole: false,
  },
  {
    kind: "plain",
    icon: mdiDownloadOutline,
    name: "save.plain",
    about: "save.plain_about",
    needsKey: true,
    needsAdmin: false,
    needsWhole: false,
  },
  {
    kind: "person",
    icon: mdiAccountArrowRightOutline,
    name: "save.person",
    about: "save.person_about",
    needsKey: true,
    needsAdmin: false,
    needsWhole: true,
  },
  {
    kind: "lend",
    icon: mdiKeyOutline,
    name: "lend.title",
    about: "lend.about",
    needsKey: true,
    needsAdmin: false,
    needsWhole: true,
  },
  {
    kind: "redacted",
    icon: mdiBlurRadial,
    name: "save.redacted",
    about: "save.redacted_about",
    needsKey: true,
    needsAdmin: false,
    needsWhole: false,
  },
  {
    kind: "evidence",
    icon: mdiFolderZipOutline,
    name: "save.evidence",
    about: "save.evidence_about",
    needsKey: false,
    needsAdmin: true,
    needsWhole: true,
  },
];

/** The list of them. Tells `chosen` with a SaveWay. */
export class SaveWays extends LitElement {
  static override properties = {
    t: { attribute: false },
    isAdmin: { type: Boolean },
    isOpen: { type: Boolean },
    isWhole: { type: Boolean },
    isBusy: { type: Boolean },
  };
  declare t: Localize;
  declare isAdmin: boolean;
  /** Whether the key is here. */
  declare isOpen: boolean;
  /** Whether the clip is. */
  declare isWhole: boolean;
  /** While one of them is under way. */
  declare isBusy: boolean;

  static override styles = [
    base,
    css`
      .card {
        padding: 8px;
      }
      button {
        all: unset;
        box-sizing: border-box;
        display: flex;
        align-items: center;
        gap: 16px;
        inline-size: 100%;
        min-block-size: 56px;
        padding: 8px;
        border-radius: 8px;
        cursor: pointer;
      }
      button:hover {
        background: var(--sv-tint);
      }
      button:focus-visible {
        outline: 2px solid var(--sv-accent);
      }
      button:disabled {
        opacity: 0.5;
        cursor: default;
      }
      svg.icon {
        color: var(--sv-accent);
      }
      span {
        display: block;
      }
    `,
  ];

  override render() {
    const { t } = this;
    const ways = SAVE_WAYS.filter(
      ({ needsAdmin, needsWhole }) => (this.isAdmin || !needsAdmin) && (this.isWhole || !needsWhole),
    );
    return html`<section class="card">
      ${ways.map(
        (way) => html`<button
          type="button"
          ?disabled=${this.isBusy || (way.needsKey && !this.isOpen)}
          @click=${() => this.dispatchEvent(new CustomEvent("chosen", { detail: way }))}
        >
          ${icon(way.icon)}<span><span>${t(way.name)}</span><span class="small muted">${t(way.about)}</span></span>
        </button>`,
      )}
    </section>`;
  }
}

customElements.define("secure-video-save-ways", SaveWays);

import { mdiFilmstrip, mdiLockOutline } from "@mdi/js";
import { css, html, LitElement, type PropertyValues } from "lit";
import { icon } from "../components/icon.ts";
import { base } from "../components/styles.ts";
import { Times } from "../localize/times.ts";
import type { Descriptions, Opened } from "../views/descriptions.ts";
import type { ClipFile } from "./files.ts";
import type { ViewerApp } from "./viewer.ts";

/** One clip of the list, described as soon as it is looked at and the key is there. Tells `chosen`. */
export class Tile extends LitElement {
  static override readonly shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override properties = {
    clip: { attribute: false },
    app: { attribute: false },
    descriptions: { attribute: false },
    isOpen: { type: Boolean },
    opened: { state: true },
  };
  declare clip: ClipFile;
  declare app: ViewerApp;
  declare descriptions: Descriptions;
  /** Whether the vault is. */
  declare isOpen: boolean;
  declare protected opened: Opened | undefined;
  #withdraw: () => void = () => undefined;

  static override styles = [
    base,
    css`
      :host {
        display: block;
        block-size: 100%;
      }
      button {
        all: unset;
        box-sizing: border-box;
        display: grid;
        grid-template-rows: 1fr auto;
        inline-size: 100%;
        block-size: 100%;
        border: 1px solid var(--sv-line);
        border-radius: var(--sv-radius);
        background: var(--sv-card);
        overflow: hidden;
        cursor: pointer;
      }
      button:hover {
        border-color: var(--sv-accent);
      }
      button:focus-visible {
        outline: 2px solid var(--sv-accent);
        outline-offset: 1px;
      }
      img,
      .tile {
        inline-size: 100%;
        block-size: 100%;
        min-block-size: 0;
        object-fit: cover;
        background: var(--sv-sunken);
      }
      .tile {
        display: grid;
        place-content: center;
        color: var(--sv-muted);
        font-size: 1.5rem;
      }
      .words {
        padding: 10px 14px;
        min-inline-size: 0;
      }
      .words > * {
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#withdraw();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("clip") && !changed.has("isOpen")) return;
    this.#withdraw();
    this.opened = this.isOpen ? this.descriptions.peek(this.clip.clipId) : undefined;
    if (!this.isOpen || this.opened || !this.clip.isDescribed) return;
    this.#withdraw = this.descriptions.wish(this.clip.clipId, (outcome) => {
      // What has no readable description can still be played, or says then why not.
      if (!(outcome instanceof Error)) this.opened = outcome;
    });
  }

  override render() {
    const { clip, opened } = this;
    const { t, context } = this.app;
    const times = new Times(context.value);
    const about = [
      times.say(opened ? Date.parse(opened.startedAt) : clip.changedAt, "moment"),
      ...(opened ? [times.length(opened.duration)] : []),
      ...(clip.isPart ? [t("clip.incomplete")] : []),
      ...(clip.isEvidence ? [t("viewer.evidence")] : []),
    ];
    const picture = opened?.picture
      ? html`<img src=${opened.picture} alt="" />`
      : html`<span class="tile">${icon(this.isOpen ? mdiFilmstrip : mdiLockOutline)}</span>`;
    return html`<button type="button" @click=${() => this.dispatchEvent(new CustomEvent("chosen", { detail: clip }))}>
      ${picture}
      <span class="words">
        <strong>${opened?.cameraName ?? clip.name}</strong>
        <span class="small muted">${about.join(" · ")}</span>
      </span>
    </button>`;
  }
}

customElements.define("secure-video-tile", Tile);

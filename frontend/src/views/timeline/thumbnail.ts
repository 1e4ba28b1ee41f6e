import { mdiImageOffOutline, mdiLockOutline, mdiRecordCircleOutline } from "@mdi/js";
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { icon } from "../../components/icon.ts";
import { base } from "../../components/styles.ts";
import type { ShelvedClip } from "../clip-shelf.ts";
import type { Descriptions, Opened } from "../descriptions.ts";
import { labelIcon } from "./label-icons.ts";
import { labelsOf } from "./lanes.ts";

/** The picture of a clip, opened while it is looked at; a tile with what is known otherwise. For the eye only. */
export class Thumbnail extends LitElement {
  static override properties = {
    clip: { attribute: false },
    descriptions: { attribute: false },
    isOpen: { type: Boolean },
    opened: { state: true },
    hasFailed: { state: true },
  };
  declare clip: ShelvedClip;
  declare descriptions: Descriptions;
  /** Whether the vault is. */
  declare isOpen: boolean;
  declare private opened: Opened | undefined;
  declare private hasFailed: boolean;
  #withdraw: () => void = () => undefined;

  constructor() {
    super();
    this.isOpen = false;
    this.hasFailed = false;
  }

  static override styles = [
    base,
    css`
      :host {
        display: block;
        overflow: hidden;
        background: var(--sv-sunken);
      }
      img {
        display: block;
        inline-size: 100%;
        block-size: 100%;
        object-fit: cover;
        animation: appear 0.2s;
      }
      .tile {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: 4px;
        inline-size: 100%;
        block-size: 100%;
        color: var(--color);
        background: color-mix(in srgb, var(--color) 14%, var(--sv-card));
        font-size: 1.25rem;
      }
      .tile svg.icon:nth-child(2) {
        inline-size: 16px;
        block-size: 16px;
        color: var(--sv-muted);
      }
      @keyframes appear {
        from {
          opacity: 0;
        }
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#withdraw();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#wish();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("clip") || changed.has("isOpen")) this.#wish();
  }

  override render() {
    const picture = this.isOpen ? this.opened?.picture : null;
    if (picture) return html`<img src=${picture} alt="" />`;
    const [label = "motion"] = labelsOf(this.clip);
    return html`<div class="tile" style="--color: var(--sv-${label})">${icon(labelIcon(label))}${this.#why()}</div>`;
  }

  #why() {
    if (this.clip.state === "recording") return icon(mdiRecordCircleOutline);
    if (!this.isOpen) return icon(mdiLockOutline);
    return this.hasFailed || this.opened ? icon(mdiImageOffOutline) : nothing;
  }

  #wish(): void {
    this.#withdraw();
    this.hasFailed = false;
    this.opened = this.descriptions.peek(this.clip.clip_id);
    if (!this.isOpen || this.opened || this.clip.state !== "sealed") return;
    this.#withdraw = this.descriptions.wish(this.clip.clip_id, (outcome) => {
      if (outcome instanceof Error) this.hasFailed = true;
      else this.opened = outcome;
    });
  }
}

customElements.define("secure-video-thumbnail", Thumbnail);

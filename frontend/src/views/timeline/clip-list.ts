import { mdiCheckboxMultipleOutline, mdiClose } from "@mdi/js";
import { css, html, nothing, type PropertyValues } from "lit";
import "../../components/button.ts";
import { base } from "../../components/styles.ts";
import { clearToast } from "../../components/toast.ts";
import "../../components/virtual-grid.ts";
import type { VirtualGrid } from "../../components/virtual-grid.ts";
import type { ClipCare } from "../clip-care.ts";
import "../clip-care.ts";
import type { ShelvedClip } from "../clip-shelf.ts";
import { Place } from "../place.ts";
import { type Choice, everything, hasAll, NONE, reached, remaining, touched } from "./choice.ts";
import { ClipCard } from "./clip-card.ts";

// As long as a finger rests elsewhere on a phone.
const HOLD_MILLISECONDS = 500;

/**
 * The clips in words and pictures, newest first. Opens one; an administrator can choose several, and meanwhile it has the
 * attribute `choosing`.
 */
export class ClipList extends Place {
  static override properties = {
    ...Place.properties,
    clips: { attribute: false },
    selected: { type: String },
    scroller: { attribute: false },
    choice: { state: true },
  };
  declare clips: readonly ShelvedClip[];
  /** Id of the one that the keyboard is at. */
  declare selected: string | null;
  declare scroller: HTMLElement;
  /** Null while clips are opened, not chosen. */
  declare private choice: Choice | null;
  #hold: ReturnType<typeof setTimeout> | undefined;
  #isHeld = false;

  constructor() {
    super();
    this.choice = null;
  }

  static override styles = [
    base,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
      }
      h2 {
        font-size: 1rem;
      }
      .bar {
        position: fixed;
        inset-block-end: calc(var(--sv-lower-edge, 0px) + max(16px, env(safe-area-inset-bottom)));
        inset-inline: 16px;
        z-index: 3;
        container-type: inline-size;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        max-inline-size: 640px;
        margin-inline: auto;
        padding: 8px;
        border-radius: 30px;
        background: var(--sv-card);
        box-shadow: var(--sv-shadow);
      }
      .bar p {
        flex: 1;
      }
      .bar ~ * {
        margin-block-end: 120px;
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#hold);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (this.choice && changed.get("choice") === null) clearToast();
    this.toggleAttribute("choosing", this.choice !== null);
    if (this.choice) this.choice = remaining(this.choice, (clipId) => this.shelf.find(clipId) !== undefined);
  }

  override render() {
    const { t } = this.app;
    const { choice, clips } = this;
    return html`<div class="head" ?hidden=${clips.length === 0}>
        <h2>${t("timeline.incidents", { count: clips.length })}</h2>
        ${
          this.#mayChoose
            ? html`<secure-video-button
                kind="quiet"
                .icon=${mdiCheckboxMultipleOutline}
                .pressed=${choice !== null}
                @click=${() => {
                  this.choice = choice ? null : NONE;
                }}
                >${t("choice.begin")}</secure-video-button
              >`
            : nothing
        }
      </div>
      ${choice ? this.#bar(choice) : nothing} ${clips.length > 0 ? this.#grid(choice) : nothing}`;
  }

  #bar(choice: Choice) {
    const { t } = this.app;
    const chosen = [...choice.ids].flatMap((clipId) => this.shelf.find(clipId) ?? []);
    const kept = chosen.filter(({ is_protected }) => is_protected).length;
    return html`<div class="bar" role="group" aria-label=${t("choice.begin")}>
      <secure-video-button
        kind="quiet"
        .icon=${mdiClose}
        label=${t("do.cancel")}
        @click=${this.leave}
      ></secure-video-button>
      <p role="status">
        ${t("choice.count", { count: chosen.length })}${kept > 0 ? ` · ${t("clip.protected")}: ${kept}` : ""}
      </p>
      <secure-video-button
        kind="quiet"
        .pressed=${hasAll(choice, this.clips)}
        @click=${() => {
          this.choice = everything(choice, this.clips);
        }}
        >${t("choice.all")}</secure-video-button
      >
      <secure-video-clip-care
        .app=${this.app}
        .overview=${this.overview}
        .shelf=${this.shelf}
        .descriptions=${this.descriptions}
        .clips=${chosen}
        @done=${this.leave}
      ></secure-video-clip-care>
    </div>`;
  }

  /** Its listeners are the only ones of all cards. */
  #grid(choice: Choice | null) {
    const { t, vaultState, context } = this.app;
    return html`<secure-video-virtual-grid
      label=${t("timeline.list")}
      .items=${this.clips}
      .rowHeight=${92}
      .narrowest=${context.value.isNarrow ? 280 : 320}
      .keyOf=${(clip: ShelvedClip) => clip.clip_id}
      .scroller=${this.scroller}
      @click=${this.#clicked}
      @pointerdown=${this.#pressed}
      @pointerup=${this.#released}
      @pointercancel=${this.#released}
      @contextmenu=${this.#menu}
      .draw=${(clip: ShelvedClip) =>
        html`<secure-video-clip-card
          .clip=${clip}
          .t=${t}
          .times=${this.times}
          .descriptions=${this.descriptions}
          .isOpen=${vaultState.value.isOpen}
          .isSelected=${clip.clip_id === this.selected}
          .isChosen=${choice?.ids.has(clip.clip_id)}
          cameraName=${this.cameraName(clip.camera_id)}
        ></secure-video-clip-card>`}
    ></secure-video-virtual-grid>`;
  }

  get #mayChoose(): boolean {
    return this.app.context.value.user.isAdmin;
  }

  /** Scroll so that this clip can be seen. */
  async reveal(clipId: string): Promise<void> {
    await this.updateComplete;
    const grid = this.renderRoot.querySelector<VirtualGrid<ShelvedClip>>("secure-video-virtual-grid");
    await grid?.updateComplete;
    const place = this.clips.findIndex(({ clip_id }) => clip_id === clipId);
    if (place >= 0) grid?.reveal(place);
  }

  /** Choose one more or one less, with a range all between it and the last one; from then on, clips are chosen. */
  choose(clip: ShelvedClip, isRange = false): void {
    if (!this.#mayChoose) return;
    const choice = this.choice ?? NONE;
    this.choice = isRange ? reached(choice, this.clips, clip) : touched(choice, clip);
  }

  delete(): void {
    void this.renderRoot.querySelector<ClipCare>("secure-video-clip-care")?.delete();
  }

  /** Choose no longer. The focus stays near if it was in what goes. */
  leave(): void {
    if (this.shadowRoot?.activeElement?.closest(".bar")) {
      this.renderRoot.querySelector<HTMLElement>(".head secure-video-button")?.focus({ preventScroll: true });
    }
    this.choice = null;
  }

  #clicked(event: PointerEvent): void {
    const clip = clipOf(event);
    // The finger that chose it by resting on it is lifted.
    if (!clip || (this.#isHeld && event.pointerType === "touch")) return;
    const { shiftKey, ctrlKey, metaKey } = event;
    if (this.choice || (this.#mayChoose && (shiftKey || ctrlKey || metaKey))) this.choose(clip, shiftKey);
    else this.go("clip", clip.clip_id);
  }

  #pressed(event: PointerEvent): void {
    this.#released();
    this.#isHeld = false;
    const clip = clipOf(event);
    if (!clip || event.pointerType !== "touch") return;
    this.#hold = setTimeout(() => {
      this.#isHeld = true;
      this.choose(clip);
    }, HOLD_MILLISECONDS);
  }

  #released(): void {
    clearTimeout(this.#hold);
  }

  #menu(event: PointerEvent): void {
    if (event.pointerType === "touch") event.preventDefault();
  }
}

function clipOf(event: Event): ShelvedClip | undefined {
  return event.composedPath().find((target) => target instanceof ClipCard)?.clip;
}

customElements.define("secure-video-clip-list", ClipList);

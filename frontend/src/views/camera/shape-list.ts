import { mdiAlertCircleOutline, mdiCancel, mdiEyeOffOutline, mdiShapePolygonPlus, mdiVectorLine } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import type { CameraSettings } from "../../api/messages.ts";
import { icon } from "../../components/icon.ts";
import { base } from "../../components/styles.ts";
import type { Localize } from "../../localize/localize.ts";
import type { Fault } from "./faults.ts";
import { shapeClass } from "./shape-marks.ts";
import type { Selection, ShapeKind } from "./shapes.ts";

const ICONS: Readonly<Record<string, string>> = {
  include: mdiShapePolygonPlus,
  exclude: mdiCancel,
  line: mdiVectorLine,
  private: mdiEyeOffOutline,
  ignored: mdiCancel,
};

/** All that is drawn, by name. Tells `chosen` with a selection, or null. */
class ShapeList extends LitElement {
  static override properties = {
    t: { attribute: false },
    settings: { attribute: false },
    selected: { attribute: false },
    faults: { attribute: false },
  };
  declare t: Localize;
  declare settings: CameraSettings;
  declare selected: Selection | null;
  declare faults: readonly Fault[];

  static override styles = [
    base,
    css`
      :host {
        display: grid;
        gap: 10px;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      button {
        all: unset;
        display: inline-flex;
        align-items: center;
        gap: 8px;
        min-block-size: var(--sv-touch);
        padding-inline: 12px 16px;
        border: 1px solid var(--sv-line);
        border-radius: 22px;
        cursor: pointer;
        max-inline-size: 100%;
        overflow-wrap: anywhere;
      }
      button[aria-pressed="true"] {
        background: var(--sv-tint);
        border-color: var(--sv-accent);
        color: var(--sv-accent);
      }
      button:focus-visible {
        outline: 2px solid var(--sv-accent);
        outline-offset: 2px;
      }
      .wrong svg.icon {
        color: var(--sv-error);
      }
      svg.icon {
        inline-size: 20px;
        block-size: 20px;
      }
    `,
  ];

  override render() {
    const { t, settings } = this;
    const all = (["zones", "lines", "masks"] as const).flatMap((kind: ShapeKind) =>
      settings[kind].map((shape, index) => ({ at: { kind, index }, name: shape.name })),
    );
    return html`<h2>${t("draw.title")}</h2>
      ${
        all.length
          ? html`<ul>
              ${all.map(({ at, name }) => html`<li>${this.#shape(at, name)}</li>`)}
            </ul>`
          : html`<p class="small muted">${t("draw.none")}</p>`
      }
      ${all.length && !this.selected ? html`<p class="small muted">${t("draw.choose")}</p>` : nothing}`;
  }

  #shape(at: Selection, name: string) {
    const isSelected = isSame(at, this.selected);
    const isWrong = this.faults.some((fault) => isSame(at, fault.at));
    const path = isWrong ? mdiAlertCircleOutline : (ICONS[shapeClass(this.settings, at)] ?? mdiShapePolygonPlus);
    return html`<button
      type="button"
      class=${isWrong ? "wrong" : ""}
      aria-pressed=${String(isSelected)}
      @click=${() => this.dispatchEvent(new CustomEvent("chosen", { detail: isSelected ? null : at }))}
    >
      ${icon(path)}${name || this.t("draw.unnamed")}
    </button>`;
  }
}

function isSame(one: Selection, other: Selection | null): boolean {
  return one.kind === other?.kind && one.index === other.index;
}

customElements.define("secure-video-shape-list", ShapeList);

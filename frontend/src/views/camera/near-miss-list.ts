import { mdiCheckCircleOutline, mdiMinusCircleOutline } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import type { App } from "../../app.ts";
import { icon } from "../../components/icon.ts";
import { base } from "../../components/styles.ts";
import "../../components/switch.ts";
import type { SeenMiss } from "./near-misses.ts";
import type { Zone } from "./shapes.ts";

/** More than this is a wall of words. */
const SHOWN = 30;

/** What was seen lately and not told, and what the settings as they are in the form would make of it. */
class NearMissList extends LitElement {
  static override properties = {
    app: { attribute: false },
    seen: { attribute: false },
    zones: { attribute: false },
    areShown: { type: Boolean },
  };
  declare app: App;
  declare seen: readonly SeenMiss[];
  declare zones: readonly Zone[];
  declare areShown: boolean;

  static override styles = [
    base,
    css`
      :host {
        display: grid;
        gap: 10px;
      }
      ul {
        display: grid;
        max-block-size: 420px;
        overflow: auto;
      }
      li {
        display: grid;
        grid-template-columns: 24px 1fr auto;
        gap: 2px 12px;
        padding: 10px 8px;
        border-radius: 10px;
        align-items: start;
      }
      li:hover {
        background: var(--sv-tint);
      }
      li svg.icon {
        color: var(--sv-muted);
      }
      li.told svg.icon {
        color: var(--sv-success);
      }
      time {
        color: var(--sv-muted);
        font-size: 0.875rem;
        font-variant-numeric: tabular-nums;
      }
      .sum {
        font-weight: 500;
      }
    `,
  ];

  override render() {
    const { t } = this.app;
    const { seen } = this;
    const told = seen.filter(({ verdict }) => verdict === "told").length;
    return html`<h2>${t("misses.title")}</h2>
      <p class="small muted">${t("misses.about")}</p>
      ${
        seen.length
          ? html`<p class="sum" role="status">${t("misses.sum", { told, count: seen.length })}</p>
              <secure-video-switch
                ?on=${this.areShown}
                @switched=${(event: CustomEvent<boolean>) => this.#tell("shown", event.detail)}
                >${t("misses.show")}</secure-video-switch
              >
              <ul @pointerleave=${() => this.#tell("pointed", null)}>
                ${seen.slice(0, SHOWN).map((each) => this.#miss(each))}
              </ul>`
          : html`<p>${t("misses.none")}</p>`
      }`;
  }

  #miss(seen: SeenMiss) {
    const { t } = this.app;
    const { miss, verdict } = seen;
    const isTold = verdict === "told";
    const zone = this.zones.find(({ id, name }) => miss.zone !== null && (id === miss.zone || name === miss.zone));
    const values = { zone: zone?.name ?? miss.zone ?? "", percent: Math.round(miss.confidence * 100) };
    return html`<li
      class=${isTold ? "told" : ""}
      @pointerenter=${() => this.#tell("pointed", miss)}
      @pointerdown=${() => this.#tell("pointed", miss)}
    >
      ${icon(isTold ? mdiCheckCircleOutline : mdiMinusCircleOutline)}
      <div>
        <p>${t(`label.${miss.label}`)} · ${values.percent} %</p>
        <p class="small muted">${t(`reason.${miss.reason}`)}${zone ? html` (${zone.name})` : nothing}</p>
        <p class="small">${isTold ? t("misses.would_be_told") : verdict === miss.reason ? nothing : t(`reason.${verdict}`)}</p>
      </div>
      <time datetime=${miss.at}>${this.#time(miss.at)}</time>
    </li>`;
  }

  #time(at: string): string {
    const { language, timeZone, hour12 } = this.app.context.value;
    return new Date(at).toLocaleTimeString(language, {
      timeStyle: "short",
      timeZone,
      ...(hour12 !== undefined && { hour12 }),
    });
  }

  #tell(name: "pointed" | "shown", detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("secure-video-near-misses", NearMissList);

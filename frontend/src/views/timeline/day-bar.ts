import { mdiChevronLeft, mdiChevronRight, mdiMagnifyMinusOutline, mdiMagnifyPlusOutline, mdiMenuDown } from "@mdi/js";
import { css, html, LitElement } from "lit";
import "../../components/button.ts";
import { icon } from "../../components/icon.ts";
import { base } from "../../components/styles.ts";
import type { Localize } from "../../localize/localize.ts";
import { type Day, plusDays, type Times } from "../../localize/times.ts";

/** Which day is shown, the days around it, and how close. Tells `day` with a day, `now`, and `zoom` with a factor. */
export class DayBar extends LitElement {
  static override properties = {
    t: { attribute: false },
    times: { attribute: false },
    day: { type: String },
    today: { type: String },
    isNarrow: { type: Boolean },
  };
  declare t: Localize;
  declare times: Times;
  declare day: Day;
  declare today: Day;
  declare isNarrow: boolean;

  static override styles = [
    base,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      .day {
        display: flex;
        align-items: center;
        position: relative;
        flex: 0 1 auto;
        min-inline-size: 0;
      }
      .day span {
        display: block;
        padding: 9px 4px;
        font-size: 1.125rem;
        font-weight: 500;
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      input {
        position: absolute;
        inset: 0;
        inline-size: 100%;
        opacity: 0;
        cursor: pointer;
      }
      input::-webkit-calendar-picker-indicator {
        position: absolute;
        inset: 0;
        inline-size: auto;
        block-size: auto;
        cursor: pointer;
      }
      .day:focus-within {
        outline: 2px solid var(--sv-accent);
        border-radius: 8px;
      }
      .space {
        flex: 1;
      }
    `,
  ];

  override render() {
    const { t, day, today } = this;
    const [begin] = this.times.bounds(day);
    const name =
      day === today ? t("timeline.today") : this.times.say(begin + 12 * 3_600_000, this.isNarrow ? "shortDay" : "day");
    return html`<secure-video-button
        kind="quiet"
        .icon=${mdiChevronLeft}
        label=${t("timeline.day_before")}
        @click=${() => this.#tell("day", plusDays(day, -1))}
      ></secure-video-button>
      <label class="day"
        ><span>${name}</span>${icon(mdiMenuDown)}<input
          type="date"
          aria-label=${t("timeline.choose_day")}
          max=${today}
          .value=${day}
          @change=${(event: Event) => this.#chosen((event.target as HTMLInputElement).value)}
      /></label>
      <secure-video-button
        kind="quiet"
        .icon=${mdiChevronRight}
        label=${t("timeline.day_after")}
        ?disabled=${day >= today}
        @click=${() => this.#tell("day", plusDays(day, 1))}
      ></secure-video-button>
      <span class="space"></span>
      <secure-video-button kind="quiet" @click=${() => this.#tell("now", null)}>${t("timeline.now")}</secure-video-button>
      <secure-video-button
        kind="quiet"
        .icon=${mdiMagnifyMinusOutline}
        label=${t("timeline.wider")}
        @click=${() => this.#tell("zoom", 2)}
      ></secure-video-button>
      <secure-video-button
        kind="quiet"
        .icon=${mdiMagnifyPlusOutline}
        label=${t("timeline.closer")}
        @click=${() => this.#tell("zoom", 0.5)}
      ></secure-video-button>`;
  }

  #chosen(day: string): void {
    if (day) this.#tell("day", day);
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("secure-video-day-bar", DayBar);

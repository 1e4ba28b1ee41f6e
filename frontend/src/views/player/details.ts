import { mdiAlertCircleOutline, mdiCheckDecagramOutline } from "@mdi/js";
import { css, html, nothing } from "lit";
import "../../components/button.ts";
import type { Label } from "../../api/messages.ts";
import { troubleOf } from "../../components/error.ts";
import { icon } from "../../components/icon.ts";
import { base } from "../../components/styles.ts";
import { placeIn, sizeOf } from "../../localize/times.ts";
import type { ClipCheck, DescribedIncident } from "../../vault/service.ts";
import type { ShelvedClip } from "../clip-shelf.ts";
import { Place } from "../place.ts";
import { labelIcon, labelName } from "../timeline/label-icons.ts";

/** What is known of a clip, and whether the log agrees. Tells `sought` with the second of an incident. */
export class ClipDetails extends Place {
  static override properties = {
    ...Place.properties,
    clip: { attribute: false },
    incidents: { attribute: false },
    check: { state: true },
    isChecking: { state: true },
    trouble: { state: true },
  };
  declare clip: ShelvedClip;
  declare incidents: readonly DescribedIncident[];
  declare private check: ClipCheck | null;
  declare private isChecking: boolean;
  declare private trouble: string;

  constructor() {
    super();
    this.incidents = [];
    this.check = null;
    this.isChecking = false;
    this.trouble = "";
  }

  static override styles = [
    base,
    css`
      :host {
        display: grid;
        gap: 16px;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 8px 20px;
      }
      dt {
        color: var(--sv-muted);
      }
      .incidents {
        padding: 8px;
      }
      .incidents button {
        all: unset;
        box-sizing: border-box;
        display: flex;
        align-items: center;
        gap: 12px;
        inline-size: 100%;
        min-block-size: 48px;
        padding: 4px 8px;
        border-radius: 8px;
        cursor: pointer;
      }
      .incidents button:hover {
        background: var(--sv-tint);
      }
      .incidents button:focus-visible {
        outline: 2px solid var(--sv-accent);
      }
      .incidents span {
        display: block;
      }
      .incidents svg.icon {
        color: var(--color);
      }
      .check {
        display: grid;
        gap: 12px;
        justify-items: start;
      }
      .verdict {
        display: flex;
        gap: 12px;
      }
      .verdict.good svg {
        color: var(--sv-success);
      }
      .verdict.bad svg {
        color: var(--sv-error);
      }
    `,
  ];

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get("clip") as ShelvedClip | undefined;
    if (before && before.clip_id !== this.clip.clip_id) {
      this.check = null;
      this.trouble = "";
    }
  }

  override render() {
    const { t, context } = this.app;
    const { clip } = this;
    return html`<dl class="card">
        <dt>${t("view.camera")}</dt>
        <dd>${this.cameraName(clip.camera_id)}</dd>
        <dt>${t("details.time")}</dt>
        <dd>${this.times.say(clip.begins, "day")}, ${this.times.say(clip.begins, "seconds")}</dd>
        <dt>${t("details.length")}</dt>
        <dd><bdi>${this.times.length(clip.duration)}</bdi></dd>
        <dt>${t("details.size")}</dt>
        <dd><bdi>${sizeOf(clip.size, context.value.language)}</bdi></dd>
      </dl>
      ${this.incidents.length > 0 ? html`<section class="card incidents">${this.incidents.map((one) => this.#incident(one))}</section>` : nothing}
      <section class="card check">
        <h3>${t("verify.title")}</h3>
        ${this.check ? this.#verdict(this.check) : html`<p class="small muted">${t("verify.text")}</p>`}
        ${this.trouble ? html`<p role="alert">${this.trouble}</p>` : nothing}
        <secure-video-button ?busy=${this.isChecking} @click=${this.#verify}>${t("verify.do")}</secure-video-button>
      </section>`;
  }

  #incident({ label, kind, score, zones, begins }: DescribedIncident) {
    const { t } = this.app;
    // The vault has checked it: it is one of ours.
    const known = label as Label;
    const name = kind && kind !== label ? `${t(labelName(known))} (${kind})` : t(labelName(known));
    const about = [placeIn(Math.max(0, begins)), `${Math.round(score * 100)} %`, ...zones].join(" · ");
    return html`<button
      type="button"
      style="--color: var(--sv-${label})"
      @click=${() => this.dispatchEvent(new CustomEvent("sought", { detail: Math.max(0, begins) }))}
    >
      ${icon(labelIcon(known))}<span><span>${name}</span><span class="small muted"><bdi>${about}</bdi></span></span>
    </button>`;
  }

  #verdict(check: ClipCheck) {
    const { t } = this.app;
    const isGood = check.verdict === "recorded";
    return html`<div class="verdict ${isGood ? "good" : "bad"}" role="status">
      ${icon(isGood ? mdiCheckDecagramOutline : mdiAlertCircleOutline)}
      <div>
        <p>${t(`verify.${check.verdict}`)}</p>
        ${isGood ? nothing : html`<p>${t("verify.advice")}</p>`}
      </div>
    </div>`;
  }

  async #verify(): Promise<void> {
    const { clip_id } = this.clip;
    this.isChecking = true;
    this.trouble = "";
    try {
      const check = await this.app.vault.call("checkClip", clip_id);
      if (this.clip.clip_id === clip_id) this.check = check;
    } catch (error) {
      const { why, advice } = troubleOf(error, this.app.t);
      this.trouble = `${why} ${advice}`;
    }
    this.isChecking = false;
  }
}

customElements.define("secure-video-clip-details", ClipDetails);

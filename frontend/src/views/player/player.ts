import { mdiCctv, mdiFilmstripOff, mdiLockOpenVariantOutline, mdiLockOutline, mdiRecordCircleOutline } from "@mdi/js";
import { css, html, nothing, type PropertyValues } from "lit";
import "../../components/button.ts";
import { download } from "../../components/download.ts";
import "../../components/empty.ts";
import { troubleOf } from "../../components/error.ts";
import "../../components/progress.ts";
import { base } from "../../components/styles.ts";
import { toast } from "../../components/toast.ts";
import type { ShelvedClip } from "../clip-shelf.ts";
import type { Opened } from "../descriptions.ts";
import { Place } from "../place.ts";
import { labelName } from "../timeline/label-icons.ts";
import { labelsOf } from "../timeline/lanes.ts";
import { isTyping } from "../typing.ts";
import "./actions.ts";
import "./details.ts";
import { fileName } from "./files.ts";
import { playerKey } from "./keys.ts";
import { peopleOf } from "./redaction.ts";
import type { Stage } from "./stage.ts";
import "./stage.ts";

const DAY = 86_400_000;

/** One clip: the video, what was seen in it, what can be done with it. */
export class Player extends Place {
  static override properties = {
    ...Place.properties,
    clipId: { type: String },
    opened: { state: true },
    isSought: { state: true },
    error: { state: true },
  };
  declare clipId: string;
  declare private opened: Opened | null;
  /** Whether it was looked for, and either found or not. */
  declare private isSought: boolean;
  /** Why it could not be looked for. */
  declare private error: unknown;

  constructor() {
    super();
    this.opened = null;
    this.isSought = false;
  }

  static override styles = [
    base,
    css`
      :host {
        display: block;
        overflow: auto;
        block-size: 100%;
      }
      .page {
        display: grid;
        grid-template-columns: minmax(0, 1fr) clamp(300px, 30%, 360px);
        align-items: start;
        gap: 16px;
        max-inline-size: 1500px;
        margin-inline: auto;
        padding: 16px;
      }
      .side,
      .first {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 16px;
      }
      @media (max-width: 1000px) {
        .page {
          grid-template-columns: minmax(0, 1fr);
          padding: 0 0 24px;
        }
        .side,
        .title {
          padding-inline: 16px;
        }
        secure-video-stage {
          --sv-radius: 0;
        }
      }
      /* What is done with a clip is beside it, however much there is to scroll. */
      @media (min-width: 1001px) {
        .first {
          position: sticky;
          inset-block-start: 16px;
        }
      }
      .sealed {
        justify-content: center;
        box-sizing: border-box;
        inline-size: 100%;
        max-inline-size: none;
        aspect-ratio: 16 / 9;
        padding-block: 16px;
        border-radius: var(--sv-radius);
        background: var(--sv-card);
        border: 1px solid var(--sv-line);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("keydown", this.#pressed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("keydown", this.#pressed);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { isOpen } = this.app.vaultState.value;
    if (changed.has("clipId")) {
      this.opened = null;
      void this.#find();
    }
    if (!isOpen) this.opened = null;
    else if (this.opened?.clipId !== this.clipId) void this.#describe();
  }

  override render() {
    const { t } = this.app;
    const clip = this.shelf.find(this.clipId);
    if (!clip) return this.#noClip();
    return html`<div class="page">
      <div class="first">
        ${this.#stage(clip)}
        <div class="title">
          <h2>${labelsOf(clip)
            .map((label) => t(labelName(label)))
            .join(", ")}</h2>
          <p class="muted">
            ${this.cameraName(clip.camera_id)} · ${this.times.say(clip.begins, "day")}, ${this.times.say(clip.begins, "seconds")}
          </p>
        </div>
      </div>
      ${clip.state === "recording" ? nothing : this.#side(clip)}
    </div>`;
  }

  /** What is known of a clip that is complete, and what can be done with it. */
  #side(clip: ShelvedClip) {
    return html`<div class="side">
        <secure-video-clip-actions
          .app=${this.app}
          .overview=${this.overview}
          .shelf=${this.shelf}
          .descriptions=${this.descriptions}
          .clip=${clip}
          .people=${peopleOf(this.opened)}
          @snapshot=${() => this.#snapshot(clip)}
          @done=${() => this.#goOn(clip)}
        ></secure-video-clip-actions>
        <secure-video-clip-details
          .app=${this.app}
          .overview=${this.overview}
          .shelf=${this.shelf}
          .descriptions=${this.descriptions}
          .clip=${clip}
          .incidents=${this.opened?.incidents ?? []}
          @sought=${(event: CustomEvent<number>) => this.#seek(event.detail)}
        ></secure-video-clip-details>
      </div>`;
  }

  #noClip() {
    const { t } = this.app;
    if (!this.isSought) return html`<secure-video-progress label=${t("player.looking")}></secure-video-progress>`;
    if (this.error !== undefined) {
      return html`<secure-video-error
        class="page"
        .t=${t}
        what=${t("player.not_played")}
        .error=${this.error}
        retryable
        @retried=${() => this.#find()}
      ></secure-video-error>`;
    }
    return html`<secure-video-empty heading=${t("player.not_there")} .icon=${mdiFilmstripOff}>
      <p>${t("fault.gone.advice")}</p>
      <secure-video-button @click=${() => this.go("timeline")}>${t("player.to_timeline")}</secure-video-button>
    </secure-video-empty>`;
  }

  #stage(clip: ShelvedClip) {
    const { t } = this.app;
    if (clip.state === "recording") {
      return html`<secure-video-empty class="sealed" heading=${t("clip.recording")} .icon=${mdiRecordCircleOutline}>
        <p>${t("player.recording_text")}</p>
        <secure-video-button kind="primary" .icon=${mdiCctv} @click=${() => this.go("live")}
          >${t("view.live")}</secure-video-button
        >
      </secure-video-empty>`;
    }
    if (!this.app.vaultState.value.isOpen) {
      return html`<secure-video-empty class="sealed" heading=${t("player.sealed")} .icon=${mdiLockOutline}>
        <p>${t("player.sealed_text")}</p>
        <secure-video-button kind="primary" .icon=${mdiLockOpenVariantOutline} @click=${this.askForKey}
          >${t("unlock.open")}</secure-video-button
        >
      </secure-video-empty>`;
    }
    return html`${clip.state === "incomplete" ? html`<p class="title" role="status">${t("player.incomplete_text")}</p>` : nothing}
      <secure-video-stage
        .app=${this.app}
        .descriptions=${this.descriptions}
        clipId=${clip.clip_id}
        .incidents=${this.opened?.incidents ?? []}
        .hasBefore=${this.shelf.neighbour(clip, -1) !== undefined}
        .hasAfter=${this.shelf.neighbour(clip, 1) !== undefined}
        @neighbour=${(event: CustomEvent<-1 | 1>) => this.#goTo(clip, event.detail)}
      ></secure-video-stage>`;
  }

  get #stageElement(): Stage | null {
    return this.renderRoot.querySelector<Stage>("secure-video-stage");
  }

  async #find(): Promise<void> {
    const { clipId } = this;
    this.isSought = false;
    this.error = undefined;
    try {
      const clip = await this.shelf.seek(clipId);
      if (clip) this.#loadAround(clip.begins);
      if (clip && this.clipId === clipId) this.shelf.opened = clipId;
    } catch (error) {
      if (this.clipId === clipId) this.error = error;
    }
    if (this.clipId === clipId) this.isSought = true;
  }

  /** For the clips before and after it, which may be of another day. */
  #loadAround(moment: number): void {
    const [begin, end] = this.times.bounds(this.times.dayOf(moment));
    // Without them it can be played all the same.
    void this.shelf.load(begin - DAY, end + DAY).catch(() => undefined);
  }

  async #describe(): Promise<void> {
    const { clipId } = this;
    const opened = await this.descriptions.open(clipId).catch(() => null);
    // Without a description the video is still there to be seen.
    if (opened && this.clipId === clipId) this.opened = opened;
  }

  #seek(seconds: number): void {
    this.#stageElement?.seek(seconds);
  }

  #goTo(clip: ShelvedClip, direction: -1 | 1): void {
    const neighbour = this.shelf.neighbour(clip, direction);
    if (neighbour) this.go("clip", neighbour.clip_id, { replace: true });
  }

  /** Where the clip is gone. */
  #goOn(clip: ShelvedClip): void {
    if (this.shelf.find(clip.clip_id)) return;
    const next = this.shelf.neighbour(clip, 1) ?? this.shelf.neighbour(clip, -1);
    if (next) this.go("clip", next.clip_id, { replace: true });
    else this.go("timeline", "", { replace: true });
  }

  async #snapshot(clip: ShelvedClip): Promise<void> {
    const video = this.#stageElement?.video;
    if (!video || video.videoWidth === 0) return;
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    // What is shown now, not what is shown once the log has it.
    canvas.getContext("2d")?.drawImage(video, 0, 0);
    const moment = clip.begins + video.currentTime * 1000;
    try {
      await this.app.api.tell(clip.clip_id, "snapshot");
      const name = fileName(this.cameraName(clip.camera_id), moment, this.times.offset(moment));
      download(await canvas.convertToBlob({ type: "image/png" }), `${name}.png`);
      toast({ text: this.app.t("save.done") });
    } catch (error) {
      toast({ text: troubleOf(error, this.app.t).why, isError: true });
    }
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    const stage = this.#stageElement;
    if (!stage || isTyping(event)) return;
    const action = playerKey(event);
    if (!action || (action.kind === "play" && event.key === " " && isButton(event))) return;
    event.preventDefault();
    const clip = this.shelf.find(this.clipId);
    if (action.kind === "snapshot" && clip) void this.#snapshot(clip);
    else stage.do(action);
  };
}

/** Space presses what has the focus. */
function isButton(event: Event): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLElement && target.matches("button");
}

customElements.define("secure-video-player", Player);

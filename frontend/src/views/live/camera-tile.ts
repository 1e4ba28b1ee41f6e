import { mdiCogOutline, mdiFullscreen, mdiRecordCircleOutline, mdiVideoOffOutline } from "@mdi/js";
import { html, LitElement, nothing } from "lit";
import type { CameraOverview } from "../../api/messages.ts";
import { recordClip } from "../../api/services.ts";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import { icon } from "../../components/icon.ts";
import { base } from "../../components/styles.ts";
import { toast } from "../../components/toast.ts";
import { errorText } from "../../localize/errors.ts";
import { pathTo } from "../route.ts";
import { tileStyles } from "./tile-styles.ts";
import "./mode-picker.ts";
import { modeOf, type PrivacyMode } from "./privacy.ts";
import { ShownPicture, Stills, still } from "./stills.ts";
import { stateText } from "./words.ts";

/** What one records by a tap. */
const SECONDS = 30;

/** One camera: how it looks there now, who is there, and how much it may do. Tells `picked` with a mode. */
class CameraTile extends LitElement {
  static override properties = {
    app: { attribute: false },
    camera: { attribute: false },
    now: { type: Number },
    isBusy: { type: Boolean },
    picture: { state: true },
    isRecording: { state: true },
  };
  declare app: App;
  declare camera: CameraOverview;
  /** Milliseconds since 1970. */
  declare now: number;
  declare isBusy: boolean;
  declare protected picture: string | null;
  declare protected isRecording: boolean;
  #isInView = false;
  readonly #shown = new ShownPicture();
  #stills: Stills | undefined;
  readonly #seen = new IntersectionObserver((entries) => {
    this.#isInView = entries.at(-1)?.isIntersecting ?? false;
    this.#look();
  });

  static override styles = [base, tileStyles];

  constructor() {
    super();
    this.isBusy = false;
    this.picture = null;
    this.isRecording = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stills = new Stills(
      async () => (this.camera.entity_id ? still(this.app, this.camera.entity_id, this.#width) : null),
      (picture) => this.#show(picture),
      () => this.#isInView && !document.hidden && this.camera.stream !== "off",
    );
    this.#seen.observe(this);
    document.addEventListener("visibilitychange", this.#look);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#seen.disconnect();
    document.removeEventListener("visibilitychange", this.#look);
    this.#stills?.end();
    this.#show(null);
  }

  override updated(): void {
    if (this.camera.stream === "off" && this.picture) this.#show(null);
    this.#look();
  }

  override render() {
    const { t } = this.app;
    const { camera } = this;
    const { isAdmin } = this.app.context.value.user;
    const isOff = camera.stream === "off";
    return html`<article class="card" aria-label=${camera.name}>
      <div class="picture">
        ${
          this.picture
            ? html`<img src=${this.picture} alt=${t("live.picture", { name: camera.name })} />`
            : html`<span class="nothing">${icon(mdiVideoOffOutline)}${isOff ? t("live.off") : nothing}</span>`
        }
        ${this.#present()}
      </div>
      <header>
        <div>
          <h2>${camera.name}</h2>
          <p class="small ${camera.stream === "offline" || camera.recording_problem ? "wrong" : "muted"}">
            ${stateText(this.app, camera, this.now)}
          </p>
        </div>
        <div class="actions">
          ${
            isAdmin
              ? html`<secure-video-button
                  kind="quiet"
                  .icon=${mdiCogOutline}
                  label=${t("live.settings", { name: camera.name })}
                  @click=${() => this.app.host.call("navigate", pathTo("camera", camera.camera_id))}
                ></secure-video-button>`
              : nothing
          }
          ${
            camera.entity_id && !isOff
              ? html`<secure-video-button
                    kind="quiet"
                    .icon=${mdiRecordCircleOutline}
                    label=${t("live.record", { name: camera.name })}
                    ?busy=${this.isRecording}
                    @click=${this.#record}
                  ></secure-video-button>
                  <secure-video-button
                    kind="quiet"
                    .icon=${mdiFullscreen}
                    label=${t("live.full", { name: camera.name })}
                    @click=${() => camera.entity_id && this.app.host.call("moreInfo", camera.entity_id)}
                  ></secure-video-button>`
              : nothing
          }
        </div>
      </header>
      <secure-video-mode
        .t=${t}
        label=${t("live.mode", { name: camera.name })}
        .mode=${modeOf(camera)}
        .isBusy=${this.isBusy}
        @picked=${(event: CustomEvent<PrivacyMode>) =>
          this.dispatchEvent(new CustomEvent("picked", { detail: event.detail }))}
      ></secure-video-mode>
    </article>`;
  }

  #present() {
    const { t } = this.app;
    if (!this.camera.present.length) return nothing;
    return html`<ul class="present" aria-label=${t("live.present")}>
      ${this.camera.present.map((label) => html`<li style="--color: var(--sv-${label})">${t(`label.${label}`)}</li>`)}
    </ul>`;
  }

  get #width(): number {
    return Math.min(1280, this.clientWidth * devicePixelRatio || 480);
  }

  readonly #look = (): void => this.#stills?.wake();

  #show(picture: Blob | null): void {
    this.#shown.show(picture);
    this.picture = this.#shown.url;
  }

  readonly #record = async (): Promise<void> => {
    const { t } = this.app;
    const entityId = this.camera.entity_id;
    if (!entityId) return;
    this.isRecording = true;
    try {
      const clipId = await recordClip(this.app, entityId, SECONDS);
      const open = {
        label: t("live.open_clip"),
        run: () => void this.app.host.call("navigate", pathTo("clip", clipId)),
      };
      toast({ text: t("live.recording", { count: SECONDS }), action: open });
    } catch (error) {
      toast({ text: errorText(t, error), isError: true });
    } finally {
      this.isRecording = false;
    }
  };
}

customElements.define("secure-video-camera-tile", CameraTile);

import { mdiCheckCircleOutline, mdiRecordCircleOutline } from "@mdi/js";
import { html, nothing, type PropertyDeclarations } from "lit";
import type { CameraOverview } from "../../api/messages.ts";
import { recordClip } from "../../api/services.ts";
import "../../components/button.ts";
import { choices } from "../../components/choices.ts";
import "../../components/empty.ts";
import { icon } from "../../components/icon.ts";
import "../../components/progress.ts";
import { errorText } from "../../localize/errors.ts";
import { pathTo } from "../route.ts";
import { SetupStepElement } from "./step.ts";
import { stepStyles } from "./styles.ts";

/** Long enough to see that it works, short enough to wait for. */
const SECONDS = 8;

/** Record a first clip and open it. */
class ClipStep extends SetupStepElement {
  static override properties: PropertyDeclarations = {
    ...SetupStepElement.properties,
    cameras: { attribute: false },
    chosen: { state: true },
    doing: { state: true },
    error: { state: true },
  };
  declare cameras: readonly CameraOverview[];
  declare protected chosen: string;
  declare protected doing: "recording" | "sealing" | null;
  declare protected error: string;

  static override styles = stepStyles;

  constructor() {
    super();
    this.cameras = [];
    this.chosen = "";
    this.doing = null;
    this.error = "";
  }

  override render() {
    const { t } = this.app;
    return html`<div class="note good">${icon(mdiCheckCircleOutline)}<span>${t("setup.clip.ready")}</span></div>
      ${this.cameras.length ? this.#offer() : html`<p class="muted">${t("setup.clip.no_camera")}</p>`}`;
  }

  #offer() {
    const { t } = this.app;
    const camera = this.#camera;
    const isStreaming = camera?.stream === "streaming";
    return html`<p>${t("setup.clip.intro")}</p>
      ${
        this.cameras.length > 1
          ? choices(
              t("setup.clip.camera"),
              "camera",
              camera?.camera_id ?? "",
              this.cameras.map(({ camera_id, name }) => ({ value: camera_id, label: name })),
              (value) => {
                this.chosen = value;
              },
            )
          : nothing
      }
      ${this.error ? html`<div class="note bad" role="alert">${icon(mdiRecordCircleOutline)}<span>${this.error}</span></div>` : nothing}
      ${
        this.doing
          ? html`<secure-video-progress
              label=${t(this.doing === "recording" ? "setup.clip.recording" : "setup.clip.sealing")}
            ></secure-video-progress>`
          : html`<div class="row">
              <secure-video-button
                kind="primary"
                .icon=${mdiRecordCircleOutline}
                ?disabled=${!isStreaming}
                @click=${() => camera?.entity_id && this.#record(camera.entity_id)}
                >${t("setup.clip.record")}</secure-video-button
              >
              ${isStreaming ? nothing : html`<span class="small muted" role="status">${t("setup.clip.connecting")}</span>`}
            </div>`
      }`;
  }

  get #camera(): CameraOverview | undefined {
    return this.cameras.find((camera) => camera.camera_id === this.chosen) ?? this.cameras[0];
  }

  async #record(entityId: string): Promise<void> {
    this.error = "";
    this.doing = "recording";
    const changes = this.app.api.clipChanges();
    try {
      // Subscribed first: what is missed would be waited for without end.
      const first = changes.next();
      const clipId = await recordClip(this.app, entityId, SECONDS);
      await this.#sealed(clipId, changes, first);
      await this.app.host.call("navigate", pathTo("clip", clipId));
    } catch (error) {
      this.error = errorText(this.app.t, error);
    } finally {
      this.doing = null;
      void changes.return(undefined);
    }
  }

  async #sealed(clipId: string, changes: Changes, first: ReturnType<Changes["next"]>): Promise<void> {
    const toSeal = setTimeout(() => {
      this.doing = "sealing";
    }, SECONDS * 1000);
    try {
      for (let change = await first; !change.done; change = await changes.next()) {
        const clip = change.value.changed.find((each) => each.clip_id === clipId);
        if (clip && clip.state !== "recording") return;
      }
    } finally {
      clearTimeout(toSeal);
    }
  }
}

type Changes = ReturnType<SetupStepElement["app"]["api"]["clipChanges"]>;

customElements.define("secure-video-setup-clip", ClipStep);

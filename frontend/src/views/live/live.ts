import { mdiCctv, mdiPlus } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import type { CameraOverview, Overview } from "../../api/messages.ts";
import { turn } from "../../api/services.ts";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import "../../components/empty.ts";
import { base } from "../../components/styles.ts";
import { toast } from "../../components/toast.ts";
import { errorText } from "../../localize/errors.ts";
import { Watch } from "../../store.ts";
import { pathTo } from "../route.ts";
import "./camera-tile.ts";
import "./mode-picker.ts";
import { changesFor, commonMode, type PrivacyMode } from "./privacy.ts";

/** All cameras as they look now, and how much each may do. */
export class LiveView extends LitElement {
  static override properties = {
    app: { attribute: false },
    overview: { attribute: false },
    switching: { state: true },
    now: { state: true },
  };
  declare app: App;
  declare overview: Overview;
  /** Ids of the cameras whose switches are being turned. */
  declare protected switching: ReadonlySet<string>;
  declare protected now: number;
  #timer: ReturnType<typeof setInterval> | undefined;

  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: 16px 16px 96px;
      }
      .all {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 16px;
        margin-block-end: 16px;
      }
      .more {
        margin-block-start: 20px;
      }
      .tiles {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(340px, 100%), 1fr));
        gap: 16px;
        align-items: start;
      }
      .tiles.few {
        grid-template-columns: repeat(auto-fit, minmax(min(340px, 100%), 1fr));
        max-inline-size: calc(var(--count) * 640px);
      }
    `,
  ];

  constructor() {
    super();
    this.switching = new Set();
    this.now = Date.now();
    new Watch(this, () => [this.app.context]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => {
      this.now = Date.now();
    }, 5000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  override render() {
    const { t } = this.app;
    const { cameras } = this.overview;
    const { isAdmin } = this.app.context.value.user;
    if (!cameras.length) return this.#empty(isAdmin);
    return html`${
      cameras.length > 1
        ? html`<div class="all">
            <strong>${t("live.all")}</strong>
            <secure-video-mode
              .t=${t}
              label=${t("live.all")}
              .mode=${commonMode(cameras)}
              .isBusy=${this.switching.size > 0}
              @picked=${(event: CustomEvent<PrivacyMode>) => this.#switch(event.detail, cameras)}
            ></secure-video-mode>
          </div>`
        : nothing
    }
      <div class="tiles ${cameras.length < 3 ? "few" : ""}" style="--count: ${cameras.length}">
        ${cameras.map(
          (camera) => html`<secure-video-camera-tile
            .app=${this.app}
            .camera=${camera}
            .now=${this.now}
            .isBusy=${this.switching.has(camera.camera_id)}
            @picked=${(event: CustomEvent<PrivacyMode>) => this.#switch(event.detail, [camera])}
          ></secure-video-camera-tile>`,
        )}
      </div>
      ${isAdmin ? html`<div class="more">${this.#add("live.add_camera", "plain")}</div>` : nothing}`;
  }

  #add(text: "live.add" | "live.add_camera", kind: "plain" | "primary") {
    const setUp = () => this.app.host.call("navigate", pathTo("setup"));
    return html`<secure-video-button kind=${kind} .icon=${mdiPlus} @click=${setUp}>${this.app.t(text)}</secure-video-button>`;
  }

  #empty(isAdmin: boolean) {
    const { t } = this.app;
    return html`<secure-video-empty .icon=${mdiCctv} heading=${t("live.none")}>
      <p>${t(isAdmin ? "live.none_about" : "live.none_for_you")}</p>
      ${isAdmin ? this.#add("live.add", "primary") : nothing}
    </secure-video-empty>`;
  }

  async #switch(mode: PrivacyMode, cameras: readonly CameraOverview[]): Promise<void> {
    this.switching = new Set(cameras.map(({ camera_id }) => camera_id));
    const { on, off } = changesFor(mode, cameras);
    try {
      await Promise.all([turn(this.app, "off", off), turn(this.app, "on", on)]);
    } catch (error) {
      toast({ text: errorText(this.app.t, error), isError: true });
    } finally {
      this.switching = new Set();
    }
  }
}

customElements.define("secure-video-live", LiveView);

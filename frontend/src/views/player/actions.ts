import { mdiCameraOutline } from "@mdi/js";
import { css, html, nothing } from "lit";
import "../../components/button.ts";
import { confirm } from "../../components/dialog.ts";
import { download } from "../../components/download.ts";
import "../../components/error.ts";
import "../../components/progress.ts";
import { base } from "../../components/styles.ts";
import { toast } from "../../components/toast.ts";
import type { Path } from "../../vault/service.ts";
import "../clip-care.ts";
import type { ShelvedClip } from "../clip-shelf.ts";
import { Place } from "../place.ts";
import { fetched, fileName, type Making, made } from "./files.ts";
import "./lend-dialog.ts";
import type { RedactedCopy } from "./redacted-copy.ts";
import "./redact-dialog.ts";
import type { SaveWay } from "./save-ways.ts";
import "./save-ways.ts";
import "./share-dialog.ts";

/** What can be done with a clip. Tells `snapshot` when one is wanted, `done` when it was protected or deleted. */
export class ClipActions extends Place {
  static override properties = {
    ...Place.properties,
    clip: { attribute: false },
    people: { attribute: false },
    asking: { state: true },
    job: { state: true },
    error: { state: true },
  };
  declare clip: ShelvedClip;
  declare people: readonly Path[];
  declare private asking: "person" | "redacted" | "lend" | null;
  /** What is being made, and how far it is. */
  declare private job: { readonly name: string; readonly share: number | null } | null;
  declare private error: unknown;
  #abort: AbortController | undefined;

  constructor() {
    super();
    this.people = [];
    this.asking = null;
    this.job = null;
  }

  static override styles = [
    base,
    css`
      :host {
        display: grid;
        gap: 16px;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        container-type: inline-size;
      }
      /* On a phone and beside a video, all of them in one row, in any language. */
      @container (max-width: 440px) {
        .row > * {
          flex: 1 1 0;
          --sv-button-direction: column;
          --sv-button-padding: 8px 4px;
        }
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort?.abort();
  }

  override render() {
    const { t, context, vaultState } = this.app;
    return html`${this.#buttons()}
      ${
        this.job
          ? html`<secure-video-progress
              class="card"
              label=${this.job.name}
              .value=${this.job.share}
              cancelLabel=${t("do.cancel")}
              @cancelled=${() => this.#abort?.abort()}
            ></secure-video-progress>`
          : nothing
      }
      ${
        this.error
          ? html`<secure-video-error .t=${t} what=${t("save.failed")} .error=${this.error}></secure-video-error>`
          : nothing
      }
      <secure-video-save-ways
        .t=${t}
        .isAdmin=${context.value.user.isAdmin}
        .isOpen=${vaultState.value.isOpen}
        .isWhole=${this.clip.state !== "incomplete"}
        .isBusy=${this.job !== null}
        @chosen=${(event: CustomEvent<SaveWay>) => this.#save(event.detail)}
      ></secure-video-save-ways>
      ${this.#dialog()}`;
  }

  #buttons() {
    const { t, context, vaultState } = this.app;
    return html`<div class="row">
      <secure-video-button
        .icon=${mdiCameraOutline}
        ?disabled=${!vaultState.value.isOpen}
        @click=${() => this.dispatchEvent(new CustomEvent("snapshot"))}
        >${t("player.snapshot")}</secure-video-button
      >
      ${
        context.value.user.isAdmin
          ? html`<secure-video-clip-care
              .app=${this.app}
              .overview=${this.overview}
              .shelf=${this.shelf}
              .descriptions=${this.descriptions}
              .clips=${[this.clip]}
              @done=${() => this.dispatchEvent(new CustomEvent("done"))}
            ></secure-video-clip-care>`
          : nothing
      }
    </div>`;
  }

  #dialog() {
    const close = () => {
      this.asking = null;
    };
    switch (this.asking) {
      case "person":
        return html`<secure-video-share-dialog
          .app=${this.app}
          @closed=${close}
          @recipient=${(event: CustomEvent<string>) => {
            close();
            const copy = this.app.vault.stream("copyFor", this.clip.clip_id, event.detail);
            void this.#make("save.person", copy, "mp4.age");
          }}
        ></secure-video-share-dialog>`;
      case "redacted":
        return html`<secure-video-redact-dialog
          .app=${this.app}
          clipId=${this.clip.clip_id}
          .people=${this.people}
          @closed=${close}
          @failed=${(event: CustomEvent<unknown>) => {
            close();
            this.error = event.detail;
          }}
          @copied=${(event: CustomEvent<RedactedCopy>) => {
            close();
            this.#hand(event.detail.file, `redacted.${event.detail.ending}`);
          }}
        ></secure-video-redact-dialog>`;
      case "lend":
        return html`<secure-video-lend-dialog
          .t=${this.app.t}
          @closed=${close}
          @lent=${(event: CustomEvent<number>) => {
            close();
            void this.#lend(event.detail);
          }}
        ></secure-video-lend-dialog>`;
      default:
        return nothing;
    }
  }

  async #save({ kind, name }: SaveWay): Promise<void> {
    const { host, vault } = this.app;
    const { clip_id, state } = this.clip;
    switch (kind) {
      case "sealed":
        return this.#make(
          name,
          fetched(host, `/api/secure_video/clips/${clip_id}/sealed`),
          state === "incomplete" ? "mp4.age.part" : "mp4.age",
        );
      case "evidence":
        return this.#make(name, fetched(host, `/api/secure_video/clips/${clip_id}/evidence`), "zip");
      case "plain":
        if (await this.#isSure()) await this.#make(name, vault.stream("plainCopy", clip_id), "mp4");
        break;
      default:
        this.asking = kind;
    }
  }

  async #make(name: SaveWay["name"], making: Making, ending: string): Promise<void> {
    const { t } = this.app;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.error = undefined;
    this.job = { name: t(name), share: null };
    try {
      const file = await made(making, signal, (share) => {
        this.job = { name: t(name), share };
      });
      this.#hand(file, ending);
    } catch (error) {
      if (!signal.aborted) this.error = error;
    }
    this.job = null;
  }

  #hand(file: Blob, ending: string): void {
    const { begins, camera_id } = this.clip;
    download(file, `${fileName(this.cameraName(camera_id), begins, this.times.offset(begins))}.${ending}`);
    toast({ text: this.app.t("save.done") });
  }

  /** That a copy for everybody is to be made. */
  #isSure(): Promise<boolean> {
    const { t } = this.app;
    return confirm({
      heading: t("save.plain"),
      text: t("save.plain_sure"),
      confirm: t("save.plain_do"),
      cancel: t("do.cancel"),
      isDestructive: true,
    });
  }

  async #lend(seconds: number): Promise<void> {
    const { clip } = this;
    this.error = undefined;
    try {
      const until = await this.app.vault.call("lend", [clip.clip_id], seconds);
      this.shelf.change({ ...clip, unlocked_until: until });
      toast({ text: this.app.t("lend.done", { until: this.times.say(Date.parse(until), "moment") }) });
    } catch (error) {
      this.error = error;
    }
  }
}

customElements.define("secure-video-clip-actions", ClipActions);

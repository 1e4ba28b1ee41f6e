import {
  mdiFileOutline,
  mdiFilmstripOff,
  mdiFolderOpenOutline,
  mdiLockOpenVariantOutline,
  mdiLockOutline,
} from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type { App } from "../app.ts";
import "../components/button.ts";
import "../components/empty.ts";
import { base } from "../components/styles.ts";
import "../components/virtual-grid.ts";
import type { Localize, TextKey } from "../localize/localize.ts";
import { Times } from "../localize/times.ts";
import { Watch } from "../store.ts";
import { Descriptions } from "../views/descriptions.ts";
import "../views/shell/unlock.ts";
import type { ClipFile, ClipFiles } from "./files.ts";
import "./screen.ts";
import type { ViewerKey } from "./texts.ts";
import "./tile.ts";

/** What the viewer has of the app: no Home Assistant. */
export interface ViewerApp extends Pick<App, "context" | "vault" | "vaultState"> {
  readonly t: Localize<TextKey | ViewerKey>;
}

/** All of the viewer: opening files, the list, the screen. */
export class Viewer extends LitElement {
  static override properties = {
    app: { attribute: false },
    files: { attribute: false },
    isUnlocking: { state: true },
    hasFoundNone: { state: true },
    unreadable: { state: true },
    shown: { state: true },
  };
  declare app: ViewerApp;
  declare files: ClipFiles;
  declare protected isUnlocking: boolean;
  declare protected hasFoundNone: boolean;
  /** Names of files that were chosen last. */
  declare protected unreadable: readonly string[];
  declare protected shown: ClipFile | null;
  #descriptions: Descriptions | undefined;

  constructor() {
    super();
    this.isUnlocking = false;
    this.hasFoundNone = false;
    this.unreadable = [];
    this.shown = null;
    new Watch(this, () => [this.app.context, this.app.vaultState, this.files.clips]);
  }

  static override styles = [
    base,
    css`
      :host {
        display: block;
        block-size: 100dvh;
        overflow: auto;
      }
      header {
        position: sticky;
        inset-block-start: 0;
        z-index: 1;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 10px;
        padding: 12px clamp(16px, 3vw, 32px);
        background: var(--sv-card);
        border-block-end: 1px solid var(--sv-line);
      }
      h1 {
        flex: 1 1 auto;
      }
      main {
        padding: 20px clamp(16px, 3vw, 32px) 40px;
        max-inline-size: 1400px;
        margin-inline: auto;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 10px;
        justify-content: center;
      }
      .note {
        padding-block-end: 16px;
      }
      input {
        display: none;
      }
    `,
  ];

  override render() {
    const { t } = this.app;
    const { isOpen } = this.app.vaultState.value;
    const clips = this.files.clips.value;
    return html`<header>
        <h1>${t("viewer.title")}</h1>
        ${clips.length > 0 ? this.#openers("quiet") : nothing}
        ${isOpen ? this.#lock() : this.#unlock(clips.length > 0 ? "primary" : "quiet")}
      </header>
      <main>
        ${this.unreadable.map((name) => html`<p class="note" role="alert">${t("viewer.no_bundle", { name })}</p>`)}
        ${clips.length > 0 ? this.#list(clips, isOpen) : this.#start()}
      </main>
      <input id="folder" type="file" webkitdirectory @change=${this.#chosen} />
      <input id="files" type="file" multiple accept=".age,.part,.zip" @change=${this.#chosen} />
      ${this.shown ? this.#screen(this.shown) : nothing}
      ${
        this.isUnlocking
          ? html`<secure-video-unlock .app=${this.app} @closed=${() => this.#stopUnlocking()}></secure-video-unlock>`
          : nothing
      }`;
  }

  /** What was opened with the key goes with it. */
  get #described(): Descriptions {
    this.#descriptions ??= new Descriptions(this.app.vault);
    if (!this.app.vaultState.value.isOpen) this.#descriptions.clear();
    return this.#descriptions;
  }

  #start() {
    const { t } = this.app;
    return html`<secure-video-empty
      heading=${t(this.hasFoundNone ? "viewer.none" : "viewer.start")}
      .icon=${this.hasFoundNone ? mdiFilmstripOff : mdiFolderOpenOutline}
    >
      <p>${t(this.hasFoundNone ? "viewer.none_text" : "viewer.start_text")}</p>
      <div class="row">${this.#openers("primary")}</div>
      <p class="small">${t("viewer.offline")}</p>
    </secure-video-empty>`;
  }

  #openers(kind: "primary" | "quiet") {
    const { t } = this.app;
    return html`<secure-video-button kind=${kind} .icon=${mdiFolderOpenOutline} @click=${() => this.#choose("#folder")}
        >${t("viewer.open_folder")}</secure-video-button
      >
      <secure-video-button
        kind=${kind === "primary" ? "plain" : kind}
        .icon=${mdiFileOutline}
        @click=${() => this.#choose("#files")}
        >${t("viewer.open_files")}</secure-video-button
      >`;
  }

  #unlock(kind: "primary" | "quiet") {
    return html`<secure-video-button
      kind=${kind}
      .icon=${mdiLockOpenVariantOutline}
      @click=${() => {
        this.isUnlocking = true;
      }}
      >${this.app.t("unlock.open")}</secure-video-button
    >`;
  }

  #lock() {
    return html`<secure-video-button
      kind="quiet"
      .icon=${mdiLockOutline}
      @click=${() => {
        this.shown = null;
        void this.app.vault.call("lock");
      }}
      >${this.app.t("lock.now")}</secure-video-button
    >`;
  }

  #list(clips: readonly ClipFile[], isOpen: boolean) {
    const { t } = this.app;
    const draw = (clip: ClipFile) => html`<secure-video-tile
      .clip=${clip}
      .app=${this.app}
      .descriptions=${this.#described}
      .isOpen=${isOpen}
      @chosen=${() => this.#show(clip)}
    ></secure-video-tile>`;
    return html`<p class="note muted">
        ${t("viewer.clips", { count: clips.length })}${isOpen ? nothing : html` · ${t("timeline.locked")}`}
      </p>
      <secure-video-virtual-grid
        label=${t("timeline.list")}
        .items=${clips}
        .rowHeight=${220}
        .keyOf=${(clip: ClipFile) => clip.clipId}
        .draw=${draw}
        .scroller=${this}
      ></secure-video-virtual-grid>`;
  }

  #screen(clip: ClipFile) {
    const opened = this.#described.peek(clip.clipId);
    const times = new Times(this.app.context.value);
    const heading = opened ? `${opened.cameraName}, ${times.say(Date.parse(opened.startedAt), "moment")}` : clip.name;
    const screen = html`<secure-video-screen
      .app=${this.app}
      .descriptions=${this.#described}
      .clip=${clip}
      heading=${heading}
      @key-wanted=${() => {
        this.isUnlocking = true;
      }}
      @closed=${() => {
        this.shown = null;
      }}
    ></secure-video-screen>`;
    // With the key, it begins anew.
    return keyed(this.app.vaultState.value.isOpen, screen);
  }

  /** Without a key, ask for it first; a proof can be checked without. */
  #show(clip: ClipFile): void {
    if (this.app.vaultState.value.isOpen || clip.isEvidence) this.shown = clip;
    else this.isUnlocking = true;
  }

  #stopUnlocking(): void {
    this.isUnlocking = false;
  }

  #choose(input: "#folder" | "#files"): void {
    this.renderRoot.querySelector<HTMLInputElement>(input)?.click();
  }

  async #chosen(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = "";
    const { count, unreadable } = await this.files.add(files);
    this.hasFoundNone = count === 0;
    this.unreadable = unreadable;
  }
}

customElements.define("secure-video-viewer", Viewer);

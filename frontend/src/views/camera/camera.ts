import { mdiVideoOutline } from "@mdi/js";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import type { CameraOverview, CameraSettings, NearMiss, Overview } from "../../api/messages.ts";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import "../../components/empty.ts";
import "../../components/error.ts";
import "../../components/progress.ts";
import { base } from "../../components/styles.ts";
import { toast } from "../../components/toast.ts";
import { errorText } from "../../localize/errors.ts";
import { Watch } from "../../store.ts";
import { ShownPicture, still } from "../live/stills.ts";
import "./camera-form.ts";
import { cameraStyles } from "./camera-styles.ts";
import { type Draft, draftOf } from "./draft.ts";
import "./drawing.ts";
import type { Edit } from "./camera-form.ts";
import type { Drawn } from "./drawing.ts";
import { drawingTools } from "./drawing-tools.ts";
import { faults } from "./faults.ts";
import { type SeenMiss, verdict } from "./near-misses.ts";
import "./near-miss-list.ts";
import "./shape-form.ts";
import "./shape-list.ts";
import { type Selection, type ShapeKind, without, withPoints } from "./shapes.ts";

/** One camera's settings: what is drawn on its picture, and what is said in words. */
export class CameraView extends LitElement {
  static override properties = {
    app: { attribute: false },
    overview: { attribute: false },
    cameraId: { type: String },
    draft: { state: true },
    selected: { state: true },
    misses: { state: true },
    pointed: { state: true },
    areMissesShown: { state: true },
    error: { state: true },
    isSaving: { state: true },
    picture: { state: true },
  };
  declare app: App;
  declare overview: Overview;
  declare cameraId: string;
  declare protected draft: Draft | null;
  declare protected selected: Selection | null;
  declare protected misses: readonly NearMiss[];
  declare protected pointed: NearMiss | null;
  declare protected areMissesShown: boolean;
  declare protected error: unknown;
  declare protected isSaving: boolean;
  declare protected picture: string | null;
  readonly #picture = new ShownPicture();
  #leave: (() => void) | undefined;

  static override styles = [base, cameraStyles];

  constructor() {
    super();
    this.draft = null;
    this.selected = null;
    this.misses = [];
    this.pointed = null;
    this.areMissesShown = true;
    this.error = null;
    this.isSaving = false;
    this.picture = null;
    new Watch(this, () => [this.app.context]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("beforeunload", this.#warn);
    window.addEventListener("keydown", this.#pressed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("beforeunload", this.#warn);
    window.removeEventListener("keydown", this.#pressed);
    this.#leave?.();
    this.#picture.show(null);
    const { draft } = this;
    if (draft?.isChanged) {
      const { t } = this.app;
      toast({
        text: t("camera.left", { name: draft.settings.name }),
        action: { label: t("camera.save"), run: () => void this.#save(draft) },
      });
    }
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("cameraId")) void this.#load();
  }

  override render() {
    const { t } = this.app;
    if (!this.app.context.value.user.isAdmin) {
      return html`<secure-video-empty .icon=${mdiVideoOutline} heading=${t("camera.not_admin")}></secure-video-empty>`;
    }
    if (this.error) {
      return html`<secure-video-error
        .t=${t}
        what=${t("camera.not_loaded")}
        .error=${this.error}
        retryable
        @retried=${() => this.#load()}
      ></secure-video-error>`;
    }
    if (!this.draft) return html`<secure-video-progress label=${t("camera.loading")}></secure-video-progress>`;
    return html`<div class="columns">
        <div class="stage">${this.#drawing(this.draft)} ${drawingTools(t, this.draft, { add: this.#add, refresh: this.#showPicture })}</div>
        <div class="forms">${this.#forms(this.draft)}</div>
      </div>
      ${this.draft.isChanged ? this.#unsaved(this.draft) : nothing}`;
  }

  #drawing({ settings }: Draft) {
    const { width = null, height = null } = this.#camera ?? {};
    return html`<secure-video-drawing
      .t=${this.app.t}
      .picture=${this.picture}
      .aspect=${width && height ? width / height : 16 / 9}
      .settings=${settings}
      .selected=${this.selected}
      .misses=${this.areMissesShown ? this.#seen : []}
      @chosen=${(event: CustomEvent<Selection | null>) => {
        this.selected = event.detail;
      }}
      @drawn=${({ detail: { at, points, step } }: CustomEvent<Drawn>) =>
        this.draft?.change(withPoints(this.draft.settings, at, points), step)}
      @removed=${this.#remove}
    ></secure-video-drawing>`;
  }

  #forms({ settings }: Draft) {
    const { t } = this.app;
    const found = faults(settings);
    const { selected } = this;
    return html`<section class="card">
        <secure-video-shape-list
          .t=${t}
          .settings=${settings}
          .selected=${selected}
          .faults=${found}
          @chosen=${(event: CustomEvent<Selection | null>) => {
            this.selected = event.detail;
          }}
        ></secure-video-shape-list>
        ${
          selected && settings[selected.kind][selected.index]
            ? html`<secure-video-shape-form
                .t=${t}
                .settings=${settings}
                .selected=${selected}
                @edited=${this.#edited}
                @removed=${this.#remove}
              ></secure-video-shape-form>`
            : nothing
        }
      </section>
      <section class="card">
        <secure-video-camera-form .t=${t} .settings=${settings} @edited=${this.#edited}></secure-video-camera-form>
      </section>
      <section class="card">
        <secure-video-near-misses
          .app=${this.app}
          .seen=${this.#seen}
          .zones=${settings.zones}
          .areShown=${this.areMissesShown}
          @pointed=${(event: CustomEvent<NearMiss | null>) => {
            this.pointed = event.detail;
          }}
          @shown=${(event: CustomEvent<boolean>) => {
            this.areMissesShown = event.detail;
          }}
        ></secure-video-near-misses>
      </section>`;
  }

  #unsaved(draft: Draft) {
    const { t } = this.app;
    const [fault] = faults(draft.settings);
    return html`<div class="unsaved" role="region" aria-label=${t("camera.unsaved")}>
      <p role="status">${fault ? t(`camera.fault.${fault.kind}`, { name: this.#nameOf(draft, fault.at) }) : t("camera.unsaved")}</p>
      <secure-video-button kind="quiet" ?disabled=${this.isSaving} @click=${() => draft.discard()}
        >${t("camera.discard")}</secure-video-button
      >
      <secure-video-button
        kind="primary"
        ?disabled=${fault !== undefined}
        ?busy=${this.isSaving}
        @click=${() => this.#save(draft)}
        >${t("camera.save")}</secure-video-button
      >
    </div>`;
  }

  get #camera(): CameraOverview | undefined {
    return this.overview.cameras.find(({ camera_id }) => camera_id === this.cameraId);
  }

  get #seen(): readonly SeenMiss[] {
    const { draft, misses, pointed } = this;
    if (!draft) return [];
    return misses.map((miss) => ({ miss, verdict: verdict(miss, draft.settings), isPointedAt: miss === pointed }));
  }

  #nameOf({ settings }: Draft, at: Selection | null): string {
    return (at ? settings[at.kind][at.index]?.name : settings.name) ?? "";
  }

  async #load(): Promise<void> {
    this.error = null;
    this.selected = null;
    void this.#showPicture();
    try {
      const draft = await draftOf(this.app, this.cameraId);
      this.#leave?.();
      this.#leave = draft.watch(() => this.requestUpdate());
      this.draft = draft;
      const { near_misses } = await this.app.api.nearMisses(this.cameraId);
      this.misses = near_misses;
    } catch (error) {
      this.error = error;
    }
  }

  readonly #showPicture = async (): Promise<void> => {
    const entityId = this.#camera?.entity_id;
    if (!entityId) return;
    const picture = await still(this.app, entityId).catch(() => null);
    if (!picture || !this.isConnected) return;
    this.#picture.show(picture);
    this.picture = this.#picture.url;
  };

  readonly #add = (settings: CameraSettings, kind: ShapeKind): void => {
    this.draft?.change(settings);
    this.selected = { kind, index: settings[kind].length - 1 };
  };

  readonly #remove = ({ detail }: CustomEvent<Selection>): void => {
    this.selected = null;
    if (this.draft) this.draft.change(without(this.draft.settings, detail));
  };

  readonly #edited = ({ detail: { settings, step } }: CustomEvent<Edit>): void => {
    this.draft?.change(settings, step || null);
  };

  readonly #pressed = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping(event)) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) this.draft?.undo();
    else if (key === "y" || key === "z") this.draft?.redo();
    else return;
    event.preventDefault();
  };

  async #save(draft: Draft): Promise<void> {
    this.isSaving = true;
    try {
      await draft.save();
      toast({ text: this.app.t("camera.saved") });
    } catch (error) {
      toast({ text: errorText(this.app.t, error), isError: true });
    } finally {
      this.isSaving = false;
    }
  }

  readonly #warn = (event: BeforeUnloadEvent): void => {
    if (this.draft?.isChanged) event.preventDefault();
  };
}

/** The browser undoes letters itself. */
function isTyping(event: KeyboardEvent): boolean {
  return event
    .composedPath()
    .some((each) => each instanceof HTMLInputElement && each.type !== "range" && each.type !== "radio");
}

customElements.define("secure-video-camera", CameraView);

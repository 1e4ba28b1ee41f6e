import { mdiCameraOff, mdiCameraPlusOutline, mdiCheck, mdiVideoOutline } from "@mdi/js";
import { css, html, nothing, type PropertyDeclarations } from "lit";
import type { Api } from "../../api/client.ts";
import "../../components/button.ts";
import { icon } from "../../components/icon.ts";
import "../../components/progress.ts";
import { errorText } from "../../localize/errors.ts";
import { type HomeTexts, homeTexts } from "../../localize/home.ts";
import { still } from "../live/stills.ts";
import { CameraFlow, type Trial } from "./camera-flow.ts";
import { SetupStepElement } from "./step.ts";
import "./stream-form.ts";
import { stepStyles } from "./styles.ts";

type Candidate = Awaited<ReturnType<Api["cameraCandidates"]>>["cameras"][number];

/** How one candidate stands. */
interface Row {
  readonly candidate: Candidate;
  readonly picture: string | null;
  readonly state: "offered" | "trying" | "added";
  readonly detail: string;
  readonly error: string;
}

/** Cameras of Home Assistant, each added by one tap; and by the address of a stream. */
class CamerasStep extends SetupStepElement {
  static override properties: PropertyDeclarations = {
    ...SetupStepElement.properties,
    rows: { state: true },
    error: { state: true },
  };
  declare protected rows: readonly Row[] | null;
  declare protected error: string;
  #texts: HomeTexts = () => undefined;

  static override styles = [
    stepStyles,
    css`
      .cameras {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(220px, 1fr));
        gap: 14px;
      }
      .cameras li {
        display: flex;
        flex-direction: column;
        border: 1px solid var(--sv-line);
        border-radius: var(--sv-radius);
        overflow: hidden;
        background: var(--sv-card);
      }
      .picture {
        display: grid;
        place-items: center;
        aspect-ratio: 16 / 9;
        background: var(--sv-sunken);
        color: var(--sv-muted);
      }
      img {
        inline-size: 100%;
        block-size: 100%;
        object-fit: cover;
      }
      h2 {
        font-size: 1rem;
      }
      .about {
        flex: 1;
        padding: 12px 14px 4px;
      }
      .actions {
        padding: 8px 12px 12px;
        display: flex;
        align-items: center;
        gap: 8px;
        min-block-size: var(--sv-touch);
      }
      .added {
        color: var(--sv-success);
        font-weight: 500;
      }
      .wrong {
        color: var(--sv-error);
      }
    `,
  ];

  constructor() {
    super();
    this.rows = null;
    this.error = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const { picture } of this.rows ?? []) if (picture) URL.revokeObjectURL(picture);
    this.rows = null;
  }

  override render() {
    const { t } = this.app;
    return html`<p>${t("setup.cameras.intro")}</p>
      ${this.error ? html`<p class="wrong" role="alert">${this.error}</p>` : nothing}
      ${this.rows ? this.#candidates(this.rows) : html`<secure-video-progress label=${t("setup.cameras.looking")}></secure-video-progress>`}
      <details ?open=${this.rows?.length === 0}>
        <summary>${t("setup.cameras.stream")}</summary>
        <secure-video-stream-form .app=${this.app} .texts=${this.#texts}></secure-video-stream-form>
      </details>`;
  }

  #candidates(rows: readonly Row[]) {
    const { t } = this.app;
    if (!rows.length) return html`<p class="muted">${t("setup.cameras.none")}</p>`;
    return html`<ul class="cameras">
      ${rows.map((row) => this.#candidate(row))}
    </ul>`;
  }

  #candidate(row: Row) {
    const { t } = this.app;
    const { candidate, picture, state } = row;
    return html`<li>
      <div class="picture">
        ${picture ? html`<img src=${picture} alt="" />` : icon(candidate.can_stream ? mdiVideoOutline : mdiCameraOff)}
      </div>
      <div class="about">
        <h2>${candidate.name}</h2>
        <p class="small muted">${row.detail || candidate.area || candidate.entity_id}</p>
        ${row.error ? html`<p class="small wrong" role="alert">${row.error}</p>` : nothing}
      </div>
      <div class="actions">
        ${
          state === "added"
            ? html`<span class="added" role="status">${icon(mdiCheck)} ${t("setup.cameras.added")}</span>`
            : candidate.can_stream
              ? html`<secure-video-button
                  .icon=${mdiCameraPlusOutline}
                  ?busy=${state === "trying"}
                  spoken=${t("setup.cameras.add_named", { name: candidate.name })}
                  @click=${() => this.#add(row)}
                  >${t("setup.cameras.add")}</secure-video-button
                >`
              : html`<span class="small muted">${t("setup.cameras.cannot_stream")}</span>`
        }
      </div>
    </li>`;
  }

  async #load(): Promise<void> {
    try {
      const [{ cameras: candidates }, texts] = await Promise.all([
        this.app.api.cameraCandidates(),
        homeTexts(this.app, "config_subentries"),
      ]);
      this.#texts = texts;
      this.rows = candidates.map((candidate) => ({
        candidate,
        picture: null,
        state: "offered",
        detail: "",
        error: "",
      }));
      for (const candidate of candidates) void this.#showPicture(candidate);
    } catch (error) {
      this.error = errorText(this.app.t, error);
      this.rows = [];
    }
  }

  async #showPicture({ entity_id }: Candidate): Promise<void> {
    const picture = await still(this.app, entity_id, 480).catch(() => null);
    if (picture) this.#update(entity_id, { picture: URL.createObjectURL(picture) });
  }

  async #add({ candidate }: Row): Promise<void> {
    this.#update(candidate.entity_id, { state: "trying", error: "" });
    const flow = new CameraFlow(this.app);
    try {
      const trial = await flow.try({ kind: "entity", entityId: candidate.entity_id });
      if (trial.kind === "found") await flow.save();
      this.#update(candidate.entity_id, this.#tried(trial));
    } catch (error) {
      this.#update(candidate.entity_id, { state: "offered", error: errorText(this.app.t, error) });
    } finally {
      await flow.close().catch(() => undefined);
    }
  }

  #tried(trial: Trial): Partial<Row> {
    if (trial.kind === "found") {
      const { picture, stream } = trial;
      return { state: "added", detail: stream, ...(picture && { picture: URL.createObjectURL(picture) }) };
    }
    const [reason = "unknown"] = Object.values(trial.fields);
    const text = this.#texts(`camera.error.${reason}`, trial.placeholders);
    return { state: "offered", error: text ?? this.app.t("fault.other.advice") };
  }

  #update(entityId: string, change: Partial<Row>): void {
    this.rows =
      this.rows?.map((row) => {
        if (row.candidate.entity_id !== entityId) return row;
        if (change.picture && row.picture) URL.revokeObjectURL(row.picture);
        return { ...row, ...change };
      }) ?? null;
  }
}

customElements.define("secure-video-setup-cameras", CamerasStep);

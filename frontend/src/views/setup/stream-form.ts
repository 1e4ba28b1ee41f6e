import { mdiCheckCircleOutline } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import type { App } from "../../app.ts";
import "../../components/button.ts";
import "../../components/field.ts";
import { icon } from "../../components/icon.ts";
import { errorText } from "../../localize/errors.ts";
import type { HomeTexts } from "../../localize/home.ts";
import type { TextKey } from "../../localize/localize.ts";
import { CameraFlow, type Trial } from "./camera-flow.ts";
import { stepStyles } from "./styles.ts";

const FIELDS = ["name", "url", "username", "password"] as const;
type Field = (typeof FIELDS)[number];

const LABELS: Readonly<Record<Field, TextKey>> = {
  name: "setup.stream.name",
  url: "setup.stream.url",
  username: "setup.stream.username",
  password: "setup.stream.password",
};

const NOTHING: Readonly<Record<Field, string>> = { name: "", url: "", username: "", password: "" };

/** A camera by the address of its stream: tried, looked at, saved. */
class StreamForm extends LitElement {
  static override properties = {
    app: { attribute: false },
    texts: { attribute: false },
    values: { state: true },
    trial: { state: true },
    isBusy: { state: true },
    error: { state: true },
    added: { state: true },
  };
  declare app: App;
  declare texts: HomeTexts;
  declare protected values: Readonly<Record<Field, string>>;
  declare protected trial: Trial | null;
  declare protected isBusy: boolean;
  declare protected error: string;
  /** Name of the camera that was added last. */
  declare protected added: string;
  #flow: CameraFlow | null = null;
  #picture: string | null = null;

  static override styles = [
    stepStyles,
    css`
      :host {
        padding-block: 8px;
        gap: 14px;
      }
      img {
        inline-size: 100%;
        border-radius: var(--sv-radius);
      }
      .wrong {
        color: var(--sv-error);
      }
    `,
  ];

  constructor() {
    super();
    this.values = NOTHING;
    this.trial = null;
    this.isBusy = false;
    this.error = "";
    this.added = "";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget();
  }

  override render() {
    return this.trial?.kind === "found" ? this.#preview(this.trial) : this.#form();
  }

  #form() {
    const { t } = this.app;
    const wrong = this.trial?.kind === "wrong" ? this.trial : null;
    const errorOf = (field: Field) => {
      const key = wrong?.fields[field];
      return key ? (this.texts(`camera.error.${key}`, wrong?.placeholders) ?? t("fault.other.advice")) : "";
    };
    const isFilled = this.values.name.trim() !== "" && this.values.url.trim() !== "";
    return html`${
      this.added
        ? html`<div class="note good" role="status">
            ${icon(mdiCheckCircleOutline)}<span>${t("setup.stream.added", { name: this.added })}</span>
          </div>`
        : nothing
    }
      ${FIELDS.map(
        (field) => html`<secure-video-field
          label=${t(LABELS[field])}
          hint=${field === "url" ? t("setup.stream.url_hint") : ""}
          type=${field === "password" ? "password" : "text"}
          .value=${this.values[field]}
          .error=${errorOf(field)}
          @changed=${(event: CustomEvent<string>) => {
            this.values = { ...this.values, [field]: event.detail };
          }}
        ></secure-video-field>`,
      )}
      ${this.error ? html`<p class="wrong" role="alert">${this.error}</p>` : nothing}
      <div class="row">
        <secure-video-button kind="primary" ?disabled=${!isFilled} ?busy=${this.isBusy} @click=${this.#try}
          >${t("setup.stream.try")}</secure-video-button
        >
        ${this.isBusy ? html`<span class="small muted">${t("setup.stream.trying")}</span>` : nothing}
      </div>`;
  }

  #preview(trial: Trial & { kind: "found" }) {
    const { t } = this.app;
    return html`${this.#picture ? html`<img src=${this.#picture} alt=${t("setup.stream.picture")} />` : nothing}
      <div>
        <h2>${trial.name}</h2>
        <p class="small muted">${trial.stream}</p>
        ${trial.dropped ? html`<p class="small">${t("setup.stream.dropped", { sound: trial.dropped })}</p>` : nothing}
      </div>
      ${this.error ? html`<p class="wrong" role="alert">${this.error}</p>` : nothing}
      <div class="row">
        <secure-video-button kind="primary" ?busy=${this.isBusy} @click=${() => this.#save(trial.name)}
          >${t("setup.stream.save")}</secure-video-button
        >
        <secure-video-button kind="quiet" ?disabled=${this.isBusy} @click=${this.#back}
          >${t("setup.stream.change")}</secure-video-button
        >
      </div>`;
  }

  async #try(): Promise<void> {
    await this.#during(async () => {
      this.#flow ??= new CameraFlow(this.app);
      const { name, url, username, password } = this.values;
      const trial = await this.#flow.try({
        kind: "stream",
        name: name.trim(),
        url: url.trim(),
        username: username.trim(),
        password,
      });
      this.#show(trial.kind === "found" ? trial.picture : null);
      this.trial = trial;
    });
  }

  async #save(name: string): Promise<void> {
    await this.#during(async () => {
      await this.#flow?.save();
      this.#forget();
      this.values = NOTHING;
      this.added = name;
    });
  }

  #back(): void {
    this.#show(null);
    this.trial = null;
  }

  #forget(): void {
    this.#back();
    void this.#flow?.close().catch(() => undefined);
    this.#flow = null;
  }

  async #during(work: () => Promise<void>): Promise<void> {
    this.error = "";
    this.isBusy = true;
    try {
      await work();
    } catch (error) {
      this.error = errorText(this.app.t, error);
    } finally {
      this.isBusy = false;
    }
  }

  #show(picture: Blob | null): void {
    if (this.#picture) URL.revokeObjectURL(this.#picture);
    this.#picture = picture && URL.createObjectURL(picture);
  }
}

customElements.define("secure-video-stream-form", StreamForm);

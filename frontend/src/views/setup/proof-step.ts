import { mdiCheckCircleOutline } from "@mdi/js";
import { css, html, type PropertyDeclarations } from "lit";
import { icon } from "../../components/icon.ts";
import "../../components/key-source.ts";
import { LinkError } from "../../link/link.ts";
import { errorText } from "../../localize/errors.ts";
import { SetupStepElement } from "./step.ts";
import { stepStyles } from "./styles.ts";

/** Open a test clip with what was printed or saved: recording starts only when that worked. */
class ProofStep extends SetupStepElement {
  static override properties: PropertyDeclarations = {
    ...SetupStepElement.properties,
    error: { state: true },
    isBusy: { state: true },
    opened: { state: true },
  };
  declare protected error: string;
  declare protected isBusy: boolean;
  declare protected opened: { readonly url: string; readonly type: string } | null;

  static override styles = [
    stepStyles,
    css`
      video,
      img {
        inline-size: 100%;
        aspect-ratio: 16 / 9;
        object-fit: cover;
        border-radius: var(--sv-radius);
        background: #000;
      }
    `,
  ];

  constructor() {
    super();
    this.error = "";
    this.isBusy = false;
    this.opened = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.opened) URL.revokeObjectURL(this.opened.url);
    this.opened = null;
  }

  override render() {
    const { t } = this.app;
    if (this.session.value.isProved) return this.#proved();
    return html`<p>${t("setup.proof.intro")}</p>
      <secure-video-key-source
        .t=${t}
        pasteLabel=${t("setup.proof.paste")}
        .error=${this.error}
        .isBusy=${this.isBusy}
        @key-text=${(event: CustomEvent<string>) => this.#prove(event.detail)}
      ></secure-video-key-source>`;
  }

  #proved() {
    const { t } = this.app;
    return html`<div class="note good" role="status">
        ${icon(mdiCheckCircleOutline)}<span>${t("setup.proof.done")}</span>
      </div>
      ${this.opened ? this.#picture(this.opened) : ""}`;
  }

  #picture({ url, type }: { readonly url: string; readonly type: string }) {
    const name = this.app.t("setup.proof.clip");
    if (!type.startsWith("video/")) return html`<img src=${url} alt=${name} />`;
    return html`<video src=${url} aria-label=${name} autoplay muted loop playsinline></video>`;
  }

  async #prove(text: string): Promise<void> {
    this.error = "";
    this.isBusy = true;
    try {
      await this.#proveWith(text);
    } catch (error) {
      this.#explain(error);
    } finally {
      this.isBusy = false;
    }
  }

  #explain(error: unknown): void {
    const code = error instanceof LinkError ? error.code : "";
    this.error = code === "wrong_identity" ? this.app.t("setup.proof.wrong") : errorText(this.app.t, error);
    // The vault was locked in the meantime, and has forgotten the keys: the step before says what to do.
    if (code === "locked") this.change({ step: "kit" });
  }

  async #proveWith(text: string): Promise<void> {
    const { api, vault, t } = this.app;
    const { keys, name, where, isKept } = this.session.value;
    if (!keys) return;
    const begun = await api.beginSetup([
      { name: name.trim(), recipient: keys.owner, role: "owner" },
      { name: t("setup.recovery_name"), recipient: keys.recovery, role: "recovery" },
    ]);
    const { sha256, clip } = await vault.call("prove", begun.sealed, text);
    // Kept before anything is sealed to it, so that there is never a clip whose key was lost on the way.
    if (!isKept) await vault.call("keepKeys", where);
    this.change({ isKept: true });
    const { people } = await api.proveSetup(begun.proof_id, sha256);
    // Another script of the page may have put its own key in. One that lies about the answer, too, is not found out here.
    const stored = people.map(({ recipient }) => recipient);
    if (stored.length !== 2 || !stored.includes(keys.owner) || !stored.includes(keys.recovery))
      throw new Error(t("alarm.about"));
    this.opened = { url: URL.createObjectURL(new Blob([clip], { type: begun.media_type })), type: begun.media_type };
    this.change({ isProved: true });
  }
}

customElements.define("secure-video-setup-proof", ProofStep);

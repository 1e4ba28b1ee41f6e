import { mdiAlertOutline, mdiDownload, mdiPrinterOutline } from "@mdi/js";
import { css, html, nothing, type PropertyDeclarations } from "lit";
import "../../components/button.ts";
import { choices } from "../../components/choices.ts";
import { download } from "../../components/download.ts";
import { icon } from "../../components/icon.ts";
import "../../components/progress.ts";
import { toast } from "../../components/toast.ts";
import { errorText } from "../../localize/errors.ts";
import type { RecoveryKit } from "../../vault/service.ts";
import { KIT_NAME, type KitContext, kitFile, kitSheet, printKit } from "./kit-sheet.ts";
import type { KeptWhere } from "./session.ts";
import { SetupStepElement } from "./step.ts";
import { stepStyles } from "./styles.ts";
import { saveViewer } from "./viewer.ts";

/** The recovery sheet, to be printed or saved, and where the key of every day is to be. */
class KitStep extends SetupStepElement {
  static override properties: PropertyDeclarations = {
    ...SetupStepElement.properties,
    kit: { state: true },
    failed: { state: true },
  };
  /** Here only while it is shown. */
  declare protected kit: RecoveryKit | null;
  declare protected failed: boolean;

  static override styles = [
    stepStyles,
    css`
      .sheet {
        max-block-size: 340px;
        overflow: auto;
        border: 1px solid var(--sv-line);
        border-radius: var(--sv-radius);
        background: #fff;
        box-shadow: var(--sv-shadow);
      }
    `,
  ];

  constructor() {
    super();
    this.kit = null;
    this.failed = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.app.vault.call("kit").then(
      (kit) => {
        this.kit = kit;
      },
      () => {
        this.failed = true;
      },
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.kit = null;
  }

  override render() {
    const { t } = this.app;
    if (this.failed) return this.#gone();
    const context = this.#context;
    if (!context) return html`<secure-video-progress label=${t("setup.kit.making")}></secure-video-progress>`;
    const { isKitSaved, isKitPrinted, where } = this.session.value;
    return html`<p>${t("setup.kit.intro")}</p>
      <div class="sheet" tabindex="0" role="region" aria-label=${t("kit.title")}>${kitSheet(context)}</div>
      <div class="row">
        <secure-video-button
          kind=${isKitSaved || isKitPrinted ? "plain" : "primary"}
          .icon=${mdiDownload}
          @click=${() => this.#save(context)}
          >${t("setup.kit.save")}</secure-video-button
        >
        <secure-video-button .icon=${mdiPrinterOutline} @click=${() => this.#print(context)}
          >${t("setup.kit.print")}</secure-video-button
        >
        <secure-video-button kind="quiet" @click=${this.#saveViewer}>${t("setup.kit.viewer")}</secure-video-button>
      </div>
      ${isKitSaved ? html`<p class="muted" role="status">${t("setup.kit.saved", { file: KIT_NAME })}</p>` : nothing}
      ${choices<KeptWhere>(
        t("setup.kit.where"),
        "where",
        where,
        [
          { value: "browser", label: t("setup.where.browser"), about: t("setup.where.browser_about") },
          {
            value: "home_assistant",
            label: t("setup.where.home_assistant"),
            about: t("setup.where.home_assistant_about"),
          },
          { value: "nowhere", label: t("setup.where.nowhere"), about: t("setup.where.nowhere_about") },
        ],
        (value) => this.change({ where: value }),
      )}`;
  }

  /** The page was loaded again since the keys were made: nothing was sealed to them yet. */
  #gone() {
    const { t } = this.app;
    return html`<div class="note">${icon(mdiAlertOutline)}<span>${t("setup.kit.gone")}</span></div>
      <div class="row">
        <secure-video-button kind="primary" @click=${() => this.change({ step: "keys", keys: null })}
          >${t("setup.kit.make_again")}</secure-video-button
        >
      </div>`;
  }

  get #context(): KitContext | null {
    if (!this.kit) return null;
    const { language, timeZone } = this.app.context.value;
    const date = new Date().toLocaleDateString(language, { dateStyle: "long", timeZone });
    return { t: this.app.t, kit: this.kit, name: this.session.value.name.trim(), date };
  }

  #save(context: KitContext): void {
    download(new Blob([kitFile(context, document.documentElement)], { type: "text/html" }), KIT_NAME);
    this.change({ isKitSaved: true });
  }

  #print(context: KitContext): void {
    printKit(context);
    this.change({ isKitPrinted: true });
  }

  async #saveViewer(): Promise<void> {
    try {
      await saveViewer(this.app);
    } catch (error) {
      toast({ text: errorText(this.app.t, error), isError: true });
    }
  }
}

customElements.define("secure-video-setup-kit", KitStep);

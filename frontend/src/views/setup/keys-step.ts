import { html } from "lit";
import { choices } from "../../components/choices.ts";
import "../../components/field.ts";
import type { KeyKind } from "../../vault/service.ts";
import { SetupStepElement } from "./step.ts";
import { stepStyles } from "./styles.ts";

/** Whose keys these are, and of which kind. They are made on the way to the next step. */
class KeysStep extends SetupStepElement {
  static override styles = stepStyles;

  override render() {
    const { t } = this.app;
    const { name, kind } = this.session.value;
    return html`<p>${t("setup.keys.intro")}</p>
      <secure-video-field
        label=${t("setup.keys.name")}
        hint=${t("setup.keys.name_hint")}
        .value=${name}
        required
        @changed=${(event: CustomEvent<string>) => this.change({ name: event.detail })}
      ></secure-video-field>
      <details ?open=${kind === "classic"}>
        <summary>${t("setup.keys.advanced")}</summary>
        ${choices<KeyKind>(
          t("setup.keys.kind"),
          "kind",
          kind,
          [
            { value: "hybrid", label: t("setup.keys.hybrid"), about: t("setup.keys.hybrid_about") },
            { value: "classic", label: t("setup.keys.classic"), about: t("setup.keys.classic_about") },
          ],
          // Keys of the other kind are others: those that were made are forgotten.
          (value) => this.change({ kind: value, keys: null, isKitSaved: false, isKitPrinted: false }),
        )}
      </details>`;
  }

  override async proceed(): Promise<void> {
    const { keys, kind } = this.session.value;
    if (!keys) this.change({ keys: await this.app.vault.call("makeKeys", kind) });
  }
}

customElements.define("secure-video-setup-keys", KeysStep);

import {
  mdiAlertOutline,
  mdiEyeOutline,
  mdiKeyAlertOutline,
  mdiLockOutline,
  mdiShieldHomeOutline,
  mdiWifiOff,
} from "@mdi/js";
import { html } from "lit";
import { icon } from "../../components/icon.ts";
import type { TextKey } from "../../localize/localize.ts";
import { SetupStepElement } from "./step.ts";
import { stepStyles } from "./styles.ts";

const PROTECTED: readonly (readonly [string, TextKey])[] = [
  [mdiLockOutline, "setup.welcome.sealed"],
  [mdiShieldHomeOutline, "setup.welcome.no_key_here"],
  [mdiWifiOff, "setup.welcome.at_home"],
];
const NOT_PROTECTED: readonly (readonly [string, TextKey])[] = [
  [mdiEyeOutline, "setup.welcome.live"],
  [mdiAlertOutline, "setup.welcome.changed_host"],
  [mdiKeyAlertOutline, "setup.welcome.lost_key"],
];

/** What will be protected, and what cannot be. */
class WelcomeStep extends SetupStepElement {
  static override styles = stepStyles;

  override render() {
    const { t } = this.app;
    const points = (all: typeof PROTECTED) =>
      all.map(([path, key]) => html`<li>${icon(path)}<span>${t(key)}</span></li>`);
    return html`<p>${t("setup.welcome.intro")}</p>
      <div class="card">
        <h2>${t("setup.welcome.protected")}</h2>
        <ul class="points">
          ${points(PROTECTED)}
        </ul>
      </div>
      <div class="card">
        <h2>${t("setup.welcome.not_protected")}</h2>
        <ul class="points not">
          ${points(NOT_PROTECTED)}
        </ul>
      </div>`;
  }
}

customElements.define("secure-video-setup-welcome", WelcomeStep);

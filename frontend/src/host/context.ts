import type { HostContext } from "../link/host.ts";
import type { HomeAssistant } from "./hass.ts";

/** What we use of Home Assistant's themes. */
const THEME = [
  "--primary-color",
  "--accent-color",
  "--text-primary-color",
  "--primary-background-color",
  "--secondary-background-color",
  "--card-background-color",
  "--primary-text-color",
  "--secondary-text-color",
  "--disabled-text-color",
  "--divider-color",
  "--error-color",
  "--warning-color",
  "--success-color",
  "--info-color",
  "--app-header-background-color",
  "--app-header-text-color",
  "--header-height",
  "--ha-card-border-radius",
  "--ha-font-family-body",
] as const;

export function contextOf(
  hass: HomeAssistant,
  panel: { isNarrow: boolean; route: string },
  element: Element,
): HostContext {
  const { locale, user } = hass;
  return {
    language: locale.language,
    timeZone: locale.time_zone === "server" ? hass.config.time_zone : Intl.DateTimeFormat().resolvedOptions().timeZone,
    hour12: locale.time_format === "12" ? true : locale.time_format === "24" ? false : undefined,
    isDark: hass.themes.darkMode ?? matchMedia("(prefers-color-scheme: dark)").matches,
    theme: themeOf(element),
    isNarrow: panel.isNarrow,
    isRightToLeft: hass.translationMetadata.translations[locale.language]?.isRTL ?? false,
    user: { id: user?.id ?? "", name: user?.name ?? "", isAdmin: user?.is_admin ?? false },
    // Browsers count this very machine as secure, and so do we: nobody sits in between.
    isSecure: window.isSecureContext,
    route: panel.route,
  };
}

function themeOf(element: Element): Record<string, string> {
  const style = getComputedStyle(element);
  const values = THEME.map((name) => [name, style.getPropertyValue(name).trim()] as const);
  return Object.fromEntries(values.filter(([, value]) => value));
}

import { expect, test, vi } from "vitest";
import { contextOf } from "../../src/host/context.ts";
import type { HomeAssistant } from "../../src/host/hass.ts";

function hassWith(themes: HomeAssistant["themes"]): HomeAssistant {
  return {
    locale: { language: "en", time_format: "24", time_zone: "server" },
    config: { time_zone: "Europe/Berlin" },
    translationMetadata: { translations: {} },
    themes,
  } as unknown as HomeAssistant;
}

test.each([
  [{ darkMode: true }, false, true],
  [{ darkMode: false }, true, false],
  [{}, true, true],
  [{}, false, false],
])("with %o on a device that wishes it dark (%s) it is dark: %s", (themes, wishes, isDark) => {
  vi.stubGlobal("window", { isSecureContext: true });
  vi.stubGlobal("matchMedia", (query: string) => ({ matches: query.endsWith("dark)") && wishes }));
  vi.stubGlobal("getComputedStyle", () => ({ getPropertyValue: () => "" }));
  expect(contextOf(hassWith(themes), { isNarrow: false, route: "" }, {} as Element).isDark).toBe(isDark);
});

import type { FontFile } from "../link/host.ts";

/** Weights that the panel's texts have. */
const WEIGHTS = new Set(["400", "500", "600", "700"]);

/** The fonts that the page has of these families: files of its own, which the frame cannot load. */
export async function fontsOf(families: string): Promise<readonly FontFile[]> {
  const wanted = [...document.styleSheets]
    .flatMap((sheet) => (isOurs(sheet) ? [...sheet.cssRules] : []))
    .filter((rule) => rule instanceof CSSFontFaceRule)
    .map(({ style }) => ({
      family: style.getPropertyValue("font-family").replaceAll(/["']/g, ""),
      weight: style.getPropertyValue("font-weight"),
      isUpright: style.getPropertyValue("font-style") !== "italic",
      address: /url\(["']?([^"')]+)/.exec(style.getPropertyValue("src"))?.[1],
    }))
    .filter(({ family, weight, isUpright }) => families.includes(family) && WEIGHTS.has(weight) && isUpright);
  const files = await Promise.all(
    wanted.map(async ({ family, weight, address = "" }) => {
      const { href, origin } = new URL(address, document.baseURI);
      const response = origin === location.origin ? await fetch(href) : null;
      return response?.ok ? { family, weight, bytes: await response.arrayBuffer() } : null;
    }),
  );
  return files.filter((file) => file !== null);
}

/** Rules of sheets from elsewhere cannot be read. */
function isOurs({ href }: StyleSheet): boolean {
  return href === null || new URL(href, document.baseURI).origin === location.origin;
}

/**
 * Builds the panel into a folder: `node build.ts FOLDER`. The same sources give the same bytes, so that anybody can build it
 * again and compare: it is the page that handles keys.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build, type InlineConfig, type Plugin } from "vite";

const SERVED_FROM = "/secure_video_panel";

/** Minifiers leave alone what stands in a template: our styles, with all their indentation. */
const plainStyles: Plugin = {
  name: "plain-styles",
  enforce: "pre",
  transform: (code) =>
    code.replace(/\bcss`[^`]*`/g, (style) => style.replace(/\/\*.*?\*\//gs, "").replace(/\s+/g, " ")),
};

/** Bundle one entry, with all that it imports, into one script. */
async function bundle(entry: string, format: "es" | "iife", define: Record<string, string> = {}): Promise<string> {
  const options: InlineConfig = {
    configFile: false,
    root: import.meta.dirname,
    logLevel: "warn",
    define: { "process.env.NODE_ENV": '"production"', ...define },
    plugins: [plainStyles],
    worker: { format: "iife" },
    build: {
      write: false,
      target: "es2022",
      minify: true,
      modulePreload: false,
      lib: { entry: resolve(import.meta.dirname, entry), formats: [format], name: "secureVideo", fileName: "bundle" },
    },
  };
  const [result] = [await build(options)].flat();
  if (!result || !("output" in result) || result.output.length !== 1) throw new Error(`${entry} is not one script.`);
  return result.output[0].code;
}

/** One page with its script in it, which may run that script and reach no network. */
function page(title: string, script: string): string {
  // A script ends where this stands, in a string as well.
  const inlined = script.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  const hash = createHash("sha256").update(inlined).digest("base64");
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    "img-src blob: data:",
    "media-src blob:",
    "worker-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${title}</title>`,
    "</head>",
    `<body><script>${inlined}</script></body>`,
    "</html>",
    "",
  ].join("\n");
}

function named(stem: string, ending: string, content: string): string {
  return `${stem}-${createHash("sha256").update(content).digest("hex").slice(0, 16)}.${ending}`;
}

async function main(folder: string): Promise<void> {
  const frame = page("Secure Video", await bundle("src/frame.ts", "iife"));
  const frameName = named("frame", "html", frame);
  const host = await bundle("src/host/entry.ts", "es", { FRAME_URL: JSON.stringify(`${SERVED_FROM}/${frameName}`) });
  const files: Record<string, string> = {
    [frameName]: frame,
    [named("secure-video", "js", host)]: host,
    "viewer.html": page("Secure Video viewer", await bundle("src/viewer.ts", "iife")),
  };
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (!(name in files)) await rm(join(folder, name));
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("Usage: node build.ts FOLDER");
await main(resolve(folder));

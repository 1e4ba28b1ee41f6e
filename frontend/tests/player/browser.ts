/** Starts a real browser with the stage in it, and a server that has the clips. */

import { existsSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";
import { headerSize } from "../../src/vault/age/header.ts";

export const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => existsSync(path));

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Theatre {
  readonly page: Page;
  /** What was fetched, in order: path and range. */
  readonly fetched: string[];
  close(): Promise<void>;
}

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM ?? "", args: ARGUMENTS });
}

/** `files` by path; a clip's header is served beside the clip. */
export async function openTheatre(files: ReadonlyMap<string, Uint8Array>): Promise<Theatre> {
  const script = await bundle();
  const fetched: string[] = [];
  const server = createServer(({ url = "/", headers }, response) => {
    fetched.push(`${url} ${headers.range ?? ""}`.trim());
    if (url === "/")
      response.end(
        "<!doctype html><title>Stage</title><script src=/stage.js></script>".replace("<script", "<body><script"),
      );
    else if (url === "/stage.js") response.setHeader("content-type", "text/javascript").end(script);
    else send(response, files.get(url.replace(/\/header$/, "/sealed")), url.endsWith("/header"), headers.range);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await launch();
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return {
    page,
    fetched,
    async close() {
      await browser.close();
      server.close();
    },
  };
}

function send(
  response: ServerResponse,
  file: Uint8Array | undefined,
  isHeader: boolean,
  range: string | undefined,
): void {
  if (!file) {
    response.writeHead(404).end();
    return;
  }
  if (isHeader) {
    response.end(file.subarray(0, headerSize(file)));
    return;
  }
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (first === undefined || last === undefined) {
    response.end(file);
    return;
  }
  const start = first === "" ? Math.max(0, file.length - Number(last)) : Number(first);
  const end = first === "" || last === "" ? file.length : Math.min(Number(last) + 1, file.length);
  response.writeHead(206, { "content-range": `bytes ${start}-${end - 1}/${file.length}` });
  response.end(file.subarray(start, end));
}

async function bundle(): Promise<string> {
  const [result] = [
    await build({
      configFile: false,
      logLevel: "error",
      worker: { format: "iife" },
      build: {
        write: false,
        lib: { entry: new URL("stage.ts", import.meta.url).pathname, formats: ["iife"], name: "theatre" },
      },
    }),
  ].flat();
  if (!result || !("output" in result)) throw new Error("The stage was not built.");
  return result.output[0].code;
}

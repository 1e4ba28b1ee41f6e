import { object, parse, record, string } from "valibot";
import type { App } from "../app.ts";

const ANSWER = object({ resources: record(string(), string()) });

/** A text of the integration by its key below `component.secure_video.<category>`; undefined if there is none. */
export type HomeTexts = (key: string, values?: Readonly<Record<string, string>>) => string | undefined;

/** Load the integration's texts that Home Assistant has: dialogs of Home Assistant answer with keys of these. */
export async function homeTexts(app: App, category: "config_subentries"): Promise<HomeTexts> {
  const { language } = app.context.value;
  const message = { type: "frontend/get_translations", language, category, integration: ["secure_video"] };
  const { resources } = parse(ANSWER, await app.host.call("ws", message));
  return (key, values = {}) =>
    resources[`component.secure_video.${category}.${key}`]?.replace(
      /\{(\w+)\}/g,
      (whole, name: string) => values[name] ?? whole,
    );
}

/** Where one is in the panel: what follows /secure-video in the address. */

export const VIEW_NAMES = ["timeline", "clip", "live", "camera", "people", "ledger", "setup"] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

export interface Route {
  readonly view: ViewName;
  /** Id of the clip or camera; empty for all other views. */
  readonly id: string;
  readonly query: URLSearchParams;
}

const WITH_ID: ReadonlySet<ViewName> = new Set(["clip", "camera"]);

/** Undefined for what is no place of ours: the shell decides where to begin. */
export function parseRoute(route: string): Route | undefined {
  const [path = "", query = ""] = route.split("?", 2);
  const [, view = "", id = "", ...rest] = path.split("/");
  const name = VIEW_NAMES.find((known) => known === view);
  if (!name || rest.length > 0 || WITH_ID.has(name) !== (id !== "")) return undefined;
  return { view: name, id: decoded(id), query: new URLSearchParams(query) };
}

/** The path that Home Assistant goes to. */
export function pathTo(view: ViewName, id = "", query: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `/secure-video/${view}${id ? `/${encodeURIComponent(id)}` : ""}${search ? `?${search}` : ""}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

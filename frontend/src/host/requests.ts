import type { HttpAnswer, HttpRequest } from "../link/host.ts";
import { LinkError } from "../link/link.ts";
import type { HomeAssistant } from "./hass.ts";

/** Ask Home Assistant, with the user's access token. Fails with "refused" if it is another's address, "offline". */
export async function request(hass: HomeAssistant, wanted: HttpRequest, signal?: AbortSignal): Promise<Response> {
  const { pathname, search } = ownPath(wanted.path);
  // A plain object: Home Assistant adds its token as a property.
  const headers = { ...wanted.headers, ...(wanted.json === undefined ? {} : { "Content-Type": "application/json" }) };
  try {
    return await hass.fetchWithAuth(`${pathname}${search}`, {
      method: wanted.method ?? "GET",
      headers,
      cache: "no-store",
      ...(wanted.json === undefined ? {} : { body: JSON.stringify(wanted.json) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    throw new LinkError("offline", error instanceof Error ? error.message : "Home Assistant does not answer.");
  }
}

export function answerOf(response: Response, body: ArrayBuffer): HttpAnswer {
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}

/** The access token goes with each request: to Home Assistant's own API, and nowhere else. */
function ownPath(path: string): URL {
  const url = new URL(path, location.origin);
  if (url.origin !== location.origin || !url.pathname.startsWith("/api/")) {
    throw new LinkError("refused", "Only Home Assistant's API can be asked.");
  }
  return url;
}

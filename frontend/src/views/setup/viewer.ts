import type { App } from "../../app.ts";
import { download } from "../../components/download.ts";
import { LinkError } from "../../link/link.ts";

/** Save the page that opens clips without Home Assistant. */
export async function saveViewer(app: App): Promise<void> {
  const { status, body } = await app.host.call("fetch", { path: "/api/secure_video/viewer" });
  if (status !== 200) throw new LinkError("refused", String(status));
  download(new Blob([body], { type: "text/html" }), "secure-video-viewer.html");
}

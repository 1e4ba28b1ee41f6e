import type { Greeting } from "./link/host.ts";

/** The app in its frame: waits for the page around it to hand over two ports, and starts. Only the first greeting counts. */
addEventListener("message", function greeted(event: MessageEvent<Greeting>) {
  const [app, vault] = event.ports;
  if (event.source !== parent || event.data?.kind !== "secure-video-host" || !app || !vault) return;
  removeEventListener("message", greeted);
  document.body.textContent = "…";
});

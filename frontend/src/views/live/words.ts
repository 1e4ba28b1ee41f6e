import type { CameraOverview } from "../../api/messages.ts";
import type { App } from "../../app.ts";

/** Milliseconds: Home Assistant tells when a camera was last looked at once a minute. What is as new is now. */
const TOLD_EVERY = 2 * 60_000;

/** How a camera is, in a sentence or two. */
export function stateText({ t, context }: App, camera: CameraOverview, now: number): string {
  const { language } = context.value;
  const parts: string[] = [];
  if (camera.stream !== "streaming") parts.push(t(`live.stream.${camera.stream}`));
  else if (!camera.is_detecting) parts.push(t("live.on_demand"));
  else if (camera.analysis !== "off") parts.push(t(`live.analysis.${camera.analysis}`));
  if (camera.recording_problem) parts.push(t(`live.problem.${camera.recording_problem}`));
  if (camera.is_detecting || camera.stream === "offline") {
    const looked = Date.parse(camera.last_frame_at ?? "");
    if (Number.isNaN(looked)) parts.push(t("live.never_looked"));
    else if (camera.stream !== "streaming" || now - looked > TOLD_EVERY) {
      parts.push(t("live.last_looked", { when: ago(language, looked, now) }));
    }
  }
  return parts.join(" · ");
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** "3 minutes ago", in the user's language. Times in milliseconds since 1970. */
export function ago(language: string, then: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  const [unit, length] = UNITS.find(([, each]) => seconds >= each) ?? ["second", 1];
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  return words.format(-Math.floor(seconds / length), unit);
}

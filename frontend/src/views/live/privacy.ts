/** How much a camera may do, as people say it; two switches of Home Assistant hold it. Pure. */
import type { CameraOverview } from "../../api/messages.ts";

/** `on_demand`: nothing is looked at, and clips are recorded only when somebody asks. Home Assistant can be set so. */
export type PrivacyMode = "off" | "look" | "record" | "on_demand";

/** What the view offers. */
export const MODES = ["off", "look", "record"] as const;

export type Switches = Pick<CameraOverview, "is_detecting" | "is_recording">;

export function modeOf({ is_detecting, is_recording }: Switches): PrivacyMode {
  if (is_detecting) return is_recording ? "record" : "look";
  return is_recording ? "on_demand" : "off";
}

export function switchesFor(mode: PrivacyMode): Switches {
  return {
    is_detecting: mode === "look" || mode === "record",
    is_recording: mode === "record" || mode === "on_demand",
  };
}

/** The mode that all cameras have; null if they differ, or there are none. */
export function commonMode(cameras: readonly Switches[]): PrivacyMode | null {
  const modes = new Set(cameras.map(modeOf));
  const [mode = null] = modes;
  return modes.size === 1 ? mode : null;
}

/** What has to be switched so that the cameras are in this mode: entity ids, by what to do with them. */
export function changesFor(mode: PrivacyMode, cameras: readonly CameraOverview[]): { on: string[]; off: string[] } {
  const wanted = switchesFor(mode);
  const changes = { on: [] as string[], off: [] as string[] };
  for (const camera of cameras) {
    const pairs = [
      [camera.detection_switch, camera.is_detecting, wanted.is_detecting],
      [camera.recording_switch, camera.is_recording, wanted.is_recording],
    ] as const;
    for (const [entityId, is, shall] of pairs) {
      if (entityId !== null && is !== shall) changes[shall ? "on" : "off"].push(entityId);
    }
  }
  return changes;
}

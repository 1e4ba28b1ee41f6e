import { object, parse, record, string } from "valibot";
import type { App } from "../app.ts";
import { LinkError } from "../link/link.ts";

const RECORDED = object({ response: record(string(), object({ clip_id: string() })) });

/** Turn switches of Home Assistant on or off. */
export async function turn(app: App, to: "on" | "off", entityIds: readonly string[]): Promise<void> {
  if (!entityIds.length) return;
  await app.host.call("ws", {
    type: "call_service",
    domain: "switch",
    service: `turn_${to}`,
    target: { entity_id: entityIds },
  });
}

/** Record a camera from now on; returns which clip it becomes. */
export async function recordClip(app: App, entityId: string, seconds: number): Promise<string> {
  const answer = await app.host.call("ws", {
    type: "call_service",
    domain: "secure_video",
    service: "record_clip",
    service_data: { seconds },
    target: { entity_id: entityId },
    return_response: true,
  });
  const clip = parse(RECORDED, answer).response[entityId];
  if (!clip) throw new LinkError("gone", "The camera did not say which clip it records.");
  return clip.clip_id;
}

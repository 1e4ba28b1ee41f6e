/** What is sealed beside a clip: docs/format.md. Whoever knows a public key can seal one, so it is read with care. */

import { base64 } from "@scure/base";
import * as v from "valibot";
import { Fault } from "./fault.ts";
import type { ClipDescription } from "./service.ts";

// Clips of earlier versions have none.
const Path = v.optional(v.array(v.strictTuple([v.number(), v.number(), v.number(), v.number(), v.number()])), []);

const Incident = v.object({
  label: v.string(),
  kind: v.string(),
  score: v.number(),
  zones: v.array(v.string()),
  begins: v.number(),
  ends: v.nullable(v.number()),
  path: Path,
});

const Description = v.object({
  version: v.literal(1),
  clip: v.string(),
  camera: v.object({ name: v.string() }),
  started_at: v.string(),
  duration: v.number(),
  incidents: v.array(Incident),
  bystanders: Path,
  picture: v.nullable(v.string()),
});

/** Fails with "damaged" if it is none, or that of another clip. */
export function parseDescription(bytes: Uint8Array, clipId: string): ClipDescription {
  const { output, success } = v.safeParse(Description, json(bytes));
  if (!success || output.clip !== clipId) throw new Fault("damaged", "This is not the description of this clip.");
  return {
    clipId,
    cameraName: output.camera.name,
    startedAt: output.started_at,
    duration: output.duration,
    incidents: output.incidents,
    bystanders: output.bystanders,
    picture: output.picture === null ? null : picture(output.picture),
  };
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function picture(text: string): ArrayBuffer | null {
  try {
    return base64.decode(text).slice().buffer;
  } catch {
    return null;
  }
}

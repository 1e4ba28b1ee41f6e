import * as v from "valibot";

/**
 * What the commands of the websocket answer, one schema for each example in contract/. Strict: a name that is missing or
 * that nobody knows is an error here, not a surprise in a view.
 */

export const LABELS = ["person", "vehicle", "animal", "package", "motion"] as const;

const id = v.string();
const time = v.pipe(v.string(), v.isoTimestamp());
const label = v.picklist(LABELS);
const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const seconds = v.pipe(v.number(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const point = v.tuple([fraction, fraction]);
const answeredNothing = v.null();

// --- overview

const cameraOverview = v.strictObject({
  camera_id: id,
  name: v.string(),
  entity_id: v.nullable(id),
  detection_switch: v.nullable(id),
  recording_switch: v.nullable(id),
  stream: v.picklist(["connecting", "streaming", "offline", "off"]),
  analysis: v.picklist(["off", "resting", "watching", "reduced"]),
  last_frame_at: v.nullable(time),
  is_detecting: v.boolean(),
  is_recording: v.boolean(),
  recording_problem: v.nullable(
    v.picklist(["no_recipients", "disk_full", "read_only", "not_possible", "private", "no_encoder", "too_slow"]),
  ),
  present: v.array(label),
  labels: v.array(label),
  zones: v.array(v.strictObject({ id, name: v.string() })),
  has_private_parts: v.boolean(),
  width: v.nullable(count),
  height: v.nullable(count),
});

export const overview = v.strictObject({
  is_ready: v.boolean(),
  key_kind: v.nullable(v.picklist(["hybrid", "classic"])),
  verifier_key: v.nullable(v.string()),
  version: v.string(),
  kept: v.strictObject({ clips: count, bytes: count }),
  limits: v.strictObject({ max_days: v.nullable(count), max_bytes: count }),
  people_changed: v.boolean(),
  cameras: v.array(cameraOverview),
});

// --- clips

export const clip = v.strictObject({
  clip_id: id,
  camera_id: v.nullable(id),
  started_at: time,
  duration: seconds,
  size: count,
  labels: v.array(label),
  state: v.picklist(["recording", "sealed", "incomplete"]),
  is_protected: v.boolean(),
  unlocked_until: v.nullable(time),
});

export const clipIfAny = v.nullable(clip);
export const clipList = v.strictObject({ clips: v.array(clip), has_more: v.boolean() });
export const clipChanges = v.strictObject({ changed: v.array(clip), removed: v.array(id) });
export const clipResults = v.strictObject({
  clips: v.array(
    v.strictObject({
      clip_id: id,
      error: v.nullable(v.strictObject({ kind: v.string(), message: v.string() })),
    }),
  ),
});
export const clipsLocked = answeredNothing;
export const clipTold = answeredNothing;

export const COVERAGE_STATES = ["watched", "off", "offline", "overloaded", "stopped"] as const;

export const coverage = v.strictObject({
  cameras: v.record(
    id,
    v.array(v.strictObject({ since: time, until: v.nullable(time), state: v.picklist(COVERAGE_STATES) })),
  ),
});

// --- ledger

const logged = { sequence: count, at: time, log: count };
const clipKeys = { payload_hash: v.string(), meta_hash: v.string(), plaintext_hash: v.string() };

const entry = v.variant("kind", [
  v.strictObject({ ...logged, kind: v.literal("recorded"), clip: id, ...clipKeys }),
  v.strictObject({ ...logged, kind: v.literal("deleted"), clip: id, reason: v.picklist(["by_hand", "age", "space"]) }),
  v.strictObject({ ...logged, kind: v.literal("recipients_changed"), recipients: v.array(v.string()), by: v.string() }),
  v.strictObject({ ...logged, kind: v.literal("unlocked"), by: v.string(), clips: v.array(id), lifetime: count }),
  v.strictObject({ ...logged, kind: v.literal("locked"), by: v.string(), clips: v.array(id) }),
  v.strictObject({
    ...logged,
    kind: v.literal("viewed"),
    by: v.string(),
    clip: id,
    what: v.picklist(["opened", "plain_copy", "redacted_copy", "snapshot"]),
  }),
  v.strictObject({ ...logged, kind: v.literal("exported"), clip: id, to: v.string() }),
  v.strictObject({ ...logged, kind: v.literal("shared"), clip: id, to: v.string() }),
  v.strictObject({ ...logged, kind: v.literal("rewrapped"), clip: id }),
  v.strictObject({
    ...logged,
    kind: v.literal("coverage"),
    camera: id,
    since: time,
    state: v.picklist(["watched", "off", "offline", "overloaded"]),
  }),
  v.strictObject({ ...logged, kind: v.literal("heartbeat") }),
  v.strictObject({ ...logged, kind: v.literal("started") }),
  v.strictObject({ ...logged, kind: v.literal("stopped") }),
  v.strictObject({ ...logged, kind: v.literal("pruned"), first: count, end: count, file_hash: v.string() }),
  v.strictObject({ ...logged, kind: v.literal("recovered"), signed: count, end: count, torn: count }),
  v.strictObject({
    ...logged,
    kind: v.literal("continues"),
    checkpoint: v.string(),
    reason: v.picklist(["new_key", "damaged"]),
  }),
]);

const ledgerPlace = v.strictObject({ log: count, sequence: count });

export const ledger = v.strictObject({
  entries: v.array(entry),
  users: v.record(id, v.string()),
  clips: v.record(id, v.strictObject({ camera_id: v.nullable(id), started_at: time })),
  next: v.nullable(ledgerPlace),
});

export const checkpoint = v.strictObject({
  log: count,
  newest_log: count,
  checkpoint: v.string(),
  key: v.string(),
  consistency: v.nullable(v.string()),
});
export const clipProof = v.strictObject({ proof: v.string(), key: v.string() });
export const ledgerLines = v.strictObject({
  log: count,
  start: count,
  lines: v.array(v.string()),
  next: v.nullable(count),
});

// --- people and keys

export const role = v.picklist(["owner", "recovery", "family"]);

const person = v.strictObject({
  name: v.string(),
  recipient: v.string(),
  role,
  key_end: v.string(),
  fingerprint: v.string(),
});

export const people = v.strictObject({
  people: v.array(person),
  alarm: v.nullable(v.strictObject({ alarm_id: v.string(), added: v.array(person), removed: v.array(person) })),
});
export const setupBegun = v.strictObject({
  proof_id: v.string(),
  media_type: v.picklist(["video/mp4", "image/jpeg"]),
  sealed: v.string(),
});
export const identity = v.strictObject({ file: v.nullable(v.string()) });
export const identityStored = answeredNothing;
export const identityDeleted = answeredNothing;

// --- cameras

export const cameraCandidates = v.strictObject({
  cameras: v.array(
    v.strictObject({ entity_id: id, name: v.string(), area: v.nullable(v.string()), can_stream: v.boolean() }),
  ),
});

const zone = v.strictObject({
  id: v.nullable(id),
  name: v.string(),
  kind: v.picklist(["include", "exclude"]),
  polygon: v.array(point),
  labels: v.array(label),
  min_score: fraction,
  min_area: fraction,
  max_area: fraction,
  dwell: seconds,
});
const line = v.strictObject({
  id: v.nullable(id),
  name: v.string(),
  start: point,
  end: point,
  direction: v.picklist(["both", "to_left", "to_right"]),
  labels: v.array(label),
});
const mask = v.strictObject({
  name: v.string(),
  kind: v.picklist(["ignored", "private"]),
  polygon: v.array(point),
});

export const cameraSettings = v.strictObject({
  name: v.string(),
  labels: v.array(label),
  seconds_before: seconds,
  seconds_after: seconds,
  zones: v.array(zone),
  lines: v.array(line),
  masks: v.array(mask),
  masked_clips: v.picklist(["reencoded", "not_recorded"]),
});

export const nearMisses = v.strictObject({
  near_misses: v.array(
    v.strictObject({
      label,
      kind: v.string(),
      confidence: fraction,
      box: v.strictObject({ left: v.number(), top: v.number(), right: v.number(), bottom: v.number() }),
      reason: v.picklist([
        "not_sure",
        "not_moving",
        "outside",
        "excluded",
        "low_score",
        "too_small",
        "too_large",
        "too_short",
      ]),
      seconds,
      at: time,
      zone: v.nullable(v.string()),
    }),
  ),
});

export const analysis = v.strictObject({
  cameras: v.array(
    v.strictObject({
      camera_id: id,
      state: v.picklist(["off", "resting", "watching", "reduced"]),
      figures: v.nullable(
        v.strictObject({
          looks_per_second: v.number(),
          decoded_share: v.number(),
          wakes: count,
          false_wakes: count,
          trusts_sizes: v.boolean(),
        }),
      ),
    }),
  ),
});

export type Label = v.InferOutput<typeof label>;
export type Overview = v.InferOutput<typeof overview>;
export type CameraOverview = v.InferOutput<typeof cameraOverview>;
export type Clip = v.InferOutput<typeof clip>;
export type ClipChanges = v.InferOutput<typeof clipChanges>;
export type Coverage = v.InferOutput<typeof coverage>;
export type CoverageState = (typeof COVERAGE_STATES)[number];
export type Ledger = v.InferOutput<typeof ledger>;
export type LedgerEntry = v.InferOutput<typeof entry>;
export type LedgerKind = LedgerEntry["kind"];
export type LedgerPlace = v.InferOutput<typeof ledgerPlace>;
export type Role = v.InferOutput<typeof role>;
export type Person = v.InferOutput<typeof person>;
export type People = v.InferOutput<typeof people>;
export type CameraSettings = v.InferOutput<typeof cameraSettings>;
export type NearMiss = v.InferOutput<typeof nearMisses>["near_misses"][number];

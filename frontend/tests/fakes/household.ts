import type { Clip, Coverage, Label, Ledger, Overview, People } from "../../src/api/messages.ts";

/** A made-up household: cameras, clips, a ledger. Always the same for the same moment. */
export interface Household {
  readonly overview: Overview;
  readonly clips: Clip[];
  readonly coverage: Coverage;
  readonly ledger: Ledger;
  readonly people: People;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Numbers in [0, 1) that look like chance (mulberry32), so that pictures of views can be compared. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const iso = (moment: number) => new Date(moment).toISOString();

interface Camera {
  readonly id: string;
  readonly name: string;
  readonly labels: readonly [Label, Label];
  readonly zones: readonly string[];
}

const CAMERAS: readonly [Camera, ...Camera[]] = [
  { id: "front", name: "Front door", labels: ["person", "package"], zones: ["Path", "Porch"] },
  { id: "drive", name: "Driveway", labels: ["person", "vehicle"], zones: ["Gate"] },
  { id: "garden", name: "Garden", labels: ["person", "animal"], zones: [] },
  { id: "garage", name: "Garage", labels: ["vehicle", "person"], zones: [] },
];

export function household(now: number, clipCount = 260): Household {
  const clips = madeClips(now, clipCount);
  return {
    overview: madeOverview(now, clips),
    clips,
    coverage: madeCoverage(now),
    ledger: madeLedger(now, clips),
    people,
  };
}

function madeOverview(now: number, clips: readonly Clip[]): Overview {
  return {
    is_ready: true,
    key_kind: "hybrid",
    verifier_key: "secure-video/56475aa75463474c/1+fde986fa+AQOhB7",
    version: "0.1.0",
    kept: { clips: clips.length, bytes: clips.reduce((sum, { size }) => sum + size, 0) },
    limits: { max_days: 14, max_bytes: 50e9 },
    people_changed: false,
    cameras: CAMERAS.map(({ id, name, labels, zones }, index) => ({
      camera_id: id,
      name,
      entity_id: `camera.${id}`,
      detection_switch: `switch.${id}_detection`,
      recording_switch: `switch.${id}_recording`,
      stream: index === 2 ? "offline" : "streaming",
      analysis: index === 2 ? "off" : "watching",
      last_frame_at: iso(now - (index === 2 ? 20 * MINUTE : 300)),
      is_detecting: true,
      is_recording: true,
      recording_problem: null,
      present: [],
      labels: [...labels],
      zones: zones.map((zone) => ({ id: zone.toLowerCase(), name: zone })),
      has_private_parts: index === 1,
      width: 1920,
      height: 1080,
    })),
  };
}

function madeClips(now: number, count: number): Clip[] {
  const next = chance(7);
  const days = count > 1000 ? 1 : 2;
  return Array.from({ length: count }, (_, index) => madeClip(now, index, days, next)).sort((a, b) =>
    a.started_at < b.started_at ? 1 : -1,
  );
}

function madeClip(now: number, index: number, days: number, next: () => number): Clip {
  const camera = CAMERAS[Math.floor(next() ** 1.6 * CAMERAS.length)] ?? CAMERAS[0];
  // Mornings and evenings are busy.
  const hour = next() < 0.6 ? 7 + 3 * next() : 24 * next();
  const started = now - Math.floor(next() * days) * 24 * HOUR - hour * 0.98 * HOUR - 4 * MINUTE;
  return {
    clip_id: index.toString(16).padStart(32, "0"),
    camera_id: index === 5 ? null : camera.id,
    started_at: iso(started),
    duration: Math.round((8 + 40 * next() ** 3) * 10) / 10,
    size: Math.round(1e6 + 4e6 * next()),
    labels: madeLabels(camera.labels, next),
    state: index === 9 ? "incomplete" : "sealed",
    is_protected: next() < 0.04,
    unlocked_until: index % 60 === 3 ? iso(now + 34 * MINUTE) : null,
  };
}

function madeLabels(labels: readonly [Label, Label], next: () => number): Label[] {
  const dice = next();
  if (dice < 0.15) return ["motion"];
  if (dice < 0.27) return [...labels];
  return [dice < 0.8 ? labels[0] : labels[1]];
}

function madeCoverage(now: number): Coverage {
  const span = (hoursAgo: number, until: number | null, state: Coverage["cameras"][string][number]["state"]) => ({
    since: iso(now - hoursAgo * HOUR),
    until: until === null ? null : iso(now - until * HOUR),
    state,
  });
  return {
    cameras: {
      front: [span(60, null, "watched")],
      drive: [span(60, 12, "watched"), span(12, 10.2, "off"), span(10.2, null, "watched")],
      garden: [
        span(20, 6, "watched"),
        span(6, 5.2, "overloaded"),
        span(5.2, 0.4, "watched"),
        span(0.4, null, "offline"),
      ],
      garage: [span(60, 17, "watched"), span(17, 15, "stopped"), span(15, null, "watched")],
    },
  };
}

const person = (name: string, role: "owner" | "recovery" | "family", end: string) => ({
  name,
  recipient: `age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73${end}`,
  role,
  key_end: end,
  fingerprint: "6a80477398".padEnd(64, "0"),
});

const people: People = {
  people: [
    person("Anna", "owner", "equnujwj"),
    person("Drawer", "recovery", "psvungcl"),
    person("Ben", "family", "yqqvfafg"),
  ],
  alarm: null,
};

const ANNA = "b2f1c0d9e8a74f6b9c3d2e1f0a9b8c7d";
const BEN = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

type Made = Ledger["entries"][number];
type Place = Pick<Made, "sequence" | "at" | "log">;

/** One of each kind, and of the usual ones more. */
const MAKERS: readonly ((place: Place, clip: () => string, by: string) => Made)[] = [
  (place, clip, by) => ({ ...place, kind: "viewed", by, clip: clip(), what: "opened" }),
  (place, clip, by) => ({ ...place, kind: "viewed", by, clip: clip(), what: "opened" }),
  (place, clip, by) => ({ ...place, kind: "viewed", by, clip: clip(), what: "snapshot" }),
  (place, clip, by) => ({ ...place, kind: "viewed", by, clip: clip(), what: "redacted_copy" }),
  (place, clip, by) => ({ ...place, kind: "unlocked", by, clips: [clip(), clip()], lifetime: 3600 }),
  (place, clip) => ({ ...place, kind: "locked", by: "", clips: [clip(), clip()] }),
  (place, clip) => ({ ...place, kind: "shared", clip: clip(), to: "ab".repeat(32) }),
  (place, clip) => ({ ...place, kind: "deleted", clip: clip(), reason: "by_hand" }),
  (place, clip, by) => ({ ...place, kind: "exported", clip: clip(), to: by }),
  (place) => ({ ...place, kind: "coverage", camera: "garden", since: place.at, state: "offline" }),
  (place) => ({ ...place, kind: "coverage", camera: "garden", since: place.at, state: "watched" }),
  (place, _, by) => ({
    ...place,
    kind: "recipients_changed",
    by,
    recipients: people.people.map(({ recipient }) => recipient),
  }),
  (place) => ({ ...place, kind: "started" }),
  (place) => ({ ...place, kind: "stopped" }),
  (place, clip) => ({
    ...place,
    kind: "recorded",
    clip: clip(),
    payload_hash: "01",
    meta_hash: "02",
    plaintext_hash: "03",
  }),
];

function madeLedger(now: number, clips: readonly Clip[]): Ledger {
  const next = chance(11);
  const known = clips.slice(0, 40);
  const any = <T>(items: readonly T[]) => items[Math.floor(next() * items.length)];
  const entries: Made[] = [];
  let at = now - 3 * MINUTE;
  for (let sequence = 400; sequence > 300; sequence--) {
    at -= 50 * MINUTE * next();
    const made = any(MAKERS)?.(
      { sequence, at: iso(at), log: 1 },
      () => any(known)?.clip_id ?? "",
      any([ANNA, BEN]) ?? "",
    );
    if (made) entries.push(made);
  }
  return {
    entries,
    users: { [ANNA]: "Anna", [BEN]: "Ben" },
    clips: Object.fromEntries(known.map(({ clip_id, camera_id, started_at }) => [clip_id, { camera_id, started_at }])),
    next: null,
  };
}

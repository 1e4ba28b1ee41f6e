import { base64 } from "@scure/base";
import { Encrypter } from "age-encryption";
import type { CameraSettings, NearMiss, People, Person } from "../../src/api/messages.ts";
import type { HttpAnswer, HttpRequest } from "../../src/link/host.ts";
import { LinkError } from "../../src/link/link.ts";
import type { FakeApp } from "./app.ts";
import { yard } from "./picture.ts";

/** Answers for what one does: setting up, people, cameras. Changes are kept, so that a view can be tried. */
export function withDoing(app: FakeApp, options: { readonly hasAlarm?: boolean } = {}): FakeApp {
  answerPeople(app, options.hasAlarm ?? false);
  answerSetup(app);
  answerCameras(app);
  const fetch = (request: HttpRequest) => answerHttp(app, request);
  const { host } = app;
  const call = host.call.bind(host) as (name: string, ...args: never[]) => Promise<unknown>;
  const wrapped = {
    ...host,
    call: (name: string, ...args: never[]) => {
      if (name === "fetch") return fetch(...(args as unknown as [HttpRequest]));
      if (name === "moreInfo") return Promise.resolve();
      return call(name, ...args);
    },
  };
  return Object.assign(app, { host: wrapped as unknown as FakeApp["host"] });
}

function answerPeople({ home, answers }: FakeApp, hasAlarm: boolean): void {
  let people: People = { ...home.people };
  const [, , last] = people.people;
  if (hasAlarm && last) people = { ...people, alarm: { alarm_id: "a", added: [last], removed: [] } };
  const change = (change: (all: readonly Person[]) => Person[]) => {
    people = { ...people, people: change(people.people) };
    return people;
  };
  Object.assign(answers, {
    "people/list": () => people,
    "people/add": ({ name, recipient, role }: Record<string, unknown>) =>
      change((all) => [
        ...all,
        { ...({ name, recipient, role } as Person), key_end: String(recipient).slice(-8), fingerprint: "" },
      ]),
    "people/remove": ({ recipient }: Record<string, unknown>) =>
      change((all) => all.filter((each) => each.recipient !== recipient)),
    "people/rename": ({ recipient, name }: Record<string, unknown>) =>
      change((all) => all.map((each) => (each.recipient === recipient ? { ...each, name: String(name) } : each))),
    "people/answer": ({ was_me }: Record<string, unknown>) => {
      people = { people: was_me ? people.people : people.people.slice(0, 2), alarm: null };
      return people;
    },
  });
}

function answerSetup({ answers }: FakeApp): void {
  let secret = "";
  let entered: Person[] = [];
  Object.assign(answers, {
    "setup/begin": async ({ people }: { people: Person[] }) => {
      entered = people.map((person) => ({ ...person, key_end: person.recipient.slice(-4), fingerprint: "" }));
      const clip = new Uint8Array(await yard(3, true));
      secret = Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", clip)), (byte) =>
        byte.toString(16).padStart(2, "0"),
      ).join("");
      const encrypter = new Encrypter();
      for (const { recipient, role } of people) if (role === "recovery") encrypter.addRecipient(recipient);
      return { proof_id: "1", sealed: base64.encode(await encrypter.encrypt(clip)), media_type: "image/jpeg" };
    },
    "setup/prove": ({ sha256 }: { sha256: string }) => {
      if (sha256 !== secret) throw new LinkError("service_validation_error", "That is not the clip.");
      return { people: entered, alarm: null };
    },
    "config_entries/get": () => [{ entry_id: "01K", domain: "secure_video" }],
    "frontend/get_translations": () => ({
      resources: {
        "component.secure_video.config_subentries.camera.error.unreachable":
          "Nothing answered at this address. Check that the camera has power, is in your network, and that the address and port are right.",
        "component.secure_video.config_subentries.camera.error.authentication_failed":
          "The camera refused the user name or password.",
      },
    }),
  });
}

function answerCameras({ answers, home }: FakeApp): void {
  let settings = SETTINGS;
  Object.assign(answers, {
    "cameras/candidates": () => ({
      cameras: [
        { entity_id: "camera.garden", name: "Garden", area: "Outside", can_stream: true },
        { entity_id: "camera.drive", name: "Driveway", area: "Outside", can_stream: true },
        { entity_id: "camera.printer", name: "Printer", area: null, can_stream: false },
      ],
    }),
    "cameras/settings": () => settings,
    "cameras/change": (message: { settings: CameraSettings }) => {
      settings = message.settings;
      return settings;
    },
    near_misses: () => ({ near_misses: MISSES }),
    call_service: ({ target }: { target: { entity_id: string } }) => ({
      context: {},
      response: { [target.entity_id]: { clip_id: home.clips[0]?.clip_id } },
    }),
  });
}

async function answerHttp({ sent }: FakeApp, { path, method = "GET", json }: HttpRequest): Promise<HttpAnswer> {
  if (path.startsWith("/api/camera_proxy/")) {
    const [entity = ""] = path.slice(18).split("?");
    return { status: 200, headers: { "content-type": "image/jpeg" }, body: await yard(entity.length + 2, true) };
  }
  sent.push({ type: `${method} ${path}`, json });
  if (path.startsWith("/api/secure_video/preview/")) return { status: 200, headers: {}, body: await yard(4, false) };
  if (path.startsWith("/api/secure_video/viewer")) return answer("<!doctype html>");
  if (!path.includes("/subentries/flow")) return { ...answer("Not found"), status: 404 };
  await new Promise((resolve) => setTimeout(resolve, 20));
  return answer(JSON.stringify(flowStep((json ?? {}) as Record<string, string>)));
}

function flowStep(fields: Record<string, string>) {
  const step = { flow_id: "f1", errors: null, description_placeholders: null };
  if (fields.url?.includes("wrong"))
    return { ...step, type: "form", step_id: "stream", errors: { url: "unreachable" } };
  if (fields.url || fields.entity_id) {
    const placeholders = {
      picture: "/api/secure_video/preview/f1?authSig=x",
      name: fields.name ?? "Garden",
      stream: "H.264 · 1920 × 1080 · AAC",
      dropped: "",
    };
    return { ...step, type: "menu", step_id: "confirm", description_placeholders: placeholders };
  }
  if (fields.next_step_id === "save") return { ...step, type: "create_entry", title: "Garden" };
  return fields.next_step_id
    ? { ...step, type: "form", step_id: fields.next_step_id }
    : { ...step, type: "menu", step_id: "user" };
}

function answer(text: string): HttpAnswer {
  return { status: 200, headers: {}, body: new TextEncoder().encode(text).buffer };
}

export const SETTINGS: CameraSettings = {
  name: "Front door",
  labels: ["person", "vehicle", "animal", "package"],
  seconds_before: 6,
  seconds_after: 8,
  zones: [
    {
      id: "path",
      name: "Path",
      kind: "include",
      polygon: [
        [0.5, 0.56],
        [0.66, 0.56],
        [0.56, 1],
        [0.1, 1],
      ],
      labels: ["person"],
      min_score: 0.5,
      min_area: 0,
      max_area: 1,
      dwell: 2,
    },
    {
      id: "street",
      name: "Street",
      kind: "exclude",
      polygon: [
        [0, 0.45],
        [0.45, 0.45],
        [0.3, 0.6],
        [0, 0.62],
      ],
      labels: [],
      min_score: 0,
      min_area: 0,
      max_area: 1,
      dwell: 0,
    },
  ],
  lines: [{ id: "gate", name: "Gate", start: [0.18, 0.9], end: [0.62, 0.72], direction: "to_right", labels: [] }],
  masks: [
    {
      name: "Neighbour",
      kind: "private",
      polygon: [
        [0.68, 0.22],
        [0.94, 0.22],
        [0.94, 0.44],
        [0.68, 0.44],
      ],
    },
  ],
  masked_clips: "reencoded",
};

const miss = (change: Partial<NearMiss>): NearMiss => ({
  label: "person",
  kind: "person",
  confidence: 0.41,
  box: { left: 0.4, top: 0.42, right: 0.48, bottom: 0.75 },
  reason: "low_score",
  seconds: 4,
  at: "2026-11-21T09:01:00+00:00",
  zone: "Path",
  ...change,
});

export const MISSES: readonly NearMiss[] = [
  miss({}),
  miss({ reason: "outside", zone: null, confidence: 0.83, box: { left: 0.8, top: 0.6, right: 0.87, bottom: 0.9 } }),
  miss({ reason: "too_short", confidence: 0.7, seconds: 1, box: { left: 0.3, top: 0.5, right: 0.38, bottom: 0.85 } }),
  miss({ reason: "excluded", zone: null, confidence: 0.66, box: { left: 0.1, top: 0.35, right: 0.14, bottom: 0.54 } }),
  miss({
    label: "vehicle",
    kind: "car",
    reason: "not_moving",
    zone: null,
    confidence: 0.92,
    box: { left: 0.02, top: 0.5, right: 0.22, bottom: 0.7 },
  }),
];

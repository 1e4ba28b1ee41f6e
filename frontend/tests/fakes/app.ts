import { Api } from "../../src/api/client.ts";
import type { Clip } from "../../src/api/messages.ts";
import type { App } from "../../src/app.ts";
import type { HostContext, HostService } from "../../src/link/host.ts";
import { type Link, LinkError } from "../../src/link/link.ts";
import { localizer } from "../../src/localize/localize.ts";
import { Store } from "../../src/store.ts";
import type { VaultService, VaultState } from "../../src/vault/service.ts";
import { type Household, household } from "./household.ts";
import { yard } from "./picture.ts";

export const CONTEXT: HostContext = {
  language: "en",
  timeZone: "Europe/Berlin",
  hour12: undefined,
  isDark: false,
  theme: {},
  isNarrow: false,
  isRightToLeft: false,
  user: { id: "b2f1c0d9e8a74f6b9c3d2e1f0a9b8c7d", name: "Anna", isAdmin: true },
  isSecure: true,
  route: "",
};

type Message = Readonly<Record<string, unknown>> & { readonly type: string };
/** Answers of the websocket, by the command without its "secure_video/"; a function gets the message. */
export type Answers = Record<string, (message: Message) => unknown>;

export interface FakeApp extends App {
  /** What was sent over the websocket. */
  readonly sent: Message[];
  readonly home: Household;
  readonly answers: Answers;
}

/** An app without Home Assistant and without keys: what it shows is made up. */
export function fakeApp(
  context: Partial<HostContext> = {},
  options: { readonly isOpen?: boolean; readonly home?: Household } = {},
): FakeApp {
  const home = options.home ?? household(Date.now());
  const sent: Message[] = [];
  const contextStore = new Store<HostContext>({ ...CONTEXT, ...context });
  const vaultState = new Store<VaultState>({
    isOpen: options.isOpen ?? true,
    recipients: [],
    stored: "home_assistant",
    passkey: "possible",
  });
  const answers = answersOf(home);
  const host = fakeHost(contextStore, answers, sent, home);
  return {
    host,
    api: new Api(host),
    vault: fakeVault(home, vaultState),
    context: contextStore,
    vaultState,
    get t() {
      return localizer(contextStore.value.language);
    },
    sent,
    home,
    answers,
  };
}

/** Calls go straight to the functions: what a real link does to them is tested with it. */
function linkTo<S>(service: object): Link<S> {
  const find = (name: string) => Reflect.get(service, name) as (...args: unknown[]) => unknown;
  const link = {
    call: async (name: string, ...args: unknown[]) => await find(name)(...args),
    stream: (name: string, ...args: unknown[]) => find(name)(...args),
  };
  return link as unknown as Link<S>;
}

function answersOf(home: Household): Answers {
  const between = ({ since, before }: Message) => {
    const begin = typeof since === "string" ? since : "";
    const end = typeof before === "string" ? before : "~";
    return home.clips.filter(({ started_at }) => started_at >= begin && started_at < end);
  };
  const done = ({ clip_ids }: Message) => ({
    clips: (clip_ids as string[]).map((clip_id) => ({ clip_id, error: null })),
  });
  return {
    "clips/list": (message) => ({ clips: between(message), has_more: false }),
    "clips/get": ({ clip_id }) => home.clips.find((clip) => clip.clip_id === clip_id) ?? null,
    "clips/delete": done,
    "clips/protect": done,
    "clips/lock": () => null,
    "clips/tell": () => null,
    coverage: () => home.coverage,
    "ledger/list": ({ kinds }) => ({
      ...home.ledger,
      entries: home.ledger.entries.filter(({ kind }) => !kinds || (kinds as string[]).includes(kind)),
    }),
    "people/list": () => home.people,
    analysis: () => ({ cameras: [] }),
  };
}

const forever = () => new Promise<never>(() => undefined);

function fakeHost(context: Store<HostContext>, answers: Answers, sent: Message[], home: Household): Link<HostService> {
  return linkTo<HostService>({
    async ws(message: Message) {
      sent.push(message);
      const answer = answers[message.type.replace("secure_video/", "")];
      if (!answer) throw new LinkError("unknown_command", "Unknown command.");
      return answer(message);
    },
    async *subscribe({ type }: Message) {
      if (type === "secure_video/overview/subscribe") yield home.overview;
      await forever();
    },
    async navigate(path: string) {
      context.value = { ...context.value, route: path.replace("/secure-video", "") };
    },
    async fetch() {
      throw new LinkError("offline", "Nothing is there.");
    },
    async toggleMenu() {},
    async remember() {},
    async recall() {
      return null;
    },
  });
}

let bytes: Promise<ArrayBuffer> | undefined;

/** Ten seconds that ffmpeg drew: something that walks as the paths of all fake descriptions say. */
function clipBytes(): Promise<ArrayBuffer> {
  bytes ??= fetch(new URL("./clip.mp4", import.meta.url)).then((response) => response.arrayBuffer());
  return bytes;
}

function fakeVault(home: Household, state: Store<VaultState>): Link<VaultService> {
  const clipOf = (clipId: string): Clip => {
    const clip = home.clips.find(({ clip_id }) => clip_id === clipId);
    if (!clip) throw new LinkError("gone", "There is no such clip.");
    return clip;
  };
  return linkTo<VaultService>({
    async unlock(passphrase: string) {
      if (passphrase !== "open") throw new LinkError("wrong_passphrase", "Wrong.");
      state.value = { ...state.value, isOpen: true };
    },
    async unlockWith() {
      throw new LinkError("not_an_identity", "None.");
    },
    async lock() {
      state.value = { ...state.value, isOpen: false };
    },
    async describe(clipId: string) {
      const clip = clipOf(clipId);
      const isPerson = clip.labels.includes("person");
      await new Promise((resolve) => setTimeout(resolve, 30));
      return {
        clipId,
        cameraName: clip.camera_id ?? "",
        startedAt: clip.started_at,
        duration: clip.duration,
        incidents: clip.labels.map((label, index) => ({
          label,
          kind: label,
          score: 0.87,
          zones: index === 0 && clip.camera_id === "front" ? ["Path"] : [],
          begins: 2 + index,
          ends: Math.min(7, clip.duration),
          path: Array.from({ length: 11 }, (_, step) => {
            const left = 0.2 + 0.04 * step;
            return [2 + step / 2, left, 0.42, left + 0.14, 0.88] as const;
          }),
        })),
        bystanders: [],
        picture: await yard(Number.parseInt(clipId, 16), isPerson),
      };
    },
    async openClip() {
      return { size: (await clipBytes()).byteLength, ending: "whole" };
    },
    async read(_: string, start: number, end: number) {
      return (await clipBytes()).slice(start, end);
    },
    async closeClip() {},
    async *plainCopy() {
      yield 0.5;
      yield new Blob([await clipBytes()]);
    },
    async *copyFor() {
      for (let step = 0; step < 10; step++) {
        yield step / 10;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      yield new Blob(["sealed"]);
    },
    async checkClip() {
      return { verdict: "recorded", key: "secure-video/1+2+3", loggedAt: home.clips[0]?.started_at };
    },
    async *checkLog({ full }: { full: boolean }) {
      for (let done = 0; done <= 4; done++) {
        yield { kind: "progress", done: done * 1000, total: 4000 };
        await new Promise((resolve) => setTimeout(resolve, 120));
      }
      yield { kind: "result", verdict: "sound", size: 4000, rememberedSize: 3911, isFull: full };
    },
    async fingerprint() {
      return "amber-violin-otter-lantern";
    },
    async lend(_: unknown, seconds: number) {
      return new Date(Date.now() + seconds * 1000).toISOString();
    },
  });
}

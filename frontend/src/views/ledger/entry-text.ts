import {
  mdiAccountKeyOutline,
  mdiCameraOutline,
  mdiDeleteOutline,
  mdiDownloadOutline,
  mdiEyeOutline,
  mdiFolderZipOutline,
  mdiKeyOutline,
  mdiLockOutline,
  mdiPower,
  mdiShareVariantOutline,
  mdiVideoOutline,
} from "@mdi/js";
import type { Ledger, LedgerEntry, LedgerKind, Person } from "../../api/messages.ts";
import type { Localize } from "../../localize/localize.ts";
import type { Times } from "../../localize/times.ts";

/** What names that which an entry has by its id only. */
export interface Names {
  readonly t: Localize;
  readonly times: Times;
  readonly users: Ledger["users"];
  readonly clips: Ledger["clips"];
  readonly people: readonly Person[];
  readonly camera: (cameraId: string | null) => string;
}

export interface EntryText {
  readonly icon: string;
  readonly text: string;
  /** Where there is one to go to. */
  readonly clipId?: string;
}

/** Kinds that one looks for together. */
export const GROUPS = {
  viewing: ["viewed", "unlocked", "locked", "exported", "shared"],
  people: ["recipients_changed", "rewrapped"],
  coverage: ["coverage", "started", "stopped", "recovered"],
  clips: ["recorded", "deleted"],
} as const satisfies Readonly<Record<string, readonly LedgerKind[]>>;

export type Group = keyof typeof GROUPS;

const VIEWED_ICONS = {
  opened: mdiEyeOutline,
  snapshot: mdiCameraOutline,
  plain_copy: mdiDownloadOutline,
  redacted_copy: mdiDownloadOutline,
} as const;

/** One line of the ledger in words; undefined for those that say nothing to people. */
export function entryText(entry: LedgerEntry, names: Names): EntryText | undefined {
  const { t } = names;
  switch (entry.kind) {
    case "viewed": {
      const text = t(`ledger.viewed_${entry.what}`, { who: who(entry.by, names), clip: clipName(entry.clip, names) });
      return { icon: VIEWED_ICONS[entry.what], text, clipId: entry.clip };
    }
    case "unlocked": {
      const duration = names.times.length(entry.lifetime);
      const text = t("ledger.unlocked", { who: who(entry.by, names), count: entry.clips.length, duration });
      return { icon: mdiKeyOutline, text, ...only(entry.clips) };
    }
    case "locked": {
      const count = entry.clips.length;
      const text = entry.by
        ? t("ledger.locked_by", { who: who(entry.by, names), count })
        : t("ledger.locked", { count });
      return { icon: mdiLockOutline, text, ...only(entry.clips) };
    }
    case "exported": {
      const text = t("ledger.exported", { who: who(entry.to, names), clip: clipName(entry.clip, names) });
      return { icon: mdiFolderZipOutline, text, clipId: entry.clip };
    }
    case "shared":
      return { icon: mdiShareVariantOutline, text: sharedText(entry, names), clipId: entry.clip };
    case "recipients_changed": {
      const text = t("ledger.people_changed", { who: who(entry.by, names), names: ownersOf(entry.recipients, names) });
      return { icon: mdiAccountKeyOutline, text };
    }
    default:
      return keptText(entry, names);
  }
}

/** What became of clips, and of the watching itself. */
function keptText(entry: LedgerEntry, names: Names): EntryText | undefined {
  const { t, camera } = names;
  switch (entry.kind) {
    case "recorded":
      return {
        icon: mdiVideoOutline,
        text: t("ledger.recorded", { clip: clipName(entry.clip, names) }),
        clipId: entry.clip,
      };
    case "deleted":
      return {
        icon: mdiDeleteOutline,
        text: t(`ledger.deleted_${entry.reason}`, { clip: clipName(entry.clip, names) }),
      };
    case "rewrapped": {
      const text = t("ledger.rewrapped", { clip: clipName(entry.clip, names) });
      return { icon: mdiAccountKeyOutline, text, clipId: entry.clip };
    }
    case "coverage":
      return { icon: mdiPower, text: t(`ledger.coverage_${entry.state}`, { camera: camera(entry.camera) }) };
    case "started":
    case "stopped":
    case "recovered":
      return { icon: mdiPower, text: t(`ledger.${entry.kind}`) };
    case "pruned":
      return { icon: mdiDeleteOutline, text: t("ledger.pruned", { count: entry.end - entry.first }) };
    case "continues":
      return { icon: mdiKeyOutline, text: t(`ledger.continues_${entry.reason}`) };
    default:
      return undefined;
  }
}

function who(userId: string, { users, t }: Names): string {
  const name = Object.hasOwn(users, userId) ? users[userId] : undefined;
  return name ?? t(userId === "" ? "ledger.home_assistant" : "ledger.somebody");
}

function clipName(clipId: string, { clips, camera, times, t }: Names): string {
  const clip = clips[clipId];
  if (!clip) return t("ledger.clip_gone");
  return `${camera(clip.camera_id)}, ${times.say(Date.parse(clip.started_at), "moment")}`;
}

function sharedText({ clip, to }: { readonly clip: string; readonly to: string }, names: Names): string {
  const person = names.people.find(({ fingerprint }) => fingerprint === to);
  return names.t("ledger.shared", { clip: clipName(clip, names), key: person?.name ?? `${to.slice(0, 8)}…` });
}

/** A key of somebody who is no longer there has no name, but an end. */
function ownersOf(recipients: readonly string[], { people, t }: Names): string {
  if (recipients.length === 0) return t("ledger.nobody");
  return recipients
    .map((key) => people.find(({ recipient }) => recipient === key)?.name ?? `…${key.slice(-8)}`)
    .join(", ");
}

function only(clips: readonly string[]): { readonly clipId?: string } {
  const [clipId] = clips;
  return clips.length === 1 && clipId ? { clipId } : {};
}

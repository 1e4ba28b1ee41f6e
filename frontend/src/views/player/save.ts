import {
  mdiAccountArrowRightOutline,
  mdiBlurRadial,
  mdiDownloadLockOutline,
  mdiDownloadOutline,
  mdiFolderZipOutline,
} from "@mdi/js";
import type { TextKey } from "../../localize/localize.ts";

/** Ways that a clip leaves. */
export type SaveKind = "sealed" | "plain" | "person" | "redacted" | "evidence";

export interface SaveWay {
  readonly kind: SaveKind;
  readonly icon: string;
  readonly name: TextKey;
  readonly about: TextKey;
  /** Only with the key. */
  readonly needsKey: boolean;
  readonly needsAdmin: boolean;
}

export const SAVE_WAYS: readonly SaveWay[] = [
  {
    kind: "sealed",
    icon: mdiDownloadLockOutline,
    name: "save.sealed",
    about: "save.sealed_about",
    needsKey: false,
    needsAdmin: false,
  },
  {
    kind: "plain",
    icon: mdiDownloadOutline,
    name: "save.plain",
    about: "save.plain_about",
    needsKey: true,
    needsAdmin: false,
  },
  {
    kind: "person",
    icon: mdiAccountArrowRightOutline,
    name: "save.person",
    about: "save.person_about",
    needsKey: true,
    needsAdmin: false,
  },
  {
    kind: "redacted",
    icon: mdiBlurRadial,
    name: "save.redacted",
    about: "save.redacted_about",
    needsKey: true,
    needsAdmin: false,
  },
  {
    kind: "evidence",
    icon: mdiFolderZipOutline,
    name: "save.evidence",
    about: "save.evidence_about",
    needsKey: false,
    needsAdmin: true,
  },
];

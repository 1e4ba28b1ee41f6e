import * as v from "valibot";
import type { HostService } from "../link/host.ts";
import type { Link } from "../link/link.ts";
import { Fault } from "./fault.ts";
import { asked } from "./source.ts";

export type Place = "browser" | "home_assistant";

const Got = v.object({ file: v.nullable(v.string()) });

/** Keeps the user's private key, sealed with a passphrase: in this browser, or in Home Assistant. */
export class StoredIdentity {
  readonly #host: Link<HostService>;

  constructor(host: Link<HostService>) {
    this.#host = host;
  }

  /** The file and where it is; null if there is none. Fails with "offline", "refused". */
  async find(): Promise<{ readonly place: Place; readonly file: string } | null> {
    const own = await asked(this.#host.call("recall", "identity"));
    if (own) return { place: "browser", file: own };
    const { file } = v.parse(Got, await this.#ask("get"));
    return file ? { place: "home_assistant", file } : null;
  }

  async store(place: Place, file: string): Promise<void> {
    if (place === "browser") await asked(this.#host.call("remember", "identity", file));
    else await this.#ask("store", { file });
  }

  /** Keep it there, and nowhere else; fails with "locked" if there is none. */
  async move(place: Place): Promise<void> {
    const found = await this.find();
    if (!found) throw new Fault("locked", "No key is stored here.");
    if (found.place === place) return;
    await this.store(place, found.file);
    await this.#forgetAt(found.place);
  }

  /** Delete it in both places. */
  async forget(): Promise<void> {
    await this.#forgetAt("browser");
    await this.#forgetAt("home_assistant");
  }

  async #forgetAt(place: Place): Promise<void> {
    if (place === "browser") await asked(this.#host.call("remember", "identity", null));
    else await this.#ask("delete");
  }

  #ask(what: "get" | "store" | "delete", message: Readonly<Record<string, string>> = {}): Promise<unknown> {
    return asked(this.#host.call("ws", { type: `secure_video/identity/${what}`, ...message }));
  }
}

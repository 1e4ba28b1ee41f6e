/** Adding a camera: Home Assistant's own dialog for it, asked over REST. */
import { array, looseObject, nullish, object, parse, picklist, record, string } from "valibot";
import type { App } from "../../app.ts";
import { LinkError } from "../../link/link.ts";

const FLOWS = "/api/config/config_entries/subentries/flow";

const STEP = looseObject({
  type: picklist(["form", "menu", "create_entry", "abort"]),
  flow_id: string(),
  step_id: nullish(string()),
  reason: nullish(string()),
  errors: nullish(record(string(), string())),
  description_placeholders: nullish(record(string(), string())),
});
type Step = typeof STEP extends { readonly "~types"?: { readonly output: infer T } | undefined } ? T : never;

const ENTRIES = array(object({ entry_id: string() }));

/** Where a camera's pictures come from. */
export type Source =
  | { readonly kind: "entity"; readonly entityId: string }
  | {
      readonly kind: "stream";
      readonly name: string;
      readonly url: string;
      readonly username: string;
      readonly password: string;
    };

/** The stream was tried: either it can be saved, or `fields` says what is wrong with which field (keys of texts). */
export type Trial =
  | {
      readonly kind: "found";
      readonly name: string;
      /** Codecs and size, as people write them. */
      readonly stream: string;
      /** Sound that does not fit into clips; "" if there is none. */
      readonly dropped: string;
      readonly picture: Blob | null;
    }
  | {
      readonly kind: "wrong";
      readonly fields: Readonly<Record<string, string>>;
      readonly placeholders: Readonly<Record<string, string>>;
    };

/** One dialog for one camera. Errors are LinkErrors; `code` "aborted" with Home Assistant's reason as the message. */
export class CameraFlow {
  readonly #app: App;
  #flowId: string | null = null;

  constructor(app: App) {
    this.#app = app;
  }

  /** Try the stream. Takes seconds. May be called again, with something corrected. */
  async try(source: Source): Promise<Trial> {
    await this.close();
    const entryId = await this.#entryId();
    const menu = await this.#post(FLOWS, { handler: [entryId, "camera"] });
    this.#flowId = menu.flow_id;
    await this.#answer({ next_step_id: source.kind });
    const step = await this.#answer(fieldsOf(source));
    const placeholders = step.description_placeholders ?? {};
    if (step.type === "form") return { kind: "wrong", fields: step.errors ?? {}, placeholders };
    return {
      kind: "found",
      name: placeholders.name ?? "",
      stream: placeholders.stream ?? "",
      dropped: placeholders.dropped ?? "",
      picture: await this.#picture(placeholders.picture),
    };
  }

  /** Keep the camera that was found. */
  async save(): Promise<void> {
    const step = await this.#answer({ next_step_id: "save" });
    this.#flowId = null;
    if (step.type !== "create_entry") throw new LinkError("aborted", step.reason ?? "unknown");
  }

  /** Leave the dialog, if one is open: what was tried is forgotten there. */
  async close(): Promise<void> {
    const flowId = this.#flowId;
    this.#flowId = null;
    if (flowId) await this.#app.host.call("fetch", { path: `${FLOWS}/${flowId}`, method: "DELETE" });
  }

  #answer(fields: Readonly<Record<string, unknown>>): Promise<Step> {
    return this.#post(`${FLOWS}/${this.#flowId}`, fields);
  }

  async #post(path: string, json: unknown): Promise<Step> {
    const { status, body } = await this.#app.host.call("fetch", { path, method: "POST", json });
    const text = new TextDecoder().decode(body);
    if (status !== 200) throw new LinkError("refused", text.slice(0, 200) || String(status));
    const step = parse(STEP, JSON.parse(text));
    if (step.type === "abort") throw new LinkError("aborted", step.reason ?? "unknown");
    return step;
  }

  async #entryId(): Promise<string> {
    const answer = await this.#app.host.call("ws", { type: "config_entries/get", domain: "secure_video" });
    const [entry] = parse(ENTRIES, answer);
    if (!entry) throw new LinkError("aborted", "not_loaded");
    return entry.entry_id;
  }

  async #picture(path: string | undefined): Promise<Blob | null> {
    if (!path) return null;
    const answer = await this.#app.host.call("fetch", { path });
    return answer.status === 200 ? new Blob([answer.body], { type: "image/jpeg" }) : null;
  }
}

function fieldsOf(source: Source): Readonly<Record<string, unknown>> {
  if (source.kind === "entity") return { entity_id: source.entityId };
  const { name, url, username, password } = source;
  return { name, url, ...(username && { username, password }) };
}

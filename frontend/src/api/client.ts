import type { BaseIssue, BaseSchema, InferOutput } from "valibot";
import { parse } from "valibot";
import type { HostService } from "../link/host.ts";
import type { Link } from "../link/link.ts";

/** Home Assistant's side of Secure Video: commands by name, with answers that were checked. */
export class Api {
  readonly #host: Link<HostService>;

  constructor(host: Link<HostService>) {
    this.#host = host;
  }

  /** Ask, and check that the answer is what `schema` says. */
  protected async ask<S extends BaseSchema<unknown, unknown, BaseIssue<unknown>>>(
    schema: S,
    type: string,
    message: Readonly<Record<string, unknown>> = {},
  ): Promise<InferOutput<S>> {
    return parse(schema, await this.#host.call("ws", { type: `secure_video/${type}`, ...message }));
  }

  /** Subscribe, and check each event. */
  protected async *events<S extends BaseSchema<unknown, unknown, BaseIssue<unknown>>>(
    schema: S,
    type: string,
    message: Readonly<Record<string, unknown>> = {},
  ): AsyncGenerator<InferOutput<S>> {
    for await (const event of this.#host.stream("subscribe", { type: `secure_video/${type}`, ...message })) {
      yield parse(schema, event);
    }
  }
}

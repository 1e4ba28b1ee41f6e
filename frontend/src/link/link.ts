/**
 * Calls over a MessagePort, between parties that do not trust each other: only the methods of a service can be called,
 * by name, with plain data. Nothing of the other side's objects can be reached.
 *
 * A service has calls (one answer) and streams (an async iterable that the caller may leave at any time).
 */

type Call = (...args: never[]) => Promise<unknown>;
type Stream = (...args: never[]) => AsyncIterable<unknown>;

type Calls<S> = { [K in keyof S as S[K] extends Call ? K : never]: S[K] extends Call ? S[K] : never };
type Streams<S> = { [K in keyof S as S[K] extends Stream ? K : never]: S[K] extends Stream ? S[K] : never };
type Item<F extends Stream> = ReturnType<F> extends AsyncIterable<infer T> ? T : never;

/** The calling side of a service. */
export interface Link<S> {
  call<K extends keyof Calls<S>>(
    method: K,
    ...args: Parameters<Calls<S>[K]>
  ): Promise<Awaited<ReturnType<Calls<S>[K]>>>;
  stream<K extends keyof Streams<S>>(method: K, ...args: Parameters<Streams<S>[K]>): AsyncIterable<Item<Streams<S>[K]>>;
}

/** What went wrong on the other side. `code` is for programs, `message` for people. */
export class LinkError extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, string>>;

  constructor(code: string, message: string, details: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = "LinkError";
    this.code = code;
    this.details = details;
  }
}

type Request =
  | { id: number; kind: "call" | "stream"; method: string; args: unknown[] }
  | { id: number; kind: "more" | "leave" };

type Answer =
  | { id: number; kind: "result" | "item"; value: unknown }
  | { id: number; kind: "end" }
  | { id: number; kind: "error"; code: string; message: string; details: Readonly<Record<string, string>> };

/** Answer calls of `service` that arrive at the port, for as long as the port is open. */
export function serve<S extends object>(port: MessagePort, service: S): void {
  const streams = new Map<number, AsyncIterator<unknown>>();
  const answer = (message: Answer, value?: unknown) => port.postMessage(message, transferables(value));
  const fail = (id: number, error: unknown) => answer({ id, kind: "error", ...described(error) });

  const next = async (id: number) => {
    const items = streams.get(id);
    if (!items) return;
    try {
      const { done, value } = await items.next();
      if (!streams.has(id)) return;
      if (done) streams.delete(id);
      answer(done ? { id, kind: "end" } : { id, kind: "item", value }, value);
    } catch (error) {
      streams.delete(id);
      fail(id, error);
    }
  };

  port.onmessage = async ({ data }: MessageEvent<Request>) => {
    const { id } = data;
    switch (data.kind) {
      case "more":
        return next(id);
      case "leave": {
        const items = streams.get(id);
        streams.delete(id);
        return void items?.return?.(undefined)?.catch(() => undefined);
      }
      case "stream":
        try {
          const items = method(service, data.method)(...data.args) as AsyncIterable<unknown>;
          streams.set(id, items[Symbol.asyncIterator]());
          return next(id);
        } catch (error) {
          return fail(id, error);
        }
      case "call":
        try {
          const value = await method(service, data.method)(...data.args);
          return answer({ id, kind: "result", value }, value);
        } catch (error) {
          return fail(id, error);
        }
    }
  };
}

/** Call the service at the other end of the port. */
export function connect<S>(port: MessagePort): Link<S> {
  let last = 0;
  const waiting = new Map<number, (answer: Answer) => void>();
  port.onmessage = ({ data }: MessageEvent<Answer>) => {
    const settle = waiting.get(data.id);
    waiting.delete(data.id);
    settle?.(data);
  };

  const ask = (request: Request, transfer: Transferable[] = []) =>
    new Promise<Answer>((resolve) => {
      waiting.set(request.id, resolve);
      port.postMessage(request, transfer);
    });

  const link = {
    async call(name: string, ...args: unknown[]): Promise<unknown> {
      const answer = await ask({ id: ++last, kind: "call", method: name, args }, args.flatMap(transferables));
      return answer.kind === "result" ? answer.value : raise(answer);
    },

    async *stream(name: string, ...args: unknown[]): AsyncGenerator<unknown> {
      const id = ++last;
      let isOver = false;
      try {
        let answer = await ask({ id, kind: "stream", method: name, args }, args.flatMap(transferables));
        while (answer.kind === "item") {
          yield answer.value;
          answer = await ask({ id, kind: "more" });
        }
        isOver = true;
        if (answer.kind === "error") raise(answer);
      } finally {
        waiting.delete(id);
        if (!isOver) port.postMessage({ id, kind: "leave" } satisfies Request);
      }
    },
  };
  return link as unknown as Link<S>;
}

/** Wrap a value, so that these buffers are moved to the other side instead of copied. */
export function moved<T extends object>(value: T, ...transfer: Transferable[]): T {
  toMove.set(value, transfer);
  return value;
}

const toMove = new WeakMap<object, Transferable[]>();

function transferables(value: unknown): Transferable[] {
  return typeof value === "object" && value !== null ? (toMove.get(value) ?? []) : [];
}

function method(service: object, name: string): (...args: unknown[]) => unknown {
  // Own properties only: what every object inherits, its constructor above all, is nobody's business.
  const found: unknown = Object.hasOwn(service, name) ? Reflect.get(service, name) : undefined;
  if (typeof found !== "function") throw new LinkError("unknown_method", `There is no method ${name}.`);
  return (...args) => Reflect.apply(found, service, args);
}

function described(error: unknown) {
  if (error instanceof LinkError) return { code: error.code, message: error.message, details: error.details };
  return { code: "failed", message: error instanceof Error ? error.message : String(error), details: {} };
}

function raise(answer: Answer): never {
  if (answer.kind !== "error")
    throw new LinkError("protocol", `An answer of the kind ${answer.kind} was not expected.`);
  throw new LinkError(answer.code, answer.message, answer.details);
}

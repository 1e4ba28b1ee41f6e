/** What was done, so that it can be undone. Pure. */
export interface History<T> {
  readonly past: readonly T[];
  readonly now: T;
  readonly future: readonly T[];
  /** What the last step was about; null after an undo. */
  readonly step: string | null;
}

/** Steps that are kept: nobody undoes more. */
const KEPT = 100;

export function begun<T>(now: T): History<T> {
  return { past: [], now, future: [], step: null };
}

/** Several changes about the same `step`, such as the letters of a name, are one to undo. */
export function changed<T>(history: History<T>, now: T, step: string | null = null): History<T> {
  if (step !== null && step === history.step) return { ...history, now, future: [] };
  return { past: [...history.past, history.now].slice(-KEPT), now, future: [], step };
}

export function undone<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future], step: null };
}

export function redone<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.now], now: next, future, step: null };
}

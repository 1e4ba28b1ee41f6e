/** The piece of time that is shown, [from, to) in milliseconds since 1970, and how it moves. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

const MINUTE = 60_000;
// Closer, a picture would be wider than the band; wider, a clip of ten seconds would be nothing.
const SHORTEST = 2 * MINUTE;
const LONGEST = 26 * 60 * MINUTE;

export function moved(window: TimeWindow, milliseconds: number, latest: number): TimeWindow {
  return within({ from: window.from + milliseconds, to: window.to + milliseconds }, latest);
}

/** `factor` below 1 goes closer; the moment `around` stays where it is. */
export function zoomed(window: TimeWindow, factor: number, around: number, latest: number): TimeWindow {
  const length = window.to - window.from;
  const wanted = Math.min(LONGEST, Math.max(SHORTEST, length * factor));
  const from = around - ((around - window.from) * wanted) / length;
  return within({ from, to: from + wanted }, latest);
}

/** As long as it is, with the moment in its middle. */
export function centred(window: TimeWindow, moment: number, latest: number): TimeWindow {
  const half = (window.to - window.from) / 2;
  return within({ from: moment - half, to: moment + half }, latest);
}

/** What comes is of no interest: the end is at `latest`, but for a margin that tells that it is the end. */
function within(window: TimeWindow, latest: number): TimeWindow {
  const length = window.to - window.from;
  const over = window.to - (latest + length * 0.04);
  return over > 0 ? { from: window.from - over, to: window.to - over } : window;
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720].map((minutes) => minutes * MINUTE);

/** Moments to write at the axis: round ones of the user's clock, at least `gap` pixels apart on `width` pixels. */
export function ticks(window: TimeWindow, width: number, gap: number, offset: number): readonly number[] {
  const length = window.to - window.from;
  const step = STEPS.find((each) => (each / length) * width >= gap) ?? 24 * 60 * MINUTE;
  const found: number[] = [];
  for (let at = Math.ceil((window.from + offset) / step) * step - offset; at < window.to; at += step) found.push(at);
  return found;
}

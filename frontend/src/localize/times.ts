import type { HostContext } from "../link/host.ts";

/** A day of the calendar as the user's clock has it: "2026-11-21". */
export type Day = string;

type Ways = Readonly<Record<string, Intl.DateTimeFormatOptions>>;

const WAYS = {
  clock: { hour: "numeric", minute: "2-digit" },
  seconds: { hour: "numeric", minute: "2-digit", second: "2-digit" },
  day: { weekday: "long", day: "numeric", month: "long" },
  shortDay: { weekday: "short", day: "numeric", month: "short" },
  moment: { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" },
  /** To be told to others: with the year, to the second, in which time zone. */
  stamp: { dateStyle: "long", timeStyle: "long" },
} satisfies Ways;

export type Way = keyof typeof WAYS;

const MINUTE = 60_000;

/** Times in the user's language, time zone and habit. Moments are milliseconds since 1970. */
export class Times {
  readonly #context: HostContext;
  readonly #formats = new Map<string, Intl.DateTimeFormat>();
  readonly #parts: Intl.DateTimeFormat;

  constructor(context: HostContext) {
    this.#context = context;
    this.#parts = new Intl.DateTimeFormat("en-GB", {
      timeZone: context.timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  }

  say(moment: number, way: Way): string {
    return this.#format(way).format(moment);
  }

  /** From one moment to another, in as few words as they need. */
  span(from: number, to: number, way: Way): string {
    return this.#format(way).formatRange(from, to);
  }

  #format(way: Way): Intl.DateTimeFormat {
    let format = this.#formats.get(way);
    if (!format) {
      const { language, timeZone, hour12 } = this.#context;
      format = new Intl.DateTimeFormat(language, {
        ...WAYS[way],
        timeZone,
        ...(hour12 === undefined ? {} : { hour12 }),
      });
      this.#formats.set(way, format);
    }
    return format;
  }

  /** "12 s", "1:05 min", "2 h 10 min": as short as can be, the same in all our languages. */
  length(seconds: number): string {
    const whole = Math.round(seconds);
    if (whole < 60) return `${whole} s`;
    const minutes = Math.floor(whole / 60);
    if (minutes < 60 && whole % 60 === 0) return `${minutes} min`;
    if (minutes < 60) return `${minutes}:${String(whole % 60).padStart(2, "0")} min`;
    return `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ""}`;
  }

  dayOf(moment: number): Day {
    return new Date(moment + this.offset(moment)).toISOString().slice(0, 10);
  }

  /** When the day begins, and when it is over: not always 24 hours later. */
  bounds(day: Day): readonly [begin: number, end: number] {
    return [this.#midnight(day), this.#midnight(plusDays(day, 1))];
  }

  #midnight(day: Day): number {
    const local = Date.parse(`${day}T00:00:00Z`);
    // Once with the offset near it, once with that of the moment found: right also around a change of the clocks.
    const near = local - this.offset(local);
    return local - this.offset(near);
  }

  /** Milliseconds that the user's clock is ahead of UTC. */
  offset(moment: number): number {
    const at = Object.fromEntries(this.#parts.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = at;
    const shown = Date.UTC(year, month - 1, day, hour, minute, second);
    return Math.round((shown - moment) / MINUTE) * MINUTE;
  }
}

export function plusDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** "1:05": a second of a clip. */
export function placeIn(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** "1.2 MB": bytes as people count them. */
export function sizeOf(bytes: number, language: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const unit = units[power] ?? "byte";
  const format = new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: power > 1 ? 1 : 0 });
  return format.format(bytes / 1000 ** power);
}

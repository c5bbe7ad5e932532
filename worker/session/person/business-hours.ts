import type { HandOffSettings } from "../../protocol/routing/hand-off-settings.ts";

/**
 * Opening hours as the clock on the wall of `timeZone` shows them, so that a change of daylight saving time moves
 * nothing: nine o'clock is nine o'clock. Pure; `Intl` knows the zones.
 */
export type BusinessHours = NonNullable<HandOffSettings["hours"]>;

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;
/** Further ahead nothing is promised: a year of holidays is a closed business. */
const SEARCHED_DAYS = 370;

/**
 * Whether somebody answers at `atMs` (epoch milliseconds). Absent hours are always open.
 *
 * A span belongs to the day it starts on and includes its first minute, not its last. One that ends at or before its
 * start runs past midnight, at most to the same time of the next day. A holiday is closed from midnight to midnight,
 * and nothing of it runs on into the next day.
 */
export function isOpen(hours: BusinessHours | undefined, atMs: number): boolean {
  if (!hours) return true;
  const { dayMs, minute } = wallClock(hours.timeZone, atMs);
  if (isHoliday(hours, dayMs)) return false;
  const covers = (day: number, at: number) =>
    spansOf(hours, day).some(({ from, until }) => from <= at && at < until);
  return covers(dayMs, minute) || covers(dayMs - DAY_MS, minute + DAY_MINUTES);
}

/**
 * When somebody answers next, epoch milliseconds: `atMs` itself while open.
 *
 * @returns undefined when that is not within a year.
 */
export function nextOpening(hours: BusinessHours | undefined, atMs: number): number | undefined {
  if (isOpen(hours, atMs) || !hours) return atMs;
  const today = wallClock(hours.timeZone, atMs).dayMs;
  for (let day = today; day <= today + SEARCHED_DAYS * DAY_MS; day += DAY_MS) {
    const openings = momentsOf(hours, day).filter((at) => at >= atMs && isOpen(hours, at));
    if (openings.length > 0) return Math.min(...openings);
  }
  return undefined;
}

interface Span {
  /** Minutes since the day's midnight; `until` may lie in the next day. */
  readonly from: number;
  readonly until: number;
}

/** What starts on a day, given as its date at midnight UTC. */
function spansOf(hours: BusinessHours, dayMs: number): readonly Span[] {
  const day = DAYS[new Date(dayMs).getUTCDay()];
  if (!day || isHoliday(hours, dayMs)) return [];
  return hours.week[day].map((text) => {
    const [from = 0, until = 0] = text.split("-").map(minutesOf);
    return { from, until: until > from ? until : until + DAY_MINUTES };
  });
}

function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}

const isHoliday = (hours: BusinessHours, dayMs: number): boolean =>
  hours.holidays.includes(new Date(dayMs).toISOString().slice(0, 10));

/**
 * Every moment of a day at which "closed" can turn into "open": the beginnings of its spans, under each offset from
 * UTC that is in force around that day, and the moment at which the clocks are changed on it.
 */
function momentsOf(hours: BusinessHours, dayMs: number): readonly number[] {
  const { timeZone } = hours;
  const [earliest, latest] = [dayMs - DAY_MS, dayMs + 2 * DAY_MS];
  const [before, after] = [offsetMs(timeZone, earliest), offsetMs(timeZone, latest)];
  const offsets = before === after ? [before] : [before, after];
  const starts = spansOf(hours, dayMs).flatMap(({ from }) =>
    offsets.map((offset) => dayMs + from * MINUTE_MS - offset),
  );
  if (before === after) return starts;
  const change = changeBetween(timeZone, earliest, latest);
  return wallClock(timeZone, change).dayMs === dayMs ? [...starts, change] : starts;
}

/** The first minute at which the offset is that of `latest`. */
function changeBetween(timeZone: string, earliest: number, latest: number): number {
  const after = offsetMs(timeZone, latest);
  let [old, changed] = [earliest / MINUTE_MS, latest / MINUTE_MS];
  while (changed - old > 1) {
    const middle = Math.floor((old + changed) / 2);
    if (offsetMs(timeZone, middle * MINUTE_MS) === after) changed = middle;
    else old = middle;
  }
  return changed * MINUTE_MS;
}

/** How far the wall clock is ahead of UTC. */
function offsetMs(timeZone: string, atMs: number): number {
  const { dayMs, minute } = wallClock(timeZone, atMs);
  return dayMs + minute * MINUTE_MS - Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}

/** The date, as midnight UTC of the same date, and the minutes since midnight on the wall. */
export function wallClock(
  timeZone: string,
  atMs: number,
): { readonly dayMs: number; readonly minute: number } {
  const fields = new Map(
    formatOf(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const field = (name: Intl.DateTimeFormatPartTypes): number => fields.get(name) ?? 0;
  return {
    dayMs: Date.UTC(field("year"), field("month") - 1, field("day")),
    minute: field("hour") * 60 + field("minute"),
  };
}

/** Making a format takes a hundred times as long as using it. The zones are those of the agents' definitions. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  formats.set(timeZone, format);
  return format;
}

import { wallClock } from "./business-hours.ts";

const DAY_MS = 86_400_000;

/**
 * When somebody answers next, as a caller says it: "tomorrow", "Monday", with its date where that is a week away, and
 * the time of day. `Intl` knows the words.
 *
 * @param tag - BCP 47 tag of the call.
 */
export function openingWords(
  opensAtMs: number,
  nowMs: number,
  timeZone: string,
  tag: string,
): { readonly soon: boolean; readonly day: string; readonly time: string } {
  const days = (wallClock(timeZone, opensAtMs).dayMs - wallClock(timeZone, nowMs).dayMs) / DAY_MS;
  const soon = days < 2;
  const date = days < 7 ? {} : ({ day: "numeric", month: "long" } as const);
  const day = soon
    ? new Intl.RelativeTimeFormat(tag, { numeric: "auto" }).format(days, "day")
    : new Intl.DateTimeFormat(tag, { timeZone, weekday: "long", ...date }).format(opensAtMs);
  const clock = new Intl.DateTimeFormat(tag, { timeZone, hour: "numeric", minute: "2-digit" });
  // Unicode's narrow space before "AM" is none to the rules of speech.
  return { soon, day, time: clock.format(opensAtMs).replace(/\s/g, " ") };
}

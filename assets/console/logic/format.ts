/** Figures, times and names as a person reads them. Everything unknown is a dash, and never 0. */

export const UNKNOWN = "–";

/** 84 → "84 ms", 1_234 → "1.2 s", 75_000 → "1:15". */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return UNKNOWN;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : clock(ms);
}

/** 83_400 → "1:23", 3_725_000 → "1:02:05". */
export function clock(ms: number): string {
  const all = Math.max(0, Math.floor(ms / 1_000));
  const [hours, minutes, seconds] = [Math.floor(all / 3_600), Math.floor(all / 60) % 60, all % 60];
  const tail = String(seconds).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** Seconds with tenths, for what happened within a call: 83_400 → "1:23.4". */
export const preciseClock = (ms: number): string =>
  `${clock(ms)}.${Math.floor((Math.max(0, ms) % 1_000) / 100)}`;

/** US dollars: what costs less than a cent keeps the digits that tell it from nothing. */
export function money(usd: number | undefined): string {
  if (usd === undefined) return UNKNOWN;
  const digits = usd !== 0 && Math.abs(usd) < 0.1 ? 4 : 2;
  return `$${usd.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

export const count = (n: number | undefined): string => n?.toLocaleString("en") ?? UNKNOWN;

/** "1 call", "1,204 calls". */
export const many = (n: number, noun: string, plural = `${noun}s`): string =>
  `${count(n)} ${n === 1 ? noun : plural}`;

/** A share in whole percents; unknown of nothing. */
export const percent = (part: number, whole: number): string =>
  whole === 0 ? UNKNOWN : `${Math.round((part / whole) * 100)}%`;

/** Who calls, in a list that others may look at: the last four digits alone. */
export function masked(address: string | undefined): string {
  const digits = address?.replaceAll(/\D/g, "") ?? "";
  if (address !== undefined && digits.length >= 4) return `•••• ${digits.slice(-4)}`;
  return whole(address);
}

/** Who calls, as far as it is told. */
export function whole(address: string | undefined): string {
  if (address === undefined) return "No longer kept";
  return address === "" ? "Withheld" : address;
}

/** "front-desk" → "Front Desk": an agent's name as a person reads it. */
export const agentTitle = (name: string): string =>
  !/^[\w-]+$/.test(name)
    ? name
    : name.replaceAll("-", " ").replaceAll(/\b\p{L}/gu, (letter) => letter.toUpperCase());

/** Whether a call was answered by an edit of its agent, and not by the code. */
export const isEdited = ({ agentVersion = 0 }: { readonly agentVersion?: number }): boolean =>
  agentVersion > 0;

/** What a group of statistics is called: a day, an agent, a language, or "Owl Shoes, version 7" of `owl-shoes@7`. */
export function groupName(by: string, key: string): string {
  if (by === "day") return dayLabel(key);
  if (by === "agent") return agentTitle(key);
  if (by === "language") return languageName(key);
  const [, agent, version] = (by === "version" && /^(.*)@(\d+)$/s.exec(key)) || [];
  if (agent === undefined) return key;
  return `${agentTitle(agent)}, ${version === "0" ? "the code" : `version ${version}`}`;
}

/** `track_order` → "Track order"; a name in plain words keeps them. */
export function inWords(code: string): string {
  const words = /^[\w-]+$/.test(code) ? code.replaceAll(/[_-]/g, " ") : code;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "de-DE" → "German"; the country only where it is another's. */
export function languageName(tag: string): string {
  try {
    const { language, region, baseName } = new Intl.Locale(tag);
    const plain = region === undefined || new Intl.Locale(language).maximize().region === region;
    return new Intl.DisplayNames("en", { type: "language" }).of(plain ? language : baseName) ?? tag;
  } catch {
    return tag; // no language tag
  }
}

const TIME: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

export const timeOfDay = (at: number): string => new Date(at).toLocaleTimeString("en-GB", TIME);

export const timeWithSeconds = (at: number): string =>
  new Date(at).toLocaleTimeString("en-GB", { ...TIME, second: "2-digit" });

/** "Today", "Yesterday", "Tue 24 Nov", "24 Nov 2025": in the browser's zone. */
export function dayOf(at: number, now: number): string {
  const date = new Date(at);
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  const year = date.getFullYear() !== new Date(now).getFullYear();
  return date
    .toLocaleDateString(
      "en-GB",
      year
        ? { day: "numeric", month: "short", year: "numeric" }
        : { weekday: "short", day: "numeric", month: "short" },
    )
    .replace(",", "");
}

const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

/** "Europe/Berlin (GMT+1)". */
export function zone(at: number): string {
  const name = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const offset = new Intl.DateTimeFormat("en", { timeZoneName: "shortOffset" })
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")?.value;
  return offset === undefined || offset === name ? name : `${name} (${offset})`;
}

/** A day of statistics, "2026-11-28" → "28 Nov". Days are UTC's, and stay so. */
export function dayLabel(key: string): string {
  const at = Date.parse(`${key}T00:00:00Z`);
  return Number.isNaN(at)
    ? key
    : new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
}

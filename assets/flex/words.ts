import type { PanelKey } from "../../worker/language/en/panel.ts";
import { ENGLISH, partsOf } from "../../worker/language/parts.ts";

/** Our names among Flex's in `manager.strings`. */
export const PREFIX = "BatonHandoff_";

/** The plugin's voice: its texts, and numbers, times and languages as the agent writes them. */
export interface Voice {
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
  say(key: PanelKey, values?: Readonly<Record<string, string | number>>): string;
  /** `pt-BR` → "Portuguese"; what is no language tag stays as it is. */
  language(tag: string): string;
  /** Seconds → "2:05". */
  duration(seconds: number): string;
  /** Epoch milliseconds → "14:03:21". */
  time(atMs: number): string;
  /** Epoch milliseconds → "Nov 23, 2026, 9:00 AM". */
  moment(atMs: number): string;
}

/** The last moment that a date can stand for, epoch milliseconds. */
const LAST_MS = 8.64e15;

interface StringsOwner {
  strings: { [key: string]: string | undefined };
  readonly localization?: { readonly localeTag?: string };
}

/**
 * Puts our texts under Flex's own, so that an account can replace them like any other, and reads them from there
 * each time, as Flex may load a language later.
 */
export function createVoice(owner: StringsOwner, fallbackLocale: string): Voice {
  const locale = usable(owner.localization?.localeTag) ?? usable(fallbackLocale) ?? "en-US";
  const { panel: words = ENGLISH.panel, direction = "ltr" } = partsOf(locale);
  const ours = Object.fromEntries(Object.entries(words).map(([key, value]) => [PREFIX + key, value]));
  owner.strings = { ...ours, ...owner.strings };
  const calendar = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
  return {
    locale,
    direction,
    say: (key, values = {}) =>
      (owner.strings[PREFIX + key] ?? words[key]).replace(/\{(\w+)\}/g, (all, name: string) =>
        String(values[name] ?? all),
      ),
    language: (tag) => languageName(tag.split("-", 1)[0] ?? tag, locale),
    duration: (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`,
    time: (atMs) => (Math.abs(atMs) <= LAST_MS ? clock.format(atMs) : ""),
    moment: (atMs) => (Math.abs(atMs) <= LAST_MS ? calendar.format(atMs) : ""),
  };
}

function usable(tag: string | undefined): string | undefined {
  try {
    return tag ? Intl.getCanonicalLocales(tag)[0] : undefined;
  } catch {
    // Not a language tag.
    return undefined;
  }
}

function languageName(tag: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: "language" }).of(tag) ?? tag;
  } catch {
    // Not a language tag, or a browser without names.
    return tag;
  }
}

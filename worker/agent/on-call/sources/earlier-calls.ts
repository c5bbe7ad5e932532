import * as z from "zod";
import type { EarlierCall } from "../../../protocol/console/earlier-call.ts";
import type { Outcome } from "../../../protocol/log/outcome.ts";
import { shorten } from "../../../protocol/plain-text.ts";
import { type CallerSource, checked } from "../source.ts";

const DAY_MS = 24 * 3_600_000;

const Settings = z.strictObject({
  /** How far back. What is kept of a call goes with `RETENTION_HOURS`, whatever stands here. */
  days: z.number().int().min(1).max(365).default(30),
  /** How many of them, the newest. */
  calls: z.number().int().min(1).max(10).default(3),
});

/**
 * What the caller's number called for before: what was wanted, done and promised, and how it ended, as the ledger has it. Off
 * unless an agent names it, as a number may have more than one person to it.
 *
 * @throws TypeError, when it is defined, naming what is out of bounds.
 */
export function earlierCalls(settings: z.input<typeof Settings> = {}): CallerSource {
  const { days, calls } = checked("earlierCalls", Settings, settings);
  return {
    from: "earlier calls",
    ask: async (_, context) => {
      const now = Date.now();
      const found = await context.earlierCalls({ sinceMs: now - days * DAY_MS, limit: calls });
      return { memory: found.map((call) => inWords(call, now)) };
    },
  };
}

const ENDED: Readonly<Record<Outcome, string>> = {
  handed_off: "it was handed over to a person",
  callback: "a callback was arranged",
  lost: "the line was lost",
  limit: "it was ended by a limit",
  unserved: "a person was wanted, and nobody came",
  abandoned: "the caller hung up before they were helped",
  failed: "the assistant could not answer",
  resolved: "the caller and the assistant ended it",
};

/** Of what it was about: what was promised, and how it ended, is to be read as well. */
const MAX_ABOUT_CHARS = 240;

/** A call in a sentence or a few. */
function inWords(call: EarlierCall, nowMs: number): string {
  const { startedAt, intent, wanted, summary, done = [], promises = [], outcome, reason } = call;
  const about = summary ?? intent ?? (wanted === undefined ? undefined : `The caller said: “${wanted}”`);
  return [
    `${new Date(startedAt).toISOString().slice(0, 10)} (${ago(nowMs - startedAt)}):`,
    about === undefined ? "What it was about is not known." : shorten(about, MAX_ABOUT_CHARS),
    ...(done.length > 0 ? [`Done: ${done.join("; ")}.`] : []),
    ...(promises.length > 0 ? [`Promised: ${promises.join("; ")}.`] : []),
    ...(outcome === undefined ? [] : [`How it ended: ${ENDED[outcome]}${reason ? ` (${reason})` : ""}.`]),
  ].join(" ");
}

function ago(ms: number): string {
  const [hours, days] = [Math.floor(ms / 3_600_000), Math.floor(ms / DAY_MS)];
  if (hours < 1) return "within the last hour";
  const [count, unit] = days < 1 ? [hours, "hour"] : [days, "day"];
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}

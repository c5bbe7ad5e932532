import type { CallRow } from "./call-row.ts";

/** What of a row goes once it need not be kept: who it was, and what it was about. Only figures stay. */
const PERSONAL = [
  "from",
  "to",
  "reason",
  "summary",
  "intent",
  "wanted",
  "done",
  "promises",
  "keptUntil",
] as const satisfies (keyof CallRow)[];

export const withoutPersonal = (row: CallRow): CallRow =>
  Object.fromEntries(
    Object.entries(row).filter(([name]) => !(PERSONAL as readonly string[]).includes(name)),
  ) as unknown as CallRow; // what is left out is optional

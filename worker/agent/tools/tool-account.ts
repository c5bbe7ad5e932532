import { type Fact, readFact } from "../../protocol/handoff.ts";
import { isRecord } from "../../protocol/json-reader.ts";
import { BOUNDS, RUN_BOUNDS } from "../../protocol/payload-bounds.ts";
import { plain, shorten } from "../../protocol/plain-text.ts";
import { inWords } from "../../session/account/deeds.ts";
import type { IdentityCheck, ToolReport } from "../../session/state/tool-report.ts";
import type { Said } from "./tool.ts";

/** Takes out of text what nobody may read: see `concealer`. Before it is cut, as half a card number is no card number. */
type Conceal = (text: string) => string;

/** Anything a tool's author may have returned, as one bounded line; empty when it is no text. */
const line = (value: unknown, maxChars: number, conceal: Conceal): string =>
  typeof value === "string" ? shorten(conceal(plain(value)), maxChars) : "";

/** What a run of the tool does, for a person, in bounds; its name in words where `said` is no text. */
export const titleOf = (name: string, said: unknown, conceal: Conceal): string =>
  line(said, BOUNDS.step, conceal) || inWords(name);

/** What a run that went well has to say, in bounds, whatever its author returns. */
export function reportOf(name: string, said: Said, conceal: Conceal): ToolReport {
  try {
    return read(name, said, conceal);
  } catch {
    // A getter that throws: what the tool has done stays done, and is told by its name.
    return { title: titleOf(name, undefined, conceal), facts: [], identity: undefined, promises: [] };
  }
}

function read(name: string, said: Said, conceal: Conceal): ToolReport {
  return {
    title: titleOf(name, said.title, conceal),
    facts: some(said.facts, RUN_BOUNDS.facts, (fact) => factOf(fact, conceal)),
    identity: checkOf(said.identity, conceal),
    promises: some(
      said.promises,
      RUN_BOUNDS.promises,
      (promise) => line(promise, BOUNDS.promise, conceal) || undefined,
    ),
  };
}

function some<T>(values: unknown, max: number, read: (value: unknown) => T | undefined): readonly T[] {
  if (!Array.isArray(values)) return [];
  return values.slice(0, max).flatMap((value: unknown) => read(value) ?? []);
}

function factOf(value: unknown, conceal: Conceal): Fact | undefined {
  const data = readFact(value);
  if (data === undefined) return undefined;
  const name = line(data.name, BOUNDS.factName, conceal);
  const known = line(data.value, BOUNDS.factValue, conceal);
  return name && known ? { ...data, name, value: known } : undefined;
}

function checkOf(value: unknown, conceal: Conceal): IdentityCheck | undefined {
  if (!isRecord(value)) return undefined;
  const { status, method, name } = value;
  if (status !== "verified" && status !== "failed") return undefined;
  const who = line(name, BOUNDS.callerName, conceal);
  return {
    status,
    method: line(method, RUN_BOUNDS.method, conceal) || "a check",
    ...(who ? { name: who } : {}),
  };
}

import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import { differing, over } from "../../../worker/protocol/editing/edit-fields.ts";
import { present } from "../../../worker/protocol/present.ts";
import { inWords, languageName } from "./format.ts";

/** An edit by its places: what is there, what differs from the code, and all of it as text. */

/** Such as `["words", "de", "phrases", "closed"]`. Names of files have dots, so that a path is no text. */
export type Path = readonly string[];

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What is at a place; undefined where there is nothing. Null is something: taken away. */
export function at(edit: unknown, path: Path): unknown {
  let value = edit;
  for (const name of path) value = isNode(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

/** The edit with something else at a place; undefined takes it out, and what is empty then as well. */
export function withAt(edit: AgentEdit, path: Path, value: unknown): AgentEdit {
  // The fields of the page name the places of an edit, and give each what it holds.
  return (put(edit, path, value) ?? {}) as AgentEdit;
}

function put(node: unknown, [name, ...rest]: Path, value: unknown): unknown {
  if (name === undefined) return value;
  const own = isNode(node) ? node : {};
  const after = put(own[name], rest, value);
  const { [name]: _, ...others } = own;
  // What was there keeps its place.
  const all = after === undefined ? others : { ...own, [name]: after };
  return Object.keys(all).length === 0 ? undefined : all;
}

export interface Difference {
  readonly path: Path;
  readonly name: string;
  /** Undefined where it is not there; of words, as they are shipped. */
  readonly before?: string;
  readonly after?: string;
}

/** What differs between two edits of an agent, as text, in the order of the editor. */
export function differences(
  code: Required<AgentEdit>,
  before: AgentEdit,
  after: AgentEdit,
): readonly Difference[] {
  const [old, now] = [over(code, before), over(code, after)];
  return differing([old, now]).map((name): Difference => {
    const { path = [] } = now.get(name) ?? old.get(name) ?? {};
    return {
      path,
      name: nameOf(path),
      ...present({
        before: asText(path, old.get(name)?.value),
        after: asText(path, now.get(name)?.value),
      }),
    };
  });
}

/** How many places of an edit say something else than the code. */
export const countChanges = (code: Required<AgentEdit>, edit: AgentEdit): number =>
  differences(code, {}, edit).length;

const FIELD_WORDS: Readonly<Record<string, string>> = {
  "voice.ttsProvider": "Voice: provider",
  "voice.voice": "Voice",
  "voice.language": "First language",
  "voice.transcriptionProvider": "Recognition: provider",
  "voice.speechModel": "Recognition: model",
};

export function nameOf(path: Path): string {
  const [field = "", first = "", , last = ""] = path;
  if (field === "knowledge") return first;
  if (field === "words") return `${languageName(first)}: ${phraseName(last)}`;
  return FIELD_WORDS[path.join(".")] ?? inWords(field);
}

/** `nobodyFreeGoodbye` → "Nobody free goodbye". */
export const phraseName = (name: string): string =>
  inWords(name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));

const DAY_WORDS = {
  mon: "Mon",
  tue: "Tue",
  wed: "Wed",
  thu: "Thu",
  fri: "Fri",
  sat: "Sat",
  sun: "Sun",
} as const;
export type Day = keyof typeof DAY_WORDS;
// Keys of an object of ours, whose type names them.
export const DAYS = Object.entries(DAY_WORDS) as readonly (readonly [Day, string])[];

/** A value in lines, for reading and for comparing. */
export function asText(path: Path, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value === null)
    return path[0] === "voice"
      ? "The provider's own choice"
      : path[0] === "hours"
        ? "Always open"
        : undefined;
  if (typeof value === "string") return value;
  if (path[0] === "hours") return hoursText(value as NonNullable<AgentEdit["hours"]>);
  if (Array.isArray(value))
    return value.map((item) => (isNode(item) ? lineOf(item) : String(item))).join("\n");
  return Object.entries(value as Node)
    .map(([name, line]) => `${name}: ${String(line)}`)
    .join("\n");
}

/** Such as "de-DE, voice: Vicki-Neural". */
const lineOf = (language: Node): string =>
  Object.entries(language)
    .map(([name, value]) =>
      name === "code" ? String(value) : `${nameOf(["voice", name])}: ${String(value)}`,
    )
    .join(", ");

function hoursText({ timeZone, week, holidays }: NonNullable<AgentEdit["hours"]>): string {
  return [
    timeZone,
    ...DAYS.map(([day, words]) => `${words}: ${week[day].join(", ") || "closed"}`),
    ...(holidays.length === 0 ? [] : [`Holidays: ${holidays.join(", ")}`]),
  ].join("\n");
}

/** Faults by the key of the field they are shown at, and under "" what belongs to none of them. */
export type Faults = ReadonlyMap<string, readonly string[]>;

/** @param keys - of the fields that are shown: their paths, joined with dots. */
export function faultsBy(faults: readonly string[], keys: readonly string[]): Faults {
  const sorted = new Map<string, string[]>();
  for (const fault of faults) {
    const [, place = "", words = fault] = /^([^\s:]+): ([\s\S]*)$/.exec(fault) ?? [];
    const key = keys
      .filter((known) => place === known || place.startsWith(`${known}.`))
      .reduce((longest, known) => (known.length > longest.length ? known : longest), "");
    const rest = place.slice(key.length).replace(/^\./, "");
    const told = key === "" ? fault : rest === "" ? words : `${rest}: ${words}`;
    sorted.set(key, [...(sorted.get(key) ?? []), told]);
  }
  return sorted;
}

/** A free name for a file of knowledge that answers a question: "Do you ship to Norway?" → `do-you-ship-to-norway.md`. */
export function fileFor(question: string, taken: readonly string[]): string {
  const stem =
    question
      .normalize("NFKD")
      .replaceAll(/\p{M}/gu, "")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, 60) || "question";
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? `${stem}.md` : `${stem}-${n}.md`;
    if (!taken.includes(name)) return name;
  }
}

import { isWhole, separate } from "../call-arguments.ts";
import { type Fields, fieldsOf, isWritten, textOf } from "../fields.ts";

/** A tool call as far as it has come in. */
export interface PartialCall {
  readonly index: number | undefined;
  id: string;
  name: string;
  arguments: string;
  emitted: boolean;
}

/** More calls than any reply needs; what comes after them is not read. */
const MAX_CALLS = 128;

/**
 * Puts the pieces of parallel tool calls together. OpenAI sends an index with each piece, and id and name with
 * the first only. Compatible servers leave the index out, count it up with each piece, give every call the index 0 or
 * the same id, change the id from piece to piece, repeat the name, cut it, send a call whole, send its arguments as an
 * object, or all that came so far with each piece.
 */
export function collectToolCalls() {
  const calls: PartialCall[] = [];
  let latest: PartialCall | undefined;

  function callFor(index: number | undefined, id: string, name: string, piece: string): PartialCall {
    const inPlace = index === undefined ? undefined : calls.findLast((call) => call.index === index);
    const sameId = id
      ? calls.findLast((call) => call.id === id && (!inPlace || call.index === index))
      : undefined;
    const orphan = index === undefined || name === "" ? calls.at(-1) : undefined;
    const current = sameId ?? inPlace ?? orphan;
    if (current && !isNext(current, index, id, name, piece)) return current;
    const call: PartialCall = { index, id: "", name: "", arguments: "", emitted: false };
    calls.push(call);
    return call;
  }

  return {
    calls,
    /** @returns whether it shows the model at work: a call announced, or arguments that go on. */
    add(sent: unknown): boolean {
      const piece = fieldsOf(sent);
      // As of 2023 a call was a name and its arguments; some servers have them beside an empty `function`.
      const named: Fields = { ...piece, ...fieldsOf(piece.function) };
      const index = typeof piece.index === "number" ? piece.index : undefined;
      const id = textOf(piece.id);
      const name = textOf(named.name);
      const given = named.arguments ?? named.parameters ?? named.input; // As in Gemini's and Anthropic's own APIs.
      const text = typeof given === "string" ? given : given ? JSON.stringify(given) : "";
      if (id === "" && name === "" && text === "") return false;
      if (calls.length > MAX_CALLS) return false;
      const call = callFor(index, id, name, text);
      latest = call;
      const isNews = (id !== "" && call.id === "") || (name !== "" && call.name === "") || isWritten(text);
      call.id ||= id;
      call.name = joinedName(call, name);
      call.arguments = joined(call.arguments, text);
      return isNews;
    },
    /** Whole calls that this chunk has brought something else after: nothing more comes of them. */
    followed() {
      const open = latest;
      latest = undefined;
      return finishedCalls(
        calls.filter((call) => call !== open && isWhole(call.arguments) && !isEmpty(call.arguments)),
        "cut",
      );
    },
    /** Nothing is missing, as far as it shows. */
    areWhole: () => calls.every((call) => call.emitted || (call.name !== "" && isWhole(call.arguments))),
  };
}

/** Whether a piece begins another call than the one it would be part of by its place or its id. */
function isNext(
  call: PartialCall,
  index: number | undefined,
  id: string,
  name: string,
  piece: string,
): boolean {
  if (name === "") return false;
  const isOver = isWhole(call.arguments);
  const otherPlace = index !== undefined && call.index !== undefined && index !== call.index;
  const otherId = id !== "" && call.id !== "" && id !== call.id;
  if (otherPlace || otherId)
    return isOver || (call.arguments === "" ? call.name !== "" : beginsAnew(call.arguments, piece));
  // Named again after its arguments were whole: the next of several calls that lack an id, or have the same. An
  // empty object may stand in front of the arguments.
  if (!isOver || piece === "") return false;
  return name !== call.name || (id === "" && !isEmpty(call.arguments) && piece !== call.arguments);
}

/** Arguments from their first brace, of another call: not all that came so far and more. */
const beginsAnew = (before: string, piece: string): boolean =>
  piece.startsWith("{") && (piece === before || !piece.startsWith(before));

const isEmpty = (text: string): boolean => /^\s*(\{\s*\}|null)\s*$/.test(text);

/** A name comes in pieces only before any arguments do; later ones repeat it. */
function joinedName(call: PartialCall, name: string): string {
  if (name === "" || name === call.name) return call.name;
  if (call.name === "") return name;
  if (call.arguments !== "") return call.name;
  return name.startsWith(call.name) ? name : call.name + name;
}

/** JSON never goes on with what it began with, so a piece that does is all that came so far and more. */
const joined = (before: string, piece: string): string =>
  before.startsWith("{") && piece.length > before.length && piece.startsWith(before) && !isWhole(before)
    ? piece
    : before + piece;

/**
 * How a reply has come to its end. Where it only ends, a call without arguments may have been cut before them; where
 * the server says that it is over, arguments that cannot be read may still go on, until it has ended (`unread`): then
 * the model is told that they are no JSON.
 */
export type Over = "cut" | "said so" | "unread";

/** The calls that are there and were not given before, each with the arguments of one. */
export function* finishedCalls(
  calls: readonly PartialCall[],
  over: Over,
): Generator<{ readonly id: string; readonly name: string; readonly arguments: string }> {
  for (const call of calls) {
    if (!call.name || call.emitted || (over === "cut" && call.arguments.trim() === "")) continue;
    const objects = separate(call.arguments);
    if (!objects && over !== "unread") continue;
    call.emitted = true;
    for (const [place, given] of (objects ?? [call.arguments]).entries())
      yield { id: place === 0 ? call.id : "", name: call.name, arguments: given };
  }
}

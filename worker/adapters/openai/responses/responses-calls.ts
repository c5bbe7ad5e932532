import { isWhole, separate } from "../call-arguments.ts";
import { type Fields, isFields, isWritten, textOf } from "../fields.ts";

interface OpenCall {
  readonly index: number | undefined;
  itemId: string;
  callId: string;
  name: string;
  arguments: string;
  /** Its item was said to be done. */
  done: boolean;
  /** It was cut off at the length limit. */
  cut: boolean;
  emitted: boolean;
}

export interface FinishedCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/**
 * Puts the calls of a response together. OpenAI announces an item, sends its arguments in pieces, then whole, then the
 * item again as done, and all items once more at the end. Compatible servers leave out any of these, change the ids
 * from one to the next, or give several items one id; the place in the output is the steadiest name.
 */
export function collectCalls() {
  const calls: OpenCall[] = [];

  function find(event: Fields, callId: string): OpenCall | undefined {
    const index = placeOf(event);
    const byPlace = index === undefined ? undefined : calls.findLast((call) => call.index === index);
    if (byPlace || index !== undefined) return byPlace;
    if (callId) return calls.findLast((call) => call.callId === callId);
    const itemId = textOf(event.item_id);
    return (
      (itemId && calls.findLast((call) => call.itemId === itemId && !call.emitted)) ||
      calls.findLast((call) => !call.emitted)
    );
  }

  function open(event: Fields, item: Fields): OpenCall {
    const callId = textOf(item.call_id);
    const found = find(event, callId);
    const call =
      found && !found.emitted
        ? found
        : {
            index: placeOf(event),
            itemId: "",
            callId: "",
            name: "",
            arguments: "",
            done: false,
            cut: false,
            emitted: false,
          };
    if (call !== found) calls.push(call);
    call.itemId = textOf(item.id) || call.itemId;
    call.callId ||= callId;
    call.name ||= textOf(item.name);
    return call;
  }

  function* give(call: OpenCall, unread: boolean): Generator<FinishedCall> {
    const objects = separate(call.arguments);
    if (call.emitted || call.cut || !call.name || (!objects && !unread)) return;
    call.emitted = true;
    for (const [place, given] of (objects ?? [call.arguments]).entries())
      yield { id: place === 0 ? call.callId : "", name: call.name, arguments: given };
  }

  /** The call was given already: the same event again, or the same item in the list at the end. */
  const isKnown = (item: Fields, given: string): boolean => {
    const same = (one: string, other: string) => one === other || one === "" || other === "";
    const wanted = separate(given)?.join();
    return calls.some(
      (call) =>
        call.emitted &&
        call.name === textOf(item.name) &&
        same(call.callId, textOf(item.call_id)) &&
        (wanted === "{}" || wanted === separate(call.arguments)?.join()),
    );
  };

  return {
    /** A call is announced. */
    added: (event: Fields, item: Fields): void => void open(event, item),

    /** @returns whether it shows the model at work. */
    piece(event: Fields): boolean {
      const call = find(event, "");
      const delta = textOf(event.delta);
      if (call && !call.emitted) call.arguments += delta;
      return isWritten(delta);
    },

    /** All arguments of a call, which may have been said to be done without them. */
    *whole(event: Fields): Generator<FinishedCall> {
      const call = find(event, "");
      if (!call || call.emitted) return;
      call.arguments = argumentsOf(event) || call.arguments;
      call.name ||= textOf(event.name);
      if (call.done) yield* give(call, true);
    },

    /** An item is done. Without arguments so far it waits for them, or for the end. */
    *done(event: Fields, item: Fields): Generator<FinishedCall> {
      const given = argumentsOf(item);
      if (isKnown(item, given)) return;
      const call = open(event, item);
      if (item.status === "incomplete") {
        call.cut = true;
        return;
      }
      call.arguments = given || call.arguments;
      call.done = true;
      if (call.arguments !== "") yield* give(call, true);
    },

    /** The bytes are over: what is whole, though it was never said to be done. */
    *left(): Generator<FinishedCall> {
      for (const call of calls) if (call.done || call.arguments.trim() !== "") yield* give(call, call.done);
    },

    /** The response is over: what it lists, and what was never said to be done. */
    *rest(output: readonly unknown[], unread: boolean): Generator<FinishedCall> {
      for (const item of output) {
        if (!isFields(item) || item.type !== "function_call") continue;
        const pending = calls.find(
          (call) => !call.emitted && call.name === textOf(item.name) && call.callId === textOf(item.call_id),
        );
        if (pending) pending.arguments = argumentsOf(item) || pending.arguments;
        else yield* this.done({}, item);
      }
      for (const call of calls) yield* give(call, unread || call.done);
    },

    any: () => calls.length > 0,
    /** Nothing is missing, as far as it shows. */
    areWhole: () => calls.every((call) => call.emitted || isWhole(call.arguments)),
    /** A call has begun and is not whole. */
    isOpen: () => calls.some((call) => !call.emitted),
  };
}

const placeOf = ({ output_index: place }: Fields): number | undefined =>
  typeof place === "number" ? place : undefined;

function argumentsOf({ arguments: given }: Fields): string {
  if (typeof given === "string") return given;
  return given ? JSON.stringify(given) : "";
}

import { isMeant } from "../answering/arrival.ts";
import type { AgentAnswering, Edition } from "../console/agent-book.ts";
import { cyrb53 } from "../digest.ts";
import { readCaller } from "../phone-address.ts";

/** A call that begins, its addresses as they came. */
export interface Beginning {
  readonly callSid: string;
  readonly from: string;
  readonly to: string;
}

/** Which version a call gets: the same each time for the same call. @returns undefined for the code. */
export function editionFor({ live, rollout }: AgentAnswering, call: Beginning): Edition | undefined {
  return rollout && (isNamed(rollout.numbers, call) || placeOf(call.callSid) < rollout.share)
    ? rollout
    : live;
}

function isNamed(numbers: readonly string[], { from, to }: Beginning): boolean {
  const caller = readCaller(from, to).address;
  return numbers.some((number) => isMeant(number, to) || isMeant(number, caller));
}

/** Where a call lies among all of them: 0 to 1, 1 excluded. */
const placeOf = (callSid: string): number => Number.parseInt(cyrb53(callSid, 0).slice(-8), 16) / 2 ** 32;

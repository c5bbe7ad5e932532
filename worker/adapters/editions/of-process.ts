import { realClock } from "../real-clock.ts";
import { type EditionPorts, Editions } from "./editions.ts";
import { emptyMemory } from "./memory.ts";

/** One for all calls that this process has: what is known by one of them is known by the next. */
const memory = emptyMemory();

export const editionsOf = (own: Pick<EditionPorts, "ledger" | "log" | "later">): Editions =>
  new Editions({ ...own, memory, clock: realClock, cache: () => caches.default });

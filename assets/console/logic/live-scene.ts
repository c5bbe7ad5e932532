import type { CallRow } from "../../../worker/protocol/console/call-row.ts";
import type { FiredAlert, LiveCall, LiveMessage } from "../../../worker/protocol/console/live.ts";
import { QUEUE_TELLS_MS, type WithPerson } from "../../../worker/protocol/console/person-news.ts";

/** What the page knows of the calls that go on. */
export interface LiveScene {
  /** False until the first snapshot is there. */
  readonly known: boolean;
  /** The longest first: a call keeps its place while others come and go. */
  readonly calls: readonly LiveCall[];
  /** The newest first. */
  readonly ended: readonly CallRow[];
  readonly alerts: readonly FiredAlert[];
  /** What is to be added to the browser's clock to have the ledger's, milliseconds. */
  readonly skewMs: number;
}

export const NO_SCENE: LiveScene = { known: false, calls: [], ended: [], alerts: [], skewMs: 0 };

const ENDED_SHOWN = 8;

/**
 * The scene after a message.
 *
 * @param now - the browser's clock at its arrival, epoch ms.
 */
export function fold(scene: LiveScene, message: LiveMessage, now: number): LiveScene {
  switch (message.type) {
    case "snapshot": {
      const going = new Set(message.calls.map(({ callSid }) => callSid));
      return {
        known: true,
        calls: [...message.calls].sort(byStart),
        ended: scene.ended.filter(({ callSid }) => !going.has(callSid)),
        alerts: message.alerts,
        skewMs: message.now - now,
      };
    }
    case "call": {
      const { call } = message;
      const before = scene.calls.find(({ callSid }) => callSid === call.callSid);
      // Two ways lead to the ledger; what comes late is older than what is shown.
      if (before !== undefined && before.at > call.at) return scene;
      // One that is known keeps its place.
      if (before !== undefined)
        return { ...scene, calls: scene.calls.map((other) => (other === before ? call : other)) };
      return { ...scene, calls: [...scene.calls, call].sort(byStart) };
    }
    case "ended":
      return {
        ...scene,
        calls: scene.calls.filter(({ callSid }) => callSid !== message.callSid),
        ended: [message.call, ...scene.ended.filter(({ callSid }) => callSid !== message.callSid)].slice(
          0,
          ENDED_SHOWN,
        ),
      };
    case "forgotten":
      return {
        ...scene,
        calls: scene.calls.filter(({ callSid }) => callSid !== message.callSid),
        ended: scene.ended.filter(({ callSid }) => callSid !== message.callSid),
      };
    case "alerts":
      return { ...scene, alerts: message.alerts };
    default:
      return scene; // of a newer Worker
  }
}

/** How a call stands with its person. */
export interface PersonNow {
  readonly part: WithPerson["part"];
  /** Since when, epoch ms; undefined where that was not told. */
  readonly since?: number;
}

/**
 * @param now - the ledger's clock, epoch ms.
 * @returns undefined of a call of which nothing is heard any more, and of one that the agent has.
 */
export function personNow({ phase, person }: LiveCall, now: number): PersonNow | undefined {
  if (phase !== "with_person") return undefined;
  if (person === undefined) return { part: "talking" }; // of an older Worker
  const { part, since, heardAt, until } = person;
  if (now >= until) return undefined;
  // Who has come out of the queue and has not left is with somebody.
  return part === "waiting" && now - heardAt >= QUEUE_TELLS_MS ? { part: "talking" } : { part, since };
}

/** The calls that the agent has, and those that wait for a person or have one: the longest wait first. */
export function placesOf(scene: LiveScene, now: number): Places {
  const away = scene.calls.flatMap((call) => {
    const person = personNow(call, now);
    return person === undefined ? [] : [{ call, person }];
  });
  const rank = ({ part }: PersonNow) => (part === "waiting" ? 0 : 1);
  away.sort((a, b) => rank(a.person) - rank(b.person) || (a.person.since ?? now) - (b.person.since ?? now));
  return { withAgent: scene.calls.filter(({ phase }) => phase !== "with_person"), away };
}

export interface Places {
  readonly withAgent: readonly LiveCall[];
  readonly away: readonly { readonly call: LiveCall; readonly person: PersonNow }[];
}

const byStart = (a: LiveCall, b: LiveCall): number =>
  a.startedAt - b.startedAt || (a.callSid < b.callSid ? -1 : 1);

/** From here on a silence is a fault of ours, milliseconds. */
export const LONG_SILENCE_MS = 3_000;

/** How long the caller has heard nothing; undefined while there is nothing to wait for. */
export const silenceMs = ({ silentSince }: LiveCall, now: number): number | undefined =>
  silentSince === undefined ? undefined : Math.max(0, now - silentSince);

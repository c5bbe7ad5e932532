import type { Clock, Log } from "../ports.ts";
import type { CallRecord } from "../protocol/call-record.ts";
import type { KnownCaller } from "../protocol/caller/known-caller.ts";
import type { Timeline } from "../protocol/console/timeline.ts";
import type { Handoff } from "../protocol/handoff.ts";
import type { Outbound } from "../protocol/relay/outbound.ts";
import type { Mark } from "../session/account/timeline/marks.ts";
import type { CallState } from "../session/state/call-state.ts";
import type { Effect } from "../session/state/effect.ts";
import type { Availability, RecordingEvent } from "../session/state/event.ts";
import type { KnowledgeSource } from "./knowledge/source.ts";
import type { Models } from "./model.ts";

/** What a conversation needs of the world, already bound to its call. */
export interface Outside {
  readonly clock: Clock;
  readonly log: Log;
  readonly models: Models;
  readonly send: (frame: Outbound) => void;
  /** Nothing more is to come: the socket is closed, whatever the other side does. */
  readonly close: () => void;
  /** @param marks - what happened when: all of it, in a list that is added to. */
  readonly save: (state: CallState, soon: boolean, marks: readonly Mark[]) => void;
  /** Something has happened. Costs a comparison, mostly. */
  readonly stepped: (state: CallState) => void;
  /** The record is complete. */
  readonly finished: (state: CallState, record: CallRecord, timeline: Timeline) => void;
  /** What the agent's sources know of the caller. Never throws, and answers within 1.5 s. */
  readonly whoCalls: (state: CallState) => Promise<KnownCaller>;
  /** Whether a person could take the call now. Never throws, and answers within a second. */
  readonly availability: (state: CallState) => Promise<Availability>;
  /** Has Twilio's recorder do it. Never throws; a start looks first whether the call has a recording, where it may. */
  readonly record: (callSid: string, order: Extract<Effect, { type: "record" }>) => Promise<RecordingEvent>;
  /** Creates the callback task, once for each call. @throws Error when Twilio refuses. */
  readonly createCallback: (
    state: CallState,
    handoff: Handoff,
    signal: AbortSignal,
    /** Whom to call, E.164. */
    number: string,
  ) => Promise<{ readonly sid: string }>;
  readonly secret: (name: string) => string;
  /** Where the agent's knowledge is looked up. Answers within a second, whatever becomes of a source that lies elsewhere. */
  readonly knowledge: KnowledgeSource;
  /**
   * Whether the caller may be sent one more text message today; it counts as sent then. Never throws, and answers within half
   * a second: where nobody can say, they may.
   */
  readonly countText: (state: CallState, atMost: number) => Promise<boolean>;
  /** @throws Error when no API key is set, or Twilio refuses. */
  readonly textCaller: (
    state: CallState,
    body: string,
    signal: AbortSignal,
  ) => Promise<{ readonly sid: string }>;
}

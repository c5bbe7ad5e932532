import type { Clock, Log } from "../ports.ts";
import type { CallRecord } from "../protocol/call-record.ts";
import type { Handoff } from "../protocol/handoff.ts";
import type { Outbound } from "../protocol/relay/outbound.ts";
import type { CallState } from "../session/state/call-state.ts";
import type { Availability } from "../session/state/event.ts";
import type { Models } from "./model.ts";

/** What a conversation needs of the world, already bound to its call. */
export interface Outside {
  readonly clock: Clock;
  readonly log: Log;
  readonly models: Models;
  readonly send: (frame: Outbound) => void;
  /** Nothing more is to come: the socket is closed, whatever the other side does. */
  readonly close: () => void;
  readonly save: (state: CallState, soon: boolean) => void;
  /** The record is complete. */
  readonly finished: (state: CallState, record: CallRecord) => void;
  /** Whether a person could take the call now. Never throws, and answers within a second. */
  readonly availability: (state: CallState) => Promise<Availability>;
  /** Creates the callback task, once for each call. @throws Error when Twilio refuses. */
  readonly createCallback: (
    state: CallState,
    handoff: Handoff,
    signal: AbortSignal,
    /** Whom to call, E.164. */
    number: string,
  ) => Promise<{ readonly sid: string }>;
  readonly secret: (name: string) => string;
  /** @throws Error when no API key is set, or Twilio refuses. */
  readonly textCaller: (
    state: CallState,
    body: string,
    signal: AbortSignal,
  ) => Promise<{ readonly sid: string }>;
}

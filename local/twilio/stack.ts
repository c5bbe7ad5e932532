import type { Clock } from "./clock.ts";
import type { Faults, StackEvent, StackEventBody } from "./events.ts";
import type { TwilioSettings } from "./settings.ts";
import type { Alert } from "./twiml/twiml-lint.ts";

/** What every part of the simulation works with. */
export interface Stack {
  /** Real time: requests, sockets, injected latency. */
  readonly network: Clock;
  /** People's time: speech, rings, Twilio's own delays. Runs `speechRate` times faster. */
  readonly speech: Clock;
  readonly settings: TwilioSettings;
  readonly faults: Faults;
  readonly accountSid: string;
  readonly authToken: string;
  readonly fallbackUrl: string | undefined;
  readonly statusUrl: string | undefined;
  emit(body: StackEventBody, callSid?: string): void;
  alert(alert: Alert, callSid: string): void;
  nextSocket(): number;
}

export type StackListener = (event: StackEvent) => void;

export interface EventLog {
  readonly events: readonly StackEvent[];
  emit(body: StackEventBody, callSid?: string): void;
  on(listener: StackListener): () => void;
}

/** The last events, oldest first, and whoever listens. `maxEvents` bounds what is kept, not what is told. */
export function createEventLog(maxEvents: number): EventLog {
  const events: StackEvent[] = [];
  const listeners = new Set<StackListener>();
  let seq = 0;
  return {
    events,
    emit(body, callSid) {
      seq += 1;
      const at = performance.timeOrigin + performance.now();
      const event: StackEvent = { seq, at, ...(callSid ? { callSid } : {}), ...body };
      events.push(event);
      if (events.length > maxEvents) events.splice(0, events.length - maxEvents);
      for (const listener of [...listeners]) listener(event);
    },
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

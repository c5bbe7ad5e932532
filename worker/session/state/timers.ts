/**
 * All timers of a call, each with what it belongs to: when that is over, the timer goes with it. Due times are part
 * of the state, so that they outlive the process.
 */
export const TIMERS = {
  /** The answer that is being made: the waits for the model and for tools. */
  hedge: "answer",
  holding: "answer",
  give_up: "answer",
  stall: "answer",
  turn_limit: "answer",
  filler: "answer",
  /** The conversation: who speaks, and who is waited for. */
  speculate: "talk",
  false_interruption: "talk",
  unfinished: "talk",
  silence: "talk",
  /** A voice of which no words come, and sounds of which no turn comes. */
  wordless: "talk",
  no_turn: "talk",
  digits: "talk",
  playback: "talk",
  /** The way out: a hand-off or a goodbye that is under way. */
  availability: "leaving",
  callback: "leaving",
  goodbye: "leaving",
  summary: "leaving",
  /** A lost line that is waited for, and one that is there again and has brought nothing yet. */
  reconnect: "line",
  rejoin: "line",
  /** A socket on which nothing more is to come: no `setup` did, or our `end` was sent. */
  close: "line",
  /** The whole call with the agent. */
  call_limit: "call",
  /** When the recording is looked at again, though nothing happens. */
  recording: "call",
  /** A muted agent whose operator may have gone, and an operator's words that wait for a pause. */
  mute: "call",
  operator_says: "call",
} as const;

export type TimerName = keyof typeof TIMERS;
export type TimerScope = (typeof TIMERS)[TimerName];

/** When each timer is due; epoch ms. */
export type Timers = Readonly<Partial<Record<TimerName, number>>>;

export const TIMER_NAMES = Object.keys(TIMERS) as readonly TimerName[]; // exactly the keys of the table above

/** Those that are set: a few of many, and asked for with every event. */
const setIn = (timers: Timers): readonly TimerName[] => Object.keys(timers) as readonly TimerName[]; // no others are set

/** The timers that are left when some are taken away. The same object where none of them was set. */
export function without(timers: Timers, gone: (name: TimerName) => boolean): Timers {
  const set = setIn(timers);
  if (!set.some(gone)) return timers;
  const left: Partial<Record<TimerName, number>> = {};
  for (const name of set) {
    const due = timers[name];
    if (due !== undefined && !gone(name)) left[name] = due;
  }
  return left;
}

/** The earliest due time; epoch ms. */
export function earliest(timers: Timers): number | undefined {
  let next: number | undefined;
  for (const name of setIn(timers)) {
    const due = timers[name];
    if (due !== undefined && (next === undefined || due < next)) next = due;
  }
  return next;
}

/** The timer that is due first of those that are due at all. */
export function firstDue(timers: Timers, nowMs: number): TimerName | undefined {
  let first: TimerName | undefined;
  for (const name of TIMER_NAMES) {
    const due = timers[name];
    if (due === undefined || due > nowMs) continue;
    if (first === undefined || due < (timers[first] ?? due)) first = name;
  }
  return first;
}

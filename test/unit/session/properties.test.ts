import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { parseHandoff } from "../../../worker/protocol/handoff.ts";
import type { Outbound } from "../../../worker/protocol/relay/outbound.ts";
import type { CallState, Phase } from "../../../worker/session/state/call-state.ts";
import type { Effect } from "../../../worker/session/state/effect.ts";
import type { Event } from "../../../worker/session/state/event.ts";
import { step } from "../../../worker/session/step.ts";
import {
  isSideEffect,
  type Moment,
  MS_PER_CHAR,
  type Played,
  play,
  promiseOf,
  stored,
  stories,
} from "../../support/step-world.ts";

/**
 * What holds in every call, whatever happens in whichever order. Each rule looks at a played story and says what broke
 * it, if anything did.
 *
 * STEP_SEED=… plays the stories of a run that failed again (the seed is in its message), STEP_RUNS=… plays more of them.
 */
const runs = Number(process.env.STEP_RUNS ?? 2_000);
const seed = Number(process.env.STEP_SEED ?? Date.now() % 2 ** 31);

// How the rules look into a state: the only places here that know its shape.
const runOf = ({ phase }: CallState) => (phase.name === "answering" ? phase.run : undefined);
const phaseOf = (state: CallState): string => state.phase.name;
const causeOf = ({ phase }: CallState) => (phase.name === "ended" ? phase.cause : undefined);
const agentEntries = (state: CallState): readonly number[] =>
  state.transcript.flatMap((e) => (e.item.role === "agent" ? [e.id] : []));

type Rule = (played: Played) => string | undefined;

/** A rule on each moment by itself. */
const each =
  (broken: (m: Moment) => string | undefined): Rule =>
  ({ moments }) => {
    for (const m of moments) {
      const what = broken(m);
      if (what) return what;
    }
    return undefined;
  };

const sent = (m: Moment): readonly Outbound[] =>
  m.effects.flatMap((effect) => (effect.type === "send" ? [effect.frame] : []));

/** Between any two lines of ours, where the caller is silent and no tool has longer. */
const LONGEST_SILENCE_MS = 60_000;
/** How long what is sent in a moment may take to be spoken: by a slow voice, and twice that where Twilio says nothing. */
const spokenMs = (m: Moment): number =>
  sent(m).reduce((ms, frame) => ms + (frame.type === "text" ? frame.token.length * MS_PER_CHAR : 0), 0);

const RULES: Readonly<Record<string, Rule>> = {
  "step never throws, and changes nothing that it was given": ({ thrown }) =>
    thrown === undefined ? undefined : String(thrown),

  "a call that comes back from storage goes on as if it had never been there": ({ moments, rules }) => {
    // Every fifth moment: it is the dearest rule by far.
    for (const m of moments.filter((_, i) => i % 5 === moments.length % 5)) {
      const again = step(stored(m.before), m.event, m.nowMs, rules);
      const [a, b] = [JSON.stringify(m.after), JSON.stringify(again.state)];
      const [x, y] = [JSON.stringify(m.effects), JSON.stringify(again.effects)];
      if (a !== b && !isDeepStrictEqual(JSON.parse(a), JSON.parse(b))) return `${a} is not ${b}`;
      if (x !== y && !isDeepStrictEqual(JSON.parse(x), JSON.parse(y))) return `${x} is not ${y}`;
    }
    return undefined;
  },

  "a turn is being answered exactly while it has a run": each(({ after }) =>
    (phaseOf(after) === "answering") === (runOf(after) !== undefined) ? undefined : phaseOf(after),
  ),

  "nothing is sent after the one end on a socket": ({ moments }) => {
    let ended = false;
    for (const m of moments) {
      // Whoever sends on a new one has not read the end: it is sent again.
      if (!m.lineOpen || m.event.type === "socket_opened") ended = false;
      for (const frame of sent(m)) {
        if (ended) return `${frame.type} on ${m.event.type}`;
        if (frame.type === "end") ended = true;
      }
    }
    return undefined;
  },

  "each talk cycle is closed once, and no token is empty but the one that closes it": ({ moments }) => {
    let open = false;
    let session = 0;
    for (const m of moments) {
      if (!m.lineOpen || m.session !== session) open = false;
      session = m.session;
      for (const frame of sent(m)) {
        if (frame.type === "end" && open) return "the end came into an open cycle";
        if (frame.type !== "text") continue;
        if (frame.token === "" && !(frame.last && open)) return `an empty token on ${m.event.type}`;
        open = !frame.last;
      }
    }
    return undefined;
  },

  "each tool call that the model is asked with has exactly one result, and each result its call": each(
    ({ effects }) => {
      for (const effect of effects) {
        if (effect.type !== "ask_model") continue;
        const open = new Set<string>();
        const closed = new Set<string>();
        for (const item of effect.items) {
          if (item.role === "tool_call") {
            if (open.has(item.callId) || closed.has(item.callId)) return `${item.callId} is called twice`;
            open.add(item.callId);
          } else if (item.role === "tool_result") {
            if (!open.delete(item.callId)) return `a result of ${item.callId} without its call`;
            closed.add(item.callId);
          }
        }
        if (open.size > 0) return `no result of ${[...open].join(", ")}`;
      }
      return undefined;
    },
  ),

  "a transfer that the caller was told of is never taken back": ({ moments }) => {
    let told = false;
    for (const m of moments) {
      // Only the line that announces it may not be spoken over.
      if (m.lineOpen && sent(m).some((f) => f.type === "text" && f.interruptible === false)) told = true;
      if (!told) continue;
      const cause = causeOf(m.after);
      if (phaseOf(m.after) !== "handing_off" && cause === undefined) return `it is ${phaseOf(m.after)}`;
      if (cause === "said_goodbye") return "it ended without a person";
      if (cause !== undefined) told = false;
    }
    return undefined;
  },

  "no timer is left after the end but the one that closes the socket": each(({ after, event }) =>
    phaseOf(after) === "ended" && Object.keys(after.timers).some((name) => name !== "close")
      ? `after ${event.type}`
      : undefined,
  ),

  "a side effect is done once for each set of arguments": ({ moments }) => {
    const done = new Set<string>();
    const running = new Map<string, string>();
    for (const { event, effects } of moments) {
      // Whoever ran them is gone: those that are ordered again go on.
      if (event.type === "process_restarted") running.clear();
      if (event.type === "tool_finished") {
        const key = running.get(event.callId);
        running.delete(event.callId);
        if (key !== undefined && event.outcome === "ok") done.add(key);
      }
      for (const effect of effects) {
        if (effect.type !== "run_tool" || !isSideEffect(effect)) continue;
        const { key, callId } = effect;
        if (done.has(key)) return `${key} was done already`;
        if ([...running.values()].includes(key)) return `${key} is running already`;
        running.set(callId, key);
      }
    }
    return undefined;
  },

  "nothing is told to the person as promised that was not sent to the caller": ({ moments }) => {
    let announced = false;
    const toldSince = new Map<string, boolean>();
    for (const m of moments) {
      for (const frame of sent(m)) {
        if (frame.type === "text" && m.lineOpen && frame.token !== "") {
          if (frame.interruptible === false) announced = true;
          else for (const what of toldSince.keys()) toldSince.set(what, true);
        }
        if (frame.type !== "end") continue;
        for (const what of parseHandoff(frame.handoffData)?.handoff.promises ?? []) {
          const ofTool = what.startsWith(promiseOf(""));
          if (ofTool ? !toldSince.get(what) : /person/.test(what) && !announced) return what;
        }
      }
      if (m.event.type === "tool_finished" && m.event.outcome === "ok")
        toldSince.set(promiseOf(m.event.callId), toldSince.get(promiseOf(m.event.callId)) ?? false);
    }
    return undefined;
  },

  "while nobody is on the line nothing is sent, and nothing counts as said": each((m) => {
    if (m.lineOpen) return undefined;
    const frame = sent(m)[0];
    if (frame) return `${frame.type} on ${m.event.type}`;
    const known = agentEntries(m.before);
    return agentEntries(m.after).some((id) => !known.includes(id)) ? `history on ${m.event.type}` : undefined;
  }),

  "a caller who says nothing more hears something every minute, until the end": ({ moments, alone }) => {
    // A socket that we have closed brings nothing more.
    if (!alone || alone.from === moments.length) return undefined;
    let heardAtMs = alone.sinceMs;
    for (const m of moments.slice(alone.from)) {
      if (m.nowMs - heardAtMs > LONGEST_SILENCE_MS) break;
      if (sent(m).length > 0) heardAtMs = Math.max(heardAtMs, m.nowMs) + spokenMs(m);
      if (phaseOf(m.after) === "ended") return undefined;
    }
    return `silence from ${(heardAtMs - alone.sinceMs) / 1_000} s on`;
  },
};

const checks = (name: string, rule: Rule): void =>
  fc.assert(
    fc.property(stories, (story) => {
      const what = rule(play(story));
      if (what !== undefined) throw new Error(`It does not hold that ${name}: ${what}`);
    }),
    { seed, numRuns: runs },
  );

/** Rules that do not hold in these stories. All are looked at in one pass; one that is broken is then shrunk by itself. */
const broken = new Set<string>();
const seen = new Set<string>();

beforeAll(() => {
  fc.assert(
    fc.property(stories, (story) => {
      const played = play(story);
      for (const [name, rule] of Object.entries(RULES))
        if (!broken.has(name) && rule(played) !== undefined) broken.add(name);
      for (const { event, after, effects } of played.moments)
        for (const kind of [event.type, phaseOf(after), ...effects.map((e) => e.type)]) seen.add(kind);
    }),
    { seed, numRuns: runs },
  );
}, 120_000);

test.each(Object.entries(RULES))(
  "%s",
  (name, rule) => {
    if (!broken.has(name)) return;
    checks(name, rule);
    expect.unreachable("the same stories have broken it before");
  },
  120_000,
);

test("the stories leave no event, no order and no phase out", () => {
  const kinds: Record<Event["type"] | Effect["type"] | Phase["name"], true> = {
    call_connected: true,
    caller_was_heard: true,
    caller_spoke: true,
    key_pressed: true,
    caller_interrupted: true,
    agent_speaking: true,
    caller_speaking: true,
    speech_played: true,
    model_progressed: true,
    model_spoke: true,
    model_called_tool: true,
    model_finished: true,
    model_failed: true,
    tool_finished: true,
    text_sent: true,
    availability_known: true,
    time_passed: true,
    process_restarted: true,
    socket_opened: true,
    socket_closed: true,
    person_needed: true,
    limit_reached: true,
    send: true,
    ask_model: true,
    stop_model: true,
    run_tool: true,
    stop_tool: true,
    check_availability: true,
    warm_up: true,
    save: true,
    close_socket: true,
    finish: true,
    log: true,
    connecting: true,
    listening: true,
    answering: true,
    handing_off: true,
    saying_goodbye: true,
    ended: true,
  };

  expect([...seen].sort()).toEqual(Object.keys(kinds).sort());
});

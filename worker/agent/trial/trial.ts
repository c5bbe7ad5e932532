import { greetingFor } from "../../protocol/caller/greeting.ts";
import { NOTHING_KNOWN } from "../../protocol/caller/known-caller.ts";
import type { TrialNews, TrialSaid } from "../../protocol/console/trial.ts";
import { parseHandoff } from "../../protocol/handoff.ts";
import { callLanguages } from "../../protocol/relay/call-languages.ts";
import type { Setup } from "../../protocol/relay/inbound.ts";
import type { Outbound } from "../../protocol/relay/outbound.ts";
import { Hours } from "../../protocol/routing/hand-off-settings.ts";
import { hoursOf } from "../../protocol/routing/places.ts";
import { unreachable } from "../../protocol/unreachable.ts";
import { arrived } from "../../session/line/connection.ts";
import { isOpen } from "../../session/person/business-hours.ts";
import { type CallState, newCall } from "../../session/state/call-state.ts";
import type { Rules } from "../../session/state/rules.ts";
import { allIsHeard } from "../../session/state/speech/playback.ts";
import { Conversation } from "../conversation.ts";
import type { Agent } from "../define.ts";
import type { Outside } from "../outside.ts";
import { toolNews } from "./tool-news.ts";

/** Where nobody can be reached. Source: NANPA, "555 line numbers": 555-0100 to 555-0199 are for fiction. */
const CALLER = "+12025550100";
const CALLED = "+12025550101";

/** Until what was said counts as heard. A page shows it at once; what comes in between is still of the same answer. */
const HEARD_AFTER_MS = 250;

interface Ports extends Pick<Outside, "clock" | "models" | "log" | "secret" | "knowledge"> {
  readonly tell: (news: TrialNews) => void;
  /** Nothing more is to come. */
  readonly over: () => void;
}

/**
 * The agent as it is to be tried. What somebody types makes no sound: there is no silence to ask into, and no echo.
 *
 * @param open - whether it is within its hours; undefined for what the clock says.
 */
export const triedBy = (agent: Agent, open: boolean | undefined): Agent => ({
  ...agent,
  ...(open !== undefined && { handOff: withoutHours(agent.handOff, open) }),
  silence: { ...agent.silence, enabled: false },
  turns: { ...agent.turns, echoMs: 0 },
});

/** Hours that are always, or never. */
function withoutHours({ hours: _, places, ...handOff }: Agent["handOff"], open: boolean): Agent["handOff"] {
  return {
    ...handOff,
    ...(!open && { hours: NEVER }),
    places: Object.fromEntries(Object.entries(places).map(([name, { hours: _, ...place }]) => [name, place])),
  };
}

const NEVER = Hours.parse({ timeZone: "UTC", week: {} });

/**
 * A conversation by text. It is to the engine what Twilio is: introduces the call, brings what is said, has heard what it
 * was sent, and hangs up. Its outside ends here: no message, task, callback or recording comes of it, and nothing is
 * written down. Models and tools are real.
 */
export class Trial {
  readonly #ports: Ports;
  readonly #conversation: Conversation;
  readonly #toolNews: (state: CallState) => readonly TrialNews[];
  readonly #handOff: Agent["handOff"];
  readonly #setup: Setup;
  readonly #ready: Extract<TrialNews, { type: "ready" }>;
  #language: string;
  /** Shown, and not reported as heard yet. */
  #unheard = "";
  #hearing: (() => void) | undefined;
  #listens = false;
  #isOver = false;

  /**
   * @param agent - as `triedBy` gives it. @param rules - of that agent.
   * @param callSid - one that no call has: tools are given it, and their keys are made of it.
   */
  constructor(agent: Agent, rules: Rules, callSid: string, version: number, ports: Ports) {
    this.#ports = ports;
    this.#toolNews = toolNews(rules);
    this.#setup = {
      type: "setup",
      sessionId: callSid,
      callSid,
      from: CALLER,
      to: CALLED,
      customParameters: {},
    };
    this.#handOff = agent.handOff;
    this.#language = callLanguages(agent).start;
    this.#ready = { type: "ready", agent: agent.name, version, language: this.#language };
    this.#unheard = greetingFor(rules.greeting);
    const state = arrived(newCall(callSid, this.#language), this.#setup);
    this.#conversation = new Conversation(state, agent, rules, this.#outside());
  }

  begin(): void {
    this.#ports.tell(this.#ready);
    this.#ports.tell({ type: "agent", text: this.#unheard, last: true });
    this.#conversation.dispatch({ type: "call_connected", setup: this.#setup });
    this.#hearSoon();
  }

  said(said: TrialSaid): void {
    if (this.#isOver) return;
    if (said.type === "hang_up") return this.#hungUp();
    // Whoever answers has read what is there.
    this.#hear();
    this.#listens = false;
    this.#conversation.dispatch(
      said.type === "say"
        ? { type: "caller_spoke", text: said.text, lang: this.#language }
        : { type: "key_pressed", digit: said.digit },
    );
  }

  /** The page has gone. What runs goes on to its end, as when a caller hangs up. */
  left(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#hearing?.();
    this.#conversation.dispatch({ type: "socket_closed", how: "hung_up" });
  }

  #hungUp(): void {
    this.left();
    this.#end({ type: "ended", how: "hung_up" });
  }

  #end(news: TrialNews): void {
    this.#isOver = true;
    this.#hearing?.();
    this.#ports.tell(news);
    this.#ports.over();
  }

  #outside(): Outside {
    const { clock, models, log, secret, knowledge, tell } = this.#ports;
    return {
      clock,
      models,
      log,
      secret,
      knowledge,
      send: (frame) => this.#sent(frame),
      close: () => {},
      save: () => {},
      stepped: (state) => this.#stepped(state),
      finished: () => {},
      availability: async (state) => ({
        state: isPlaceOpen(this.#handOff, state, clock.now()) ? "free" : "closed",
      }),
      // As Twilio would answer, and nothing is recorded.
      record: async (_, { order }) => {
        if (order === "start") return { type: "recording_started", sid: "", atMs: clock.now() };
        return { type: "recording_changed", to: BECOMES[order] };
      },
      createCallback: async () => ({ sid: NOTHING_MADE }),
      // Nobody calls.
      whoCalls: async () => NOTHING_KNOWN,
      countText: async () => true,
      textCaller: async (_, body) => {
        tell({ type: "text_message", body });
        return { sid: NOTHING_MADE };
      },
    };
  }

  #sent(frame: Outbound): void {
    if (this.#isOver) return;
    switch (frame.type) {
      case "text":
        this.#listens = false;
        this.#unheard += frame.token;
        this.#ports.tell({ type: "agent", text: frame.token, last: frame.last });
        if (frame.last) this.#hearSoon();
        return;
      case "language":
        this.#language = frame.transcriptionLanguage ?? this.#language;
        if (frame.ttsLanguage) this.#ports.tell({ type: "language", language: frame.ttsLanguage });
        return;
      case "end":
        return this.#ended(frame.handoffData);
      default:
        return unreachable(frame);
    }
  }

  #ended(handoffData: string | undefined): void {
    // The socket closes, as Twilio does then.
    this.#ports.clock.after(0, () => this.#conversation.dispatch({ type: "socket_closed", how: "hung_up" }));
    if (handoffData === undefined) return this.#end({ type: "ended", how: "said_goodbye" });
    const { handoff } = parseHandoff(handoffData) ?? {};
    // Where the engine itself breaks down, it has no time to end.
    const how = this.#conversation.state.phase.name === "ended" ? "handed_off" : "failed";
    this.#end({ type: "ended", how, ...(handoff && { handoff }) });
  }

  #hearSoon(): void {
    this.#hearing?.();
    this.#hearing = this.#ports.clock.after(HEARD_AFTER_MS, () => this.#hear());
  }

  /** What was shown is reported as Twilio reports what was played. */
  #hear(): void {
    const text = this.#unheard;
    this.#hearing?.();
    this.#hearing = undefined;
    this.#unheard = "";
    if (text.trim() === "") return;
    this.#conversation.dispatch({ type: "agent_speaking", on: true });
    this.#conversation.dispatch({ type: "speech_played", text });
    this.#conversation.dispatch({ type: "agent_speaking", on: false });
  }

  #stepped(state: CallState): void {
    if (this.#isOver) return;
    for (const news of this.#toolNews(state)) this.#ports.tell(news);
    if (this.#listens || !isListening(state)) return;
    this.#listens = true;
    this.#ports.tell({ type: "listening" });
  }
}

/** Whether somebody answers where this caller is to go: a place may have hours of its own. */
export function isPlaceOpen(
  handOff: Agent["handOff"],
  { phase, wanted }: Pick<CallState, "phase" | "wanted">,
  nowMs: number,
): boolean {
  const why = phase.name === "handing_off" ? phase.why : wanted;
  return isOpen(hoursOf(handOff, why?.request?.place), nowMs);
}

/** In the place of Twilio's SID. */
const NOTHING_MADE = "none: tried";

const BECOMES = { pause: "paused", resume: "on", stop: "over", delete: "deleted" } as const;

/** All is said, and nothing is waited for but the caller. */
const isListening = ({ phase, speech, hearing, tools }: CallState): boolean =>
  phase.name === "listening" &&
  !speech.cycleOpen &&
  allIsHeard(speech.playback) &&
  hearing.waitingFor !== "letters" &&
  !tools.runs.some((run) => run.status === "running" && !run.background);

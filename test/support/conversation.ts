import { Conversation } from "../../worker/agent/conversation.ts";
import { type Agent, type AgentDefinition, defineAgent } from "../../worker/agent/define.ts";
import { rulesOf } from "../../worker/agent/judge.ts";
import { searchIn } from "../../worker/agent/knowledge/agent-knowledge.ts";
import type { KnowledgeSource } from "../../worker/agent/knowledge/source.ts";
import type { Model } from "../../worker/agent/model.ts";
import type { Outside } from "../../worker/agent/outside.ts";
import type { LogFields } from "../../worker/ports.ts";
import { type KnownCaller, NOTHING_KNOWN } from "../../worker/protocol/caller/known-caller.ts";
import type { Timeline } from "../../worker/protocol/console/timeline.ts";
import { type Handoff, parseHandoff } from "../../worker/protocol/handoff.ts";
import type { LogEvent } from "../../worker/protocol/log/log-events.ts";
import { callLanguages } from "../../worker/protocol/relay/call-languages.ts";
import type { Outbound } from "../../worker/protocol/relay/outbound.ts";
import { scrubbed } from "../../worker/protocol/scrubbed.ts";
import { type Mark, readMarks } from "../../worker/session/account/timeline/marks.ts";
import { type CallState, newCall } from "../../worker/session/state/call-state.ts";
import type { Effect } from "../../worker/session/state/effect.ts";
import type { Availability, Event, RecordingEvent } from "../../worker/session/state/event.ts";
import { ManualClock, settle } from "./manual-clock.ts";
import { type Answerer, type Part, PlayedModel } from "./played-model.ts";

export interface Sent {
  readonly frame: Outbound;
  readonly atMs: number;
}

export const GREETING = "Hello, this is the shop. How can I help you today?";

const agentWith = (definition: Partial<AgentDefinition>): Agent =>
  defineAgent({ name: "test", greeting: GREETING, instructions: "Be kind.", ...definition });

type RecorderOrder = Extract<Effect, { type: "record" }>;
const RECORDER = { pause: "paused", resume: "on", stop: "over", delete: "deleted" } as const;

/** A call on a manual clock: real rules and real `step`, a played model, and the test as Twilio. */
export class TestCall {
  readonly clock = new ManualClock();
  readonly model: PlayedModel;
  agent: Agent;
  readonly sent: Sent[] = [];
  readonly logs: { event: LogEvent; fields: LogFields }[] = [];
  readonly startedAtMs: number;
  saved: CallState | undefined;
  /** What happened when, as it was stored with it. */
  savedMarks = "[]";
  /** Whoever plays what is sent. */
  onSend = (_frame: Outbound): void => {};
  /** A fault of ours, which only a test that makes one expects. */
  onFault = (event: string, cause: unknown): void => {
    throw new Error(`${event}: ${String(cause)}`, { cause });
  };
  /** Who answers for the model. */
  answers: Model["stream"] = (request, signal) => this.model.stream(request, signal);
  texts: (body: string, signal: AbortSignal) => Promise<{ readonly sid: string }> = async () => ({
    sid: "SM1",
  });
  /** Whether one more may be sent today. */
  mayText = async (_atMost: number): Promise<boolean> => true;
  /** Storage takes the state, as it comes back from there. */
  stores = (saved: CallState, _soon: boolean): void => {
    this.saved = JSON.parse(JSON.stringify(saved)) as CallState; // the same shape
  };
  /** What Twilio's recorder was told, and what comes of it. */
  readonly orders: RecorderOrder[] = [];
  recorder = async ({ order }: RecorderOrder): Promise<RecordingEvent> =>
    order === "start"
      ? { type: "recording_started", sid: "RE1", atMs: this.clock.now() }
      : { type: "recording_changed", to: RECORDER[order] };
  /** Where the agent's knowledge is looked up; in its files where nothing is said. */
  knowledge: KnowledgeSource | undefined;
  finished = 0;
  /** Sockets that we have closed. */
  closes = 0;
  /** What the look at hours and statistics finds. */
  availability: Availability = { state: "free" };
  looksUp = (): Promise<Availability> => Promise.resolve(this.availability);
  /** What the agent's sources know of the caller. */
  knows = async (): Promise<KnownCaller> => NOTHING_KNOWN;
  readonly callbacks: Handoff[] = [];
  /** Whom they go to. */
  readonly calledBack: string[] = [];
  /** TaskRouter takes no task. */
  refusesCallbacks = false;
  /** TaskRouter answers once this is settled. */
  callbackTakes: Promise<void> = Promise.resolve();
  takesCallback = (): Promise<void> => this.callbackTakes;
  #conversation: Conversation;

  constructor(parts: readonly Part[], definition: Partial<AgentDefinition> = {}, answer?: Answerer) {
    this.model = new PlayedModel(this.clock, parts, answer);
    this.agent = agentWith(definition);
    this.startedAtMs = this.clock.now();
    this.#conversation = this.#begin(newCall("CA1", callLanguages(this.agent).start));
  }

  #begin(state: CallState, marks: readonly Mark[] = []): Conversation {
    const outside: Outside = {
      clock: this.clock,
      log: (event, fields = {}, ...thrown) => {
        // What a tool throws is the author's fault, which the call gets over, as it does what Twilio refuses; any other is ours.
        if (thrown.length > 0 && event !== "tool.threw" && event !== "text.not_sent")
          return this.onFault(event, thrown[0]);
        this.logs.push({ event, fields: { ...fields, ...(thrown.length > 0 && scrubbed(thrown[0])) } });
      },
      models: {
        main: { name: "main-model", at: { stream: (request, signal) => this.answers(request, signal) } },
        fallback: {
          name: "fallback-model",
          at: { stream: (request, signal) => this.answers(request, signal) },
        },
      },
      send: (frame) => {
        this.sent.push({ frame, atMs: this.clock.now() - this.startedAtMs });
        this.onSend(frame);
      },
      close: () => {
        this.closes += 1;
      },
      save: (saved, soon, noted) => {
        this.savedMarks = JSON.stringify(noted);
        this.stores(saved, soon);
      },
      stepped: () => undefined,
      finished: () => {
        this.finished += 1;
      },
      whoCalls: () => this.knows(),
      availability: () => this.looksUp(),
      createCallback: async (_state, handoff, _signal, number) => {
        await this.takesCallback();
        if (this.refusesCallbacks) throw new Error("Twilio answered 500.");
        this.callbacks.push(handoff);
        this.calledBack.push(number);
        return { sid: "WT1" };
      },
      record: async (_callSid, order) => {
        this.orders.push(order);
        return this.recorder(order);
      },
      secret: (name) => `secret-${name}`,
      knowledge: {
        search: (query, signal) => (this.knowledge ?? searchIn(this.agent)).search(query, signal),
      },
      countText: (_state, atMost) => this.mayText(atMost),
      textCaller: (_state, body, signal) => this.texts(body, signal),
    };
    return new Conversation(state, this.agent, rulesOf(this.agent), outside, marks);
  }

  get state(): CallState {
    return this.#conversation.state;
  }

  get timeline(): Timeline {
    return this.#conversation.timeline;
  }

  async event(event: Event): Promise<void> {
    this.#conversation.dispatch(event);
    await settle();
  }

  /** Who calls, as Twilio has it. */
  from = "+15550100001";

  async connects(sessionId = "VX1", customParameters: Record<string, string> = {}): Promise<this> {
    const setup = {
      type: "setup",
      sessionId,
      callSid: "CA1",
      from: this.from,
      to: "+15550100002",
      customParameters,
    } as const;
    await this.event({ type: "call_connected", setup });
    return this;
  }

  /** Connects, and lets the greeting be heard to its end. */
  async answered(): Promise<this> {
    await this.connects();
    await this.event({ type: "agent_speaking", on: true });
    await this.passes(3_000);
    await this.played(GREETING);
    await this.fallsSilent();
    return this;
  }

  says = (text: string, lang?: string): Promise<void> => this.event({ type: "caller_spoke", text, lang });
  partly = (text: string, lang?: string): Promise<void> =>
    this.event({ type: "caller_was_heard", text, lang });
  presses = async (digits: string): Promise<void> => {
    for (const digit of digits) await this.event({ type: "key_pressed", digit });
  };
  interrupts = (fragment: string): Promise<void> => this.event({ type: "caller_interrupted", fragment });
  played = (text: string): Promise<void> => this.event({ type: "speech_played", text });
  startsSpeaking = (): Promise<void> => this.event({ type: "agent_speaking", on: true });
  fallsSilent = (): Promise<void> => this.event({ type: "agent_speaking", on: false });
  passes = (ms: number): Promise<void> => this.clock.advance(ms);

  /** Everything sent since is heard to its end. */
  async hearsOut(): Promise<void> {
    await this.startsSpeaking();
    for (const line of this.state.speech.playback.lines) {
      const rest = line.pieces
        .map((p) => p.spoken)
        .join("")
        .slice(line.heard);
      if (rest) await this.played(rest);
    }
    await this.fallsSilent();
  }

  /** The process dies and the object is made anew from what was saved; `release` is the agent of a new deploy. */
  async restarts(connected: boolean, release?: Partial<AgentDefinition>): Promise<void> {
    this.#conversation.dispose();
    if (!this.saved) throw new Error("nothing was saved");
    if (release) this.agent = agentWith(release);
    this.#conversation = this.#begin(this.saved, readMarks(JSON.parse(this.savedMarks)));
    await this.event({ type: "process_restarted", connected });
  }

  /** Text sent from frame number `from` on, as one string. */
  spoken(from = 0): string {
    return this.sent
      .slice(from)
      .flatMap(({ frame }) => (frame.type === "text" ? [frame.token] : []))
      .join("");
  }

  /** The `end` frames, with their payloads read. */
  get ends() {
    return this.sent.flatMap(({ frame, atMs }) =>
      frame.type === "end" ? [{ atMs, handoff: parseHandoff(frame.handoffData)?.handoff }] : [],
    );
  }
}

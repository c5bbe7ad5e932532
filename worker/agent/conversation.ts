import type { CallRecord } from "../protocol/call-record.ts";
import type { ActionAnswer, ActionRequest } from "../protocol/console/actions.ts";
import type { PersonNews } from "../protocol/console/person-news.ts";
import type { DoneAction, Timeline } from "../protocol/console/timeline.ts";
import { unreachable } from "../protocol/unreachable.ts";
import { concealer, outputConcealer } from "../session/account/concealment.ts";
import { actionsOf, recordOf } from "../session/account/record.ts";
import type { Mark } from "../session/account/timeline/marks.ts";
import { timelineOf } from "../session/account/timeline/timeline.ts";
import { Watch } from "../session/account/timeline/watch.ts";
import { keysAreSecret } from "../session/caller/keypad.ts";
import { refusalOf } from "../session/operator/acts.ts";
import { type CallState, storable } from "../session/state/call-state.ts";
import type { Effect } from "../session/state/effect.ts";
import { isEngineTool } from "../session/state/engine-tools.ts";
import type { Event } from "../session/state/event.ts";
import type { Rules } from "../session/state/rules.ts";
import { nextDueMs, step } from "../session/step.ts";
import { abort } from "./abort.ts";
import { brokenDown } from "./broken-down.ts";
import type { Agent } from "./define.ts";
import { earFor, heardOut, inPieces, mannersOf } from "./ears/listen.ts";
import { failureOf, ModelError, type ModelRequest } from "./model.ts";
import type { Outside } from "./outside.ts";
import { chosenModel, modelRequest, toolsOf } from "./prompt.ts";
import { isOutput, requestEvent } from "./request-event.ts";
import { Companions } from "./tools/companion.ts";
import { runnableTools } from "./tools/runnable-tools.ts";
import { sendText } from "./tools/text-caller.ts";
import { checkCall, readArguments } from "./tools/tool-call.ts";
import { failed, runTool } from "./tools/tool-runner.ts";
import { warmUp } from "./warm/warm-up.ts";

/**
 * Carries out what `step` decides, and tells it what comes of it. It owns the requests and tools that are under
 * way, each with its `AbortController`, and the one timer; it decides nothing.
 */
export class Conversation {
  #state: CallState;
  readonly #agent: Agent;
  readonly #rules: Rules;
  readonly #outside: Outside;
  readonly #watch: Watch;
  readonly #requests = new Map<number, AbortController>();
  readonly #tools = new Map<string, AbortController>();
  readonly #companions: Companions;
  #alarm: { readonly dueMs: number; readonly cancel: () => void } | undefined;
  /** What has been tried against a fault of our own. */
  #rescued: "no" | "by rules" | "left" = "no";
  #gone = false;

  /** @param marks - of the call so far, where it is taken up again. */
  constructor(state: CallState, agent: Agent, rules: Rules, outside: Outside, marks: readonly Mark[] = []) {
    this.#state = state;
    this.#agent = agent;
    this.#rules = rules;
    this.#outside = outside;
    this.#companions = new Companions(outside);
    this.#watch = new Watch(rules.settings.turns.charsPerSecond, marks);
  }

  get state(): CallState {
    return this.#state;
  }

  /** What a person may read of it. */
  get record(): CallRecord {
    const { agent, agentVersion } = this.#rules.running;
    return { ...recordOf(this.#state, this.#rules.secrets), agent, agentVersion };
  }

  /** What happened in it and when. */
  get timeline(): Timeline {
    return timelineOf(this.#watch.marks, this.#state, this.#rules);
  }

  /** Others tell what becomes of it after its hand-off. @returns all that was noted so far, where that is news. */
  person(news: PersonNews): readonly Mark[] | undefined {
    const isAway = this.#state.phase.name === "ended" && this.#state.phase.cause === "handed_off";
    return isAway && this.#watch.person(news, this.#outside.clock.now()) ? this.#watch.marks : undefined;
  }

  /** Who did what to it. */
  get actions(): readonly DoneAction[] {
    return actionsOf(this.#state, this.#rules.secrets);
  }

  /** What the caller keys now is kept from everybody. */
  get keysAreSecret(): boolean {
    return keysAreSecret(this.#state);
  }

  /** What an operator does. The same look decides here and in `step`, so that a refusal is told. */
  act({ do: what, text }: ActionRequest, by: string): ActionAnswer {
    const refusal = refusalOf(this.#state, what);
    if (!refusal) this.dispatch({ type: "operator_acted", do: what, text, by });
    return refusal ? { ok: false, refusal } : { ok: true };
  }

  /** Never throws: a fault of ours ends in speech and a person, not in silence. */
  dispatch(event: Event): void {
    if (this.#gone) return;
    if (event.type === "call_connected") this.#rescued = "no";
    try {
      this.#step(event);
    } catch (cause) {
      this.#outside.log("call.fault", { during: event.type }, cause);
      this.#rescue(event.type);
    }
  }

  /** Stops the timer and all that is under way, because the object is going. */
  dispose(): void {
    this.#gone = true;
    this.#alarm?.cancel();
    for (const c of [...this.#requests.values(), ...this.#tools.values()]) c.abort();
    void this.#companions.close();
  }

  #step(event: Event): void {
    // Read and replaced in one breath: whatever an effect leads to sees the new state.
    const before = this.#state;
    const nowMs = this.#outside.clock.now();
    const { state, effects } = step(before, event, nowMs, this.#rules);
    this.#state = state;
    // A word leaves first, and is noted then.
    if (event.type !== "model_spoke") this.#watch.saw(before, event, state, effects, nowMs);
    for (const effect of effects) this.#perform(effect);
    if (event.type === "model_spoke") this.#watch.saw(before, event, state, effects, nowMs);
    this.#outside.stepped(this.#state);
    this.#arm();
  }

  /**
   * The way out when deciding itself is broken: by the rules, once for each time that the call comes to the agent; and
   * where those do not lead out, with the bare minimum.
   */
  #rescue(during: Event["type"]): void {
    if (this.#rescued === "left" || (this.#state.phase.name === "ended" && during !== "call_connected"))
      return;
    const isFirst = this.#rescued === "no";
    this.#rescued = "by rules";
    try {
      if (isFirst) this.#step({ type: "person_needed", rule: "fault" });
      if (isFirst && this.#state.phase.name === "handing_off") return;
    } catch (cause) {
      this.#outside.log("call.fault", { during: "rescue" }, cause);
    }
    this.#rescued = "left";
    this.#outside.send(brokenDown(this.#state.call.language));
  }

  #arm(): void {
    const dueMs = nextDueMs(this.#state);
    // An alarm that rings too early costs one empty step; re-arming it with every token would cost more.
    if (dueMs !== undefined && this.#alarm && this.#alarm.dueMs <= dueMs) return;
    this.#alarm?.cancel();
    this.#alarm = undefined;
    if (dueMs === undefined) return;
    const cancel = this.#outside.clock.after(Math.max(0, dueMs - this.#outside.clock.now()), () => {
      this.#alarm = undefined;
      this.dispatch({ type: "time_passed" });
    });
    this.#alarm = { dueMs, cancel };
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case "send":
        return this.#outside.send(effect.frame);
      case "ask_model":
        void this.#ask(effect);
        return;
      case "stop_model":
        return abort(this.#requests, effect.attempt);
      case "run_tool":
        void this.#run(effect);
        return;
      case "stop_tool":
        return abort(this.#tools, effect.callId);
      case "look_up_caller":
        return void this.#outside
          .whoCalls(this.#state)
          .then((known) => this.dispatch({ type: "caller_known", known }));
      case "check_availability":
        void this.#outside
          .availability(this.#state)
          .then((availability) => this.dispatch({ type: "availability_known", availability }));
        return;
      case "warm_up":
        this.#companions.begin(this.#agent.tools);
        return warmUp(effect.language, this.#agent, this.#rules, this.#outside, () => this.#state);
      case "record":
        return void this.#outside.record(this.#state.call.callSid, effect).then((e) => this.dispatch(e));
      case "save":
        return this.#outside.save(storable(this.#state), effect.soon ?? false, this.#watch.marks);
      case "close_socket":
        return this.#outside.close();
      case "finish":
        void this.#companions.close();
        return this.#outside.finished(this.#state, this.record, this.timeline);
      case "log":
        return this.#outside.log(effect.event, effect.fields);
      default:
        return unreachable(effect);
    }
  }

  async #ask(effect: Extract<Effect, { type: "ask_model" }>): Promise<void> {
    const { attempt } = effect;
    const controller = new AbortController();
    this.#requests.set(attempt, controller);
    const { signal } = controller;
    const model = chosenModel(this.#agent, effect.model, this.#outside.models);
    const request = modelRequest(this.#agent, effect, model, this.#state.call.callSid);
    const ear = earFor(this.#agent, request, this.#manners(request.tools), attempt);
    try {
      for await (const event of model.at.stream(request, signal)) {
        if (isOutput(event)) this.#watch.requestBegan(attempt, this.#outside.clock);
        for (const piece of inPieces(event)) {
          if (signal.aborted) return;
          for (const heard of ear.hear(piece))
            this.dispatch(requestEvent(this.#agent, attempt, request.model, heard));
          if (ear.stopped) break;
        }
        if (event.type !== "finished" && !ear.stopped) continue;
        const takenOut = heardOut(this.#agent, request.model, ear);
        if (takenOut) this.#outside.log("model.not_for_ears", { model: effect.model, ...takenOut });
        if (ear.stopped) return;
      }
    } catch (cause) {
      if (signal.aborted) return;
      if (!(cause instanceof ModelError)) this.#outside.log("model.fault", {}, cause);
      this.dispatch({ type: "model_failed", attempt, ...failureOf(cause) });
    } finally {
      this.#requests.delete(attempt);
    }
  }

  #manners(tools: ModelRequest["tools"]) {
    return mannersOf(this.#agent, this.#rules.pack, this.#state.call.language, tools);
  }

  async #run(effect: Extract<Effect, { type: "run_tool" }>): Promise<void> {
    const { callId, name } = effect;
    const { callSid, from, to, language } = this.#state.call;
    const { vault } = this.#state.keypad;
    const texting = {
      state: () => this.#state,
      counted: () => this.dispatch({ type: "text_sent" }),
      secrets: this.#rules.secrets,
      limits: this.#agent.limits,
      outside: this.#outside,
    };
    const tools = runnableTools(name, this.#agent, this.#state, this.#rules, this.#outside);
    // Checked once more: this may be another release than the one that judged the call.
    const found = checkCall(
      tools,
      name,
      readArguments({ ...effect, vault: isEngineTool(name) ? undefined : vault }),
      toolsOf(this.#agent),
    );
    const controller = new AbortController();
    this.#tools.set(callId, controller);
    // The step that ordered it is written first: what a crash cuts off is then known to have begun.
    await Promise.resolve();
    const outcome = await (found.ok
      ? runTool(
          name,
          found.call,
          {
            callSid,
            from,
            to,
            language,
            variables: this.#state.known.variables,
            idempotencyKey: effect.key,
            secret: this.#outside.secret,
            textCaller: (body) => sendText(texting, body, controller.signal),
            companion: (companion) => this.#companions.of(companion),
          },
          {
            deadlineMs: effect.deadlineMs,
            maxOutputChars: this.#agent.toolUse.maxOutputChars,
            signal: controller.signal,
            clock: this.#outside.clock,
            threw: (cause) => this.#outside.log("tool.threw", { tool: name, callId }, cause),
            conceal: concealer(vault, this.#rules.secrets),
            concealOutput: outputConcealer(vault, this.#rules.secrets),
          },
        )
      : failed(concealer(vault, this.#rules.secrets)(found.faults)));
    this.#tools.delete(callId);
    this.dispatch({ type: "tool_finished", callId, ...outcome });
  }
}

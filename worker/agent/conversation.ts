import { warmLanguage } from "../language/warm.ts";
import type { CallRecord } from "../protocol/call-record.ts";
import { encodeHandoff } from "../protocol/handoff.ts";
import { unreachable } from "../protocol/unreachable.ts";
import { concealer, outputConcealer } from "../session/account/concealment.ts";
import { composeCallback } from "../session/account/handoff-payload.ts";
import { recordOf } from "../session/account/record.ts";
import { keysAreSecret } from "../session/caller/keypad.ts";
import { type CallState, storable } from "../session/state/call-state.ts";
import type { Effect } from "../session/state/effect.ts";
import { ESCALATIONS } from "../session/state/escalations.ts";
import type { Event } from "../session/state/event.ts";
import { packsOf, type Rules } from "../session/state/rules.ts";
import { nextDueMs, step } from "../session/step.ts";
import type { Agent } from "./define.ts";
import { warmEars } from "./ears/filter.ts";
import { earFor, heardOut, inPieces, mannersOf } from "./ears/listen.ts";
import { callbackTool } from "./engine-tool-specs.ts";
import { ModelError, type ModelEvent, type ModelRequest } from "./model.ts";
import type { Outside } from "./outside.ts";
import { priced } from "./prices.ts";
import { chosenModel, modelRequest, toolsOf } from "./prompt.ts";
import { rehearse } from "./rehearsal.ts";
import type { Tool } from "./tools/tool.ts";
import { callMeant, checkCall, readArguments } from "./tools/tool-call.ts";
import { failed, runTool } from "./tools/tool-runner.ts";

/**
 * Carries out what `step` decides, and tells it what comes of it. It owns the requests and tools that are under
 * way, each with its `AbortController`, and the one timer; it decides nothing.
 */
export class Conversation {
  #state: CallState;
  readonly #agent: Agent;
  readonly #rules: Rules;
  readonly #outside: Outside;
  readonly #requests = new Map<number, AbortController>();
  readonly #tools = new Map<string, AbortController>();
  #alarm: { readonly dueMs: number; readonly cancel: () => void } | undefined;
  /** What has been tried against a fault of our own. */
  #rescued: "no" | "by rules" | "left" = "no";
  #gone = false;

  constructor(state: CallState, agent: Agent, rules: Rules, outside: Outside) {
    this.#state = state;
    this.#agent = agent;
    this.#rules = rules;
    this.#outside = outside;
  }

  get state(): CallState {
    return this.#state;
  }

  /** What a person may read of it. */
  get record(): CallRecord {
    return recordOf(this.#state, this.#rules.secrets);
  }

  /** What the caller keys now is kept from everybody. */
  get keysAreSecret(): boolean {
    return keysAreSecret(this.#state);
  }

  /** Never throws: a fault of ours ends in speech and a person, not in silence. */
  dispatch(event: Event): void {
    if (this.#gone) return;
    if (event.type === "call_connected") this.#rescued = "no";
    try {
      this.#step(event);
    } catch (cause) {
      this.#outside.log.error("call.fault", cause, { during: event.type });
      this.#rescue(event.type);
    }
  }

  /** Stops the timer and all that is under way, because the object is going. */
  dispose(): void {
    this.#gone = true;
    this.#alarm?.cancel();
    for (const c of [...this.#requests.values(), ...this.#tools.values()]) c.abort();
  }

  #step(event: Event): void {
    // Read and replaced in one breath: whatever an effect leads to sees the new state.
    const { state, effects } = step(this.#state, event, this.#outside.clock.now(), this.#rules);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
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
      this.#outside.log.error("call.fault", cause, { during: "rescue" });
    }
    this.#rescued = "left";
    const handoff = {
      v: 1,
      reasonCode: ESCALATIONS.fault.reasonCode,
      reason: ESCALATIONS.fault.reason,
      callSummary: "The assistant broke down; there is no summary.",
      sentiment: "neutral",
      triggeredBy: "rule",
      language: this.#state.call.language,
    } as const;
    this.#outside.send({ type: "end", handoffData: encodeHandoff(handoff) });
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
    const { log } = this.#outside;
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
      case "check_availability":
        void this.#outside
          .availability(this.#state)
          .then((availability) => this.dispatch({ type: "availability_known", availability }));
        return;
      case "warm_up":
        for (const model of new Set(Object.values(this.#outside.models).map(({ at }) => at)))
          void model.prewarm?.();
        // The first use of a language compiles its patterns, 100 to 200 ms: now, while the greeting is spoken.
        this.#outside.clock.after(0, () => {
          warmLanguage(effect.language, this.#rules.pack(effect.language), packsOf(this.#rules));
          warmEars(this.#manners(toolsOf(this.#agent)));
          rehearse(this.#state, this.#rules, this.#outside.clock);
        });
        return;
      case "save":
        return this.#outside.save(storable(this.#state), effect.soon ?? false);
      case "close_socket":
        return this.#outside.close();
      case "finish":
        return this.#outside.finished(this.#state, this.record);
      case "log":
        return log.info(effect.event, effect.fields);
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
        for (const piece of inPieces(event)) {
          if (signal.aborted) return;
          for (const heard of ear.hear(piece)) this.#modelDid(attempt, request.model, heard);
          if (ear.stopped) break;
        }
        if (event.type !== "finished" && !ear.stopped) continue;
        const takenOut = heardOut(this.#agent, request.model, ear);
        if (takenOut) this.#outside.log.info("model.not_for_ears", { model: effect.model, ...takenOut });
        if (ear.stopped) return;
      }
    } catch (cause) {
      if (signal.aborted) return;
      if (!(cause instanceof ModelError)) this.#outside.log.error("model.fault", cause);
      this.dispatch({
        type: "model_failed",
        attempt,
        code: cause instanceof ModelError ? cause.code : "fault",
      });
    } finally {
      this.#requests.delete(attempt);
    }
  }

  #manners(tools: ModelRequest["tools"]) {
    return mannersOf(this.#agent, this.#rules.pack, this.#state.call.language, tools);
  }

  #modelDid(attempt: number, model: string, event: ModelEvent): void {
    switch (event.type) {
      case "text":
        return this.dispatch({ type: "model_spoke", attempt, delta: event.delta });
      case "progress":
        return this.dispatch({ type: "model_progressed", attempt });
      case "tool_call": {
        const { callId } = event;
        const { name, arguments: json } = callMeant(this.#agent.tools, toolsOf(this.#agent), event);
        return this.dispatch({ type: "model_called_tool", attempt, callId, name, arguments: json });
      }
      case "finished": {
        const usage = priced(model, event.usage, this.#agent.limits.prices);
        return this.dispatch({ type: "model_finished", attempt, reason: event.reason, usage });
      }
      default:
        return unreachable(event);
    }
  }

  async #run(effect: Extract<Effect, { type: "run_tool" }>): Promise<void> {
    const { callId, name } = effect;
    const { callSid, from, to, language } = this.#state.call;
    const { vault } = this.#state.keypad;
    const tools = [this.#callback(), ...this.#agent.tools];
    // Checked once more: this may be another release than the one that judged the call.
    const found = checkCall(tools, name, readArguments({ ...effect, vault }));
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
            idempotencyKey: effect.key,
            secret: this.#outside.secret,
            textCaller: (body) => this.#textCaller(body, controller.signal),
          },
          {
            deadlineMs: effect.deadlineMs,
            maxOutputChars: this.#agent.toolUse.maxOutputChars,
            signal: controller.signal,
            clock: this.#outside.clock,
            threw: (cause) => this.#outside.log.error("tool.threw", cause, { tool: name, callId }),
            conceal: concealer(vault, this.#rules.secrets),
            concealOutput: outputConcealer(vault, this.#rules.secrets),
          },
        )
      : failed(concealer(vault)(found.faults)));
    this.#tools.delete(callId);
    this.dispatch({ type: "tool_finished", callId, ...outcome });
  }

  /** Counted before it is sent: tools run side by side, and one that fails may have arrived all the same. */
  async #textCaller(body: string, signal: AbortSignal): Promise<{ readonly sid: string }> {
    const { maxTexts } = this.#agent.limits;
    if (this.#state.tools.texts >= maxTexts) {
      this.#outside.log.warn("limit.reached", { limit: "texts" });
      throw new Error(`Not sent: a call may send ${maxTexts} text messages. Offer the caller a person.`);
    }
    this.dispatch({ type: "text_sent" });
    const conceal = concealer(this.#state.keypad.vault, this.#rules.secrets);
    return this.#outside.textCaller(this.#state, conceal(body), signal);
  }

  /** The engine's own tool: it needs the whole conversation for its payload. */
  #callback(): Tool {
    return callbackTool(this.#state.call.from, (number, signal) => {
      const handoff = composeCallback(this.#state, this.#rules, this.#outside.clock.now());
      return this.#outside.createCallback(this.#state, handoff, signal, number);
    });
  }
}

function abort<K>(controllers: Map<K, AbortController>, key: K): void {
  controllers.get(key)?.abort();
  controllers.delete(key);
}

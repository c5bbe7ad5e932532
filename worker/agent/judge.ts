import { securityCodeIn } from "../language/hearing/between-figures.ts";
import { lately } from "../language/hearing/words.ts";
import { ALL_PACKS, packFor } from "../language/packs.ts";
import { cyrb53 } from "../protocol/digest.ts";
import { isRecord } from "../protocol/json-reader.ts";
import { shorten } from "../protocol/plain-text.ts";
import { callLanguages } from "../protocol/relay/call-languages.ts";
import { unreachable } from "../protocol/unreachable.ts";
import { concealer, secretConcealer } from "../session/account/concealment.ts";
import {
  callbackKey,
  ENGINE_TOOLS,
  type EngineTool,
  isEngineTool,
  NO_NUMBER,
} from "../session/state/engine-tools.ts";
import { HandOffToAPlace, readHandOffRequest } from "../session/state/hand-off-request.ts";
import type { Rules, Running, ToJudge, Verdict } from "../session/state/rules.ts";
import { fitting } from "./arguments/fit.ts";
import { folded } from "./arguments/folded.ts";
import { secretsOf } from "./conceal.ts";
import type { Agent } from "./define.ts";
import { CollectDigits, callbackNumber, languagesOf } from "./engine-tool-specs.ts";
import { hasKnowledge } from "./knowledge/agent-knowledge.ts";
import { SEARCH } from "./knowledge/search-tool.ts";
import { toolsOf } from "./prompt.ts";
import { messageOf, misfit, type Tool } from "./tools/tool.ts";
import { titleOf } from "./tools/tool-account.ts";
import { type Arguments, checkCall, nameMeant, noSuchTool, readArguments } from "./tools/tool-call.ts";

/** What the rules have that is not the agent's own. */
type Installation = Partial<Pick<Rules, "record"> & Omit<Running, "agent">>;

/** The agent's definition, as the rules that `step` decides by. @param installation - `model` is that of agents which name none. */
export function rulesOf(agent: Agent, { record, ...running }: Installation = {}): Rules {
  return {
    settings: {
      turns: agent.turns,
      speech: agent.speech,
      speculation: { ...agent.speculation, enabled: agent.speculation.enabled && agent.relay.partialPrompts },
      silence: agent.silence,
      digits: agent.digits,
      toolUse: agent.toolUse,
      patience: agent.patience,
      escalation: agent.escalation,
      limits: agent.limits,
    },
    greeting: agent.greeting,
    looksUpCaller: agent.onCall.length > 0,
    handOff: agent.handOff,
    recording: agent.recording,
    languages: callLanguages(agent),
    pack: lately((language) => packFor(language, agent.languagePacks)),
    judge: (call) => judge(agent, call),
    secrets: secretsOf(agent.conceal),
    record,
    running: {
      agent: agent.name,
      agentVersion: running.agentVersion ?? 0,
      model: agent.model.name ?? running.model ?? "unknown",
      version: running.version ?? "dev",
      release: running.release ?? "dev",
    },
  };
}

const refused = (error: string): Verdict => ({ kind: "refused", output: JSON.stringify({ error }) });

function judge(agent: Agent, written: ToJudge): Verdict {
  const call = { ...written, name: nameMeant(agent.tools, written.name) };
  if (isEngineTool(call.name)) {
    const args = readArguments({ ...call, vault: undefined });
    return judgeEngineTool(agent, call.name, call, args);
  }
  return judgeRun(agent, agent.tools, call, readArguments(call));
}

/** One of the tools that run. */
function judgeRun(agent: Agent, tools: readonly Tool[], call: ToJudge, args: Arguments): Verdict {
  const conceal = concealer(call.vault, secretsOf(agent.conceal));
  const found = checkCall(tools, call.name, args, toolsOf(agent));
  // An author's rule may quote what it refuses.
  if (!found.ok) return refused(conceal(found.faults));
  const { tool } = found;
  try {
    const readBack = found.call.readBack();
    return {
      kind: "runnable",
      key: keyOf(call.callSid, tool.name, found.call.sameness),
      deadlineMs: tool.deadlineMs ?? agent.toolUse.deadlineMs,
      sideEffect: tool.sideEffect ?? false,
      background: tool.background ?? false,
      readBack: readBack === undefined ? undefined : secretConcealer(call.vault)(readBack),
      filler: tool.filler,
      title: titleOf(tool.name, found.call.title(), conceal),
    };
  } catch (cause) {
    // What the caller has to agree to cannot be said, so it may not run.
    return refused(`${tool.name} could not say what to confirm: ${conceal(messageOf(cause))}`);
  }
}

const asHandOff = fitting(HandOffToAPlace);
const asDigits = fitting(CollectDigits);

function judgeEngineTool(agent: Agent, name: EngineTool, call: ToJudge, args: Arguments): Verdict {
  const { callSid, from } = call;
  // What ends the conversation is not kept waiting for a model to spell its own tool right.
  if (name === "hand_off") return judgeHandOff(agent, args.value);
  if (name === "end_call") return { kind: "end_call" };
  if (!args.ok) return refused(args.faults);
  switch (name) {
    case "change_language":
      return judgeLanguage(agent, args.value);
    case "collect_digits": {
      if (!agent.relay.dtmfDetection) return refused(noSuchTool(toolsOf(agent), name));
      const digits = CollectDigits.safeParse(asDigits(args.value));
      if (!digits.success) return refused(misfit(name, digits.error.issues));
      const { purpose, length, secure } = digits.data;
      // The code of a card is a secret, whatever the model takes it for.
      const isCode = securityCodeIn(purpose.replaceAll("_", " "), ALL_PACKS) !== null;
      return { kind: "collect_digits", purpose, length, secure: secure === true || isCode };
    }
    case "request_callback":
      if (callbackNumber(from, args.value) === undefined) return refused(NO_NUMBER);
      return {
        kind: "runnable",
        key: callbackKey(callSid),
        deadlineMs: agent.toolUse.deadlineMs,
        sideEffect: true,
        background: false,
        readBack: undefined,
        filler: undefined,
        title: ENGINE_TOOLS.request_callback,
      };
    case "search_knowledge":
      return hasKnowledge(agent)
        ? judgeRun(agent, [SEARCH], call, args)
        : refused(noSuchTool(toolsOf(agent), name));
    default:
      return unreachable(name);
  }
}

function judgeHandOff({ handOff: { places } }: Agent, value: unknown): Verdict {
  const { place: written = "", ...request } = readHandOffRequest(asHandOff(value));
  const names = Object.keys(places);
  // A model that was offered no place has made it up.
  if (names.length === 0 || written.trim() === "") return { kind: "hand_off", request };
  const place = names.find((name) => folded(name) === folded(written));
  if (place !== undefined) return { kind: "hand_off", request: { ...request, place } };
  const error = `There is no place "${shorten(written, 60)}". It may be ${names.join(", ")}; for anybody else, leave it out.`;
  return { kind: "hand_off", request, misplaced: JSON.stringify({ error }) };
}

function judgeLanguage(agent: Agent, value: unknown): Verdict {
  const { language, onlyThisReply } = isRecord(value) ? value : {};
  const offered = languagesOf(agent);
  const wanted = typeof language === "string" ? language : "";
  const found =
    offered.find((l) => l.toLowerCase() === wanted.toLowerCase()) ??
    offered.find((l) => wanted !== "" && l.split("-")[0] === wanted.toLowerCase().split("-")[0]);
  if (!found) return refused(`This call can be in: ${offered.join(", ")}.`);
  return {
    kind: "change_language",
    language: found,
    onlyThisReply: onlyThisReply === true || onlyThisReply === "true",
  };
}

/**
 * The idempotency key: the same for every try of one run on one call: what makes it the same is what the schema
 * makes of the arguments, or what the tool says of them (`sameRun`). A digest of 106
 * bits (cyrb53 with two seeds), synchronous because `step` is; it needs to be distinct, not secret.
 */
function keyOf(callSid: string, tool: string, sameness: string): string {
  const text = `${callSid}|${tool}|${sameness}`;
  return `${tool}-${cyrb53(text, 0)}${cyrb53(text, 1)}`;
}

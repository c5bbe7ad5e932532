import { packFor } from "../language/packs.ts";
import { callLanguages } from "../protocol/relay/call-languages.ts";
import { unreachable } from "../protocol/unreachable.ts";
import { concealer } from "../session/account/concealment.ts";
import {
  callbackKey,
  ENGINE_TOOLS,
  type EngineTool,
  isEngineTool,
  NO_NUMBER,
} from "../session/state/engine-tools.ts";
import { readHandOffRequest } from "../session/state/hand-off-request.ts";
import type { Rules, ToJudge, Verdict } from "../session/state/rules.ts";
import type { Agent } from "./define.ts";
import { CollectDigits, callbackNumber, languagesOf } from "./engine-tool-specs.ts";
import { messageOf, misfit } from "./tool.ts";
import { titleOf } from "./tool-account.ts";
import { type Arguments, checkCall, noSuchTool, readArguments } from "./tool-call.ts";

/** The agent's definition, as the rules that `step` decides by. */
export function rulesOf(agent: Agent, record: Rules["record"]): Rules {
  return {
    settings: {
      turns: agent.turns,
      speculation: { ...agent.speculation, enabled: agent.speculation.enabled && agent.relay.partialPrompts },
      silence: agent.silence,
      digits: agent.digits,
      toolUse: agent.toolUse,
      patience: agent.patience,
      escalation: agent.escalation,
      limits: agent.limits,
    },
    greeting: agent.greeting,
    handOff: agent.handOff,
    languages: callLanguages(agent),
    pack: (language) => packFor(language, agent.languagePacks),
    judge: (call) => judge(agent, call),
    record,
  };
}

const refused = (error: string): Verdict => ({ kind: "refused", output: JSON.stringify({ error }) });

function judge(agent: Agent, call: ToJudge): Verdict {
  const args = readArguments(call);
  if (isEngineTool(call.name)) return judgeEngineTool(agent, call.name, call, args);
  const found = checkCall(agent.tools, call.name, args);
  if (!found.ok) return refused(found.faults);
  const { tool } = found;
  try {
    return {
      kind: "runnable",
      key: keyOf(call.callSid, tool.name, args.value),
      deadlineMs: tool.deadlineMs ?? agent.toolUse.deadlineMs,
      sideEffect: tool.sideEffect ?? false,
      background: tool.background ?? false,
      readBack: found.call.readBack(),
      filler: tool.filler,
      title: titleOf(tool.name, found.call.title(), concealer(call.vault)),
    };
  } catch (cause) {
    // What the caller has to agree to cannot be said, so it may not run.
    return refused(`${tool.name} could not say what to confirm: ${messageOf(cause)}`);
  }
}

function judgeEngineTool(
  agent: Agent,
  name: EngineTool,
  { callSid, from }: ToJudge,
  args: Arguments,
): Verdict {
  // What ends the conversation is not kept waiting for a model to spell its own tool right.
  if (name === "hand_off") return { kind: "hand_off", request: readHandOffRequest(args.value) };
  if (name === "end_call") return { kind: "end_call" };
  if (!args.ok) return refused(args.faults);
  switch (name) {
    case "change_language":
      return judgeLanguage(agent, args.value);
    case "collect_digits": {
      if (!agent.relay.dtmfDetection) return refused(noSuchTool(agent.tools, name));
      const digits = CollectDigits.safeParse(args.value);
      if (!digits.success) return refused(misfit(name, digits.error.issues));
      const { purpose, length, secure } = digits.data;
      return { kind: "collect_digits", purpose, length, secure: secure ?? false };
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
    default:
      return unreachable(name);
  }
}

function judgeLanguage(agent: Agent, value: unknown): Verdict {
  const { language, onlyThisReply } = (typeof value === "object" && value !== null ? value : {}) as Record<
    string,
    unknown
  >; // each field is checked below
  const offered = languagesOf(agent);
  const wanted = typeof language === "string" ? language : "";
  const found =
    offered.find((l) => l.toLowerCase() === wanted.toLowerCase()) ??
    offered.find((l) => wanted !== "" && l.split("-")[0] === wanted.toLowerCase().split("-")[0]);
  if (!found) return refused(`This call can be in: ${offered.join(", ")}.`);
  return { kind: "change_language", language: found, onlyThisReply: onlyThisReply === true };
}

/** JSON with sorted keys, so that the same arguments are the same text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(",")}}`;
}

/**
 * The idempotency key: the same for every try of one tool with one set of arguments on one call. A digest of 106
 * bits (cyrb53 with two seeds), synchronous because `step` is; it needs to be distinct, not secret.
 */
function keyOf(callSid: string, tool: string, input: unknown): string {
  const text = `${callSid}|${tool}|${canonical(input)}`;
  return `${tool}-${cyrb53(text, 0)}${cyrb53(text, 1)}`;
}

function cyrb53(text: string, seed: number): string {
  let h1 = 0xdeadbeef ^ seed;
  let h2 = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    h1 = Math.imul(h1 ^ c, 2654435761);
    h2 = Math.imul(h2 ^ c, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return (4294967296 * (2097151 & h2) + (h1 >>> 0)).toString(16).padStart(14, "0");
}

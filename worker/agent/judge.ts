import { packFor } from "../language/packs.ts";
import { concealer } from "../session/account/concealment.ts";
import { callbackKey, ENGINE_TOOLS, HAND_OFF, REQUEST_CALLBACK } from "../session/state/engine-tools.ts";
import type { Rules, ToJudge, Verdict } from "../session/state/rules.ts";
import type { Agent, Tool } from "./define.ts";
import { languagesOf, readCollectDigits, readHandOff } from "./engine-tools.ts";
import { titleOf } from "./tool-report.ts";

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
    language: agent.relay.language,
    pack: (language) => packFor(language, agent.languagePacks),
    judge: (call) => judge(agent, call),
    record,
  };
}

const refused = (error: string): Verdict => ({ kind: "refused", output: JSON.stringify({ error }) });

function judge(agent: Agent, call: ToJudge): Verdict {
  const parsed = parse(call.arguments, call.vault);
  if (call.name === HAND_OFF) return { kind: "hand_off", request: readHandOff(parsed.value) };
  if (call.name === "end_call") return { kind: "end_call" };
  if (!parsed.ok)
    return refused(`The arguments of ${call.name} are not JSON. Call it again with a JSON object.`);

  if (call.name === "change_language") return judgeLanguage(agent, parsed.value);
  if (call.name === "collect_digits" && agent.relay.dtmfDetection) {
    const digits = readCollectDigits(parsed.value);
    if (!digits.success) return refused(issues(call.name, digits.error));
    const { purpose, length, secure } = digits.data;
    return { kind: "collect_digits", purpose, length, secure: secure ?? false };
  }
  if (call.name === REQUEST_CALLBACK) {
    return {
      kind: "runnable",
      key: callbackKey(call.callSid),
      deadlineMs: agent.toolUse.deadlineMs,
      sideEffect: true,
      background: false,
      readBack: undefined,
      filler: undefined,
      title: ENGINE_TOOLS.request_callback,
    };
  }
  const tool = agent.tools.find((t) => t.name === call.name);
  if (!tool) {
    return refused(
      `There is no tool "${call.name}". There are: ${[HAND_OFF, ...agent.tools.map((t) => t.name)].join(", ")}.`,
    );
  }
  const input = tool.input.safeParse(parsed.value);
  if (!input.success) return refused(issues(tool.name, input.error));
  return {
    kind: "runnable",
    key: keyOf(call.callSid, tool.name, parsed.value),
    deadlineMs: tool.deadlineMs ?? agent.toolUse.deadlineMs,
    sideEffect: tool.sideEffect ?? false,
    background: tool.background ?? false,
    readBack: readBack(tool, input.data),
    filler: tool.filler,
    title: titleOf(tool, concealer(call.vault), input.data),
  };
}

/** `confirm` takes what the schema gives out: the two come from one `defineTool`. */
const readBack = (tool: Tool, input: unknown): string | undefined => tool.confirm?.(input as never);

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

/** Arguments with secure placeholders filled in. A model that has nothing to say sends an empty string. */
export function parse(json: string, vault: ToJudge["vault"]): { ok: boolean; value: unknown } {
  try {
    return { ok: true, value: fill(JSON.parse(json.trim() || "{}"), vault) };
  } catch {
    return { ok: false, value: undefined };
  }
}

function fill(value: unknown, vault: ToJudge["vault"]): unknown {
  if (typeof value === "string")
    return value.replace(/\{\{secure:([^}]+)\}\}/g, (whole, name: string) => vault[name] ?? whole);
  if (Array.isArray(value)) return value.map((v) => fill(v, vault));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, fill(v, vault)]));
}

/** What is wrong with the arguments, for the model to mend: paths and rules, not values. */
const issues = (
  tool: string,
  error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] },
): string =>
  `The arguments of ${tool} do not fit: ${error.issues.map((i) => `${i.path.map(String).join(".") || "arguments"}: ${i.message}`).join("; ")}.`;

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

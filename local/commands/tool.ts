import * as z from "zod";
import { realClock } from "../../worker/adapters/real-clock.ts";
import { Companions } from "../../worker/agent/tools/companion.ts";
import type { Tool, ToolContext } from "../../worker/agent/tools/tool.ts";
import { runTool } from "../../worker/agent/tools/tool-runner.ts";
import type { Log } from "../../worker/ports.ts";
import { levelOf } from "../../worker/protocol/log/log-events.ts";
import { faultOf } from "../../worker/protocol/scrubbed.ts";
import { concealer, secretConcealer } from "../../worker/session/account/concealment.ts";
import { didYouMean } from "../did-you-mean.ts";
import { loadAgents } from "../setup/command-line.ts";
import { findVariables } from "../setup/variables.ts";
import { command, existing, SHARED_OPTIONS, SHARED_USAGE, UsageError, variableFiles } from "./command.ts";

/** `npm run tool -- AGENT TOOL '{"…"}'`: one run of one tool, as a call would make it. */

const USAGE = `Usage: npm run tool -- AGENT TOOL '{"field": "value"}' [options]
  --from NUMBER     the caller's number
${SHARED_USAGE}
Checks the arguments against the tool's schema, runs it within its deadline with secrets from the variables, and prints
what the model and the person who takes over are told. What it changes is changed: only texts to the caller are not sent.`;

const OPTIONS = { ...SHARED_OPTIONS, from: { type: "string", default: "+15550100001" } } as const;

/** The one of that name. @throws UsageError with those that there are. */
function named<T extends { readonly name: string }>(what: string, all: readonly T[], name = ""): T {
  const found = all.find((each) => each.name === name);
  if (found) return found;
  const names = all.map((each) => each.name);
  const there = names.length > 0 ? `There are: ${names.join(", ")}.` : "There is none.";
  throw new UsageError(
    name ? `There is no ${what} "${name}". ${there}${didYouMean(name, names)}` : `Name the ${what}. ${there}`,
  );
}

function argumentsIn(json: string): object {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Said below.
  }
  throw new UsageError(`The arguments are no JSON object: ${json}`);
}

/** Names of arguments that the schema does not know, with those that may have been meant. */
function strangers(tool: Tool, given: object): string {
  const { properties = {} } = z.toJSONSchema(tool.input, { io: "input", unrepresentable: "any" });
  const known = Object.keys(properties);
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => `\n  There is no argument "${name}".${didYouMean(name, known)}`)
    .join("");
}

await command({ usage: USAGE, options: OPTIONS, takes: "words" }, async (values, words) => {
  const [agentName, toolName, json = "{}", ...rest] = words;
  if (rest.length > 0)
    throw new UsageError(`What is "${rest.join(" ")}"? Put the arguments into one JSON object.`);
  const { all: variables } = await findVariables(variableFiles(values.env));
  const agents = await loadAgents(values.agents && existing(values.agents));
  const agent = named("agent", agents.all, agentName);
  const tool = named("tool", agent.tools, toolName);
  const given = argumentsIn(json);
  const call = tool.check(given);
  const faults = `${call.ok ? "" : call.faults}${strangers(tool, given)}`;
  if (!call.ok) throw new UsageError(faults);
  if (faults) console.error(faults.trim());

  const question = call.readBack();
  if (question) console.log(`Asks first  ${question}`);
  let isUnset = false;
  const secret = (name: string): string => {
    const value = variables[name];
    if (value !== undefined) return value;
    isUnset = true;
    console.error(`${name} is not set: put ${name}=… into .dev.vars.`);
    throw new Error("This tool is not set up.");
  };
  // Of what it says of itself, only what went wrong is news here.
  const log: Log = (event, fields, cause) => {
    if (levelOf(event, fields) === "info") return;
    console.error(event, JSON.stringify({ ...fields, ...(cause === undefined ? {} : faultOf(cause)) }));
  };
  const companions = new Companions({ clock: realClock, log, secret });
  const context: Omit<ToolContext, "signal"> = {
    callSid: `CA${"0".repeat(32)}`,
    from: values.from,
    to: "+15550100002",
    language: agent.relay.language,
    variables: {},
    idempotencyKey: crypto.randomUUID(),
    secret,
    companion: (companion) => companions.of(companion),
    textCaller: async (body) => {
      console.log(`Texts       ${values.from}: ${body}`);
      return { sid: `SM${"0".repeat(32)}` };
    },
  };
  const startedAt = performance.now();
  const { outcome, output, report } = await runTool(tool.name, call, context, {
    deadlineMs: tool.deadlineMs ?? agent.toolUse.deadlineMs,
    maxOutputChars: agent.toolUse.maxOutputChars,
    signal: new AbortController().signal,
    clock: realClock,
    threw: (cause) => isUnset || console.error(cause instanceof Error ? cause.stack : cause),
    conceal: concealer({}),
    concealOutput: secretConcealer({}),
  });
  console.log(`Told        ${output}`);
  if (report) console.log(`A person    ${JSON.stringify(report)}`);
  console.log(`Outcome     ${outcome}, ${Math.round(performance.now() - startedAt)} ms`);
  await companions.close();
  // What it left behind at its deadline must not keep the command alive.
  process.exit(outcome === "ok" ? 0 : 1);
});

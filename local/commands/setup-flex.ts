import type { Agent } from "../../worker/agent/define.ts";
import { WORKFLOW_SID } from "../../worker/protocol/sids.ts";
import { didYouMean } from "../did-you-mean.ts";
import { explained } from "../explained.ts";
import { accountOf, EMPTY_ACCOUNT, loadAgents } from "../setup/command-line.ts";
import { agentIn, type FlexSetup, type Step, setUpFlex, type WantedFlex } from "../setup/flex-setup.ts";
import { findVariables } from "../setup/variables.ts";
import {
  command,
  environmentIn,
  existing,
  SHARED_OPTIONS,
  SHARED_USAGE,
  UsageError,
  variableFiles,
} from "./command.ts";

/** `npm run setup:flex`: says what an agent's hand-off needs in Flex and, with `--apply`, makes it. */

const USAGE = `Usage: npm run setup:flex -- [options]
  --apply           make the changes; without it they are only shown
  --agent NAME      whose hand-off; the default agent's when absent
  --workflow WW…    change this workflow although it was made by hand: our filters go before its own
  --workspace WS…   instead of the one that Flex uses
${SHARED_USAGE}
The account comes from TWILIO_ACCOUNT_SID with TWILIO_API_KEY and TWILIO_API_SECRET, or TWILIO_AUTH_TOKEN.`;

const SIGNS = { keep: " ", create: "+", update: "~", later: "…" } as const;

function render({ change, what, details }: Step): string {
  const head = change === "keep" ? `${what} is as it should be` : `${change} ${what}`;
  return [`${SIGNS[change]} ${head}`, ...details.map((detail) => `      ${detail}`)].join("\n");
}

function closing({ steps, workspaceSid, workflowSid }: FlexSetup, apply: boolean): string {
  const changes = steps.filter(({ change }) => change === "create" || change === "update").length;
  const count = changes === 1 ? "1 change" : `${changes} changes`;
  const variables = `TASKROUTER_WORKSPACE_SID=${workspaceSid}${workflowSid ? `\nWORKFLOW_SID=${workflowSid}` : ""}`;
  if (changes === 0) return `Nothing to do.\n\n${variables}`;
  return apply ? `${count} made.\n\n${variables}` : `${count}; run it with --apply to make them.`;
}

function inUse(agent: Agent, variable: string | undefined): WantedFlex["inUse"] {
  if (agent.workflow) return { name: `The workflow of ${agent.name}`, sid: agent.workflow };
  return variable ? { name: "WORKFLOW_SID", sid: variable } : undefined;
}

const OPTIONS = {
  ...SHARED_OPTIONS,
  apply: { type: "boolean", default: false },
  agent: { type: "string" },
  workflow: { type: "string" },
  workspace: { type: "string" },
} as const;

await command({ usage: USAGE, options: OPTIONS }, async (values) => {
  if (values.workflow !== undefined && !WORKFLOW_SID.pattern.test(values.workflow))
    throw new UsageError(`--workflow ${WORKFLOW_SID.words}.`);
  const { all: variables } = await findVariables(variableFiles(values.env));
  const agents = await loadAgents(values.agents && existing(values.agents));
  const agent = values.agent ? agents.named(values.agent) : agents.default;
  if (!agent) {
    const names = agents.all.map(({ name }) => name);
    throw new UsageError(
      `There is no agent "${values.agent}": there are ${names.join(", ")}.${didYouMean(values.agent ?? "", names)}`,
    );
  }
  if (agent.handOff.target.kind !== "flex")
    throw new Error(`${agent.name} hands over to "${agent.handOff.target.kind}": Flex has no part in it.`);

  let account = EMPTY_ACCOUNT;
  let lacks = "";
  try {
    account = accountOf(variables);
  } catch (error) {
    if (values.apply) throw error;
    lacks = explained(error);
  }
  const setup = await setUpFlex(account, {
    agent: agentIn(environmentIn(values.env), agent.name),
    handOff: agent.handOff,
    apply: values.apply,
    workflowSid: lacks ? undefined : values.workflow,
    workspaceSid: values.workspace ?? variables.TASKROUTER_WORKSPACE_SID,
    inUse: lacks ? undefined : inUse(agent, variables.WORKFLOW_SID),
  });
  for (const step of setup.steps) console.log(render(step));
  for (const warning of setup.warnings) console.log(`! ${warning}`);
  console.log(
    lacks
      ? `\nThe plan for a Flex project that has none of it yet; with an account it is compared with what is there. ${lacks}`
      : `\n${closing(setup, values.apply)}`,
  );
});

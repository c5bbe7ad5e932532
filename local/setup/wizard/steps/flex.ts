import { agentIn, type FlexSetup, setUpFlex } from "../../flex-setup.ts";
import { accountIn, type Setup, type Step } from "../setup.ts";

/** Who takes the calls: queues and a workflow in Flex, as the default agent's routing says. */
export const flexStep: Step = {
  name: "flex",
  async look(setup) {
    const found = await lookAt(setup, false);
    const changes = found.steps.filter(({ change }) => change === "create" || change === "update");
    const lines = changes.map(({ change, what }) => `${change} ${what}`);
    if (lines.length > 0 || isKept(setup, found)) return lines;
    return [`WORKFLOW_SID and TASKROUTER_WORKSPACE_SID for ${found.workflowSid}`];
  },
  async apply(setup) {
    const { workflowSid, workspaceSid } = await lookAt(setup, true);
    if (workflowSid === undefined)
      throw new Error("Twilio made a workflow and named no SID: run this again.");
    await setup.record.write({ setup: { workflowSid } });
    await setup.variables.keep("settings", { WORKFLOW_SID: workflowSid });
    await setup.variables.keep("secrets", { TASKROUTER_WORKSPACE_SID: workspaceSid });
    return `workflow ${workflowSid} of workspace ${workspaceSid}`;
  },
};

function isKept({ variables }: Setup, { workflowSid, workspaceSid }: FlexSetup): boolean {
  const { WORKFLOW_SID, TASKROUTER_WORKSPACE_SID } = variables.all();
  return (
    WORKFLOW_SID === workflowSid &&
    TASKROUTER_WORKSPACE_SID === workspaceSid &&
    variables.fileOf("WORKFLOW_SID") !== undefined
  );
}

/** A workflow of the user's own, named by `WORKFLOW_SID`, is used and left as it is; without one, one is made. */
async function lookAt(setup: Setup, apply: boolean): Promise<FlexSetup> {
  const { agents, env, variables, record } = setup;
  const { name, handOff } = agents.default;
  const { WORKFLOW_SID: set, TASKROUTER_WORKSPACE_SID } = variables.all();
  const { setup: before } = await record.read();
  const isOwn = set !== undefined && set !== before?.workflowSid;
  const { api } = accountIn(setup);
  const wanted = {
    agent: agentIn(env, name),
    handOff,
    workspaceSid: TASKROUTER_WORKSPACE_SID,
    inUse: isOwn ? { name: "WORKFLOW_SID", sid: set } : undefined,
  };
  const planned = await explainedFor(() => setUpFlex(api, { ...wanted, apply: false }));
  if (!isOwn || planned.workflowSid === set) return apply ? setUpFlex(api, { ...wanted, apply }) : planned;
  const [missing] = planned.warnings;
  if (missing)
    throw new Error(
      `${missing}. Remove the line from ${variables.fileOf("WORKFLOW_SID") ?? "the shell"}, and a workflow is made.`,
    );
  return { steps: [], workspaceSid: planned.workspaceSid, workflowSid: set, warnings: [] };
}

/** What an operator of this command can do about an account without Flex. */
async function explainedFor<T>(asked: () => Promise<T>): Promise<T> {
  try {
    return await asked();
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith("No Flex configuration"))) throw error;
    throw new Error(
      "The account has no Flex project, and no TaskRouter workspace of its name: make one in Twilio's console (Flex), or set TASKROUTER_WORKSPACE_SID to a workspace of yours.",
      { cause: error },
    );
  }
}

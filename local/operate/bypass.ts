import * as z from "zod";
import { TwilioRestError } from "../../worker/adapters/twilio/twilio-http.ts";
import type { Agents } from "../../worker/agent/define.ts";
import { explained } from "../explained.ts";
import type { TwilioApi } from "../setup/twilio-api.ts";
import type { Variables } from "../setup/variables.ts";
import { type Twilio, twilioOf } from "./credentials.ts";
import { type Environment, environmentNamed } from "./environments.ts";
import { type BypassedNumber, type InstallationRecord, readRecord, updateRecord } from "./record.ts";

/**
 * The way past the agent: a number's calls go straight to a person, with nothing of ours in between. A Studio flow does
 * it, as it runs at Twilio: no Function, no Worker, no model. It is made with each deploy, so that it is there when
 * nothing else is. Without Flex it is `/voice/fallback`, which needs the Functions' service and nothing else.
 */

/** How the flow's name in Studio's list begins; the environment's follows. */
export const BYPASS_FLOW = "Baton bypass ";
const flowName = ({ name }: Environment): string => BYPASS_FLOW + name;

/** What the person sees of such a call: the names at the root are those of every hand-off. */
const ATTRIBUTES = {
  name: "{{trigger.call.From}}",
  type: "inbound",
  reason: "The voice assistant is switched off",
  reasonCode: "agent_unreachable",
  callSummary: "The call came here without the assistant: nothing was asked yet.",
  sentiment: "neutral",
} as const;

/**
 * One call to the workflow, and nothing else.
 * Source: Studio's flow definitions, widget `send-to-flex`: workflow, channel (a TaskRouter channel's SID), attributes.
 */
export const bypassFlow = (workflow: string, channel: string) => ({
  description: "Baton: straight to a person, while the voice assistant is switched off",
  states: [
    {
      name: "Trigger",
      type: "trigger",
      transitions: [
        { event: "incomingMessage" },
        { event: "incomingCall", next: "person" },
        { event: "incomingConversationMessage" },
        { event: "incomingRequest" },
        { event: "incomingParent" },
      ],
      properties: { offset: { x: 0, y: 0 } },
    },
    {
      name: "person",
      type: "send-to-flex",
      transitions: [
        { event: "callComplete" },
        { event: "failedToEnqueue", next: "sorry" },
        { event: "callFailure" },
      ],
      properties: {
        offset: { x: 0, y: 250 },
        workflow,
        channel,
        attributes: JSON.stringify(ATTRIBUTES),
      },
    },
    {
      name: "sorry",
      type: "say-play",
      transitions: [{ event: "audioComplete" }],
      properties: {
        offset: { x: 250, y: 500 },
        loop: 1,
        say: "I am sorry, nobody can take your call at the moment. Please call again later.",
      },
    },
  ],
  initial_state: "Trigger",
  flags: { allow_concurrent_calls: true },
});

interface Installed {
  readonly environment: Environment;
  readonly twilio: Twilio;
  readonly variables: Variables;
  readonly say: (line: string) => void;
}

/** Makes or mends the flow. Without it calls go on, so that what fails here is said and stops nothing. */
export async function keepBypassReady({
  agents,
  ...installed
}: Installed & { readonly agents: Agents }): Promise<void> {
  const { WORKFLOW_SID: workflowSid } = installed.variables;
  const { handOff } = agents.default;
  if (handOff.target.kind !== "flex" || !workflowSid) return;
  try {
    await makeFlow(installed, workflowSid);
  } catch (error) {
    installed.say(
      `! The way past the agent could not be prepared: ${explained(error)} npm run bypass -- on uses /voice/fallback until it is.`,
    );
  }
}

const Flow = z.object({ sid: z.string(), webhook_url: z.string() });

async function makeFlow({ environment, twilio: { api }, variables, say }: Installed, workflowSid: string) {
  const { bypass: known } = await readRecord(environment);
  const there = known && (await hasFlow(api, known.flowSid));
  if (there && known.workflowSid === workflowSid) return known;
  const definition = bypassFlow(workflowSid, await voiceChannel(api, variables.TASKROUTER_WORKSPACE_SID));
  const path = there ? `/v2/Flows/${known.flowSid}` : "/v2/Flows";
  const flow = Flow.parse(
    await api.post(
      "studio",
      path,
      {
        FriendlyName: flowName(environment),
        Status: "published",
        Definition: JSON.stringify(definition),
        CommitMessage: `Straight to workflow ${workflowSid}`,
      },
      "the flow",
    ),
  );
  const bypass = { flowSid: flow.sid, webhookUrl: flow.webhook_url, workflowSid };
  await updateRecord(environment, (now) => ({ ...now, bypass }));
  say(`The way past the agent is ready: flow ${flow.sid}.`);
  return bypass;
}

/** Somebody may have deleted it in Studio. */
const hasFlow = (api: TwilioApi, flowSid: string): Promise<boolean> =>
  api.get("studio", `/v2/Flows/${flowSid}`, "the flow").then(() => true, goneIsFalse);

/** @throws what is no 404. */
function goneIsFalse(error: unknown): false {
  if (error instanceof TwilioRestError && error.status === 404) return false;
  throw error;
}

/** TaskRouter's channel of calls, which each workspace has. */
async function voiceChannel(api: TwilioApi, workspace: string | undefined): Promise<string> {
  const sid =
    workspace ??
    (await api.get("flex", "/v1/Configuration", "the Flex configuration")).taskrouter_workspace_sid;
  const path = `/v1/Workspaces/${String(sid)}/TaskChannels/voice`;
  return String((await api.get("taskRouter", path, "the channel of calls")).sid);
}

export interface BypassOptions {
  readonly env: string;
  readonly variables: Variables;
  readonly say: (line: string) => void;
}

const PhoneNumber = z.object({
  sid: z.string(),
  phone_number: z.string(),
  voice_url: z.string().nullable(),
  voice_method: z.string().nullable(),
});

/** Leads the numbers of an installation straight to a person. Calls that are going on stay where they are. */
export async function bypassOn(options: BypassOptions): Promise<readonly string[]> {
  const { environment, record, twilio, say } = await opened(options);
  const { api } = twilio;
  const { functions } = record;
  if (!functions)
    throw new Error(
      `No deploy of environment ${environment.name} is recorded here, so that its numbers are not known.`,
    );
  // As it is now: callers would hear nothing of a flow that was deleted.
  const bypass =
    record.bypass &&
    (await makeFlow({ ...options, environment, twilio }, record.bypass.workflowSid).catch(
      (error: unknown) => {
        say(`! The flow cannot be used: ${explained(error)}`);
        return undefined;
      },
    ));
  const target = bypass?.webhookUrl ?? `https://${functions.domain}/voice/fallback`;
  const path = `/2010-04-01/Accounts/${api.accountSid}/IncomingPhoneNumbers.json?PageSize=20`;
  const numbers = await api.list("api", path, "incoming_phone_numbers", PhoneNumber);
  const already = record.bypassed ?? [];
  // One that was led past the agent by another target is led to this one.
  const ours = numbers.filter(
    ({ sid, voice_url }) =>
      voice_url !== target &&
      (hostOf(voice_url) === functions.domain ||
        (voice_url === record.bypass?.webhookUrl && already.some((each) => each.sid === sid))),
  );
  if (ours.length === 0) {
    if (already.length === 0)
      throw new Error(
        `No number of the account sends its calls to https://${functions.domain}: there is nothing to lead past the agent.`,
      );
    say(`It is on already: ${already.map(({ phoneNumber }) => phoneNumber).join(", ")}.`);
    return already.map(({ phoneNumber }) => phoneNumber);
  }
  let on: readonly BypassedNumber[] = already;
  for (const { sid, phone_number, voice_url, voice_method } of ours) {
    // Written down first: what is changed can be put back, whatever breaks in between.
    // What was written down first stays: by now the number may lead to an earlier way past the agent.
    const before = already.find((each) => each.sid === sid) ?? {
      sid,
      phoneNumber: phone_number,
      voiceUrl: voice_url ?? "",
      voiceMethod: voice_method ?? "POST",
    };
    on = [...on.filter((each) => each.sid !== sid), before];
    await updateRecord(environment, (now) => ({ ...now, bypassed: [...on] }));
    await lead(api, sid, { VoiceUrl: target, VoiceMethod: "POST" });
    say(`${phone_number} goes straight to a person (${bypass ? `flow ${bypass.flowSid}` : target}).`);
  }
  if (!bypass)
    say(
      "! Without Flex it is a Function of ours that answers: it needs the Functions' service, and nothing else.",
    );
  say("Calls that are going on stay with the agent. The way back: npm run bypass -- off");
  return on.map(({ phoneNumber }) => phoneNumber);
}

/** Puts back exactly what the numbers had; one that the account has no more is left out. */
export async function bypassOff(options: BypassOptions): Promise<readonly string[]> {
  const {
    environment,
    record,
    twilio: { api },
    say,
  } = await opened(options);
  let left = record.bypassed ?? [];
  if (left.length === 0) {
    say("It is off.");
    return [];
  }
  const back: string[] = [];
  for (const { sid, phoneNumber, voiceUrl, voiceMethod } of left) {
    const form = { VoiceUrl: voiceUrl, VoiceMethod: voiceMethod };
    const led = await lead(api, sid, form).then(() => true, goneIsFalse);
    left = left.filter((each) => each.sid !== sid);
    await updateRecord(environment, (now) => ({ ...now, bypassed: left }));
    if (led) back.push(phoneNumber);
    say(
      led
        ? `${phoneNumber} goes to ${voiceUrl} again.`
        : `! ${phoneNumber} is not in the account any more, and is left out; it went to ${voiceUrl}.`,
    );
  }
  return back;
}

async function opened({ env, variables, say }: BypassOptions): Promise<{
  readonly environment: Environment;
  readonly record: InstallationRecord;
  readonly twilio: Twilio;
  readonly say: (line: string) => void;
}> {
  const environment = environmentNamed(env);
  const record = await readRecord(environment);
  return { environment, record, twilio: await twilioOf(variables, record.twilioAccountSid), say };
}

const hostOf = (url: string | null): string | undefined =>
  url && URL.canParse(url) ? new URL(url).host : undefined;

const lead = (api: TwilioApi, sid: string, form: Readonly<Record<string, string>>) =>
  api.post(
    "api",
    `/2010-04-01/Accounts/${api.accountSid}/IncomingPhoneNumbers/${sid}.json`,
    form,
    "the number",
  );

import * as z from "zod";
import type { Agents } from "../../worker/agent/define.ts";
import { explained } from "../explained.ts";
import { numbersOf, obstacleOf, orGone, type PhoneNumber, whereOf } from "../setup/called-numbers.ts";
import type { TwilioApi } from "../setup/twilio-api.ts";
import type { Variables } from "../setup/variables.ts";
import { type Twilio, twilioOf } from "./credentials.ts";
import { type Environment, environmentNamed } from "./environments.ts";
import {
  type BypassedNumber,
  hostOf,
  type InstallationRecord,
  pastTargets,
  readRecord,
  updateRecord,
} from "./record.ts";

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
const hasFlow = async (api: TwilioApi, flowSid: string): Promise<boolean> =>
  (await orGone(api.get("studio", `/v2/Flows/${flowSid}`, "the flow"))) !== undefined;

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

/**
 * Leads the numbers of an installation straight to a person. Calls that are going on stay where they are. Those that are
 * recorded here go first, since a large account's list takes its time; what is in the way of one holds up no other.
 *
 * @throws Error, after all that could be done, with what could not.
 */
export async function bypassOn(options: BypassOptions): Promise<readonly string[]> {
  const { environment, record, twilio, say } = await opened(options);
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
  const numbers = numbersOf(twilio.api);
  let on: readonly BypassedNumber[] = record.bypassed ?? [];
  const [past, led, wrong]: [string[], string[], string[]] = [[], [], []];

  const look = async (number: PhoneNumber): Promise<void> => {
    const { sid, phone_number: name, voice_url: url, voice_application_sid: app } = number;
    const already = on.find((each) => each.sid === sid);
    const asked = await numbers.urlOf(number);
    const isPast = asked === target;
    // One that was led past the agent by another target is led to this one.
    const isOurs =
      hostOf(asked) === functions.domain ||
      (already !== undefined && pastTargets(record, [already]).includes(asked));
    const obstacle = obstacleOf(number);
    if (obstacle && (isPast || isOurs || already)) wrong.push(`${name} ${obstacle}.`);
    else if (isPast && already) past.push(name);
    else if (isOurs && !isPast) {
      // Written down first: what is changed can be put back, whatever breaks in between.
      // What was written down first stays: by now the number may lead to an earlier way past the agent.
      const before = already ?? {
        sid,
        phoneNumber: name,
        voiceUrl: url,
        voiceMethod: number.voice_method || "POST",
      };
      const entry = { ...before, ledTo: target, ...(app && { voiceApplicationSid: app }) };
      on = [...on.filter((each) => each.sid !== sid), entry];
      await updateRecord(environment, (now) => ({ ...now, bypassed: [...on] }));
      await numbers.set(sid, {
        VoiceUrl: target,
        VoiceMethod: "POST",
        ...(app && { VoiceApplicationSid: "" }), // or it would be asked, whatever the URL is
      });
      led.push(name);
      say(`${name} goes straight to a person (${bypass ? `flow ${bypass.flowSid}` : target}).`);
    } else if (already && !isPast)
      wrong.push(`${name} is led past the agent by the record, and goes to ${whereOf(number)} by now.`);
  };
  const tried = async (name: string, does: () => Promise<void>): Promise<void> =>
    does().catch((error: unknown) => void wrong.push(`${name}: ${explained(error)}`));

  const recorded = recordedNumbers(record);
  for (const [sid, name] of recorded)
    await tried(name, async () => {
      const number = await numbers.one(sid);
      if (number) await look(number);
      else if (on.some((each) => each.sid === sid)) wrong.push(`${name} is not in the account any more.`);
    });
  await tried("The account's other numbers", async () => {
    for (const number of await numbers.all())
      if (!recorded.has(number.sid)) await tried(number.phone_number, () => look(number));
  });

  if (led.length > 0) {
    if (!bypass)
      say(
        "! Without Flex it is a Function of ours that answers: it needs the Functions' service, and nothing else.",
      );
    say("Calls that are going on stay with the agent. The way back: npm run bypass -- off");
  } else if (past.length > 0) say(`It is on already: ${past.join(", ")}.`);
  if (wrong.length > 0) throw new Error(["Not all is led past the agent:", ...wrong].join("\n  "));
  if (led.length + past.length === 0)
    throw new Error(
      `No number of the account sends its calls to https://${functions.domain}: there is nothing to lead past the agent.`,
    );
  return [...past, ...led];
}

/** Those that the record names, by SID: the ones that are led past the agent, the agent's, and those it had before. */
const recordedNumbers = ({ bypassed = [], number, otherNumbers = [] }: InstallationRecord) =>
  new Map(
    [...bypassed, ...(number ? [number] : []), ...otherNumbers].map((each) => [each.sid, each.phoneNumber]),
  );

export interface BypassOffOptions extends BypassOptions {
  /**
   * Of a number that was changed in Twilio's console meanwhile: whether it gets back what it had, or keeps what it has and
   * is led past no more. Undefined where nobody decides: then it stays as it is, and in the record.
   */
  readonly changed: (question: string) => Promise<"replace" | "keep" | undefined>;
}

/**
 * Puts back exactly what the numbers had; one that the account has no more is left out.
 *
 * @throws Error, after all that could be done, where a number was changed meanwhile and nobody has decided.
 */
export async function bypassOff(options: BypassOffOptions): Promise<readonly string[]> {
  const { environment, record, twilio, say } = await opened(options);
  const numbers = numbersOf(twilio.api);
  let left = record.bypassed ?? [];
  if (left.length === 0) {
    say("It is off.");
    return [];
  }
  const back: string[] = [];
  const undecided: string[] = [];
  for (const each of left) {
    const { sid, phoneNumber, voiceUrl, voiceMethod, voiceApplicationSid: app } = each;
    const had = app ? `the TwiML App ${app}` : voiceUrl || "nothing";
    const number = await numbers.one(sid);
    const isChanged = number !== undefined && !isAsLeft(number, each, record);
    const now = number && `${phoneNumber} goes to ${whereOf(number)}, which is not what the bypass has set`;
    const choice = isChanged ? await options.changed(`${now}. Put back ${had}?`) : "replace";
    if (choice === undefined) {
      undecided.push(`${now}; before, it went to ${had}.`);
      continue;
    }
    if (number && choice === "replace")
      await numbers.set(sid, {
        VoiceUrl: voiceUrl,
        VoiceMethod: voiceMethod,
        ...(app && { VoiceApplicationSid: app }),
        // What was set over it meanwhile would win.
        ...(!app && number.voice_application_sid && { VoiceApplicationSid: "" }),
        ...(number.trunk_sid && { TrunkSid: "" }),
        ...(number.voice_receive_mode === "fax" && { VoiceReceiveMode: "voice" }),
      });
    left = left.filter((other) => other.sid !== sid);
    await updateRecord(environment, (record) => ({ ...record, bypassed: left }));
    if (!number) say(`! ${phoneNumber} is not in the account any more, and is left out; it went to ${had}.`);
    else if (choice === "keep")
      say(`${phoneNumber} stays with ${whereOf(number)}; before, it went to ${had}.`);
    else {
      back.push(phoneNumber);
      say(`${phoneNumber} goes to ${had} again.`);
    }
  }
  if (undecided.length > 0)
    throw new Error(
      [
        "Changed in Twilio's console meanwhile, and left as it is:",
        ...undecided,
        "npm run bypass -- off --replace puts back what was there before, --keep leaves what is there now.",
      ].join("\n  "),
    );
  return back;
}

/** Whether a number still has what the bypass has set, or what it had before: a bypass may have broken off in between. */
const isAsLeft = (number: PhoneNumber, each: BypassedNumber, record: InstallationRecord): boolean =>
  obstacleOf(number) === undefined &&
  ["", each.voiceApplicationSid].includes(number.voice_application_sid) &&
  [each.voiceUrl, ...pastTargets(record, [each])].includes(number.voice_url);

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

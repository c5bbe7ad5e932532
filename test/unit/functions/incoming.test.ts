import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import { expect, test } from "vitest";
import { connectAgent } from "../../../functions/_lib/agent-connection.ts";
import { incoming } from "../../../functions/_lib/handlers/incoming.ts";
import { webhook } from "../../../functions/_lib/webhook/webhook.ts";
import { defineAgent, defineAgents } from "../../../worker/agent/define.ts";
import agents, { RICH_NUMBER } from "./agents/index.ts";
import { all, CALL, CALL_SID, one, request, taskOf, VARIABLES, verbs } from "./webhook.ts";

const handler = webhook("incoming", incoming(agents));
const arrival = { ...CALL, CallStatus: "ringing" };

test("a call is connected to its agent, with the CallSid in the relay's address", () => {
  const { twiml } = request(handler, arrival);

  // Answered first: of a call that was not, a socket that fails makes a busy tone.
  expect(verbs(twiml)).toEqual(["Play", "Connect"]);
  expect(one(twiml, "Connect").attributes).toEqual({ action: "/voice/after-agent?connects=1" });
  expect(one(twiml, "ConversationRelay").attributes).toEqual({
    url: `wss://relay.example.com/relay/${CALL_SID}`,
    welcomeGreeting: "Hello from Tom & Jerry's.",
    welcomeGreetingInterruptible: "any",
    language: "en-US",
    ttsProvider: "ElevenLabs",
    transcriptionProvider: "Deepgram",
    speechModel: "flux",
    partialPrompts: "true",
    interruptible: "any",
    dtmfDetection: "true",
    events: "speaker-events tokens-played",
    applicationReconnect: "true",
  });
  expect(one(twiml, "Parameter").attributes).toEqual({ name: "connect", value: "call" });
});

test("a greeting that names the caller is spoken without a name, and as it was looked up where it was", () => {
  const agent = defineAgent({
    name: "shop",
    greeting: "Hi{{ firstName|}}, hello.",
    instructions: "Be kind.",
  });
  const named = webhook("incoming", incoming(defineAgents({ default: agent })));
  const spoken = (spokenGreeting?: string) => {
    const twiml = new VoiceResponse();
    const trail = { connects: 1, agentDown: false, language: undefined };
    connectAgent(twiml, { agent, url: "wss://w/relay/CA1", trail, reason: "call", spokenGreeting });
    return twiml.toString();
  };

  expect(one(request(named, arrival).twiml, "ConversationRelay").attributes.welcomeGreeting).toBe(
    "Hi, hello.",
  );
  expect(spoken()).not.toContain('name="greeting"');
  expect(spoken("Hi Tom & Ann, hello.")).toContain('welcomeGreeting="Hi Tom &amp; Ann, hello."');
  expect(spoken("Hi Tom & Ann, hello.")).toContain(
    '<Parameter name="greeting" value="Hi Tom &amp; Ann, hello."/>',
  );
});

test("the longest that an agent's hints and languages may be fits into what Twilio takes", () => {
  const named = (count: number) =>
    defineAgent({
      name: "shop",
      greeting: "Hi{{ firstName|}}, hello.",
      instructions: "Be kind.",
      relay: { hints: Array.from({ length: count }, (_, i) => `${i} ${"é&".repeat(12)}`) },
      languages: ["es-US", "de-DE", "fr-FR"].map((code) => ({ code, voice: "x".repeat(20) })),
    });
  let count = 100;
  for (;;) {
    try {
      named(count + 1);
      count += 1;
    } catch {
      break;
    }
  }
  const twiml = new VoiceResponse();
  const trail = { connects: 1, agentDown: false, language: undefined };
  const spokenGreeting = "é".repeat(2_000);

  connectAgent(twiml, {
    agent: named(count),
    url: "wss://w/relay/CA1",
    trail,
    reason: "call",
    spokenGreeting,
  });

  const bytes = Buffer.byteLength(twiml.toString());
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(64 * 1_024);
});

test("the called number chooses the agent, and its settings leave as Twilio spells them", () => {
  const { twiml, xml } = request(handler, { ...arrival, To: RICH_NUMBER });

  expect(one(twiml, "ConversationRelay").attributes).toMatchObject({
    welcomeGreeting: "Hola <amigo>.",
    welcomeGreetingInterruptible: "dtmf",
    language: "en-GB",
    voice: "Charlotte",
    eotThreshold: "0.7",
    speechTimeout: "900",
    reportInputDuringAgentSpeech: "speech",
    ignoreBackchannel: "true",
    deepgramSmartFormat: "false",
    interruptSensitivity: "low",
    hints: "Owl Shoes,Night & Day",
  });
  expect(xml).not.toMatch(/speechtimeout|ignorebackchannel|deepgramsmartformat/);
});

test("languages are declared, the first one included, so that switching back keeps its voice", () => {
  const { twiml } = request(handler, { ...arrival, To: RICH_NUMBER });

  expect(all(twiml, "Language").map(({ attributes }) => attributes)).toEqual([
    {
      code: "en-GB",
      ttsProvider: "ElevenLabs",
      voice: "Charlotte",
      transcriptionProvider: "Deepgram",
      speechModel: "flux",
    },
    { code: "es-ES", ttsProvider: "Google", voice: "es-ES-Journey-F", speechModel: "nova-3-general" },
  ]);
});

test("an agent of one language declares none", () => {
  expect(all(request(handler, arrival).twiml, "Language")).toEqual([]);
});

test.each([
  ["is not set", {}],
  ["is not a websocket's", { RELAY_URL: "https://relay.example.com/relay" }],
  ["is no address at all", { RELAY_URL: "relay" }],
  ["has a query, which Twilio signs unpredictably", { RELAY_URL: "wss://relay.example.com/relay?x=1" }],
])("a caller reaches a person when RELAY_URL %s", (_, relay) => {
  const { twiml } = request(handler, arrival, { WORKFLOW_SID: VARIABLES.WORKFLOW_SID, ...relay });

  expect(verbs(twiml)).toEqual(["Say", "Enqueue", "Say", "Hangup"]);
  expect(taskOf(twiml).attributes).toMatchObject({ reasonCode: "agent_unreachable", name: CALL.From });
});

test("a caller hears an apology and a goodbye when no variable is set", () => {
  const { twiml } = request(handler, arrival, {});

  expect(verbs(twiml)).toEqual(["Say", "Hangup"]);
});

test("a trailing slash of RELAY_URL is not doubled", () => {
  const { twiml } = request(handler, arrival, { ...VARIABLES, RELAY_URL: "wss://relay.example.com/relay/" });

  expect(one(twiml, "ConversationRelay").attributes.url).toBe(`wss://relay.example.com/relay/${CALL_SID}`);
});

test("an unencrypted relay is taken on this machine only", () => {
  const local = request(handler, arrival, { ...VARIABLES, RELAY_URL: "ws://127.0.0.1:8787/relay" });
  const remote = request(handler, arrival, { ...VARIABLES, RELAY_URL: "ws://relay.example.com/relay" });

  expect(one(local.twiml, "ConversationRelay").attributes.url).toBe(`ws://127.0.0.1:8787/relay/${CALL_SID}`);
  expect(verbs(remote.twiml)).toContain("Enqueue");
});

test.each([
  ["missing", undefined],
  ["a path of its own", "../../CA1?x=<y>"],
  ["a list without text", [1, 2]],
  ["a hundred kilobytes", "C".repeat(100_000)],
])("a CallSid that is %s leads to a person, not into the relay's address", (_, CallSid) => {
  const { twiml } = request(handler, { ...arrival, CallSid });

  expect(all(twiml, "Connect")).toEqual([]);
  expect(all(twiml, "Enqueue")).toHaveLength(1);
});

test("a person of the agent's own workflow is asked for when the agent cannot be reached", () => {
  const { twiml } = request(handler, { ...arrival, To: RICH_NUMBER }, {});

  expect(one(twiml, "Enqueue").attributes.workflowSid).toBe(`WW${"f".repeat(32)}`);
});

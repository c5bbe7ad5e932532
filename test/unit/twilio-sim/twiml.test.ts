import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import { expect, test } from "vitest";
import { readRelayConfig } from "../../../local/twilio/relay/relay-config.ts";
import { type Element, parseTwiml } from "../../../local/twilio/twiml/twiml.ts";
import { lintTwiml } from "../../../local/twilio/twiml/twiml-lint.ts";

function verbs(xml: string): readonly Element[] {
  const twiml = parseTwiml(xml);
  if (!twiml.ok) throw new Error(twiml.message);
  return twiml.verbs;
}
const lints = (inner: string) => lintTwiml(verbs(`<Response>${inner}</Response>`)).map((a) => a.message);
const relay = (attributes: string, inner = "") =>
  `<Connect action="/a"><ConversationRelay url="wss://h/relay" ${attributes}>${inner}</ConversationRelay></Connect>`;
function config(attributes: string, inner = "") {
  const element = verbs(`<Response>${relay(attributes, inner)}</Response>`)[0]?.children[0];
  if (!element) throw new Error("no <ConversationRelay>");
  return readRelayConfig(element);
}

test("verbs come in order, with their text unescaped exactly once", () => {
  const parsed = verbs(
    '<?xml version="1.0"?><Response><!-- x --><Say voice="a&amp;b">1 &lt; 2 &amp;lt; &#233;</Say><Hangup/><Say><![CDATA[a<b]]></Say></Response>',
  );

  expect(parsed.map((v) => [v.name, v.attributes, v.text])).toEqual([
    ["Say", { voice: "a&b" }, "1 < 2 &lt; é"],
    ["Hangup", {}, ""],
    ["Say", {}, "a<b"],
  ]);
});

test("a task written by Twilio's library is read back to the letter", () => {
  const attributes = { note: `"<&>' ünï 😀`, lines: "a\nb", nested: { n: 1 } };
  const response = new VoiceResponse();
  response.enqueue({ workflowSid: "WW1" }).task({ priority: 5 }, JSON.stringify(attributes));

  const task = verbs(response.toString())[0]?.children[0];

  expect(JSON.parse(task?.text ?? "")).toEqual(attributes);
});

test.each([
  ["<Response><Say>x</Response>", "12100"],
  ["hello", "12100"],
  ["<Reply/>", "12100"],
  ["<Response/><Response/>", "12100"],
  ["<Response><Say>\u0001</Say></Response>", "12100"],
  ["<Response><Say>&#xFFFF;</Say></Response>", "12100"],
  [`<Response><Say>${"x".repeat(64 * 1024)}</Say></Response>`, "11750"],
])("a document that Twilio cannot read is refused (%.40s)", (xml, code) => {
  expect(parseTwiml(xml)).toMatchObject({ ok: false, code });
});

test.each([
  [relay('speechtimeout="800"'), '"speechTimeout" is meant?'],
  [relay('interuptible="any"'), '"interruptible" is meant?'],
  [relay('welcomeGreetingLanguage="en-US"'), 'has no attribute "welcomeGreetingLanguage"'],
  [relay('events="speaker-events,tokens-played"'), "separated by spaces"],
  [relay('reportInputDuringAgentSpeech="true"'), "none, dtmf, speech or any"],
  [relay('welcomeGreeting="Hi" interruptible="none"'), "welcomeGreetingInterruptible"],
  [relay("", `<Parameter name="n" value="${"x".repeat(600)}"/>`), "above 500"],
  [relay("", '<Language code="en-US" model="x"/>'), 'no attribute "model"'],
  ["<Connect><ConversationRelay url='wss://h/r'/></Connect>", '<Connect> has no "action"'],
  ["<Enqueue workflowSid='WW1'/>", '<Enqueue> has no "action"'],
  ["<Spin/>", "is not a verb of TwiML"],
  ["<Record/>", "is not simulated"],
])("a mistake that Twilio passes over in silence is told: %.60s", (inner, message) => {
  expect(lints(inner).join("\n")).toContain(message);
});

test("a sound document has nothing to tell", () => {
  expect(
    lints(`<Say language="en-US">Hi</Say>${relay('eotThreshold="0.7" applicationReconnect="true"')}`),
  ).toEqual([]);
});

test("attributes have Twilio's defaults", () => {
  expect(config("")).toMatchObject({
    ok: true,
    config: {
      interruptible: "any",
      greetingInterruptible: "any",
      reportInput: "none",
      preemptible: false,
      dtmfDetection: false,
      partialPrompts: false,
      speakerEvents: false,
      tokensPlayed: false,
      sensitivity: "high",
    },
  });
});

test.each([
  ['voice="Polly.Joanna"', "Polly.Joanna"],
  ['interruptible="sometimes"', 'interruptible="sometimes"'],
  ['interruptible="constructor"', 'interruptible="constructor"'],
  ['speechTimeout="599"', 'speechTimeout="599"'],
  ['eotThreshold="0.95"', 'eotThreshold="0.95"'],
  ['language="multi" ttsProvider="Google"', '"multi"'],
  ['ttsProvider="Deepgram"', 'ttsProvider="Deepgram"'],
  ['language="english please"', "english please"],
])("a value that Twilio refuses names itself in 64101: %s", (attributes, message) => {
  expect(config(attributes)).toMatchObject({ ok: false, message: expect.stringContaining(message) });
});

test("a voice that no provider has is named as Twilio does", () => {
  const relay = (voice: string) => ({
    name: "ConversationRelay",
    attributes: { url: "wss://example.com/relay", voice },
    children: [],
    text: "",
  });

  expect(readRelayConfig(relay("no-such-voice"), ["no-such-voice"])).toMatchObject({
    ok: false,
    message: "Invalid values (ElevenLabs/en-US/no-such-voice) for tts settings",
  });
  expect(readRelayConfig(relay("another"), ["no-such-voice"])).toMatchObject({ ok: true });
});

test("an address must be wss, save on this machine", () => {
  const at = (url: string) =>
    readRelayConfig({ name: "ConversationRelay", attributes: { url }, children: [], text: "" });

  expect(at("ws://example.com/relay")).toMatchObject({ ok: false });
  expect(at("https://example.com/relay")).toMatchObject({ ok: false });
  expect(at("ws://127.0.0.1:8787/relay")).toMatchObject({
    ok: true,
    warnings: [expect.stringContaining("wss:// alone")],
  });
});

test("events are subscribed to through either attribute; partial prompts need flux", () => {
  expect(config('events="tokens-played" debug="speaker-events"')).toMatchObject({
    config: { speakerEvents: true, tokensPlayed: true },
  });
  expect(config('partialPrompts="true"')).toMatchObject({
    config: { partialPrompts: false },
    warnings: [expect.any(String)],
  });
  expect(config('partialPrompts="true" speechModel="flux"')).toMatchObject({
    config: { partialPrompts: true },
    warnings: [],
  });
});

import type { Element } from "./twiml.ts";

export interface Alert {
  /** Twilio's error code, or `lint` for what Twilio would pass over in silence. */
  readonly code: string;
  readonly message: string;
}

const words = (list: string) => list.split(" ");

/** Attributes of each element. Source: TwiML reference and ConversationRelay noun page (2026-06). */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  Say: words("voice language loop"),
  Play: words("loop digits"),
  Pause: words("length"),
  Redirect: words("method"),
  Hangup: [],
  Leave: [],
  Reject: words("reason"),
  Gather: words(
    "action method input timeout speechTimeout maxSpeechTime finishOnKey numDigits language hints actionOnEmptyResult partialResultCallback partialResultCallbackMethod profanityFilter speechModel enhanced bargeIn debug",
  ),
  Dial: words(
    "action method timeout timeLimit callerId hangupOnStar record recordingStatusCallback recordingStatusCallbackMethod recordingStatusCallbackEvent recordingTrack trim answerOnBridge ringTone referUrl referMethod sequential events",
  ),
  Number: words(
    "url method sendDigits byoc statusCallback statusCallbackEvent statusCallbackMethod machineDetection machineDetectionTimeout machineDetectionSpeechThreshold machineDetectionSpeechEndThreshold machineDetectionSilenceTimeout amdStatusCallback amdStatusCallbackMethod",
  ),
  Sip: words(
    "username password url method statusCallback statusCallbackEvent statusCallbackMethod machineDetection amdStatusCallback amdStatusCallbackMethod",
  ),
  Enqueue: words("action method waitUrl waitUrlMethod workflowSid maxQueueSize"),
  Task: words("priority timeout"),
  Connect: words("action method"),
  ConversationRelay: words(
    "url welcomeGreeting welcomeGreetingInterruptible language ttsLanguage transcriptionLanguage ttsProvider voice transcriptionProvider speechModel eotThreshold partialPrompts speechTimeout deepgramSmartFormat profanityFilter backgroundNoiseReduction interruptible interruptSensitivity ignoreBackchannel reportInputDuringAgentSpeech preemptible dtmfDetection hints events debug elevenlabsTextNormalization intelligenceService conversationConfiguration conversationId applicationReconnect echoPromptFiltering turnDetection",
  ),
  Language: words("code ttsProvider voice transcriptionProvider speechModel"),
  Parameter: words("name value"),
};

/** Verbs Twilio knows and this simulation does not run. */
const NOT_SIMULATED = new Set(
  words("Record Start Stop Refer Pay Prompt Sms Siprec Stream Transcription VirtualAgent"),
);

const SPEECH_CHILDREN = new Set(words("Say Play Pause"));
/** Characters; the limit is known for `<Stream>` only, and a safe cap here. */
const MAX_PARAMETER_CHARS = 500;

/** What is wrong, or will have no effect, in the verbs of a document. */
export function lintTwiml(verbs: readonly Element[]): readonly Alert[] {
  return verbs.flatMap((verb) => {
    if (NOT_SIMULATED.has(verb.name))
      return [{ code: "lint", message: `<${verb.name}> is not simulated here and is passed over` }];
    if (!(verb.name in ATTRIBUTES)) {
      return [
        {
          code: "12200",
          message: `Schema validation warning: <${verb.name}> is not a verb of TwiML and is passed over`,
        },
      ];
    }
    return [...unknownAttributes(verb), ...lintVerb(verb)];
  });
}

function lintVerb(verb: Element): readonly Alert[] {
  switch (verb.name) {
    case "Connect":
      return lintConnect(verb);
    case "Gather":
      return verb.children.flatMap((child) =>
        SPEECH_CHILDREN.has(child.name)
          ? unknownAttributes(child)
          : [lint(`<${child.name}> cannot be within <Gather>`)],
      );
    case "Dial":
      return verb.children.flatMap((noun) => [
        ...unknownAttributes(noun),
        ...(noun.name === "Sip" ? lintSip(noun.text) : []),
      ]);
    case "Enqueue": {
      const missing = verb.attributes.action
        ? []
        : [lint('<Enqueue> has no "action": nothing is asked when nobody comes')];
      return [...missing, ...verb.children.flatMap(unknownAttributes)];
    }
    default:
      return [];
  }
}

/** Source: `<Sip>` page, errors 13252, 21227 and 32110. */
function lintSip(uri: string): readonly Alert[] {
  const [address = "", headers = ""] = uri.split("?");
  const found: Alert[] = [];
  if (address.length >= MAX_SIP_ADDRESS_CHARS)
    found.push({ code: "32110", message: `<Sip>: the address has ${address.length} characters` });
  if (headers.length >= MAX_SIP_HEADER_CHARS)
    found.push({ code: "21227", message: `<Sip>: the headers have ${headers.length} characters` });
  for (const pair of headers ? headers.split("&") : []) {
    const [name = "", value = ""] = pair.split("=");
    if (!SIP_HEADER.test(name))
      found.push({ code: "13252", message: `<Sip>: header "${name}" cannot be used` });
    if (!/^([A-Za-z0-9]|%[0-9A-F]{2})*$/i.test(value) || pair.split("=").length !== 2)
      found.push({ code: "32110", message: `<Sip>: the value of header "${name}" is not escaped` });
  }
  return found;
}

const MAX_SIP_ADDRESS_CHARS = 255;
const MAX_SIP_HEADER_CHARS = 1024;
const SIP_HEADER = /^(x-[a-z0-9-]+|user-to-user|remote-party-id|p-preferred-identity|p-called-party-id)$/i;

function lintConnect(connect: Element): readonly Alert[] {
  const missing = connect.attributes.action
    ? []
    : [
        lint(
          '<Connect> has no "action": when the session ends, a lost socket included, the next verb runs or the call ends',
        ),
      ];
  return [
    ...missing,
    ...connect.children.flatMap((relay) => [...unknownAttributes(relay), ...lintRelay(relay)]),
  ];
}

function lintRelay(relay: Element): readonly Alert[] {
  if (relay.name !== "ConversationRelay") return [];
  const {
    events,
    debug,
    reportInputDuringAgentSpeech: report,
    welcomeGreeting,
    interruptible,
  } = relay.attributes;
  const found: Alert[] = [];
  for (const [name, value] of Object.entries({ events, debug })) {
    if (value?.includes(","))
      found.push(lint(`"${name}" is separated by spaces, not by commas: "${value}" subscribes to nothing`));
  }
  if (report === "true" || report === "false") {
    found.push(lint(`"reportInputDuringAgentSpeech" is none, dtmf, speech or any, not ${report}`));
  }
  if (welcomeGreeting && interruptible === "none" && !relay.attributes.welcomeGreetingInterruptible) {
    found.push(
      lint(
        '"interruptible" does not cover the greeting: "welcomeGreetingInterruptible" does, and is "any" when absent',
      ),
    );
  }
  if (relay.attributes.url?.includes("?"))
    found.push(lint('"url" has a query: how it is signed is not settled; use the path or <Parameter>'));
  for (const child of relay.children) {
    found.push(...unknownAttributes(child));
    if (child.name !== "Parameter") continue;
    const { name = "", value = "" } = child.attributes;
    if (name.length + value.length > MAX_PARAMETER_CHARS) {
      found.push(
        lint(
          `<Parameter name="${name}"> has ${name.length + value.length} characters; above ${MAX_PARAMETER_CHARS} is not safe`,
        ),
      );
    }
  }
  return found;
}

function unknownAttributes(element: Element): readonly Alert[] {
  const known = ATTRIBUTES[element.name];
  if (!known)
    return [{ code: "12200", message: `Schema validation warning: <${element.name}> is not allowed here` }];
  return Object.keys(element.attributes)
    .filter((name) => !known.includes(name) && !name.startsWith("xmlns"))
    .map((name) => {
      const meant =
        known.find((k) => k.toLowerCase() === name.toLowerCase()) ??
        known.find((k) => distance(k, name) <= 2);
      return lint(
        `<${element.name}> has no attribute "${name}" and ignores it${meant ? `; "${meant}" is meant?` : ""}`,
      );
    });
}

const lint = (message: string): Alert => ({ code: "lint", message });

/** Edits that turn one word into the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

import type VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { Agent } from "../../worker/agent/define.ts";
import { callLanguages, MULTI } from "../../worker/protocol/relay/call-languages.ts";
import {
  AGENT_PARAMETER,
  CONNECT_PARAMETER,
  type ConnectReason,
} from "../../worker/protocol/relay/connect-reason.ts";
import { type Trail, withTrail } from "./trail.ts";
import { xmlText } from "./webhook/twiml.ts";

/** The relay's address for one call. The CallSid is in the path, so that Twilio's signature covers it. */
export const relayUrlOf = (relayUrl: string, callSid: string): string => `${relayUrl}/${callSid}`;

/**
 * Connects the call to its agent. Greeted is only who calls: Twilio would play the greeting on every connect.
 *
 * Attributes leave in camelCase and as strings, as Twilio documents them. `applicationReconnect` lets Twilio
 * bridge a short loss of the socket by itself.
 */
export function connectAgent(
  twiml: VoiceResponse,
  order: {
    readonly agent: Agent;
    readonly url: string;
    readonly trail: Trail;
    readonly reason: ConnectReason;
  },
): void {
  const { agent, url, trail, reason } = order;
  const { hints, language, welcomeGreetingInterruptible, extra, ...settings } = agent.relay;
  const { offered, hearsAny } = callLanguages(agent);

  const relay = twiml.connect({ action: withTrail("/voice/after-agent", trail) }).conversationRelay(
    asText({
      url,
      ...(reason === "call" ? { welcomeGreeting: agent.greeting, welcomeGreetingInterruptible } : {}),
      language: offered.find((code) => code === trail.language) ?? language,
      // A declared language is not heard by itself; and what the caller was spoken to in binds the voice alone.
      ...(hearsAny ? { transcriptionLanguage: MULTI } : {}),
      ...settings,
      hints: hints.length > 0 ? hints.join(",") : undefined,
      events: "speaker-events tokens-played",
      applicationReconnect: true,
      ...extra,
    }),
  );
  for (const spokenLanguage of languagesOf(agent)) relay.language(asText(spokenLanguage));
  relay.parameter({ name: CONNECT_PARAMETER, value: reason });
  if (trail.agent !== undefined) relay.parameter({ name: AGENT_PARAMETER, value: agent.name });
}

/**
 * The languages to declare. With others, the first one is declared too: a language that is switched back to has
 * its declared voice, and otherwise the provider's default.
 */
function languagesOf({ relay, languages }: Agent): Agent["languages"] {
  if (languages.length === 0 || languages.some(({ code }) => code === relay.language)) return languages;
  const { language: code, ttsProvider, voice, transcriptionProvider, speechModel } = relay;
  return [
    { code, ttsProvider, ...(voice ? { voice } : {}), transcriptionProvider, speechModel },
    ...languages,
  ];
}

/**
 * Attributes as they stand in XML. The helper library (6.2.0) types `reportInputDuringAgentSpeech` as a boolean,
 * knows four names in lower case only and some not at all; it writes what it is given. Hence `never`, which fits
 * its types: names and values are checked by the agent's schema.
 */
function asText(attributes: Readonly<Record<string, string | number | boolean | undefined>>): never {
  const present = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, xmlText(String(value))])) as never;
}

import type VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import { GREETING_PARAMETER, greetingFor } from "../../worker/protocol/caller/greeting.ts";
import { callLanguages, MULTI } from "../../worker/protocol/relay/call-languages.ts";
import {
  AGENT_PARAMETER,
  CONNECT_PARAMETER,
  type ConnectReason,
  REFUSED_PARAMETER,
  VERSION_PARAMETER,
} from "../../worker/protocol/relay/connect-reason.ts";
import type { AnsweringAgent } from "./agents-data.ts";
import { type Trail, withTrail } from "./trail.ts";
import { xmlText } from "./webhook/twiml.ts";

/** The relay's address for one call. The CallSid is in the path, so that Twilio's signature covers it. */
export const relayUrlOf = (relayUrl: string, callSid: string): string => `${relayUrl}/${callSid}`;

export interface ConnectOrder {
  readonly agent: AnsweringAgent;
  readonly url: string;
  readonly trail: Trail;
  readonly reason: ConnectReason;
  /** The greeting with what is known of this caller in it; what all callers hear where it is absent. */
  readonly spokenGreeting?: string | undefined;
  /** The version that Twilio did not take, and its error: the Worker says it where the agent is shown. */
  readonly refused?: { readonly version: number; readonly code: string };
}

/**
 * Connects the call to its agent. Greeted is only who calls: Twilio would play the greeting on every connect.
 *
 * Attributes leave in camelCase and as strings, as Twilio documents them. `applicationReconnect` lets Twilio
 * bridge a short loss of the socket by itself.
 */
export function connectAgent(
  twiml: VoiceResponse,
  { agent, url, trail, reason, refused, spokenGreeting }: ConnectOrder,
): void {
  const { hints, language, welcomeGreetingInterruptible, extra, ...settings } = agent.relay;
  const { offered, hearsAny } = callLanguages(agent);

  const relay = twiml.connect({ action: withTrail("/voice/after-agent", trail) }).conversationRelay(
    asText({
      url,
      ...(reason === "call"
        ? { welcomeGreeting: spokenGreeting ?? greetingFor(agent.greeting), welcomeGreetingInterruptible }
        : {}),
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
  // The Worker's history has what was heard.
  if (reason === "call" && spokenGreeting !== undefined)
    relay.parameter({ name: GREETING_PARAMETER, value: xmlText(spokenGreeting) });
  if (trail.agent !== undefined) relay.parameter({ name: AGENT_PARAMETER, value: agent.name });
  if (trail.version !== undefined) relay.parameter({ name: VERSION_PARAMETER, value: String(trail.version) });
  if (refused) relay.parameter({ name: REFUSED_PARAMETER, value: `${refused.version} ${refused.code}` });
}

/**
 * The languages to declare. With others, the first one is declared too: a language that is switched back to has
 * its declared voice, and otherwise the provider's default.
 */
function languagesOf({ relay, languages }: AnsweringAgent): AnsweringAgent["languages"] {
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

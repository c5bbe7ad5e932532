import { defineAgent, defineAgents } from "#baton";

/** Answers every call: plain settings, no languages. */
export const plain = defineAgent({
  name: "plain",
  greeting: "Hello from Tom & Jerry's.",
  instructions: "Help.",
});

/** Sets what can be set. */
export const rich = defineAgent({
  name: "rich",
  greeting: "Hola <amigo>.",
  instructions: "Help.",
  workflow: `WW${"f".repeat(32)}`,
  relay: {
    language: "en-GB",
    voice: "Charlotte",
    ttsProvider: "ElevenLabs",
    eotThreshold: 0.7,
    speechTimeout: 900,
    reportInputDuringAgentSpeech: "speech",
    ignoreBackchannel: true,
    deepgramSmartFormat: false,
    interruptSensitivity: "low",
    hints: ["Owl Shoes", "Night & Day"],
    welcomeGreetingInterruptible: "dtmf",
  },
  languages: [
    { code: "es-ES", ttsProvider: "Google", voice: "es-ES-Journey-F", speechModel: "nova-3-general" },
  ],
  limits: { maxConnects: 2 },
});

/** Routes by everything a rule can look at. */
export const routed = defineAgent({
  name: "routed",
  greeting: "Hello.",
  instructions: "Help.",
  handOff: {
    queues: ["Complaints", "Español & más"],
    routing: [
      { when: { sentiment: ["negative"] }, priority: 50, queue: "Complaints", skills: ["deescalation"] },
      { when: { language: ["es"] }, queue: "Español & más" },
      { when: { reasonCode: ["safety"] }, priority: 100 },
    ],
    longestWaitS: 120,
  },
});

/** The usual way is Flex; there are two shops that a caller may name. */
export const shops = defineAgent({
  name: "shops",
  greeting: "Hello.",
  instructions: "Help.",
  handOff: {
    places: {
      portland: { says: "the shop in Portland", target: { kind: "number", number: "+15550100078" } },
      warehouse: { says: "the warehouse", target: { kind: "flex" } },
    },
  },
});
export const SHOPS_NUMBER = "+15550100006";

const DESK = "sip:desk@pbx.example.com;transport=tls";

/** One agent for each kind of target beside Flex; the webhook's own tests make theirs. */
export const byTarget = {
  number: defineAgent({
    name: "telephone",
    greeting: "Hello.",
    instructions: "Help.",
    handOff: { target: { kind: "number", number: "+15550100077", timeoutS: 25 } },
  }),
  unannounced: defineAgent({
    name: "unannounced",
    greeting: "Hello.",
    instructions: "Help.",
    handOff: { target: { kind: "number", number: "+15550100077", whisper: false } },
  }),
  sip: defineAgent({
    name: "sip",
    greeting: "Hello.",
    instructions: "Help.",
    handOff: { target: { kind: "sip", uri: DESK } },
  }),
  sipHeaders: defineAgent({
    name: "sip-headers",
    greeting: "Hello.",
    instructions: "Help.",
    handOff: { target: { kind: "sip", uri: DESK, context: "headers" } },
  }),
  studio: defineAgent({
    name: "studio",
    greeting: "Hello.",
    instructions: "Help.",
    handOff: { target: { kind: "studio", flowSid: `FW${"a".repeat(32)}` } },
  }),
};

export const RICH_NUMBER = "+15550100003";
export const ROUTED_NUMBER = "+15550100004";
export const TARGET_NUMBERS = {
  number: "+15550100011",
  unannounced: "+15550100012",
  sip: "+15550100013",
  sipHeaders: "+15550100014",
  studio: "+15550100015",
} as const satisfies Record<keyof typeof byTarget, string>;

/** Nobody listens at its webhook. */
export const unheard = defineAgent({
  name: "unheard",
  greeting: "Hello.",
  instructions: "Help.",
  handOff: { target: { kind: "webhook", url: "https://127.0.0.1:1/hand-off", secret: "DESK_SECRET" } },
});
export const UNHEARD_NUMBER = "+15550100005";

export default defineAgents({
  default: plain,
  byNumber: {
    [RICH_NUMBER]: rich,
    [ROUTED_NUMBER]: routed,
    [UNHEARD_NUMBER]: unheard,
    [SHOPS_NUMBER]: shops,
    [TARGET_NUMBERS.number]: byTarget.number,
    [TARGET_NUMBERS.unannounced]: byTarget.unannounced,
    [TARGET_NUMBERS.sip]: byTarget.sip,
    [TARGET_NUMBERS.sipHeaders]: byTarget.sipHeaders,
    [TARGET_NUMBERS.studio]: byTarget.studio,
  },
});

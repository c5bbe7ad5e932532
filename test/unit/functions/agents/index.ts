import { defineAgent, defineAgents } from "../../../../worker/agent/define.ts";

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

export const PLAIN_NUMBER = "+15550100002";
export const RICH_NUMBER = "+15550100003";

export default defineAgents({ default: plain, byNumber: { [RICH_NUMBER]: rich } });

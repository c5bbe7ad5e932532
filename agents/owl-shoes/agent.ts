import { defineAgent } from "#baton";
import cases from "./cases.json" with { type: "json" };
import { CATALOGUE } from "./data/catalogue.ts";
import instructions from "./instructions.md";
import checkStock from "./tools/check-stock.ts";
import lookupOrder from "./tools/lookup-order.ts";
import placeOrder from "./tools/place-order.ts";

/** The assistant of a shoe shop: finds orders, knows the stock, takes orders, and knows when a person is better. */
export default defineAgent({
  name: "owl-shoes",
  greeting: "Hi, this is Owl Shoes, you're speaking with the virtual assistant. How can I help you today?",
  suggestions: [
    "Where is my order 1042?",
    "Do you have the Night Runner in size 9?",
    "I want to talk to a person.",
  ],
  instructions,
  tools: [lookupOrder, checkStock, placeOrder],
  relay: {
    language: "en-US",
    hints: ["Owl Shoes", ...CATALOGUE.map((shoe) => shoe.name), "order number"],
  },
  // Deepgram's nova-3 knows these four (Deepgram, "Models & Languages Overview"); that Twilio's `flux` turns to them
  // as it does to English is documented nowhere.
  languages: ["es-US", "es-ES", "fr-FR", "de-DE", "pt-BR"].map((code) => ({
    code,
    transcriptionProvider: "Deepgram" as const,
    speechModel: "nova-3-general",
  })),
  toolUse: { deadlineMs: 5_000 },
  cases,
});

import { lines, list } from "../line-shapes.ts";

export const de = lines({
  howCanIHelp: "Wie kann ich Ihnen helfen?",
  hello:
    "Guten Tag! Ich kann eine Bestellung suchen, den Bestand prüfen oder eine Bestellung aufnehmen. Was möchten Sie?",
  askOrderNumber: "Gerne. Wie lautet die Bestellnummer?",
  askProduct: "Gerne. Welcher Schuh interessiert Sie?",
  askSize: (product) => `Welche Größe möchten Sie beim ${product}?`,
  askColor: (colors) => `Es gibt ihn in ${list(colors, "und")}. Welche Farbe möchten Sie?`,
  statuses: {
    processing: "in Bearbeitung",
    shipped: "unterwegs",
    "out for delivery": "in Zustellung",
    delivered: "zugestellt",
    delayed: "verspätet",
    "back-ordered": "nachbestellt",
    cancelled: "storniert",
    refunded: "erstattet",
  },
  orderIs: (number, status) => `Ihre Bestellung ${number} ist ${status}.`,
  orderNotFound: (number) =>
    `Ich finde die Bestellung ${number} nicht. Sagen Sie mir die Nummer bitte noch einmal?`,
  orderNotFoundAgain: "Ich finde sie leider immer noch nicht. Soll ich einen Kollegen holen?",
  zipMatches: "Danke, die Postleitzahl passt zur Bestellung.",
  zipDiffers: "Diese Postleitzahl passt nicht zur Bestellung.",
  soldOut: (product) => `Der ${product} ist leider ausverkauft.`,
  inSizes: (product, from, to, price) =>
    `Ja, den ${product} haben wir von Größe ${from} bis ${to}.${price === undefined ? "" : ` Er kostet ${price} Dollar.`}`,
  inSize: (product, size, price) =>
    `Ja, den ${product} haben wir in Größe ${size}.${price === undefined ? "" : ` Er kostet ${price} Dollar.`}`,
  notInSize: (product, size, others) =>
    `Den ${product} haben wir in Größe ${size} leider nicht, aber in ${list(others, "und")}.`,
  stockNotFound: (product, suggestions) =>
    suggestions.length > 0
      ? `Das könnte ${list(suggestions.slice(0, 3), "oder")} sein. Welchen meinen Sie?`
      : `${product} finde ich nicht. Suchen Sie einen anderen Schuh?`,
  confirm: (readBack) => `Also: ${readBack}. Soll ich bestellen?`,
  notConfirmed: "In Ordnung, ich habe nichts bestellt. Was möchten Sie ändern?",
  placed: ({ orderNumber, total }) =>
    `Erledigt! Ihre Bestellnummer ist ${orderNumber}${total === undefined ? "" : `, zusammen ${total} Dollar`}.`,
  notPlaced: (_, options) =>
    `Das konnte ich nicht bestellen.${options.length > 0 ? ` Es gäbe ${list(options.slice(0, 4), "oder")}.` : ""}`,
  toolFailed: "Unser System antwortet leider nicht. Soll ich es noch einmal versuchen?",
  toolRunning: "Ich sehe noch nach, einen Moment.",
  keyIn: "Gerne, tippen Sie die Nummer auf der Tastatur und dann die Rautetaste.",
  languageChanged: "Gerne, machen wir auf Deutsch weiter. Wie kann ich Ihnen helfen?",
  offerPerson: "Soll ich einen Kollegen holen?",
  handingOff: "Ich hole Ihnen einen Kollegen.",
  callbackArranged: "Das ist veranlasst: Sie werden unter dieser Nummer zurückgerufen.",
  thanks: "Gern geschehen. Noch etwas?",
  goodbye: "Danke für Ihren Anruf bei Owl Shoes. Auf Wiederhören!",
  bot: "Ich bin der virtuelle Assistent von Owl Shoes, also ja, eine Maschine.",
  fine: "Danke, gut. Wie kann ich Ihnen helfen?",
  abilities:
    "Ich kann eine Bestellung suchen, den Bestand prüfen oder eine Bestellung aufnehmen. Was möchten Sie?",
  policy: {
    returns: "Rückgaben sind dreißig Tage lang kostenlos.",
    delivery: "Die Lieferung ist kostenlos und dauert drei bis fünf Werktage.",
    payment: "Sie zahlen bei Lieferung.",
  },
  outOfReach: "Das kann ich im Moment leider nicht nachsehen.",
  notUnderstood: "Das habe ich leider nicht verstanden. Geht es um eine Bestellung oder um einen Schuh?",
  anythingElse: "Noch etwas?",
});

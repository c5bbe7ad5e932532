import { type Lines, list, nearest } from "../line-shapes.ts";

const STATUSES: Readonly<Record<string, string>> = {
  processing: "is being processed",
  shipped: "has been shipped",
  delivered: "has been delivered",
  cancelled: "has been cancelled",
  refunded: "has been refunded",
};

export const en: Lines = {
  howCanIHelp: "How can I help you?",
  hello: "Hello! I can look up an order, check our stock, or place an order for you. What would you like?",
  askOrderNumber: "Sure. What's the order number?",
  askProduct: "Happy to check. Which shoe are you interested in?",
  askSize: (product) => `Which size would you like for the ${product}?`,
  askColor: (colors) => `They come in ${list(colors.slice(0, 4), "and")}. Which colour would you like?`,
  order: ({ orderNumber, status, items, eta, carrier, note }) => {
    const what = items.length > 0 ? ` It's ${list(items, "and")}.` : "";
    const due = eta ? `, and it should be with you ${eta}` : "";
    const how =
      carrier && /ship|deliver|delay/.test(status)
        ? ` ${carrier} ${status === "delivered" ? "brought it" : "is bringing it"}.`
        : "";
    const sorry = /delay|back-order|cancel/.test(status) ? "I'm sorry. " : "";
    return `${sorry}Order ${orderNumber} ${STATUSES[status] ?? `is ${status}`}${due}.${what}${how}${note ? ` ${note}` : ""}`;
  },
  orderNotFound: (number) =>
    `I can't find an order ${number}. Could you read me the number once more, or type it on your keypad?`,
  orderNotFoundAgain: "I still can't find that order. Would you like me to get a colleague for you?",
  zipMatches: "Thank you, that's the ZIP code on the order.",
  zipDiffers: "That's not the ZIP code I have for this order.",
  stock: ({ product, price, size, inStock, sizes, color, colors }) => {
    const cost = price === undefined ? "" : ` They are ${price} dollars.`;
    const look = color ? ` in ${color}` : "";
    if (sizes.length === 0) return `I'm sorry, the ${product}${look} is sold out right now.`;
    if (size === undefined) {
      return `Yes, we have the ${product}${look}, in sizes ${sizes[0]} to ${sizes.at(-1)}.${cost}${!color && colors.length > 1 ? ` You can have them in ${list(colors, "or")}.` : ""}`;
    }
    if (inStock) return `Yes, the ${product}${look} is in stock in size ${size}.${cost}`;
    return `I'm sorry, the ${product}${look} is not in stock in size ${size}. I do have ${list(nearest(sizes, size), "and")}. Would one of those do?`;
  },
  stockNotFound: (product, suggestions) => {
    const some = list(suggestions.slice(0, 3), "or");
    if (suggestions.length > 0 && suggestions.length <= 5)
      return `It could be the ${some}. Which one do you mean?`;
    return `I can't find ${product || "that"} in our shop. ${some ? `We do have the ${some}, for example. ` : ""}Which shoe would you like?`;
  },
  confirm: (readBack) =>
    readBack.endsWith("?") ? readBack : `So that's ${readBack}. Shall I place the order?`,
  notConfirmed: "All right, I haven't ordered anything. What would you like to change?",
  placed: ({ orderNumber, total, eta, smsSent }) =>
    `Done! Your order number is ${orderNumber}${total === undefined ? "" : `, the total is ${total} dollars`}${eta ? `, and it arrives ${eta}` : ""}.${smsSent ? " You'll get a text message with the details." : " Would you like the number once more?"}`,
  notPlaced: (problem, options) =>
    `I couldn't place that order. ${problem}${options.length > 0 ? ` There would be ${list(options.slice(0, 4), "or")}.` : ""}`,
  toolFailed: "I'm sorry, our system didn't answer. Shall I try once more?",
  toolRunning: "I'm still looking that up, just a moment.",
  keyIn: "Sure, please type the number on your keypad and press the pound key.",
  languageChanged: "Of course, let's go on in English. How can I help you?",
  offerPerson: "Would you like me to get a colleague for you?",
  handingOff: "I'll get a colleague for you.",
  callbackArranged: "That's arranged: somebody will call you back on this number.",
  thanks: "You're welcome. Is there anything else?",
  goodbye: "Thank you for calling Owl Shoes. Goodbye!",
  bot: "I'm the virtual assistant of Owl Shoes, so yes, a machine. I can look up orders, check our stock and take orders.",
  fine: "I'm doing well, thank you. How can I help you?",
  abilities:
    "I can look up an order, tell you what we have in stock, or place an order for you. What would you like?",
  policy: {
    returns: "Returns are free within thirty days of arrival.",
    delivery: "Delivery is free and takes three to five working days.",
    payment: "You pay on delivery.",
  },
  outOfReach: "I'm afraid I can't look that up right now.",
  notUnderstood: "Sorry, I didn't understand that. Is it about an order, or about a shoe you're looking for?",
  anythingElse: "Is there anything else?",
};

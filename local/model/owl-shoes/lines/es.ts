import { lines, list } from "../line-shapes.ts";

export const es = lines({
  howCanIHelp: "¿En qué puedo ayudarle?",
  hello: "¡Hola! Puedo buscar un pedido, mirar las existencias o tomar un pedido. ¿Qué desea?",
  askOrderNumber: "Claro. ¿Cuál es el número de pedido?",
  askProduct: "Con gusto. ¿Qué zapato le interesa?",
  askSize: (product) => `¿Qué talla quiere del ${product}?`,
  askColor: (colors) => `Los hay en ${list(colors, "y")}. ¿Qué color prefiere?`,
  statuses: {
    processing: "en preparación",
    shipped: "en camino",
    "out for delivery": "en reparto",
    delivered: "entregado",
    delayed: "retrasado",
    "back-ordered": "pendiente de existencias",
    cancelled: "cancelado",
    refunded: "reembolsado",
  },
  orderIs: (number, status) => `Su pedido ${number} está ${status}.`,
  orderNotFound: (number) => `No encuentro el pedido ${number}. ¿Me repite el número, por favor?`,
  orderNotFoundAgain: "Sigo sin encontrar ese pedido. ¿Quiere que le pase con un colega?",
  zipMatches: "Gracias, el código postal coincide con el pedido.",
  zipDiffers: "Ese código postal no coincide con el pedido.",
  soldOut: (product) => `Lo siento, el ${product} está agotado.`,
  inSizes: (product, from, to, price) =>
    `Sí, tenemos el ${product} de la talla ${from} a la ${to}.${price === undefined ? "" : ` Cuesta ${price} dólares.`}`,
  inSize: (product, size, price) =>
    `Sí, hay ${product} en la talla ${size}.${price === undefined ? "" : ` Cuesta ${price} dólares.`}`,
  notInSize: (product, size, others) =>
    `Lo siento, no hay ${product} en la talla ${size}. Tengo la ${list(others, "y la")}.`,
  stockNotFound: (product, suggestions) =>
    suggestions.length > 0
      ? `Puede ser ${list(suggestions.slice(0, 3), "o")}. ¿Cuál busca?`
      : `No encuentro ${product}. ¿Busca otro zapato?`,
  confirm: (readBack) => `Entonces: ${readBack}. ¿Hago el pedido?`,
  notConfirmed: "De acuerdo, no he pedido nada. ¿Qué quiere cambiar?",
  placed: ({ orderNumber, total }) =>
    `¡Listo! Su número de pedido es ${orderNumber}${total === undefined ? "" : ` y el total es de ${total} dólares`}.`,
  notPlaced: (_, options) =>
    `No he podido hacer el pedido.${options.length > 0 ? ` Habría ${list(options.slice(0, 4), "o")}.` : ""}`,
  toolFailed: "Lo siento, nuestro sistema no responde. ¿Lo intento otra vez?",
  toolRunning: "Todavía lo estoy mirando, un momento.",
  keyIn: "Claro, escriba el número en el teclado y pulse almohadilla.",
  languageChanged: "Claro, sigamos en español. ¿En qué puedo ayudarle?",
  offerPerson: "¿Quiere que le pase con un colega?",
  handingOff: "Le paso con un colega.",
  callbackArranged: "Hecho: le llamarán a este número.",
  thanks: "De nada. ¿Algo más?",
  goodbye: "Gracias por llamar a Owl Shoes. ¡Adiós!",
  bot: "Soy el asistente virtual de Owl Shoes, así que sí, una máquina.",
  fine: "Muy bien, gracias. ¿En qué puedo ayudarle?",
  abilities: "Puedo buscar un pedido, mirar las existencias o tomar un pedido. ¿Qué desea?",
  policy: {
    returns: "Las devoluciones son gratis durante treinta días.",
    delivery: "El envío es gratis y tarda de tres a cinco días laborables.",
    payment: "Se paga a la entrega.",
  },
  outOfReach: "Lo siento, ahora mismo no puedo consultarlo.",
  notUnderstood: "Perdone, no le he entendido. ¿Es sobre un pedido o sobre un zapato?",
  anythingElse: "¿Algo más?",
});

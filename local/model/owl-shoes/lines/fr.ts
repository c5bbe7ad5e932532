import { lines, list } from "../line-shapes.ts";

export const fr = lines({
  howCanIHelp: "Comment puis-je vous aider ?",
  hello:
    "Bonjour ! Je peux suivre une commande, vérifier le stock ou prendre une commande. Que désirez-vous ?",
  askOrderNumber: "Bien sûr. Quel est le numéro de commande ?",
  askProduct: "Avec plaisir. Quelle chaussure vous intéresse ?",
  askSize: (product) => `Quelle pointure pour ${product} ?`,
  askColor: (colors) => `Il y a ${list(colors, "et")}. Quelle couleur préférez-vous ?`,
  statuses: {
    processing: "en préparation",
    shipped: "en route",
    "out for delivery": "en cours de livraison",
    delivered: "livrée",
    delayed: "retardée",
    "back-ordered": "en rupture",
    cancelled: "annulée",
    refunded: "remboursée",
  },
  orderIs: (number, status) => `Votre commande ${number} est ${status}.`,
  orderNotFound: (number) => `Je ne trouve pas la commande ${number}. Pouvez-vous répéter le numéro ?`,
  orderNotFoundAgain: "Je ne trouve toujours pas. Voulez-vous parler à un collègue ?",
  zipMatches: "Merci, le code postal correspond à la commande.",
  zipDiffers: "Ce code postal ne correspond pas à la commande.",
  soldOut: (product) => `Désolé, ${product} est épuisé.`,
  inSizes: (product, from, to, price) =>
    `Oui, nous avons ${product} du ${from} au ${to}.${price === undefined ? "" : ` Le prix est de ${price} dollars.`}`,
  inSize: (product, size, price) =>
    `Oui, ${product} est en stock en ${size}.${price === undefined ? "" : ` Le prix est de ${price} dollars.`}`,
  notInSize: (product, size, others) =>
    `Désolé, ${product} n'est pas en stock en ${size}. J'ai du ${list(others, "et du")}.`,
  stockNotFound: (product, suggestions) =>
    suggestions.length > 0
      ? `Ce pourrait être ${list(suggestions.slice(0, 3), "ou")}. Lequel ?`
      : `Je ne trouve pas ${product}. Cherchez-vous autre chose ?`,
  confirm: (readBack) => `Donc : ${readBack}. Je passe la commande ?`,
  notConfirmed: "D'accord, je n'ai rien commandé. Que voulez-vous changer ?",
  placed: ({ orderNumber, total }) =>
    `C'est fait ! Votre numéro de commande est ${orderNumber}${total === undefined ? "" : `, le total est de ${total} dollars`}.`,
  notPlaced: (_, options) =>
    `Je n'ai pas pu passer la commande.${options.length > 0 ? ` Il y aurait ${list(options.slice(0, 4), "ou")}.` : ""}`,
  toolFailed: "Désolé, notre système ne répond pas. J'essaie encore une fois ?",
  toolRunning: "Je regarde encore, un instant.",
  keyIn: "Bien sûr, tapez le numéro sur votre clavier puis dièse.",
  languageChanged: "Bien sûr, continuons en français. Comment puis-je vous aider ?",
  offerPerson: "Voulez-vous parler à un collègue ?",
  handingOff: "Je vous passe un collègue.",
  callbackArranged: "C'est noté : on vous rappellera à ce numéro.",
  thanks: "Je vous en prie. Autre chose ?",
  goodbye: "Merci d'avoir appelé Owl Shoes. Au revoir !",
  bot: "Je suis l'assistant virtuel d'Owl Shoes, donc oui, une machine.",
  fine: "Très bien, merci. Comment puis-je vous aider ?",
  abilities: "Je peux suivre une commande, vérifier le stock ou prendre une commande. Que désirez-vous ?",
  policy: {
    returns: "Les retours sont gratuits pendant trente jours.",
    delivery: "La livraison est gratuite et prend trois à cinq jours ouvrés.",
    payment: "Vous payez à la livraison.",
  },
  outOfReach: "Désolé, je ne peux pas consulter cela maintenant.",
  notUnderstood: "Pardon, je n'ai pas compris. Est-ce au sujet d'une commande ou d'une chaussure ?",
  anythingElse: "Autre chose ?",
});

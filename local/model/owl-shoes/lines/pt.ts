import { lines, list } from "../line-shapes.ts";

export const pt = lines({
  howCanIHelp: "Como posso ajudar?",
  hello: "Olá! Posso consultar um pedido, ver o estoque ou fazer um pedido. O que deseja?",
  askOrderNumber: "Claro. Qual é o número do pedido?",
  askProduct: "Com prazer. Qual sapato lhe interessa?",
  askSize: (product) => `Qual tamanho do ${product}?`,
  askColor: (colors) => `Temos em ${list(colors, "e")}. Qual cor prefere?`,
  statuses: {
    processing: "em preparação",
    shipped: "a caminho",
    "out for delivery": "saindo para entrega",
    delivered: "entregue",
    delayed: "atrasado",
    "back-ordered": "aguardando estoque",
    cancelled: "cancelado",
    refunded: "reembolsado",
  },
  orderIs: (number, status) => `Seu pedido ${number} está ${status}.`,
  orderNotFound: (number) => `Não encontro o pedido ${number}. Pode repetir o número?`,
  orderNotFoundAgain: "Ainda não encontro esse pedido. Quer falar com um colega?",
  zipMatches: "Obrigado, o CEP confere com o pedido.",
  zipDiffers: "Esse CEP não confere com o pedido.",
  soldOut: (product) => `Infelizmente o ${product} está esgotado.`,
  inSizes: (product, from, to, price) =>
    `Sim, temos o ${product} do ${from} ao ${to}.${price === undefined ? "" : ` Custa ${price} dólares.`}`,
  inSize: (product, size, price) =>
    `Sim, temos o ${product} no tamanho ${size}.${price === undefined ? "" : ` Custa ${price} dólares.`}`,
  notInSize: (product, size, others) =>
    `Infelizmente não há ${product} no tamanho ${size}. Tenho ${list(others, "e")}.`,
  stockNotFound: (product, suggestions) =>
    suggestions.length > 0
      ? `Pode ser ${list(suggestions.slice(0, 3), "ou")}. Qual deles?`
      : `Não encontro ${product}. Procura outro sapato?`,
  confirm: (readBack) => `Então: ${readBack}. Faço o pedido?`,
  notConfirmed: "Tudo bem, não pedi nada. O que quer mudar?",
  placed: ({ orderNumber, total }) =>
    `Pronto! O número do seu pedido é ${orderNumber}${total === undefined ? "" : ` e o total é ${total} dólares`}.`,
  notPlaced: (_, options) =>
    `Não consegui fazer o pedido.${options.length > 0 ? ` Haveria ${list(options.slice(0, 4), "ou")}.` : ""}`,
  toolFailed: "Desculpe, nosso sistema não responde. Tento outra vez?",
  toolRunning: "Ainda estou verificando, um momento.",
  keyIn: "Claro, digite o número no teclado e aperte jogo da velha.",
  languageChanged: "Claro, vamos continuar em português. Como posso ajudar?",
  offerPerson: "Quer falar com um colega?",
  handingOff: "Vou chamar um colega.",
  callbackArranged: "Combinado: alguém vai ligar de volta para este número.",
  thanks: "De nada. Mais alguma coisa?",
  goodbye: "Obrigado por ligar para a Owl Shoes. Tchau!",
  bot: "Sou o assistente virtual da Owl Shoes, então sim, uma máquina.",
  fine: "Muito bem, obrigado. Como posso ajudar?",
  abilities: "Posso consultar um pedido, ver o estoque ou fazer um pedido. O que deseja?",
  policy: {
    returns: "As devoluções são grátis por trinta dias.",
    delivery: "A entrega é grátis e leva de três a cinco dias úteis.",
    payment: "O pagamento é na entrega.",
  },
  outOfReach: "Desculpe, não consigo consultar isso agora.",
  notUnderstood: "Desculpe, não entendi. É sobre um pedido ou sobre um sapato?",
  anythingElse: "Mais alguma coisa?",
});

import type { CallLines } from "../pack.ts";

export const callLines: CallLines = {
  sayLanguage: "pt-BR",
  brokenFindingPerson: "Desculpe, tivemos um problema técnico. Vou passar a ligação para uma pessoa.",
  brokenGoodbye:
    "Desculpe, tivemos um problema técnico. Ligue de novo um pouco mais tarde, por favor. Até logo.",
  nobodyFreeGoodbye: "Desculpe, ninguém pode atender agora. Ligue de novo mais tarde, por favor. Até logo.",
  goodbye: "Obrigado por ligar. Até logo.",
  holdTheLine: "Aguarde na linha, por favor. Uma pessoa vai atender assim que estiver livre.",
  stillInLine: "Obrigado por aguardar. O seu lugar na fila está guardado.",
  nextInLine: "A sua ligação é a próxima.",
  callersAhead: {
    one: "Há uma ligação antes da sua.",
    other: "Há {count} ligações antes da sua.",
  },
  aboutMinutes: {
    one: "A espera é de cerca de um minuto.",
    other: "A espera é de cerca de {count} minutos.",
  },
  queueMenu: "Se preferir que a gente ligue de volta, tecle 1. Para voltar ao assistente, tecle 2.",
  whisperIntro: "Uma ligação do assistente.",
  whisperAccept: "Tecle qualquer número para atender.",
};

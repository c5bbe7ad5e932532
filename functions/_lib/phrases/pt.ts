import type { CallLines } from "../phrases.ts";

export const pt: CallLines = {
  sayLanguage: "pt-BR",
  brokenFindingPerson: "Desculpe, tivemos um problema técnico. Vou passar a ligação para uma pessoa.",
  brokenGoodbye:
    "Desculpe, tivemos um problema técnico. Ligue de novo um pouco mais tarde, por favor. Até logo.",
  nobodyFreeGoodbye: "Desculpe, ninguém pode atender agora. Ligue de novo mais tarde, por favor. Até logo.",
  goodbye: "Obrigado por ligar. Até logo.",
  holdTheLine: "Aguarde na linha, por favor. Uma pessoa vai atender assim que estiver livre.",
  stillInLine: "Obrigado por aguardar. O seu lugar na fila está guardado.",
  nextInLine: "A sua ligação é a próxima.",
  callersAhead: (count) =>
    count === 1 ? "Há uma ligação antes da sua." : `Há ${count} ligações antes da sua.`,
  aboutMinutes: (minutes) => `A espera é de cerca de ${minutes === 1 ? "um minuto" : `${minutes} minutos`}.`,
  queueMenu: "Se preferir que a gente ligue de volta, tecle 1. Para voltar ao assistente, tecle 2.",
  whisperIntro: "Uma ligação do assistente.",
  whisperAccept: "Tecle qualquer número para atender.",
};

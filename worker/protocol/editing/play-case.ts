import type { TrialNews, TrialSaid } from "../console/trial.ts";
import { fitTaskAttributes } from "../task/task-attributes.ts";
import { faultsOf } from "./case-faults.ts";
import type { TrialCase } from "./cases.ts";

/** A trial that has just been opened, whoever holds its socket. */
export interface TrialLink {
  readonly send: (said: TrialSaid) => void;
  /** Calls back with each news, in order, with those first that have come already. @returns stops it. */
  readonly onNews: (listener: (news: TrialNews) => void) => () => void;
}

export interface CasePatience {
  /** The longest that one answer is waited for, with all its tools. */
  readonly answerMs: number;
  /** The agent listens and has said nothing: what is passed over in silence ("mhm") is answered by nothing. */
  readonly silenceMs: number;
}

const PATIENCE: CasePatience = { answerMs: 20_000, silenceMs: 5_000 };

/**
 * Plays one case on a trial of its own, and ends it.
 *
 * @param signal - aborted where nobody waits for it any more, or the socket has gone.
 * @returns what was not as expected, in words. @throws the signal's reason.
 */
export async function playCase(
  link: TrialLink,
  played: TrialCase,
  signal: AbortSignal,
  { answerMs, silenceMs }: CasePatience = PATIENCE,
): Promise<readonly string[]> {
  signal.throwIfAborted();
  const heard = listen(link, silenceMs);
  const { promise: gone, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort);
  const within = async (event: Promise<void>): Promise<void> => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, answerMs);
    });
    await Promise.race([event, heard.over, late, gone]).finally(() => clearTimeout(timer));
  };
  try {
    for (const text of played.says) {
      await within(heard.turn());
      if (heard.isOver) break;
      heard.forget();
      link.send({ type: "say", text });
    }
    await within(heard.turn());
    if (played.task) await within(heard.over);
    return heard.refused ?? faultsOf(played, heard.seen());
  } finally {
    signal.removeEventListener("abort", onAbort);
    heard.stop();
    if (!heard.isOver) link.send({ type: "hang_up" });
  }
}

/** What the trial tells, for whoever speaks next and for the account of it. */
function listen(link: TrialLink, silenceMs: number) {
  let words = "";
  let texts = 0;
  const tools: Parameters<typeof faultsOf>[1]["tools"][number][] = [];
  let ended: Extract<TrialNews, { type: "ended" }> | undefined;
  let refused: readonly string[] | undefined;
  let spoke = false;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let turn = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();

  const stop = link.onNews((news) => {
    // Whoever holds the socket may tell that it has closed.
    if (ended || refused) return;
    clearTimeout(silence);
    switch (news.type) {
      case "agent":
        words += news.last ? `${news.text} ` : news.text;
        spoke = true;
        break;
      case "listening":
        if (spoke) turn.resolve();
        else silence = setTimeout(turn.resolve, silenceMs);
        break;
      case "tool":
        tools.push({ name: news.name, arguments: news.arguments, output: news.output });
        break;
      case "text_message":
        texts += 1;
        break;
      case "ended":
        ended = news;
        over.resolve();
        break;
      case "refused":
        refused = [`refused: ${news.error}. ${news.hint}`];
        over.resolve();
        break;
    }
  });

  return {
    /** The agent has said all that it has to say, since `forget`. */
    turn: () => turn.promise,
    over: over.promise,
    forget: () => {
      spoke = false;
      turn = Promise.withResolvers();
    },
    stop: () => {
      clearTimeout(silence);
      stop();
    },
    seen: () => ({
      words,
      tools,
      texts,
      task: ended?.handoff && { ...fitTaskAttributes(ended.handoff, { callSid: "", from: "" }) },
    }),
    get isOver() {
      return ended !== undefined || refused !== undefined;
    },
    get refused() {
      return (
        refused ?? (ended?.how === "failed" ? ["the agent broke down: see the Worker's log"] : undefined)
      );
    },
  };
}

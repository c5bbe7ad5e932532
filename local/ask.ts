import { createInterface } from "node:readline";
import { Writable } from "node:stream";

/** Somebody at a terminal. Each question throws an Error when the input ends instead of an answer. */
export interface Ask {
  /** What is typed is not shown. Empty for Enter alone. */
  readonly secret: (question: string) => Promise<string>;
  readonly text: (question: string) => Promise<string>;
  /** @param usual - what Enter alone means. */
  readonly yes: (question: string, usual: boolean) => Promise<boolean>;
}

/** Streams of a terminal; `process.stdin` and `process.stdout` are. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** @returns undefined where nobody can answer. */
export function askAt({ input, output }: Terminal): Ask | undefined {
  if (!input.isTTY || !output.isTTY) return undefined;

  /** @throws Error when the input ends instead of an answer; Ctrl-C ends the process as everywhere. */
  const line = (question: string, hidden: boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      // The line editor echoes what is typed, which for a secret goes nowhere; it holds the terminal in raw mode.
      const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
      const editor = createInterface({
        input,
        output: hidden ? silent : output,
        terminal: true,
        historySize: 0,
      });
      if (hidden) output.write(`${question} `);
      editor.setPrompt(hidden ? "" : `${question} `);
      editor.prompt();
      let answered = false;
      editor.once("line", (answer) => {
        answered = true;
        editor.close();
        resolve(answer.trim());
      });
      editor.once("SIGINT", () => {
        answered = true; // the process ends, and the question with it
        editor.close();
        output.write("\n");
        process.kill(process.pid, "SIGINT");
      });
      editor.once("close", () => {
        if (hidden) output.write("\n");
        if (!answered)
          reject(new Error("The input ended before there was an answer. Nothing more was done."));
      });
    });

  return {
    secret: (question) => line(`${question} (not shown):`, true),
    text: (question) => line(question, false),
    async yes(question, usual) {
      for (;;) {
        const answer = (await line(`${question} [${usual ? "Y/n" : "y/N"}]`, false)).toLowerCase();
        if (answer === "") return usual;
        if (["y", "yes"].includes(answer)) return true;
        if (["n", "no"].includes(answer)) return false;
      }
    },
  };
}

const here = (): Ask | undefined => askAt({ input: process.stdin, output: process.stdout });

/** @throws Error where nobody can answer: a program says so with `--yes`. */
export async function confirmed(question: string): Promise<boolean> {
  const ask = here();
  if (!ask) throw new Error("Nobody is there to say yes: add --yes.");
  return ask.yes(question, false);
}

/** A secret: what is typed is not shown. Empty where nobody can answer. */
export const hidden = async (question: string): Promise<string> => (await here()?.secret(question)) ?? "";

import { createServer, type ServerResponse } from "node:http";
import { listen, stop } from "../../../local/http.ts";
import type { Message } from "../../../local/model/model-call.ts";
import { callsTool, hangs, type Step, says, stallsAfter } from "../../support/model-steps.ts";
import type { ReceivedRequest } from "../../support/scripted-model.ts";
import { Waiting } from "../waiting.ts";

/** An agent whose model does what the caller says, and whose tools end when the test wants: for calls that are cut anywhere. */

export const WORKSHOP_NUMBER = "+15550100077";
/** Of one that does all that leaves a trace elsewhere. */
export const PARCELS_NUMBER = "+15550100078";

/** What a caller asks when everything else has been told: it is said back. */
export const AFTER_ALL = "Are you open on Sunday?";

/** Where the agent's tools do their work. Each run is a request, which waits until its call is released. */
export interface Workshop {
  readonly url: string;
  /** Runs that have begun, of one tool on one call. */
  readonly runs: (tool: string, on: string) => number;
  /** Waits until a run has begun. */
  readonly begun: (tool: string, on: string) => Promise<void>;
  /** Waits until the answer of a run was taken to its end. */
  readonly finished: (tool: string, on: string) => Promise<void>;
  /** Whatever runs on this call ends well, now and from now on. */
  readonly release: (on: string) => void;
  readonly close: () => Promise<void>;
}

export async function openWorkshop(): Promise<Workshop> {
  const begun: string[] = [];
  const finished: string[] = [];
  const open: { readonly on: string; readonly response: ServerResponse }[] = [];
  const released = new Set<string>();
  const waiting = new Waiting();
  const end = (response: ServerResponse) => response.end(JSON.stringify({ done: true }));
  const server = createServer((request, response) => {
    const [, tool = "", on = ""] = (request.url ?? "").split("/");
    begun.push(`${tool}/${on}`);
    response.on("close", () => {
      if (response.writableFinished) finished.push(`${tool}/${on}`);
      waiting.wake();
    });
    if (released.has(on)) end(response);
    else open.push({ on, response });
    waiting.wake();
  });
  const port = await listen(server, 0);
  const runs = (tool: string, on: string) => begun.filter((run) => run === `${tool}/${on}`).length;
  return {
    url: `http://127.0.0.1:${port}`,
    runs,
    begun: async (tool, on) => {
      await waiting.until(`${tool} on ${on}`, () => runs(tool, on) || undefined, {
        withinMs: 10_000,
        otherwise: () => `Begun so far: ${begun.join(", ")}`,
      });
    },
    finished: async (tool, on) => {
      await waiting.until(
        `the end of ${tool} on ${on}`,
        () => finished.includes(`${tool}/${on}`) || undefined,
        {
          withinMs: 10_000,
          otherwise: () => `Finished so far: ${finished.join(", ")}`,
        },
      );
    },
    release: (on) => {
      released.add(on);
      for (const run of open) if (run.on === on) end(run.response);
    },
    close: () => stop(server),
  };
}

/** Made-up names, one a call: by them the model knows its calls, and no rule takes them for a number. */
export const nameOf = (n: number): string =>
  ["Ba", "Do", "Ke", "Lu", "Mi", "No", "Ra", "Te"][n % 8] +
  (["bako", "dore", "kiva", "lumo", "nedi", "pola", "rusa", "tami"][Math.floor(n / 8) % 8] ?? "") +
  (["", "n", "r", "s", "l", "m"][Math.floor(n / 64)] ?? "");

const isNote = ({ role, text }: Message): boolean =>
  role === "user" && text.startsWith("(note for you, not said by the caller)");

/** What the caller has said, as a request has it. */
export const saidIn = (messages: readonly Message[]): readonly string[] =>
  messages.filter((m) => m.role === "user" && !isNote(m)).map((m) => m.text);

/**
 * A model that does what the caller's latest words say: "dispense", "slowly", … What makes it stop in the middle does so
 * once a call; where nothing else is asked of it, it says back all that it knows of the caller.
 */
export function obedientModel(): {
  readonly answer: (request: ReceivedRequest) => Step;
  /** Requests of a call, by the name in it. */
  readonly requests: (name: string) => readonly ReceivedRequest[];
  readonly asked: (name: string, words: string) => Promise<void>;
} {
  const requests: ReceivedRequest[] = [];
  const stopped = new Set<string>();
  const waiting = new Waiting();
  const nameIn = (r: ReceivedRequest) =>
    /My name is (\w+)/.exec(saidIn(r.call.messages).join(" "))?.[1] ?? "";
  const of = (name: string) => requests.filter((r) => nameIn(r) === name);
  const once = (name: string, what: string): boolean => {
    const first = !stopped.has(name + what);
    stopped.add(name + what);
    return first;
  };

  function answer(request: ReceivedRequest): Step {
    requests.push(request);
    waiting.wake();
    const { messages, toolChoice } = request.call;
    const name = nameIn(request);
    const lines = saidIn(messages);
    const last = lines.at(-1) ?? "";
    const at = messages.findLastIndex((m) => m.role === "user" && !isNote(m));
    const news = messages
      .slice(at + 1)
      .map((m) => m.text)
      .join("\n");
    if (typeof toolChoice === "object")
      return last.includes("nobody writes") && once(name, "summary")
        ? hangs()
        : callsTool("hand_off", { reason: "Help.", callSummary: lines.join(" "), sentiment: "neutral" });
    // It may have joined words before it: who comes back at once is told the last answer again.
    if (last.endsWith(AFTER_ALL)) return says(`Heard: ${lines.join(" ")}`);
    if (/Nobody knows/.test(news)) return says("I cannot tell whether it was done.");
    if (/"done":true/.test(news)) return says("It is done.");
    if (/hundred dollars/.test(news)) return says("I would charge a hundred dollars. Shall I?");
    if (messages.slice(at + 1).some((m) => m.role === "tool")) return says("All right.");
    if (last.includes("wait for ever") && once(name, "hang")) return hangs();
    if (last.includes("slowly") && once(name, "slowly")) return stallsAfter("Here is a half. And here is");
    const tool = ["look_up", "dispense", "ship", "prepare", "pay"].find((t) =>
      last.includes(t.replace("_", " ")),
    );
    if (tool) return callsTool(tool, { on: name });
    if (last.includes("Yes, please do that")) return callsTool("pay", { on: name });
    if (last.includes("Spanish")) return callsTool("change_language", { language: "es-ES" });
    if (last.includes("a code")) return callsTool("collect_digits", { purpose: "order_number", length: 4 });
    if (last.includes("a secret"))
      return callsTool("collect_digits", { purpose: "pin", length: 4, secure: true });
    if (last.includes("That is all, goodbye")) return callsTool("end_call");
    if (last.includes("sell boots")) return says("Yes, we do.");
    return says(`Heard: ${lines.join(" ")}`);
  }

  return {
    answer,
    requests: of,
    asked: async (name, words) => {
      await waiting.until(
        `a request of ${name} with "${words}"`,
        () => of(name).find((r) => saidIn(r.call.messages).at(-1)?.includes(words)),
        { withinMs: 10_000, otherwise: () => `${of(name).length} requests of that call.` },
      );
    },
  };
}

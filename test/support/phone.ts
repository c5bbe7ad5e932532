import type { CallStatus, StackEvent, Task, TaskStatus } from "../../local/twilio/events.ts";
import type { Twilio } from "../../local/twilio/index.ts";

type Line = Pick<Twilio, "on" | "command">;
type Of<K extends StackEvent["kind"]> = Extract<StackEvent, { kind: K }>;

interface Patience {
  /** Real milliseconds before a wait fails. @default 4000 */
  readonly within?: number;
}

interface Wait extends Patience {
  /** Waiting makes no sense once the call is over. */
  readonly whileOnTheLine?: boolean;
}

const OVER: ReadonlySet<CallStatus> = new Set(["completed", "busy", "failed", "no-answer"]);

/** A caller with a telephone. Every wait ends with the event it is for; one that fails shows the call so far. */
export interface Phone {
  readonly callSid: string;
  /** Says an utterance at a human pace. @returns when it has been recognised as a whole. */
  says(text: string, how?: { readonly instant?: boolean }): Promise<void>;
  presses(digits: string): Promise<void>;
  coughs(): Promise<void>;
  hangsUp(): Promise<void>;
  /** The network loses the websocket. */
  losesSocket(): Promise<void>;
  /**
   * Listens on from where the last `hears` stopped, until what has been heard since contains this. Pieces count once
   * they have sounded, a piece that was cut with its heard part.
   *
   * @returns all that was heard since.
   */
  hears(what: string | RegExp, patience?: Patience): Promise<string>;
  /** Says something while a piece that contains `during` is playing. */
  interrupts(text: string, during: string | RegExp, patience?: Patience): Promise<void>;
  /** The call's latest task, once it has this status. */
  task(status?: TaskStatus, patience?: Patience): Promise<Task>;
  /** Answers, or ends, as the person at the desk would. */
  agent(action: "accept" | "complete" | "reject" | "cancel"): Promise<void>;
  ended(patience?: Patience): Promise<CallStatus>;
  /** The first event of this kind that fits, also one that has been already. */
  event<K extends StackEvent["kind"]>(
    kind: K,
    fits?: (event: Of<K>) => boolean,
    patience?: Patience,
  ): Promise<Of<K>>;
  /** All that was heard of the agent, in order. */
  readonly heard: string;
  readonly events: readonly StackEvent[];
  /** The call so far, a line each. */
  transcript(): string;
}

/** Calls the stack's number. */
export async function dial(
  line: Line,
  whom: { readonly from?: string; readonly to?: string } = {},
): Promise<Phone> {
  const all: StackEvent[] = [];
  const waits = new Set<() => void>();
  line.on((event) => {
    all.push(event);
    for (const check of [...waits]) check();
  });
  const { callSid } = await line.command({ do: "dial", ...whom });
  if (!callSid) throw new Error("Dialling gave no call.");

  const events = () => all.filter((e) => e.callSid === callSid);
  let heardUpTo = 0;

  function wait<T>(what: string, find: () => T | undefined, patience: Wait = {}): Promise<T> {
    const { within = 4000, whileOnTheLine = false } = patience;
    return new Promise((resolve, reject) => {
      const settle = (result: () => void) => {
        clearTimeout(deadline);
        waits.delete(check);
        result();
      };
      const fail = (why: string) =>
        settle(() => reject(new Error(`${why} The call so far:\n${transcript()}`)));
      const check = () => {
        const found = find();
        if (found !== undefined) settle(() => resolve(found));
        // What the end of the call cut short is told after it, in the same turn of the event loop.
        else if (whileOnTheLine && isOver())
          setImmediate(() => find() ?? fail(`The call ended, and the caller waited for ${what}.`));
      };
      const deadline = setTimeout(() => fail(`The caller waited ${within} ms for ${what}.`), within);
      waits.add(check);
      check();
    });
  }

  const transcript = () => events().flatMap(inWords).join("\n");
  const sounded = () =>
    events().filter((e): e is Of<"agent_speech"> => e.kind === "agent_speech" && e.state !== "started");
  const contains = (text: string, what: string | RegExp) =>
    typeof what === "string" ? text.includes(what) : text.search(what) >= 0;
  const isPlaying = (id: string) => !sounded().some((e) => e.id === id);
  const ending = () => events().find((e): e is Of<"call"> => e.kind === "call" && OVER.has(e.status));
  const isOver = () => ending() !== undefined;
  const latestTask = () => events().findLast((e): e is Of<"task"> => e.kind === "task")?.task;

  const order = async (command: { do: "cough" | "hang_up" | "drop_socket" }) => {
    await line.command({ ...command, callSid });
  };

  return {
    callSid,
    says: async (text, { instant = false } = {}) => {
      await line.command({ do: "say", callSid, text, instant });
    },
    presses: async (digits) => {
      await line.command({ do: "press", callSid, digits });
    },
    coughs: () => order({ do: "cough" }),
    hangsUp: () => order({ do: "hang_up" }),
    losesSocket: () => order({ do: "drop_socket" }),
    hears: (what, patience) =>
      wait(
        `the agent to say ${what}`,
        () => {
          const pieces = sounded();
          const since = joined(pieces.slice(heardUpTo));
          if (!contains(since, what)) return undefined;
          heardUpTo = pieces.length;
          return since;
        },
        { ...patience, whileOnTheLine: true },
      ),
    async interrupts(text, during, patience) {
      await wait(
        `the agent to be saying ${during}`,
        () =>
          events().find(
            (e) =>
              e.kind === "agent_speech" &&
              e.state === "started" &&
              isPlaying(e.id) &&
              contains(e.text, during),
          ),
        { ...patience, whileOnTheLine: true },
      );
      await line.command({ do: "say", callSid, text });
    },
    task: (status, patience) =>
      wait(
        `a task${status ? ` that is ${status}` : ""}`,
        () => {
          const task = latestTask();
          return !status || task?.status === status ? task : undefined;
        },
        patience,
      ),
    async agent(action) {
      const task = latestTask();
      if (!task) throw new Error(`There is no task to ${action}. The call so far:\n${transcript()}`);
      await line.command({ do: "task", taskSid: task.sid, action });
    },
    ended: (patience) => wait("the call to end", () => ending()?.status, patience),
    event: (kind, fits = () => true, patience) => {
      const isKind = (e: StackEvent): e is Of<typeof kind> => e.kind === kind;
      return wait(`an event "${kind}"`, () => events().filter(isKind).find(fits), patience);
    },
    get heard() {
      return joined(sounded());
    },
    get events() {
      return events();
    },
    transcript,
  };
}

const joined = (pieces: readonly Of<"agent_speech">[]) => pieces.map((p) => p.text.trim()).join(" ");

/** One event as a line of a transcript; nothing for what would only be noise. */
function inWords(event: StackEvent): readonly string[] {
  switch (event.kind) {
    case "agent_speech":
      if (event.state === "started") return [];
      return [`agent:  ${event.text.trim()}${event.state === "cut" ? " –" : ""}`];
    case "caller_speech":
      return event.final ? [`caller: ${event.text}`] : [];
    case "caller_key":
      return [`caller: [presses ${event.digit}]`];
    case "call":
      return [`— call ${event.status}`];
    case "webhook_response":
      return [`— ${event.name} answered ${event.status}`];
    case "socket":
      return [`— socket ${event.socket} ${event.state} ${event.code ?? ""} ${event.reason ?? ""}`.trimEnd()];
    case "verb":
      return [`— <${event.verb}>`];
    case "task":
      return [`— task ${event.task.status}`];
    case "alert":
      return [`— alert ${event.code}: ${event.message}`];
    default:
      return [];
  }
}

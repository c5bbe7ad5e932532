import * as z from "zod";
import { defineTool } from "../../worker/agent/define.ts";
import { type Fault, MatrixCall, REPLY, type Round } from "./call.ts";
import type { Api, Serve } from "./endpoint.ts";
import { MODEL_FAULTS } from "./model-faults.ts";
import { LOOK_UP, MODEL_STATES, type State, type Way } from "./states.ts";
import { CALLBACK_FAULTS, LOOK_FAULTS, SMS_FAULTS, TOOL_FAULTS, type ToolFault } from "./tool-faults.ts";
import { LOOK_STATES, STORAGE_STATES, TOOL_STATES } from "./ways.ts";

/** The matrix: each fault, in each state. */

export interface Measured {
  /** What became of each turn, until the caller was answered or gone. */
  readonly outcome: string;
  readonly worstSilenceMs: number;
  readonly requests: number;
  /** What was said of the reply, in the turn that was answered. */
  readonly said: string;
  readonly call: MatrixCall;
}

export interface Row {
  readonly group: "The model" | "Tools" | "Twilio's REST API" | "TaskRouter" | "Storage" | "The ledger";
  readonly name: string;
  /** Several rows that are one line of the page. */
  readonly line?: string;
  /** How much of it is broken. */
  readonly extent: string;
  /** What was said is not our reply. */
  readonly speaks?: boolean | undefined;
  /** Other words come first: those of the round that called something. */
  readonly preface?: boolean | undefined;
  /** Why a cell cannot be. */
  readonly why: (state: State) => string | undefined;
  readonly run: (state: State, api: Api) => Promise<Measured>;
}

const cannotBe = (way: Way | undefined): string | undefined =>
  way && "cannotBe" in way ? way.cannotBe : undefined;

async function play(
  state: State,
  api: Api,
  ways: Readonly<Record<State, Way>>,
  arm: (call: MatrixCall, over: Partial<Fault>) => void,
  definition: ConstructorParameters<typeof MatrixCall>[1] = {},
): Promise<Measured> {
  const way = ways[state];
  if (typeof way !== "function") throw new Error(way.cannotBe);
  const call = newCall(api, definition);
  await way({
    call,
    arm: (over = {}) => {
      call.measure();
      arm(call, over);
    },
  });
  return measured(call);
}

async function measured(call: MatrixCall): Promise<Measured> {
  const outcomes = await call.seesItThrough();
  const { worstSilenceMs, requests, said } = call;
  return { outcome: outcomes.join(", "), worstSilenceMs, requests, said, call };
}

/** @param definition - its tools come beside the good one. */
function newCall(api: Api, definition: ConstructorParameters<typeof MatrixCall>[1]): MatrixCall {
  const lookUp = defineTool({
    name: "look_up",
    description: "Looks an order up.",
    input: z.object({ takesMs: z.number() }),
    run: ({ takesMs }): Promise<object> =>
      new Promise((resolve) => void call.test.clock.after(takesMs, () => resolve({ found: true }))),
  });
  const call = new MatrixCall(api, { ...definition, tools: [lookUp, ...(definition.tools ?? [])] });
  return call;
}

const modelRows = MODEL_FAULTS.flatMap(({ name, line, serve, atTheHead, speaks, preface }): Row[] =>
  (["main", "both"] as const).map((of) => ({
    group: "The model",
    name,
    ...(line === undefined ? {} : { line }),
    speaks,
    preface,
    extent: of === "main" ? "the first model" : "both models",
    why: (state) =>
      atTheHead && state === "after the first word"
        ? "it comes in place of a reply, and a reply has begun"
        : cannotBe(MODEL_STATES[state]),
    run: (state, api) =>
      play(state, api, MODEL_STATES, (call, over) => {
        call.fault = { serve, of, ...over };
      }),
  })),
);

const toolRows = (group: Row["group"], faults: readonly ToolFault[]): Row[] =>
  faults.flatMap(({ name, run, fails }) =>
    (fails ? (["once", "each time"] as const) : (["once"] as const)).map(
      (extent): Row => ({
        group,
        name,
        extent,
        preface: true,
        why: () => undefined,
        run: async (state, api) => {
          const faulty = defineTool({
            name: "faulty",
            description: "Does something about an order.",
            input: z.object({ attempt: z.number(), afterMs: z.number() }),
            sideEffect: true,
            run: async ({ afterMs }, context) => {
              if (afterMs > 0)
                await new Promise<void>((resolve) => void call.test.clock.after(afterMs, resolve));
              return run(call.test, context);
            },
          });
          const call = newCall(api, { tools: [faulty] });
          const round = (attempt: number, afterMs: number): Round => ({
            calls: [["faulty", { attempt, afterMs }]],
          });
          await TOOL_STATES[state]({
            call,
            arm: () => {},
            line: LOOK_UP,
            calls: (afterMs = 0) => [round(1, afterMs), ...(extent === "once" ? [] : [round(2, 0)])],
          });
          return measured(call);
        },
      }),
    ),
  );

const callbackRows = CALLBACK_FAULTS.flatMap(({ name, takes, refused = false }): Row[] => [
  {
    group: "TaskRouter",
    name,
    extent: "asked for by the caller",
    preface: true,
    why: () => undefined,
    run: async (state, api) => {
      const call = newCall(api, {});
      call.test.refusesCallbacks = refused;
      await TOOL_STATES[state]({
        call,
        arm: () => {},
        line: "Please call me back.",
        calls: (afterMs = 0) => {
          call.test.takesCallback = async () => {
            await new Promise<void>((resolve) => void call.test.clock.after(afterMs, resolve));
            await takes(call.test);
          };
          return [{ calls: [["request_callback", {}]] }];
        },
      });
      return measured(call);
    },
  },
  {
    group: "TaskRouter",
    name,
    extent: "nobody free, and both models out",
    why: (state) => cannotBe(MODEL_STATES[state]),
    run: (state, api) =>
      play(
        state,
        api,
        MODEL_STATES,
        (call, over) => {
          const { test } = call;
          test.availability = { state: "busy" };
          test.refusesCallbacks = refused;
          test.takesCallback = () => takes(test);
          call.fault = { serve: out, of: "both", ...over };
        },
        { handOff: { whenNobodyFree: "callback" } },
      ),
  },
]);

const out: Serve = async (line) => line.reset();

const lookRows = LOOK_FAULTS.map(
  ({ name, looksUp }): Row => ({
    group: "TaskRouter",
    name,
    extent: "the caller wants a person",
    why: (state) => cannotBe(LOOK_STATES[state]),
    run: (state, api) =>
      play(state, api, LOOK_STATES, ({ test }) => {
        test.looksUp = () => looksUp(test);
      }),
  }),
);

const storageRow: Row = {
  group: "Storage",
  name: "every write throws",
  extent: "from then on",
  why: () => undefined,
  run: (state, api) =>
    play(state, api, STORAGE_STATES, ({ test }) => {
      // The writer reports what it could not write, and throws nothing: test/workerd/inside/storage.test.ts has the real one.
      test.stores = () => {};
    }),
};

const ledgerRow: Row = {
  group: "The ledger",
  name: "gone",
  extent: "from then on",
  why: () => "no call that has begun asks a ledger for anything",
  run: () => Promise.reject(new Error("There is none.")),
};

export const ROWS: readonly Row[] = [
  ...modelRows,
  ...toolRows("Tools", TOOL_FAULTS),
  ...toolRows("Twilio's REST API", SMS_FAULTS),
  ...lookRows,
  ...callbackRows,
  storageRow,
  ledgerRow,
];

/** Of the reply, every word was said once. The normaliser may space it otherwise. */
export function isWhole({ speaks, preface }: Row, said: string): boolean {
  // By its words: where the model runs away in line feeds, a pause is heard that is no word.
  const wordsOf = (text: string) => text.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const [words, reply] = [wordsOf(said), wordsOf(REPLY)];
  return speaks || (preface ? words.endsWith(reply) : words === reply);
}

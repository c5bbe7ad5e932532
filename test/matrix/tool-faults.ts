import { setImmediate as turn } from "node:timers/promises";
import { TwilioRestError } from "../../worker/adapters/twilio/twilio-http.ts";
import type { ToolContext } from "../../worker/agent/tools/tool.ts";
import type { TestCall } from "../support/conversation.ts";

/** What a tool, and what a tool uses, does wrong. */

export interface ToolFault {
  readonly name: string;
  /** The tool's own code. */
  readonly run: (test: TestCall, context: ToolContext) => unknown;
  /** It comes to nothing: the model may try again, and the second failure reaches a person. */
  readonly fails?: boolean;
}

const after = (test: TestCall, ms: number): Promise<void> =>
  new Promise((resolve) => void test.clock.after(ms, resolve));

const never = (): Promise<never> => new Promise(() => {});

function throws(thrown: unknown): never {
  throw thrown;
}

const unreadable = (): object =>
  Object.defineProperty({}, "value", { enumerable: true, get: () => throws(new Error("no")) });

const circular = (): object => {
  const self: { self?: object } = {};
  self.self = self;
  return self;
};

export const TOOL_FAULTS: readonly ToolFault[] = [
  { name: "slow, 5 s", run: (test) => after(test, 5_000) },
  { name: "hanging", run: never, fails: true },
  { name: "throwing", run: () => throws(new Error("Database gone.")), fails: true },
  { name: "throwing what is no Error", run: () => throws(Object.create(null)), fails: true },
  {
    name: "throwing an Error that cannot be read",
    run: () => throws(Object.defineProperty(new Error(), "message", { get: () => throws(1) })),
    fails: true,
  },
  { name: "rejecting with nothing", run: () => Promise.reject(), fails: true },
  // As long as is told below the table; nothing of ours runs meanwhile.
  { name: "holding the thread for 1.5 s", run: (test) => test.clock.blocks(1_500) },
  { name: "answering 5 MB", run: () => ({ text: "shoes ".repeat(830_000) }) },
  { name: "answering a page", run: () => "<html><body>Sign in</body></html>" },
  { name: "answering itself within itself", run: circular, fails: true },
  { name: "answering a big integer", run: () => 10n, fails: true },
  { name: "answering what throws when read", run: unreadable, fails: true },
  { name: "answering a function", run: () => never },
  // biome-ignore lint/suspicious/noThenProperty: that is the fault.
  { name: "answering a promise that never settles", run: () => ({ then: () => {} }), fails: true },
];

const refused = (status: number) => (): never =>
  throws(new TwilioRestError(`Twilio answered ${status}.`, { status, code: 20_500 }));

/** A tool that sends an SMS, and what Twilio's REST API makes of it. */
export const SMS_FAULTS: readonly ToolFault[] = [
  { name: "SMS slow, 4 s", run: sms((test) => after(test, 4_000)) },
  { name: "SMS refused, 4xx", run: sms(refused(400)), fails: true },
  { name: "SMS failing, 5xx", run: sms(refused(503)), fails: true },
  { name: "SMS without an answer", run: sms(never), fails: true },
];

function sms(answer: (test: TestCall) => Promise<void>): ToolFault["run"] {
  return async (test, context) => {
    test.texts = async () => {
      await turn();
      await answer(test);
      return { sid: "SM1" };
    };
    return context.textCaller("Your shoes are on their way.");
  };
}

export interface CallbackFault {
  readonly name: string;
  readonly takes: (test: TestCall) => Promise<void>;
  readonly refused?: boolean;
}

/** The task of a callback, and what TaskRouter makes of it. */
export const CALLBACK_FAULTS: readonly CallbackFault[] = [
  { name: "callback task slow, 4 s", takes: (test) => after(test, 4_000) },
  { name: "callback task refused, 4xx or 5xx", takes: async () => {}, refused: true },
  { name: "callback task without an answer", takes: never },
];

export interface LookFault {
  readonly name: string;
  readonly looksUp: TestCall["looksUp"] extends () => infer R ? (test: TestCall) => R : never;
}

/** The look at who is there. */
export const LOOK_FAULTS: readonly LookFault[] = [
  {
    name: "statistics slow, 0.8 s",
    looksUp: async (test) => {
      await after(test, 800);
      return { state: "unknown", why: "timeout" };
    },
  },
  { name: "statistics refused, 4xx", looksUp: async () => ({ state: "unknown", why: "refused" }) },
  { name: "statistics failing, 5xx", looksUp: async () => ({ state: "unknown", why: "unreachable" }) },
  { name: "statistics without an answer", looksUp: never },
  { name: "statistics that are nonsense", looksUp: async () => ({ state: "busy", estimateS: 1e308 }) },
];

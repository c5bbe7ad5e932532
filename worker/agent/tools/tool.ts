import type * as z from "zod";
import type { Fact } from "../../protocol/handoff.ts";
import type { IdentityCheck } from "../../session/state/tool-report.ts";
import { fitting } from "../arguments/fit.ts";
import { canonical } from "../arguments/same.ts";
import type { Companion, Companions } from "./companion.ts";

/** What a tool may use while it runs. Nothing else of the call is within its reach. */
export interface ToolContext {
  readonly callSid: string;
  /** The caller's number (E.164), or an address that is none; empty where the number is withheld. */
  readonly from: string;
  /** The number that was called. */
  readonly to: string;
  /** BCP 47 tag the conversation is in. */
  readonly language: string;
  /** What the agent's sources know of the caller (`onCall`), by name. It is no proof of who is on the line. */
  readonly variables: Readonly<Record<string, string>>;
  /** Aborts at the deadline. A caller who speaks over the agent does not abort a tool. */
  readonly signal: AbortSignal;
  /** The same for every try of the same call with the same arguments: send it along to be safe against doubles. */
  readonly idempotencyKey: string;
  /** Reads a secret of the Worker. Throws where it is not set: the model is told that much, and the log its name. */
  readonly secret: (name: string) => string;
  /** Sends an SMS to the caller's own number. There is no way to text any other. */
  readonly textCaller: (body: string) => Promise<{ readonly sid: string }>;
  /** What goes along with this call for the tool, where it names something: for tools of `mcpTools`. */
  readonly companion: Companions["of"];
}

/**
 * What a tool tells the person who takes the call over; the model hears nothing of it. Each may throw or return
 * nonsense without harm to the run. Texts are cut to a line, card numbers and secret keypad entries masked.
 */
export interface ToolAccount<I, O> {
  /**
   * What a run did, in the past tense, with what it was about: "Looked up order 1042". `output` is undefined while
   * there is none, and where the tool failed. Default: its name in words.
   */
  readonly title?: string | ((input: I, output: O | undefined) => string);
  /** What a person should know of a run that went well. */
  readonly facts?: (input: I, output: O) => readonly Fact[];
  /**
   * What a run has established about who the caller is; undefined where it checked nothing. The last check of a call
   * counts. What the caller only said of themselves is a fact, not a check.
   */
  readonly identity?: (input: I, output: O) => IdentityCheck | undefined;
  /**
   * What the caller may count on after a run that went well: "A text message with the order". Made when the agent
   * has told the result, and not if the caller never heard it.
   */
  readonly promises?: (input: I, output: O) => readonly string[];
}

/** What does not depend on the arguments. */
interface ToolTraits {
  readonly name: string;
  /** For the model: what it does and when to call it. */
  readonly description: string;
  /** Milliseconds; the agent's `toolUse.deadlineMs` when absent. */
  readonly deadlineMs?: number | undefined;
  /** Changes something in the world: it runs once per set of arguments, and is reported to the person who takes over. */
  readonly sideEffect?: boolean | undefined;
  /** The caller goes on talking while it runs; the result is told at the next pause. */
  readonly background?: boolean | undefined;
  /** Line to say instead of the language's own when it is slow. */
  readonly filler?: string | undefined;
  /** Begins with the call, beside the greeting. */
  readonly companion?: Companion | undefined;
}

/** All of a tool but how it runs. */
export interface ToolDescription<I extends z.ZodType, O> extends ToolTraits, ToolAccount<z.output<I>, O> {
  /** What the model is told, and what its arguments are checked against. Checked at once: no promises in it. */
  readonly input: I;
  /** What to read back before it may run. The tool runs only after the caller has spoken since. */
  readonly confirm?: ((input: z.output<I>) => string) | undefined;
  /**
   * What makes two runs the same, of arguments that can be spelled in several ways: `({ phone, when }) =>
   * [phone.slice(-9), Date.parse(when)]`. Default: all arguments, as the schema makes them.
   */
  readonly sameRun?: ((input: z.output<I>) => unknown) | undefined;
}

export interface ToolDefinition<I extends z.ZodType, O> extends ToolDescription<I, O> {
  /** @returns anything JSON can carry. Throwing tells the model that the tool failed. */
  readonly run: (input: z.output<I>, context: ToolContext) => O | Promise<O>;
}

/** What a run found instead of its output, such as that there is no such order: told to the model, and nothing else. */
export class Answered {
  readonly told: unknown;

  constructor(told: unknown) {
    this.told = told;
  }
}

/** A tool as the engine uses it. What its input and output are, the definition knows and nobody else has to. */
export interface Tool extends ToolTraits {
  readonly input: z.ZodType;
  /** Never throws. */
  readonly check: (value: unknown) => Checked;
}

export type Checked = ReadyCall | { readonly ok: false; readonly faults: string };

/** One call of a tool, its arguments checked. What it gives is its author's word: neither bounded nor masked. */
export interface ReadyCall {
  readonly ok: true;
  /** What it does, for a person; undefined where the tool does not say. */
  readonly title: () => unknown;
  /** What the caller has to agree to first. @throws what `confirm` throws. */
  readonly readBack: () => string | undefined;
  /** A text that is the same for two calls that are the same run. */
  readonly sameness: string;
  /** @throws what the tool's own `run` throws. */
  readonly run: (context: ToolContext) => Promise<Ran>;
}

export interface Ran {
  readonly output: unknown;
  readonly account: () => Said;
}

/** What a run says of itself to a person; undefined where the tool says nothing, or throws. */
export type Said = { readonly [K in keyof ToolAccount<unknown, unknown>]-?: unknown };

/** The definition, closed over its schema: arguments are parsed where they are checked, and what runs has been. */
export function selfChecking<I extends z.ZodType, O>(tool: ToolDefinition<I, O>): Tool {
  const { name, description, input, deadlineMs, sideEffect, background, filler, companion } = tool;
  const fitted = fitting(input);
  const check = (value: unknown): Checked => {
    try {
      const given = fitted(value);
      const { success, data, error } = input.safeParse(given);
      return success ? runnable(tool, data, given) : { ok: false, faults: misfit(name, error.issues) };
    } catch (cause) {
      // A refinement or transform of the author's has thrown, or returned a promise.
      return { ok: false, faults: `The arguments of ${name} could not be checked: ${messageOf(cause)}` };
    }
  };
  const made = { name, description, input, deadlineMs, sideEffect, background, filler, companion, check };
  tools.add(made);
  return made;
}

const tools = new WeakSet<object>();

/** False for a copy with a change as well: what it would check and run is still the original. */
export const isTool = (value: unknown): value is Tool =>
  typeof value === "object" && value !== null && tools.has(value);

/** @param given - the arguments before the schema has changed them. */
function runnable<I extends z.ZodType, O>(
  tool: ToolDefinition<I, O>,
  input: z.output<I>,
  given: unknown,
): ReadyCall {
  const { title: told, confirm, sameRun } = tool;
  const title = (output?: O) => (typeof told === "function" ? orNothing(() => told(input, output)) : told);
  return {
    ok: true,
    title,
    readBack: () => {
      const line: unknown = confirm?.(input);
      // What the caller cannot be asked, they cannot agree to.
      if (confirm && (typeof line !== "string" || line.trim() === "")) throw new TypeError("it says nothing");
      return typeof line === "string" ? line : undefined;
    },
    sameness:
      orNothing(() => (sameRun ? sameness(sameRun(input)) : undefined)) ??
      canonical(input) ??
      canonical(given) ??
      "",
    run: async (context) => {
      const output = await tool.run(input, context);
      if (output instanceof Answered)
        return { output: output.told, account: () => ({ ...NO_ACCOUNT, title: title() }) };
      return {
        output,
        account: () => ({
          title: title(output),
          facts: orNothing(() => tool.facts?.(input, output)),
          identity: orNothing(() => tool.identity?.(input, output)),
          promises: orNothing(() => tool.promises?.(input, output)),
        }),
      };
    },
  };
}

const NO_ACCOUNT = { facts: undefined, identity: undefined, promises: undefined } as const;

/** What says nothing is the same for every run, and would undo the second one. */
const sameness = (value: unknown): string | undefined => (saysNothing(value) ? undefined : canonical(value));

function saysNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return isPlain && Object.values(value).every(saysNothing);
}

/** A tool's own account must not undo what the tool has done: where it throws, there is none. */
function orNothing<T>(tell: () => T): T | undefined {
  try {
    return tell();
  } catch {
    return undefined;
  }
}

/** What is wrong with the arguments, for the model to mend: paths and rules, not values. */
export const misfit = (tool: string, issues: readonly z.core.$ZodIssue[]): string =>
  `The arguments of ${tool} do not fit: ${issues.map((i) => `${i.path.map(String).join(".") || "arguments"}: ${ruleOf(i)}`).join("; ")}.`;

/** An author's own words stay; those of the schema library are of types, and a model needs to know what to write. */
function ruleOf(issue: z.core.$ZodIssue): string {
  if (!issue.message.startsWith("Invalid input")) return issue.message;
  if (issue.code === "invalid_union")
    return (
      [...new Set(issue.errors.flatMap((way) => way.slice(0, 1).map(ruleOf)))].join(", or ") || issue.message
    );
  if (issue.code !== "invalid_type") return issue.message;
  const wanted = FORMS[issue.expected] ?? issue.expected;
  return /received (undefined|null)$/.test(issue.message) ? `is missing: ${wanted}` : `has to be ${wanted}`;
}

const FORMS: Readonly<Partial<Record<string, string>>> = {
  number: "a number in figures, such as 2",
  int: "a whole number in figures, such as 2",
  string: 'text, such as "abc"',
  boolean: "true or false",
  array: "a list, such as []",
  object: "an object, such as {}",
  record: "an object, such as {}",
};

/** As much as a model needs to mend what it did. */
export const MAX_MESSAGE_CHARS = 300;

/** What a tool's own code has thrown, whatever that is, as a line for the model. */
export function messageOf(thrown: unknown, maxChars = MAX_MESSAGE_CHARS): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown).slice(0, maxChars);
  } catch {
    return "The tool failed."; // an object without a text of its own
  }
}

import type { TrialCase } from "./cases.ts";

/** What came of a conversation. Apart from the schema, so that a page need not carry that. */
export interface CaseSeen {
  /** All that the agent said. */
  readonly words: string;
  /** What it called, but for what ends the call. */
  readonly tools: readonly {
    readonly name: string;
    readonly arguments: Readonly<Record<string, unknown>>;
    readonly output: string;
  }[];
  /** Attributes of the task a person gets; undefined where there is none. */
  readonly task: Readonly<Record<string, unknown>> | undefined;
  /** Text messages to the caller. */
  readonly texts: number;
}

/** Of what was said, as much as is quoted. */
const QUOTED_CHARS = 300;

/** @returns what was not as expected, in words. */
export function faultsOf({ heard, task, tools, sms }: TrialCase, seen: CaseSeen): readonly string[] {
  const got = seen.task;
  return [
    ...heard
      .filter((p) => !new RegExp(p, "i").test(seen.words))
      .map((p) => `not heard: /${p}/ in “${seen.words.slice(-QUOTED_CHARS)}”`),
    ...Object.entries(task ?? {})
      .filter(([name, text]) => !String(got?.[name] ?? "").includes(text))
      .map(
        ([name, text]) => `the task's ${name} is “${String(got?.[name] ?? "(no task)")}”, without “${text}”`,
      ),
    ...(tools?.length === 0 ? seen.tools.map(({ name }) => `called ${name}`) : []),
    ...(tools ?? [])
      .filter((wanted) => !seen.tools.some((made) => fits(made, wanted)))
      .map((wanted) => `not called: ${JSON.stringify(wanted)}; called: ${calledIn(seen) || "nothing"}`),
    ...(task === undefined && got ? [`handed over: ${String(got.reason)}`] : []),
    ...(sms !== undefined && sms !== seen.texts ? [`${seen.texts} text messages, not ${sms}`] : []),
  ];
}

const calledIn = ({ tools }: CaseSeen): string =>
  tools.map((made) => `${made.name} ${JSON.stringify(made.arguments)} → ${made.output}`).join("; ");

function fits(
  made: CaseSeen["tools"][number],
  { name, arguments: wanted = {}, output }: NonNullable<TrialCase["tools"]>[number],
): boolean {
  const given = new Map(Object.entries(made.arguments));
  return (
    made.name === name &&
    Object.entries(wanted).every(([field, text]) => String(given.get(field) ?? "").includes(text)) &&
    (output === undefined || new RegExp(output, "i").test(made.output))
  );
}

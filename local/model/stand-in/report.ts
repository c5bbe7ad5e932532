import { argumentsOf, type Field, type ToolForm } from "./schema.ts";

/** What came of a call that is over, as a form wants it: what was understood of it, and of the rest as little as may be said. */

/**
 * @param known - values by field.
 * @param said - the call, in lines.
 */
export const filledIn = (
  { fields }: ToolForm,
  known: ReadonlyMap<string, unknown>,
  said: string,
): Record<string, unknown> =>
  argumentsOf(
    fields.flatMap((field) => {
      const value = known.get(field.name) ?? (field.required ? leastOf(field, said) : undefined);
      return value === undefined ? [] : [[field.name, value] as const];
    }),
  );

/** As long as a line of a screen. */
const MAX_CHARS = 120;

function leastOf({ kind, choices, isList, isNumeric }: Field, said: string): unknown {
  if (isList) return [];
  if (kind === "choice") {
    const heard = said.toLowerCase();
    return (
      choices.find((choice) => heard.includes(String(choice).toLowerCase().replaceAll("_", " "))) ??
      choices.at(-1)
    );
  }
  if (kind === "boolean") return false;
  if (isNumeric) return 0;
  const [, first = ""] = /^Caller: (.*)$/m.exec(said) ?? [];
  return kind === "unfillable" ? undefined : first.slice(0, MAX_CHARS);
}

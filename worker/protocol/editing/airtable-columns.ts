/** Which column of an Airtable table is what of an agent. Defaults: those of the Owl Shoes sample, where it has them. */
export const AIRTABLE_COLUMNS = {
  /** Whose row it is; without it the default agent's. */
  agent: "Agent",
  /** When it was last changed: of an agent's rows the newest answers. Airtable's "Last modified time". */
  updated: "Updated",
  greeting: "Greeting",
  instructions: "Prompt",
  language: "Language",
  voice: "Voice",
  ttsProvider: "ttsProvider",
  transcriptionProvider: "transcriptionProvider",
  /** With commas, or one a line. */
  hints: "Hints",
} as const;

export type AirtableColumns = Readonly<Record<keyof typeof AIRTABLE_COLUMNS, string>>;

/** @param list - such as `instructions=System prompt, greeting=Hello`: those that are named otherwise. */
export function airtableColumns(
  list: string,
): { readonly columns: AirtableColumns } | { readonly fault: string } {
  const pairs = list
    .split(",")
    .map((pair) => pair.split("=").map((part) => part.trim()))
    .filter(([field = "", ...rest]) => field !== "" || rest.length > 0);
  const isPair = ([field = "", column = "", ...rest]: readonly string[]) =>
    Object.hasOwn(AIRTABLE_COLUMNS, field) && column !== "" && rest.length === 0;
  if (!pairs.every(isPair))
    return {
      fault: `must be field=column pairs with commas; fields are ${Object.keys(AIRTABLE_COLUMNS).join(", ")}`,
    };
  return { columns: { ...AIRTABLE_COLUMNS, ...Object.fromEntries(pairs) } };
}

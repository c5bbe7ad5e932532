import { words } from "./concepts.ts";
import { ASKS } from "./languages/en.ts";
import type { Tongue } from "./languages/languages.ts";
import { languageOf } from "./languages/languages.ts";
import type { Field } from "./schema.ts";

/** Asks for a field in the schema's own words, and lists things as they are said. */

const MOST_NAMED = 3;
/** Somebody has to choose one of them, and cannot choose what was not named. */
const MOST_CHOICES = 6;

/** "black, white or sand", "a, b, c and 4 more" */
export function list(
  items: readonly (string | number)[],
  { lines }: Tongue,
  joiner: string,
  most = MOST_NAMED,
): string {
  const named = items.slice(0, items.length === most + 1 ? most + 1 : most).map(String);
  const rest = items.length - named.length;
  if (rest > 0) return `${named.join(", ")} ${lines.and} ${lines.more(rest)}`;
  return named.length < 2 ? named.join("") : `${named.slice(0, -1).join(", ")} ${joiner} ${named.at(-1)}`;
}

/** A field's or a result's name as it is spoken of. */
export function noun(label: string, terms: readonly string[], { nouns, compound, code }: Tongue): string {
  const key = terms.join(" ");
  const known = nouns[label] ?? nouns[key] ?? (terms.length === 1 ? nouns[terms[0] ?? ""] : undefined);
  if (known !== undefined) return known;
  const [of, thing] = [nouns[terms[0] ?? ""], nouns[terms[1] ?? ""]];
  return code !== "en" && terms.length === 2 && of && thing ? compound(thing, of) : label;
}

export function question(field: Field, tongue: Tongue, again: boolean): string {
  const { lines } = tongue;
  const label = noun(field.label, field.terms, tongue);
  const what = wanted(field, tongue);
  if (field.kind === "choice") {
    const choices = list(
      field.choices.map((c) => words(String(c))),
      tongue,
      lines.or,
      MOST_CHOICES,
    );
    return ASKS.test(what) ? lines.ask(`${what}: ${choices}`) : lines.askChoice(label, choices);
  }
  if (field.kind === "boolean") return lines.askYesNo(label);
  return again ? lines.askAgain(what) : lines.ask(what);
}

/** The description where it is a short name for the thing in the call's language, else the field's own name. */
function wanted(field: Field, tongue: Tongue): string {
  const known = noun(field.label, field.terms, tongue);
  const first = (
    field.description.split(/[.,;:(]|\bsuch as\b|\be\.g|\bas\b|\bif\b|\bfor example\b/)[0] ?? ""
  ).trim();
  const short = first !== "" && first.split(/\s+/).length <= 8 && first.split(/\s+/).length >= 2;
  if (
    !short ||
    (languageOf(field.description, 1) ?? tongue.code) !== tongue.code ||
    (tongue.code !== "en" && known !== field.label)
  )
    return tongue.code === "en" && !/^(?:the|your)\b/.test(known) ? `the ${known}` : known;
  const mine = first.replace(
    /^(?:the )?(?:caller|customer|patient|guest|client|user|recipient)(?:'s|s')\s+/i,
    "your ",
  );
  const plain = mine.charAt(0).toLowerCase() + mine.slice(1);
  return tongue.code !== "en" || ASKS.test(plain) || /^(?:the|your|an?)\b/.test(plain)
    ? plain.replace(/^an? /, "the ")
    : `the ${mine.replace(/^[A-Z](?=[a-z])/, (c) => c.toLowerCase())}`;
}

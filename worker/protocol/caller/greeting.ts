import type { KnownCaller } from "./known-caller.ts";

/**
 * A greeting may use what is known of the caller: `Hi{{ firstName|}}, this is …`, `Hello {{firstName|there}}!`. In the braces
 * stands a name, and behind a bar what is said where it is not known; spaces and commas around the name are said with it.
 */

const PLACEHOLDER = /\{\{([ ,]*)([A-Za-z_]\w{0,63})([ ,]*)\|([^{}|]*)\}\}/g;

/** What may be said in somebody's greeting: a name, a plan, a place. No sentence, nothing that reads as markup, and no telephone number. */
const SPEAKABLE =
  /^(?=.*\p{L})(?!(?:.*\p{Nd}){7})(?!(?:\S+ +){5})[\p{L}\p{N}][\p{L}\p{M}\p{N} '’.,-]{0,39}$/u;

/** What systems write where they know nothing, and of a flag. */
const NOTHING = /^(?:null|undefined|none|nil|nan|n\/a|unknown|true|false)$/i;

const WORD = /[\p{L}\p{N}]/u;

/** Name of the `<Parameter>` that tells the Worker the greeting as it was spoken, where callers hear different ones. */
export const GREETING_PARAMETER = "greeting";

/** As long as a greeting gets with all that is put into it; characters. */
const MAX_SPOKEN_CHARS = 2_000;

/** What is wrong with its placeholders; undefined where nothing is. */
export function greetingFault(greeting: string): string | undefined {
  if (/[{}]/.test(greeting.replace(PLACEHOLDER, "")))
    return "names what is known of the caller as in {{firstName|there}}: a name, a bar, and what is said where it is not known";
  // A greeting without any has its own fault.
  const isMute = WORD.test(greeting) && !WORD.test(greetingFor(greeting));
  return isMute ? "has no words where nothing is known of the caller" : undefined;
}

/** Whether callers hear different ones. */
export const namesCaller = (greeting: string): boolean => greeting.search(PLACEHOLDER) >= 0;

/**
 * The greeting as it is spoken.
 *
 * @param known - absent where nobody was asked, or did not answer in time.
 */
export const greetingFor = (greeting: string, known?: KnownCaller): string =>
  greeting.replace(
    PLACEHOLDER,
    (all, before: string, name: string, after: string, otherwise: string, at: number) => {
      const value = known && valueFor(name, known);
      const isSaid = value !== undefined && SPEAKABLE.test(value) && !NOTHING.test(value);
      const said = isSaid ? `${before}${value}${after}` : otherwise;
      return fitted(said, greeting.slice(0, at), greeting.slice(at + all.length));
    },
  );

/** Without the spaces of `{{ firstName | there }}` where there is one before it, or a sign or a space behind. */
function fitted(said: string, before: string, after: string): string {
  const begun = /(?:^|\s)$/.test(before) ? said.trimStart() : said;
  return /^(?:$|[\s,.;:!?])/.test(after) ? begun.trimEnd() : begun;
}

const valueFor = (name: string, { variables, facts }: KnownCaller): string | undefined =>
  Object.hasOwn(variables, name) ? variables[name] : facts.find((fact) => fact.name === name)?.value;

/**
 * The greeting that this call has heard.
 *
 * @param greeting - the agent's own.
 * @param customParameters - of the `setup` frame; a Function of another release says nothing.
 */
export function spokenGreeting(greeting: string, customParameters: Readonly<Record<string, string>>): string {
  const told = Object.hasOwn(customParameters, GREETING_PARAMETER)
    ? customParameters[GREETING_PARAMETER]?.trim()
    : undefined;
  const isTold =
    namesCaller(greeting) && told !== undefined && told !== "" && told.length <= MAX_SPOKEN_CHARS;
  return isTold ? told : greetingFor(greeting);
}

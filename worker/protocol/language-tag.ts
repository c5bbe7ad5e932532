/** Every prompt names its language, one of a few: `Intl` takes 40 µs to say the same each time. */
const known = new Map<string, string | undefined>();
const MOST_KNOWN = 100;
const MOST_CHARS = 35;

/**
 * A BCP 47 tag in the one spelling that everything here compares: `pt_BR`, `PT-br` and `por-BR` are all `pt-BR`.
 *
 * @returns undefined for what is no tag: empty, a language's name, `multi`.
 */
export function languageTag(written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  if (!known.has(written) && written.length <= MOST_CHARS && known.size < MOST_KNOWN)
    known.set(written, canonical(written));
  return known.has(written) ? known.get(written) : canonical(written);
}

function canonical(written: string): string | undefined {
  const tag = written.trim().replaceAll("_", "-");
  if (tag.length > MOST_CHARS || !/^[a-z]{2,3}(?:-[a-z\d]{1,8})*$/i.test(tag)) return undefined;
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    // Of a tag's form in general, and in its parts of none.
    return undefined;
  }
}

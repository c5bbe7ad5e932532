/**
 * A BCP 47 tag in the one spelling that everything here compares: `pt_BR`, `PT-br` and `por-BR` are all `pt-BR`.
 *
 * @returns undefined for what is no tag: empty, a language's name, `multi`.
 */
export function languageTag(written: string | undefined): string | undefined {
  const tag = written?.trim().replaceAll("_", "-") ?? "";
  if (tag.length > 35 || !/^[a-z]{2,3}(?:-[a-z\d]{1,8})*$/i.test(tag)) return undefined;
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    // Of a tag's form in general, and in its parts of none.
    return undefined;
  }
}

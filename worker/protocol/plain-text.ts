/** Text a person's screen can show: no control or formatting characters, no halves of a surrogate pair. */
export const plain = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]+/gu, " ").trim();

/** Is there anything to see or to say: not blanks alone, nor characters without a width? */
export const isVisible = (text: string): boolean =>
  /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);

/** The beginning of a text, of at most `maxChars` UTF-16 units, cut between characters and with an ellipsis. */
export function shorten(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  let kept = "";
  for (const character of text) {
    if (kept.length + character.length >= maxChars) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

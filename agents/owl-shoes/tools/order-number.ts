/**
 * The digits of an order number, however it was said or written: `1042` for "#1042", "ORD-1042", "10 42",
 * "ten forty-two", "one oh four two" and "one thousand and forty two". Empty when there is no number in it.
 */
export function orderNumberIn(spoken: string): string {
  const written = spoken.replace(/(?<=\d)o(?=\d)/gi, "0").replace(/\D/g, "");
  return (written || spelledOut(spoken)).replace(/^0+/, "");
}

const UNITS =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety";

const WORDS: ReadonlyMap<string, number> = new Map([
  ...UNITS.split(" ").map((word, value) => [word, value] as const),
  ...TENS.split(" ").map((word, i) => [word, (i + 2) * 10] as const),
  ["oh", 0],
]);

/** English number words; people say a long number in groups, and each group stands behind the one before. */
function spelledOut(spoken: string): string {
  const groups: number[] = [];
  let lastWord = 0;
  for (const word of spoken.toLowerCase().match(/[a-z]+/g) ?? []) {
    const group = groups.at(-1);
    const value = WORDS.get(word);
    const scale = word === "hundred" ? 100 : word === "thousand" ? 1_000 : undefined;
    if (value !== undefined) {
      const fills = group !== undefined && hasRoomFor(value, group);
      if (fills) groups.pop();
      groups.push(fills ? group + value : value);
      lastWord = value;
    } else if (scale !== undefined && group !== undefined) {
      // "one thousand one hundred": only the last word is so many hundreds.
      groups[groups.length - 1] = group - lastWord + lastWord * scale;
      lastWord *= scale;
    }
  }
  return groups.join("");
}

/** Whether the group ends in the zeros that the next word fills: 40 for 2, 1000 for 42; but not 10 for 2. */
function hasRoomFor(value: number, group: number): boolean {
  if (value === 0 || group === 0 || group === 10) return false;
  return group % (value < 10 ? 10 : 100) === 0;
}

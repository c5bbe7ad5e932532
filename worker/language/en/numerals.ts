/** English numerals and the names of the months. */

export const MONTHS =
  "January February March April May June July August September October November December".split(" ");

export const SMALL =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const SCALES: readonly (readonly [number, string])[] = [
  [1e12, "trillion"],
  [1e9, "billion"],
  [1e6, "million"],
  [1e3, "thousand"],
  [100, "hundred"],
];

export function cardinal(n: number): string {
  if (n < 20) return SMALL[n] ?? "";
  if (n < 100) return (TENS[Math.floor(n / 10)] ?? "") + (n % 10 ? `-${SMALL[n % 10]}` : "");
  const [size, name] = SCALES.find(([s]) => n >= s) ?? [100, "hundred"];
  const rest = n % size;
  return `${cardinal(Math.floor(n / size))} ${name}${rest ? ` ${cardinal(rest)}` : ""}`;
}

const ODD_ORDINALS: Readonly<Record<string, string>> = {
  one: "first",
  two: "second",
  three: "third",
  five: "fifth",
  eight: "eighth",
  nine: "ninth",
  twelve: "twelfth",
};

export const ordinal = (n: number): string =>
  cardinal(n).replace(
    /[a-z]+$/,
    (last) => ODD_ORDINALS[last] ?? (last.endsWith("y") ? `${last.slice(0, -1)}ieth` : `${last}th`),
  );

/** 1999 in pairs, 2005 as a number, 2026 in pairs. */
export function year(n: number): string {
  const [century, rest] = [Math.floor(n / 100), n % 100];
  if (n < 1100 || n > 2099 || (n >= 2000 && n < 2010)) return cardinal(n);
  if (rest === 0) return century === 20 ? cardinal(n) : `${cardinal(century)} hundred`;
  return `${cardinal(century)} ${rest < 10 ? `oh ${cardinal(rest)}` : cardinal(rest)}`;
}

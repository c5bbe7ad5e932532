/** @returns a question to put behind a refusal; empty where nothing that is known was meant. */
export function didYouMean(written: string, known: readonly string[]): string {
  const near = nearest(written, known);
  return near === undefined ? "" : ` Did you mean ${near}?`;
}

/** The name that differs least, where that is little enough for a slip: a third of it, or a beginning. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  const scored = known
    .map((name) => [name, slipsIn(written.toLowerCase(), name.toLowerCase())] as const)
    .sort(([, a], [, b]) => a - b);
  const [name, slips] = scored[0] ?? ["", Number.POSITIVE_INFINITY];
  if (slips <= Math.max(1, Math.floor(name.length / 3))) return name;
  return written.length > 3
    ? known.find((each) => each.toLowerCase().startsWith(written.toLowerCase()))
    : undefined;
}

const letters = (text: string): string => [...text].sort().join("");

/** Letters that are missing, too many or others (Levenshtein's distance); those that only changed places are one slip. */
const slipsIn = (a: string, b: string): number =>
  letters(a) === letters(b) ? Number(a !== b) : distance(a, b);

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}

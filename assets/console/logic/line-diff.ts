/**
 * What differs between two texts, line by line: a file of ours, as the libraries for it are heavier than all the rest of the
 * comparison, and instructions are some hundred lines.
 */

export interface DiffLine {
  readonly is: "same" | "out" | "in";
  readonly text: string;
  /** Of a line that took another's place: from where to where it differs, in UTF-16 units. */
  readonly differs?: readonly [from: number, to: number];
}

/** So many comparisons take some 50 ms; texts with more that differs are shown as one block out and one in. */
const MOST = 4_000_000;

export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail))
    tail += 1;
  const lines = (is: DiffLine["is"], texts: readonly string[]): DiffLine[] =>
    texts.map((text) => ({ is, text }));
  return [
    ...lines("same", old.slice(0, head)),
    ...marked(middle(old.slice(head, old.length - tail), now.slice(head, now.length - tail))),
    ...lines("same", old.slice(old.length - tail)),
  ];
}

/** By the longest common subsequence, from its table of lengths. */
function middle(old: readonly string[], now: readonly string[]): DiffLine[] {
  const out = old.map((text): DiffLine => ({ is: "out", text }));
  const added = now.map((text): DiffLine => ({ is: "in", text }));
  if (old.length * now.length > MOST) return [...out, ...added];
  const width = now.length + 1;
  const longest = new Uint32Array((old.length + 1) * width);
  const of = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1)
      longest[i * width + j] =
        old[i] === now[j] ? of(i + 1, j + 1) + 1 : Math.max(of(i + 1, j), of(i, j + 1));
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length && j < now.length) {
    const isSame = old[i] === now[j];
    const isOut = !isSame && of(i + 1, j) >= of(i, j + 1);
    lines.push({
      is: isSame ? "same" : isOut ? "out" : "in",
      text: (isSame || isOut ? old[i] : now[j]) ?? "",
    });
    if (isSame || isOut) i += 1;
    if (!isOut) j += 1;
  }
  return [...lines, ...out.slice(i), ...added.slice(j)];
}

/** Where as many lines came as went, each is taken for the other's successor, and what differs in them is marked. */
function marked(lines: readonly DiffLine[]): readonly DiffLine[] {
  const done = [...lines];
  for (let from = 0; from < lines.length; ) {
    if (lines[from]?.is !== "out") {
      from += 1;
      continue;
    }
    let turn = from;
    while (lines[turn]?.is === "out") turn += 1;
    let to = turn;
    while (lines[to]?.is === "in") to += 1;
    const many = turn - from;
    if (to - turn === many)
      for (let n = 0; n < many; n += 1) {
        const [a, b] = [lines[from + n], lines[turn + n]];
        if (a === undefined || b === undefined) continue;
        const [left, right] = edges(a.text, b.text);
        // Two lines with nothing in common are two lines.
        if (left + right === 0) continue;
        done[from + n] = { ...a, differs: [left, a.text.length - right] };
        done[turn + n] = { ...b, differs: [left, b.text.length - right] };
      }
    from = to;
  }
  return done;
}

/** How much of two lines is the same from the left and from the right, in whole words. */
function edges(a: string, b: string): readonly [left: number, right: number] {
  const most = Math.min(a.length, b.length);
  let left = 0;
  while (left < most && a[left] === b[left]) left += 1;
  while (left > 0 && !/\s/.test(a[left - 1] ?? "")) left -= 1;
  let right = 0;
  while (right < most - left && a.at(-1 - right) === b.at(-1 - right)) right += 1;
  while (right > 0 && !/[\s.,;:!?)]/.test(a.at(-right) ?? "")) right -= 1;
  return [left, right];
}

/** What is unchanged is shown this far around a change, lines. */
const AROUND = 3;

export type DiffPart = DiffLine | { readonly is: "skipped"; readonly lines: number };

/** Without the long stretches in which nothing changed. */
export function folded(lines: readonly DiffLine[]): readonly DiffPart[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ is }) => is !== "same"),
  );
  const parts: DiffPart[] = [];
  let skipped = 0;
  const flush = (): void => {
    if (skipped > 0) parts.push({ is: "skipped", lines: skipped });
    skipped = 0;
  };
  lines.forEach((line, index) => {
    if (near[index] !== true) {
      skipped += 1;
      return;
    }
    flush();
    parts.push(line);
  });
  flush();
  return parts;
}

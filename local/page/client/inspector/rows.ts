/** Where the rows of a long list lie, most of them of one height and a few opened ones taller. Pixels. */
export interface Rows {
  readonly count: number;
  readonly total: number;
  /** Top of a row. */
  top(index: number): number;
  /** The row at this distance from the top; the nearest when it lies outside. */
  at(y: number): number;
}

/**
 * @param rowHeight - of a closed row.
 * @param extra - what each opened row adds, by index, in any order.
 */
export function layOut(count: number, rowHeight: number, extra: ReadonlyMap<number, number>): Rows {
  const opened = [...extra].filter(([index]) => index < count).sort(([a], [b]) => a - b);
  const top = (index: number): number => {
    let y = index * rowHeight;
    for (const [openedIndex, height] of opened) {
      if (openedIndex >= index) break;
      y += height;
    }
    return y;
  };
  const at = (y: number): number => {
    let low = 0;
    let high = Math.max(0, count - 1);
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (top(middle) <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return { count, total: top(count), top, at };
}

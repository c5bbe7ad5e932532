/** 83_400 → "1:23". */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Milliseconds as seconds with three decimals: 12_345.6 → "12.346". */
export const seconds = (ms: number): string => (ms / 1_000).toFixed(3);

/** `caller_requested`, `callerRequested` → "Caller requested"; a name in plain words keeps them. */
export function inWords(code: string): string {
  const words = /^[\w-]+$/.test(code)
    ? code
        .replaceAll("_", " ")
        .replaceAll(
          /([a-z])([A-Z])(?=[a-z])/g,
          (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
        )
    : code;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "front-desk" → "Front Desk": an agent's name as a person reads it. */
export const agentTitle = (name: string): string =>
  name.replaceAll("-", " ").replaceAll(/\b\p{L}/gu, (letter) => letter.toUpperCase());

/** 83_400 → "1:23". */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Milliseconds as seconds with three decimals: 12_345.6 → "12.346". */
export const seconds = (ms: number): string => (ms / 1_000).toFixed(3);

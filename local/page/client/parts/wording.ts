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

/** Epoch milliseconds as the time of day here: "14:02:11". */
export const timeOfDay = (at: number): string => {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((n) => String(n).padStart(2, "0"))
    .join(":");
};

/** 84 → "84 ms", 1_234 → "1.2 s". */
export const duration = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;

/** JSON without its punctuation, as far as that is readable: `{"order":"1042"}` → `order: 1042`. */
export function briefJson(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return json;
    return Object.entries(value)
      .map(([name, inner]) => `${name}: ${typeof inner === "string" ? inner : JSON.stringify(inner)}`)
      .join(", ");
  } catch {
    return json; // a model wrote it
  }
}

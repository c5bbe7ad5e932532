/** What a task's attributes may have. Source: TaskRouter, "Tasks". */
export const MAX_ATTRIBUTE_CHARS = 4_096;

/** How long a task waits when nothing is said. Source: as above. */
export const DEFAULT_TASK_TIMEOUT_S = 86_400;

/** @returns undefined for what is no JSON object: the caller of this says so. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

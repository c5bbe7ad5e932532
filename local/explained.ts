/** The messages of an error and of what has caused it: "fetch failed" alone helps nobody. */
export function explained(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, cause } = error;
  const code = "code" in error ? String(error.code) : "";
  const said = message || code;
  const because = cause === undefined ? "" : explained(cause);
  return because && !said.includes(because) ? `${said.replace(/\.$/, "")} (${because})` : said;
}

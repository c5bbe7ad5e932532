/** The webhook as a shell command, to be sent again by hand. Unsigned: a local Function does not ask for it. */
export function asCurl(url: string, params: Readonly<Record<string, string>>): string {
  const fields = Object.entries(params).map(
    ([name, value]) => `--data-urlencode ${quoted(`${name}=${value}`)}`,
  );
  return [`curl -X POST ${quoted(url)}`, ...fields].join(" \\\n  ");
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

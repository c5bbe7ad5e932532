/**
 * `OTEL_EXPORTER_OTLP_HEADERS`: `key1=value1,key2=value2`, values percent-encoded.
 * Source: OpenTelemetry specification, "Specifying headers via environment variables"; names are tokens of RFC 9110.
 *
 * @returns what is wrong with it instead, without a value: those are secrets.
 */
export function otlpHeaders(
  list: string,
): { readonly headers: Readonly<Record<string, string>> } | { readonly fault: string } {
  const headers: Record<string, string> = {};
  for (const [i, member] of list.split(",").entries()) {
    if (member.trim() === "") continue;
    const at = member.indexOf("=");
    const name = member.slice(0, Math.max(0, at)).trim();
    const where = `its entry ${i + 1}`;
    if (at < 0) return { fault: `must be name=value,name=value: ${where} has no "="` };
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      return { fault: `must be name=value,name=value: ${where} has no name that a header may have` };
    const value = decoded(member.slice(at + 1).trim());
    if (value === undefined)
      return { fault: `has percent-encoded values: that of ${name} cannot be decoded` };
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      return { fault: `holds a value that no header may have: that of ${name}` };
    headers[name] = value;
  }
  return { headers };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

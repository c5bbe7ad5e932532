import { isRecord } from "../../protocol/json-reader.ts";
import { plain, shorten } from "../../protocol/plain-text.ts";
import { canonical } from "../arguments/same.ts";
import { McpError } from "./mcp-error.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What is named of a part that nobody on the phone can see. */
const MAX_NAME_CHARS = 120;

/**
 * What the model is told of a result of `tools/call`: what is structured, and the text that says something else; what is
 * neither is named and left out. Source: MCP 2025-11-25, "Tools", tool result.
 *
 * @throws McpError for a tool that failed, or asks for more than a phone has.
 */
export function outputOf(url: string, { content, structuredContent, isError, resultType }: Fields): unknown {
  const parts = Array.isArray(content) ? content.filter(isRecord) : [];
  const text = parts
    .flatMap((part) => (typeof part.text === "string" && part.type === "text" ? part.text : []))
    .join("\n");
  // Some servers write it as text, or as a number.
  if (/^(?:true|1)$/i.test(String(isError)))
    throw new McpError("mcp_tool_failed", text.trim() || "The tool failed, and does not say why.", {
      asked: url,
    });
  if (resultType !== undefined && resultType !== "complete")
    throw new McpError("mcp_tool_failed", "The tool asks for something that cannot be given on the phone.");
  const leftOut = parts.filter(({ type }) => type !== "text").map(named);
  const said = valueIn(text);
  const structured = structuredContent ?? undefined;
  const repeats = structured !== undefined && canonical(said) === canonical(structured);
  const told = {
    ...(structured === undefined ? {} : { structured }),
    ...(text === "" || repeats ? {} : { text: said }),
    ...(leftOut.length === 0 ? {} : { leftOut }),
  };
  const values = Object.values(told);
  if (values.length === 0) return { ok: true };
  return values.length === 1 && leftOut.length === 0 ? values[0] : told;
}

/** Many servers write JSON as text; as a value it is half as long for the model. */
function valueIn(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text; // words that begin with a bracket
  }
}

/** Such as "image (image/png)". */
function named({ type, mimeType, uri, resource }: Fields): string {
  const about = isRecord(resource) ? resource : { uri, mimeType };
  const which = [about.uri, about.mimeType].find((value) => typeof value === "string");
  const kind = typeof type === "string" ? type : "something";
  return shorten(plain(which === undefined ? kind : `${kind} (${which})`), MAX_NAME_CHARS);
}

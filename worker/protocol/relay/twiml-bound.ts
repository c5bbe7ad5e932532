import type { RelayAttributes, RelayLanguage } from "./relay-attributes.ts";

/**
 * Twilio refuses TwiML of more than 64 kB and ends the call (11750). What an agent brings to it has this, so that the
 * longest greeting and what we write ourselves have room beside it. Bytes.
 */
const MAX_BYTES = 50_000;
/** Of the tags and names around a language's values, and of an attribute's. */
const AROUND_LANGUAGE = 160;
const AROUND_ATTRIBUTE = 4;

const encoder = new TextEncoder();
/** As it stands between quotation marks in XML, where some signs take six. */
const bytesOf = (text: string): number => encoder.encode(text.replaceAll(/[&<>"'\n\r\t]/g, "&quot;")).length;
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** @returns what takes most of it, as the definition names it, and what is wrong; undefined where it fits. */
export function twimlFault({
  relay,
  languages,
}: {
  readonly relay: RelayAttributes;
  readonly languages: readonly RelayLanguage[];
}): { readonly path: readonly string[]; readonly message: string } | undefined {
  const parts = [
    { path: ["relay", "hints"], bytes: bytesOf(relay.hints.join(",")) },
    {
      path: ["languages"],
      bytes: sum(
        languages.map((one) => AROUND_LANGUAGE + sum(Object.values(one).map((value) => bytesOf(`${value}`)))),
      ),
    },
    {
      path: ["relay", "extra"],
      bytes: sum(
        Object.entries(relay.extra).map(
          ([name, value]) => AROUND_ATTRIBUTE + name.length + bytesOf(String(value)),
        ),
      ),
    },
  ].sort((a, b) => b.bytes - a.bytes);
  const [most] = parts;
  const bytes = sum(parts.map((part) => part.bytes));
  if (most === undefined || bytes <= MAX_BYTES) return undefined;
  const rest = bytes - most.bytes;
  const beside = rest === 0 ? "" : `, and ${rest} of languages, hints and attributes beside them`;
  return {
    path: most.path,
    message: `have ${most.bytes} bytes as Twilio is told them${beside}, of ${MAX_BYTES} that there is room for`,
  };
}

import { XMLParser, XMLValidator } from "fast-xml-parser";

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Its own text and that of what it holds, in order, trimmed. */
  readonly text: string;
}

export type Twiml =
  | { readonly ok: true; readonly verbs: readonly Element[] }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Bytes; a larger document is error 11750. */
const MAX_TWIML_BYTES = 64 * 1024;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  htmlEntities: true,
});

/** Reads a TwiML document. A document that cannot be read is a value, with the code Twilio would report. */
export function parseTwiml(xml: string): Twiml {
  const bytes = Buffer.byteLength(xml);
  if (bytes > MAX_TWIML_BYTES)
    return refuse("11750", `TwiML response body too large: ${bytes} bytes, at most ${MAX_TWIML_BYTES}`);
  const valid = XMLValidator.validate(xml);
  if (valid !== true)
    return refuse("12100", `Document parse failure: ${valid.err.msg} (line ${valid.err.line})`);
  if (!isCarriable(xml))
    return refuse("12100", "Document parse failure: a character that XML 1.0 cannot carry");

  const [root, ...more] = elements(parser.parse(xml));
  if (root?.name !== "Response" || more.length > 0) {
    return refuse(
      "12100",
      `Document parse failure: the root element is <${root?.name ?? "?"}> and must be <Response>`,
    );
  }
  return { ok: true, verbs: root.children };
}

/** What XML 1.0 cannot carry, written out or as a reference. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function isCarriable(xml: string): boolean {
  const references = [...xml.matchAll(/&#(?:x([0-9a-f]+)|(\d+));/gi)].map(([, hex, decimal]) =>
    hex ? Number.parseInt(hex, 16) : Number(decimal),
  );
  return (
    !FORBIDDEN.test(xml) &&
    references.every((code) => code <= 0x10ffff && !FORBIDDEN.test(String.fromCodePoint(code)))
  );
}

const refuse = (code: string, message: string): Twiml => ({ ok: false, code, message });

/** In order-preserving mode a node is `{ [name]: children, ":@": attributes }`, and text is `{ "#text": … }`. */
function elements(nodes: unknown): readonly Element[] {
  if (!Array.isArray(nodes)) return [];
  return nodes.flatMap((node: Record<string, unknown>) => {
    const name = Object.keys(node).find((key) => key !== ":@" && key !== "#text");
    if (!name) return [];
    const attributes = Object.entries(node[":@"] ?? {}).map(([key, value]) => [key, String(value)] as const);
    return [
      {
        name,
        attributes: Object.fromEntries(attributes),
        children: elements(node[name]),
        text: textOf(node[name]).trim(),
      },
    ];
  });
}

function textOf(nodes: unknown): string {
  if (!Array.isArray(nodes)) return "";
  return nodes
    .map((node: Record<string, unknown>) => {
      if ("#text" in node) return String(node["#text"]);
      return Object.entries(node)
        .map(([key, inner]) => (key === ":@" ? "" : textOf(inner)))
        .join("");
    })
    .join("");
}

import { clip } from "../../../worker/protocol/ascii-json.ts";
import type { Handoff } from "../../../worker/protocol/handoff.ts";
import type { HandOffTarget } from "../../../worker/protocol/routing/hand-off-settings.ts";
import { fitTaskAttributes, type TaskCall } from "../../../worker/protocol/task/task-attributes.ts";

type SipTarget = Extract<HandOffTarget, { kind: "sip" }>;

/**
 * The SIP address of another contact centre, with the context as headers of its URI. Twilio refuses a header whose
 * name is neither `User-to-User` nor starts with `X-` (13252), wants every sign of a value escaped that is not a
 * letter or a digit (32110), and takes fewer than 1,024 characters of headers (21227).
 */
export function sipAddress(target: SipTarget, handoff: Handoff, call: TaskCall): string {
  const headers = target.context === "user_to_user" ? userToUser(handoff, call) : ownHeaders(handoff, call);
  return `${target.uri}?${headers}`;
}

/** Characters of all headers together, as they stand in the URI. */
const MAX_HEADER_CHARS = 1_023;

/** Octets of user information, beside the protocol discriminator. Source: Q.931 §4.5.30, which RFC 7434 keeps. */
const MAX_UUI_OCTETS = 128;

/** Protocol discriminator "IA5 characters". Source: Q.931, table 4-26. */
const IA5 = "04";

/**
 * RFC 7433 header in the package that is meant where none is named, `isdn-uui`: hexadecimal, the discriminator first.
 * Its 128 octets hold the call's id and the two codes that routing needs; what is left goes to the reason. Pairs
 * stand in the order of their use, as a contact centre may keep less of them.
 */
function userToUser(handoff: Handoff, call: TaskCall): string {
  const { reason } = fitTaskAttributes(handoff, call);
  const fixed = `call=${ia5(call.callSid)};why=${handoff.reasonCode};mood=${handoff.sentiment};lang=${primary(handoff.language)}`;
  const key = ";note=";
  const note = clip(
    ia5(reason).replaceAll(";", ","),
    MAX_UUI_OCTETS - fixed.length - key.length,
    (text) => text.length,
    "...",
  );
  const information = (note ? `${fixed}${key}${note}` : fixed).slice(0, MAX_UUI_OCTETS);
  const hex = Buffer.from(information, "latin1").toString("hex").toUpperCase();
  return `User-to-User=${IA5}${hex}${escaped(";")}encoding${escaped("=")}hex`;
}

/** Letters without their accents, and nothing that seven bits do not hold. */
const ia5 = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^\x20-\x7e]/g, "?");

/**
 * One `X-` header for each field, UTF-8 as the URI escapes it. The link to the full record goes whole or not at all;
 * the summary has what is left.
 */
function ownHeaders(handoff: Handoff, call: TaskCall): string {
  const { reason, callSummary, queue, handoff: rest } = fitTaskAttributes(handoff, call);
  const headers: string[] = [
    header("X-Call-Sid", call.callSid),
    header("X-Reason-Code", handoff.reasonCode),
    header("X-Sentiment", handoff.sentiment),
    header("X-Language", handoff.language.slice(0, 35)),
  ];
  const room = (name: string): number => MAX_HEADER_CHARS - [...headers, header(name, "")].join("&").length;
  const addWhole = (name: string, value: string): void => {
    if (escaped(value).length <= room(name)) headers.push(header(name, value));
  };
  const addClipped = (name: string, value: string, atMost: number): void => {
    const text = clip(value, Math.min(atMost, room(name)), (piece) => escaped(piece).length);
    if (text) headers.push(header(name, text));
  };

  if (queue !== undefined) addWhole("X-Queue", queue);
  addClipped("X-Reason", reason, MAX_REASON_CHARS);
  if (rest.record) addWhole("X-Record-Url", rest.record.url);
  addClipped("X-Call-Summary", callSummary, MAX_HEADER_CHARS);
  return headers.join("&");
}

/** Escaped characters of the reason, so that the link and a beginning of the summary fit beside it. */
const MAX_REASON_CHARS = 240;

const header = (name: string, value: string): string => `${name}=${escaped(value)}`;

/** Percent-encodes all but letters and digits. */
const escaped = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[-_.!~*'()]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const primary = (language: string): string => (language.split("-")[0] ?? "en").slice(0, 3).toLowerCase();

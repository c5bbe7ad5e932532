/**
 * Forms of what an installation is told: SIDs, telephone numbers and the relay's address. Both units, the operator's
 * commands and the simulated Twilio go by these. No schema library here, as the fallback webhook loads without one.
 */
export interface Form {
  readonly pattern: RegExp;
  /** What is said of a value that does not fit; behind the setting's name it makes a sentence. */
  readonly words: string;
}

/** What stands behind the two letters, for a SID within other text. */
export const SID_DIGITS = "[0-9a-fA-F]{32}";

/** The letters are capitals, the digits of either case. Source: `pattern` of each SID in Twilio's OpenAPI documents. */
const sid = (letters: string): Form => ({
  pattern: new RegExp(`^${letters}${SID_DIGITS}$`),
  words: `must be ${letters} and 32 hexadecimal digits`,
});

/**
 * A call's id: Twilio's is `CA` and 32 digits, but whoever connects the call may use another in its place, and a caller
 * is on the line. It becomes part of addresses, names and log lines.
 */
export const CALL_ID = "[A-Za-z0-9_-]{2,64}";

export const ACCOUNT_SID = sid("AC");
export const API_KEY_SID = sid("SK");
export const WORKSPACE_SID = sid("WS");
export const WORKFLOW_SID = sid("WW");
export const STUDIO_FLOW_SID = sid("FW");
export const SYNC_SERVICE_SID = sid("IS");

/** A telephone number with its country. Source: E.164, at most 15 digits; no country has numbers of fewer than 7. */
export const E164: Form = { pattern: /^\+[1-9]\d{6,14}$/, words: 'must be E.164, such as "+15550100002"' };

/**
 * The Worker's address, to which a call's SID is appended: hence a path, and neither query nor fragment. Twilio takes
 * `wss://` only; without encryption is for a Worker on the same machine.
 */
export const RELAY_URL: Form = {
  pattern: /^(wss:\/\/[^/?#@\s]+|ws:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?)\/[^?#\s]+$/,
  words: "must be the Worker's address, as in wss://host/relay",
};

/**
 * Of Cloudflare Access: the team's name, alone or as in its domain, and the application's audience tag.
 * Source: Cloudflare One, "Validate JWTs".
 */
export const ACCESS_TEAM: Form = {
  pattern: /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.cloudflareaccess\.com)?$/,
  words: "must be the team's name, as in acme of acme.cloudflareaccess.com",
};
export const ACCESS_AUD: Form = {
  pattern: /^[A-Za-z0-9_-]{16,128}$/,
  words: "must be the application's audience tag: 64 hexadecimal digits",
};

/** Where Cloudflare should make the object of a call: a wish, after which it never moves. Source: types of the Workers runtime. */
export const LOCATIONS = [
  "wnam",
  "enam",
  "sam",
  "weur",
  "eeur",
  "apac",
  "apac-ne",
  "apac-se",
  "oc",
  "afr",
  "me",
] as const;

/** What an object never leaves. An object of the same name in another one is another object. */
export const JURISDICTIONS = ["eu", "fedramp"] as const;

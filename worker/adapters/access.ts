import * as z from "zod";
import { readBounded } from "../protocol/bounded-body.ts";

/**
 * Who Cloudflare Access has let in, by the token that it sends along as `Cf-Access-Jwt-Assertion`.
 * Source: Cloudflare One, "Validate JWTs" and "Application token": RS256; the keys at `/cdn-cgi/access/certs` of the team's
 * domain, changed every six weeks; `email` of a person, `common_name` of a service token.
 */

export interface AccessSettings {
  /** As in `https://acme.cloudflareaccess.com`: who signs, and where the keys are. */
  readonly issuer: string;
  /** The application's audience tag. */
  readonly audience: string;
  /** Where the keys are, if not at the issuer. */
  readonly keysAt?: string;
  /** How long they may take, milliseconds. @default 5_000 */
  readonly deadlineMs?: number;
}

export type AccessVerdict =
  | { readonly ok: true; readonly by: string }
  /** `no_access`: nothing was shown. `access_unreachable`: the keys cannot be had. */
  | { readonly ok: false; readonly reason: "no_access" | "bad_access" | "expired" | "access_unreachable" };

const Header = z.object({ alg: z.literal("RS256"), kid: z.string().min(1).max(200) });

const Claims = z
  .object({
    iss: z.string(),
    aud: z.union([z.string().transform((one) => [one]), z.array(z.string())]),
    exp: z.number(),
    nbf: z.number().optional(),
    email: z.string().max(320).optional(),
    common_name: z.string().max(320).optional(),
  })
  .transform(({ email, common_name, ...claims }) => ({ ...claims, by: email || common_name || "" }));

const Keys = z.object({
  keys: z.array(z.unknown()),
});
const RsaKey = z.object({ kid: z.string(), kty: z.literal("RSA"), n: z.string(), e: z.string() });

/** How far clocks may be apart. */
const SKEW_MS = 30_000;
/** So that a key that was taken back is not taken for longer. */
const KEYS_FOR_MS = 3_600_000;
/** Whoever makes up keys' names does not make us ask more often. */
const ASK_AFTER_MS = 60_000;
const DEADLINE_MS = 5_000;
const MAX_BYTES = 200_000;
/** Base64url digits of the modulus of 2,048 bits. */
const MIN_MODULUS_CHARS = 342;

/** Checks tokens of one application; remembers the keys. */
export class Access {
  readonly #settings: AccessSettings;
  readonly #now: () => number;
  #keys: ReadonlyMap<string, CryptoKey> = new Map();
  /** When the keys were read, and when they were last asked for. */
  #readAt = Number.NEGATIVE_INFINITY;
  #askedAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(settings: AccessSettings, now: () => number = Date.now) {
    this.#settings = settings;
    this.#now = now;
  }

  async check(assertion: string | null): Promise<AccessVerdict> {
    if (!assertion) return { ok: false, reason: "no_access" };
    const bad = { ok: false, reason: "bad_access" } as const;
    const [head, body, signature, ...rest] = assertion.split(".");
    // Which key and algorithm is ours to say: of the header, only the key's name is taken.
    const header = Header.safeParse(jsonOf(head));
    if (!header.success || !body || !signature || rest.length > 0) return bad;
    const key = await this.#keyOf(header.data.kid);
    if (!key) return this.#keys.size === 0 ? { ok: false, reason: "access_unreachable" } : bad;
    const bytes = bytesOf(signature);
    const signed = new TextEncoder().encode(`${head}.${body}`);
    if (!bytes || !(await crypto.subtle.verify("RSASSA-PKCS1-v1_5", key, bytes, signed))) return bad;
    const claims = Claims.safeParse(jsonOf(body));
    if (!claims.success) return bad;
    const { iss, aud, exp, nbf = 0, by } = claims.data;
    if (iss !== this.#settings.issuer || !aud.includes(this.#settings.audience) || by === "") return bad;
    if (exp * 1_000 <= this.#now() - SKEW_MS) return { ok: false, reason: "expired" };
    return nbf * 1_000 <= this.#now() + SKEW_MS ? { ok: true, by } : bad;
  }

  get #deadlineMs(): number {
    return this.#settings.deadlineMs ?? DEADLINE_MS;
  }

  async #keyOf(kid: string): Promise<CryptoKey | undefined> {
    const isOld = this.#now() - this.#readAt >= KEYS_FOR_MS;
    if (!isOld && this.#keys.has(kid)) return this.#keys.get(kid);
    if (!this.#reading && this.#now() - this.#askedAt >= ASK_AFTER_MS) {
      this.#askedAt = this.#now();
      this.#reading = this.#read().finally(() => {
        this.#reading = undefined;
      });
    }
    // Not longer than a request of one's own would take: the one who asked may be gone, and the answer with them.
    await Promise.race([this.#reading, after(this.#deadlineMs)]);
    // Where they cannot be had anew, those that are known stay.
    return this.#keys.get(kid);
  }

  async #read(): Promise<void> {
    const { keysAt = this.#settings.issuer } = this.#settings;
    try {
      const response = await fetch(`${keysAt}/cdn-cgi/access/certs`, {
        redirect: "manual",
        signal: AbortSignal.timeout(this.#deadlineMs),
      });
      const text = response.ok ? await readBounded(response.body, MAX_BYTES) : undefined;
      const keys = await importedKeys(Keys.parse(JSON.parse(text ?? "")).keys);
      if (keys.size === 0) return;
      this.#keys = keys;
      this.#readAt = this.#now();
    } catch {
      // What is no list of keys is none: whoever comes is told that Access cannot be reached.
    }
  }
}

async function importedKeys(listed: readonly unknown[]): Promise<ReadonlyMap<string, CryptoKey>> {
  const keys = new Map<string, CryptoKey>();
  for (const each of listed) {
    const { data } = RsaKey.safeParse(each);
    if (!data || data.n.length < MIN_MODULUS_CHARS) continue;
    const { kid, kty, n, e } = data;
    const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    const key = await crypto.subtle
      .importKey("jwk", { kty, n, e, alg: "RS256" }, algorithm, false, ["verify"])
      .catch(() => undefined);
    if (key) keys.set(kid, key);
  }
  return keys;
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function jsonOf(base64url: string | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytesOf(base64url ?? "")));
  } catch {
    return undefined;
  }
}

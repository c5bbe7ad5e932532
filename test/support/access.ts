/** What Cloudflare Access signs, with keys made for the test. */

export interface AccessKey {
  readonly kid: string;
  readonly pair: CryptoKeyPair;
  readonly publicJwk: JsonWebKey;
}

const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

export async function newKey(kid: string): Promise<AccessKey> {
  const parameters = { ...RS256, modulusLength: 2_048, publicExponent: new Uint8Array([1, 0, 1]) };
  const pair = await crypto.subtle.generateKey(parameters, true, ["sign", "verify"]);
  return { kid, pair, publicJwk: await crypto.subtle.exportKey("jwk", pair.publicKey) };
}

/** As `/cdn-cgi/access/certs` answers. Source: Cloudflare One, "Validate JWTs". */
export const jwksOf = (...keys: readonly AccessKey[]) => ({
  keys: keys.map(({ kid, publicJwk: { n, e } }) => ({ kid, kty: "RSA", alg: "RS256", use: "sig", e, n })),
  public_cert: { kid: keys[0]?.kid, cert: "-----BEGIN CERTIFICATE-----" },
  public_certs: [],
});

/** @param head - what else its header says. */
export async function assertionOf(
  { kid, pair }: AccessKey,
  claims: object,
  head: object = {},
): Promise<string> {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "RS256", typ: "JWT", kid, ...head })}.${part(claims)}`;
  const signature = await crypto.subtle.sign(RS256.name, pair.privateKey, new TextEncoder().encode(signed));
  return `${signed}.${Buffer.from(signature).toString("base64url")}`;
}

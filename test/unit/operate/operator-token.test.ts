import { describe, expect, test } from "vitest";
import {
  checkOperatorToken,
  may,
  operatorId,
  ROLES,
  signOperatorToken,
} from "../../../worker/adapters/operator-token.ts";
import { signRecordLink } from "../../../worker/adapters/record-link.ts";

const AUTH = "0123456789abcdef0123456789abcdef";
const OLD = "fedcba9876543210fedcba9876543210";
const NOW_MS = 1_800_000_000_000;
const expiresAt = NOW_MS / 1_000 + 3_600;
const what = { role: "operator", expiresAt, id: "78c9419ab7ca" } as const;

const check = (shown: string | null, tokens = [AUTH, OLD], nowMs = NOW_MS) =>
  checkOperatorToken(tokens, shown === null ? null : `Bearer ${shown}`, nowMs);

test.each(ROLES)("a %s's token says who it is for, until when", async (role) => {
  const token = await signOperatorToken(AUTH, { ...what, role });

  expect(await check(token)).toEqual({ ok: true, token: { ...what, role } });
  expect(token).toMatch(/^[\w.]+$/);
});

test("a token that was given to somebody says to whom, and nobody else can be written into it", async () => {
  const id = operatorId("0697843f1125", "Maya");
  const token = await signOperatorToken(AUTH, { ...what, id });

  expect(id).toBe("Maya-0697843f");
  expect(await check(token)).toEqual({ ok: true, token: { ...what, id } });
  expect(await check(token.replace("Maya", "Ben"))).toEqual({ ok: false, reason: "bad_token" });
  for (const name of ["", "-", "a b", "x".repeat(25), "Ma.ya", "M\u00e4ya"]) {
    const other = await signOperatorToken(AUTH, { ...what, id: `${name}-0697843f` });
    expect([name, (await check(other)).ok]).toEqual([name, false]);
  }
});

test("a token that was signed with the auth token before is good while both are there, and no longer", async () => {
  const token = await signOperatorToken(OLD, what);

  expect(await check(token)).toMatchObject({ ok: true });
  expect(await check(token, [AUTH])).toEqual({ ok: false, reason: "bad_token" });
});

test("it is good until its very second", async () => {
  const token = await signOperatorToken(AUTH, what);

  expect(await check(token, [AUTH], expiresAt * 1_000 - 1)).toMatchObject({ ok: true });
  expect(await check(token, [AUTH], expiresAt * 1_000)).toEqual({ ok: false, reason: "expired" });
});

describe("what is no token of ours is told from one that has expired", async () => {
  const token = await signOperatorToken(AUTH, what);
  const reader = await signOperatorToken(AUTH, { ...what, role: "reader" });
  const signatureOf = (shown: string) => shown.split(".").at(-1) ?? "";
  // The same text, signed for another use: a record's link.
  const link = await signRecordLink(AUTH, "", "operator", expiresAt);

  test.each([
    ["nothing", null, "no_token"],
    ["a role that was raised", reader.replace("reader", "operator"), "bad_token"],
    ["a later date", token.replace(String(expiresAt), "4102444800"), "bad_token"],
    ["another id", token.replace(what.id, "aaaaaaaaaaaa"), "bad_token"],
    ["a role that there is not", token.replace("operator", "admin"), "bad_token"],
    [
      "a signature of another use",
      token.replace(signatureOf(token), new URL(link, "http://x").searchParams.get("signature") ?? ""),
      "bad_token",
    ],
    ["the auth token itself", AUTH, "bad_token"],
    ["no signature", token.slice(0, -65), "bad_token"],
    ["half a signature", token.slice(0, -32), "bad_token"],
    [
      "a date that has passed, and a signature that does not fit",
      token.replace(String(expiresAt), "1000000000"),
      "bad_token",
    ],
    ["10 kB", "a".repeat(10_000), "bad_token"],
  ])("%s", async (_, shown, reason) => {
    expect(await check(shown)).toEqual({ ok: false, reason });
  });

  test.each(["", "Bearer", `Basic ${token}`, token])("a header that is none: %.12s", async (header) => {
    expect(await checkOperatorToken([AUTH], header, NOW_MS)).toEqual({ ok: false, reason: "no_token" });
  });
});

test("an operator may do what a reader may, and not the other way round", () => {
  expect(ROLES.flatMap((role) => ROLES.map((wanted) => `${role} ${wanted} ${may(role, wanted)}`))).toEqual([
    "reader reader true",
    "reader operator false",
    "operator reader true",
    "operator operator true",
  ]);
});

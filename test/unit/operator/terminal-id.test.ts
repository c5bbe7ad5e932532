import { expect, test } from "vitest";
import { terminalId } from "../../../local/operator/terminal-id.ts";
import { checkOperatorToken, signOperatorToken } from "../../../worker/adapters/operator-token.ts";

/** Who has done something from a terminal, as the audit list names them. */

test("the commands of one user on one machine have one id, which begins with their name", () => {
  expect(terminalId()).toBe(terminalId());
  expect(terminalId("maya", "laptop")).toMatch(/^maya[0-9a-f]{8}$/);
  const others = [terminalId("maya", "laptop"), terminalId("maya", "desk"), terminalId("ben", "laptop")];
  expect(new Set(others).size).toBe(3);
});

test.each(["maya", "José.Núñez@corp", "DOMAIN\\ben", "李", "", "a".repeat(200)])(
  "a user “%s” has an id that a token may have",
  async (user) => {
    const token = { role: "operator", expiresAt: 2_000_000_000, id: terminalId(user, "laptop") } as const;

    expect(
      await checkOperatorToken(["secret"], `Bearer ${await signOperatorToken("secret", token)}`, 0),
    ).toEqual({
      ok: true,
      token,
    });
  },
);

import { expect, onTestFinished, test } from "vitest";
import { twilioOf } from "../../../local/operate/credentials.ts";
import { checkTwilio } from "../../../local/setup/wizard/access/twilio.ts";
import { startAnswering } from "../../support/accounts/answering.ts";

/** A hotel's sign-in page, or a wrong address, in the place of Twilio. */

async function behindAPage() {
  const page = { status: 200, body: "<html>Sign in to the network</html>", type: "text/html" };
  const server = await startAnswering(
    () => page,
    () => page,
  );
  onTestFinished(() => server.close());
  return {
    TWILIO_ACCOUNT_SID: `AC${"1".repeat(32)}`,
    TWILIO_AUTH_TOKEN: "0".repeat(32),
    TWILIO_API_URL: server.url,
  };
}

test("a page that answers in the place of Twilio is not taken for an account that is undefined", async () => {
  const variables = await behindAPage();

  await expect(twilioOf(variables)).rejects.toThrow(/^What answered is not Twilio's API: .*TWILIO_API_URL/);
  const { findings, account } = await checkTwilio(variables);

  expect(account).toBeUndefined();
  expect(findings).toMatchObject([{ status: "problem", what: "what answered is not Twilio's API" }]);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { SelfReport } from "../../../worker/adapters/probes/report.ts";
import { signRecordLink } from "../../../worker/adapters/record-link.ts";
import { signLink } from "../../../worker/protocol/signed/signed-link.ts";
import { says } from "../../support/model-steps.ts";
import { AUTH_TOKEN, OLD_AUTH_TOKEN, SECRETS } from "../secrets.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

/** What the Worker tells `npm run doctor` of itself, and whom. */

let served: ServedWorker;
beforeAll(async () => {
  served = await serveWorker({
    script: { script: [says("Yes.")] },
    vars: { WORKFLOW_SID: `WW${"3".repeat(32)}`, FLOWERS_API_KEY: "only-a-tool-knows" },
  });
});
afterAll(() => served.close());

const inMinutes = (n: number) => Math.floor(Date.now() / 1_000) + 60 * n;
const ask = async (token = AUTH_TOKEN, expires = inMinutes(5)) =>
  fetch(`${served.origin}/api/doctor${await signLink("doctor", token, "", expires)}`);

test("it says what is set and what answers, and no secret", async () => {
  const response = await ask();
  const text = await response.text();

  expect(response.status).toBe(200);
  const report = SelfReport.parse(JSON.parse(text));
  expect(report.set).toEqual(expect.arrayContaining(["OPENAI_API_KEY", "FLOWERS_API_KEY", "WORKFLOW_SID"]));
  expect(report.values.WORKFLOW_SID).toBe(`WW${"3".repeat(32)}`);
  expect(report.storage.ok).toBe(true);
  expect(report.models.length).toBeGreaterThan(0);
  for (const secret of [...Object.entries(SECRETS), ["", "only-a-tool-knows"]])
    if (!/_SID$|_URL$/.test(secret[0] ?? "")) expect(text).not.toContain(secret[1]);
});

test("the token before is good while tokens are being rotated", async () => {
  expect((await ask(OLD_AUTH_TOKEN)).status).toBe(200);
});

test.each([
  ["without a signature", async () => fetch(`${served.origin}/api/doctor`)],
  ["signed with another token", () => ask("f".repeat(32))],
  ["expired", () => ask(AUTH_TOKEN, inMinutes(-1))],
  [
    "with a record link's signature",
    async () => {
      const link = new URL(await signRecordLink(AUTH_TOKEN, served.origin, "", inMinutes(5)));
      return fetch(`${served.origin}/api/doctor${link.search}`);
    },
  ],
])("it says nothing %s", async (_name, asked) => {
  const response = await asked();

  expect(response.status).toBe(403);
  expect(Object.keys((await response.json()) as object)).toEqual(["error"]);
});

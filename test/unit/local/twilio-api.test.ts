import { createServer } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { listen, stop } from "../../../local/http.ts";
import { twilioApi } from "../../../local/setup/twilio-api.ts";

/** What an operator's command asks of Twilio's account, over a server that refuses as Twilio does. */

type Answer = { readonly status: number; readonly body?: object; readonly retryAfter?: string };

let asked: string[] = [];
let answers: Answer[] = [];
let waited: number[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  request.resume();
  const { status, body = {}, retryAfter } = answers.shift() ?? { status: 200 };
  response
    .writeHead(status, {
      "content-type": "application/json",
      ...(retryAfter !== undefined && { "retry-after": retryAfter }),
    })
    .end(JSON.stringify(body));
});
let url = "";
beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(server)}`;
});
afterAll(() => stop(server));
beforeEach(() => {
  [asked, answers, waited] = [[], [], []];
});

const account = () =>
  twilioApi({ accountSid: "AC1", user: "SK1", password: "hush" }, { api: url, studio: url }, async (ms) =>
    waited.push(ms),
  );

test("one refusal for the moment does not end a command that only looks", async () => {
  answers = [{ status: 429 }, { status: 503 }, { status: 500 }, { status: 200, body: { sid: "PN1" } }];

  expect(await account().get("api", "/numbers", "the number")).toEqual({ sid: "PN1" });

  expect(asked).toHaveLength(4);
  expect(waited).toEqual([300, 1_000, 2_500]);
});

test("Twilio is left alone as long as it asks for, and not for minutes", async () => {
  answers = [{ status: 429, retryAfter: "4" }];
  await account().get("api", "/numbers", "the number");
  expect(waited).toEqual([4_000]);

  answers = [{ status: 429, retryAfter: "600" }];
  await expect(account().get("api", "/numbers", "the number")).rejects.toThrow(/429/);
  expect(waited).toEqual([4_000]);
});

test("what stays refused is told, after a few tries", async () => {
  answers = Array.from({ length: 10 }, () => ({ status: 503 }));

  await expect(account().get("api", "/numbers", "the number")).rejects.toThrow(
    "Twilio refused the number with 503.",
  );

  expect(asked).toHaveLength(4);
});

test("what could be done twice is asked for again only where nothing was done for certain", async () => {
  answers = [{ status: 429 }, { status: 201 }];
  await account().post("api", "/keys", {}, "the key");
  expect(asked).toEqual(["POST /keys", "POST /keys"]);

  answers = [{ status: 500 }];
  await expect(account().post("api", "/keys", {}, "the key")).rejects.toThrow(/500/);
  answers = [{ status: 500 }];
  await expect(account().remove("api", "/keys/1", "the key")).rejects.toThrow(/500/);
  expect(asked).toHaveLength(4);
});

test("what is only set is set again after an error", async () => {
  answers = [{ status: 500 }, { status: 200 }];

  await account().set("api", "/numbers/1", { VoiceUrl: "https://a.example" }, "the number");

  expect(asked).toEqual(["POST /numbers/1", "POST /numbers/1"]);
});

test("a refusal that another try cannot change is told at once", async () => {
  answers = [{ status: 401 }];

  await expect(account().get("api", "/numbers", "the number")).rejects.toThrow(/401/);

  expect(waited).toEqual([]);
});

test("a key with signs that no key has is refused by its variable's name", () => {
  const of = (user: string, password: string) => () => twilioApi({ accountSid: "AC1", user, password });

  expect(of("AC1", "“hush”")).toThrow(/^TWILIO_AUTH_TOKEN has signs in it/);
  expect(of("SK1", "hu\u200bsh")).toThrow(/^TWILIO_API_KEY or TWILIO_API_SECRET has signs in it/);
});

test("a list is asked for in the largest pages that Twilio has, in both of its forms", async () => {
  const flows = (n: number, next: string | null) => ({
    status: 200,
    body: { flows: [{ n }], meta: { next_page_url: next } },
  });
  answers = [
    flows(1, "https://studio.twilio.com/v2/Flows?PageSize=1000&Page=1"),
    { status: 429 },
    flows(2, null),
  ];

  const found = await account().list("studio", "/v2/Flows?Name=a%20b", "flows", z.object({ n: z.number() }));

  expect(found).toEqual([{ n: 1 }, { n: 2 }]);
  expect(asked).toEqual([
    "GET /v2/Flows?Name=a+b&PageSize=1000",
    "GET /v2/Flows?PageSize=1000&Page=1",
    "GET /v2/Flows?PageSize=1000&Page=1",
  ]);
});

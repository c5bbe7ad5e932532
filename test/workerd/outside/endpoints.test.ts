import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type ByteServer, type Delivery, type Served, startByteServer } from "../../support/byte-server.ts";
import { connects } from "./line.ts";
import { serveWorker } from "./served-worker.ts";

/** The fallback model at another address, with another key and another API, while the main one's provider is down. */

let servers: ByteServer;
beforeAll(async () => {
  servers = await startByteServer();
});
afterAll(() => servers.close());

const bytes = (text: string) => new TextEncoder().encode(text);
const json = (body: object) => [bytes(JSON.stringify(body))];
const chat = (choice: object) => `data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`;
const ANSWER: Delivery = {
  pieces: [
    bytes(chat({ delta: { content: "We open at nine." }, finish_reason: null })),
    bytes(`${chat({ delta: {}, finish_reason: "stop" })}data: [DONE]\n\n`),
  ],
};

const error = (status: number, code: string): Delivery => ({ status, pieces: json({ error: { code } }) });
const posts = ({ received }: Served) => received.filter(({ method }) => method === "POST");

const FAULTS: readonly (readonly [what: string, main: Delivery | string])[] = [
  ["refuses every connection", "http://127.0.0.1:1/v1"],
  ["accepts and is silent", { silent: true }],
  ["answers 500", error(500, "server_error")],
  ["answers 401: its key was revoked", error(401, "invalid_api_key")],
  ["has moved", { status: 308, headers: { location: "https://elsewhere.example/v1" } }],
];

describe.each(FAULTS)("a main provider that %s", (_, main) => {
  test("costs no more than one turn's delay", { timeout: 60_000 }, async () => {
    const dead = typeof main === "string" ? undefined : servers.serves(main);
    const other = servers.serves(ANSWER);
    const served = await serveWorker({
      vars: {
        OPENAI_BASE_URL: dead?.url ?? String(main),
        OPENAI_FALLBACK_BASE_URL: other.url,
        OPENAI_FALLBACK_API_KEY: "sk-other",
        OPENAI_FALLBACK_API: "chat",
      },
    });
    onTestFinished(() => served.close());
    const caller = await connects(served.origin);

    const QUESTIONS = ["When do you open?", "And on Monday?", "And on Tuesday?", "And on Sunday?"];
    for (const [i, question] of QUESTIONS.entries()) {
      caller.says(question);
      const answers = () => caller.spoken().split("We open at nine.").length - 1;
      await caller.until("the answer", () => answers() > i || undefined, 20_000);
    }

    // One that is silent is waited for once; one that fails at once costs no time, and is asked a second time.
    if (dead) expect(posts(dead).length).toBeLessThanOrEqual(typeof main === "object" && main.silent ? 1 : 2);
    expect(new Set(posts(other).map(({ url }) => url.split("/v1")[1]))).toEqual(
      new Set(["/chat/completions"]),
    );
    expect(new Set(other.received.map(({ headers }) => headers.authorization))).toEqual(
      new Set(["Bearer sk-other"]),
    );
    expect(JSON.stringify(dead?.received ?? [])).not.toContain("sk-other");
    const [line] = await served.logged("model.passed_over", caller.callSid);
    expect(line).not.toContain("sk-");
  });
});

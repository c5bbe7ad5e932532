import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { listen, stop } from "../../../local/http.ts";

/** OpenAI's API as a key meets it: its models, and an answer of one word, unless its quota is used up. */
export interface ModelAccountMock {
  /** For `OPENAI_BASE_URL`. */
  readonly url: string;
  readonly key: string;
  /** Requests to answer something. */
  readonly asked: number;
  /** What stands in its way from now on. */
  now(state: "good" | "no_quota" | "no_models"): void;
  close(): Promise<void>;
}

const refusal = (status: number, code: string) => ({
  status,
  body: { error: { message: "as in OpenAI's documents", type: code, param: null, code } },
});

/** Source: OpenAI API reference, "List models", "Responses", and the error codes guide. */
export async function startModelAccount(): Promise<ModelAccountMock> {
  const key = `sk-proj-${"k".repeat(40)}`;
  let state: "good" | "no_quota" | "no_models" = "good";
  let asked = 0;

  function answer(authorization: string | undefined, path: string): { status: number; body: object } {
    if (authorization !== `Bearer ${key}`) return refusal(401, "invalid_api_key");
    if (path.startsWith("/v1/models/"))
      return state === "no_models"
        ? refusal(404, "model_not_found")
        : { status: 200, body: { id: path.slice("/v1/models/".length), object: "model" } };
    if (path !== "/v1/responses") return refusal(404, "not_found");
    asked += 1;
    // Its quota shows in no list: only when something is to be answered.
    if (state === "no_quota") return refusal(429, "insufficient_quota");
    return { status: 200, body: { object: "response", status: "completed", output: [] } };
  }

  const server = createServer(async (request, response) => {
    await text(request);
    const { status, body } = answer(request.headers.authorization, request.url ?? "/");
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}/v1`,
    key,
    get asked() {
      return asked;
    },
    now: (next) => {
      state = next;
    },
    close: () => stop(server),
  };
}

import type { ModelRequest } from "../../worker/agent/model.ts";
import { restOf, WORDS, writeWords } from "./call.ts";
import { type Line, type Serve, WRITTEN } from "./endpoint.ts";

/** What an endpoint of a model does wrong. */

export interface ModelFault {
  readonly name: string;
  /** Its line of the page, where several have one. */
  readonly line?: string;
  readonly serve: Serve;
  /** It comes in place of a reply, so that no reply has begun before it. */
  readonly atTheHead?: boolean;
  /** What it says is another reply, to its end or to ours. */
  readonly speaks?: boolean;
  /** It is a round of its own, and the reply comes with the next. */
  readonly preface?: boolean;
}

const status =
  (code: number, error: object, headers: Readonly<Record<string, string>> = {}): Serve =>
  async (line) => {
    line.head(code, { "content-type": "application/json", ...headers });
    line.write(JSON.stringify({ error }));
    line.close();
  };

const rateLimited = { message: "Slow down.", type: "requests", code: "rate_limit_exceeded" };

/** Some words of the reply, and then something else. */
const afterSome =
  (then: (line: Line) => void, some = 4): Serve =>
  async (line, request, begun) => {
    line.head();
    await writeWords(line, wordsOf(request).slice(begun, begun + some));
    then(line);
  };

const wordsOf = (request: ModelRequest) => restOf(request).match(/\s*\S+/g) ?? [];

/** The reply is cut after so many tenths of it. */
const cutAt = (tenths: number): ModelFault => ({
  name: `cut after ${tenths} tenths of a reply`,
  line: "cut after 0 to 9 tenths of a reply",
  serve: async (line, request, begun) => {
    line.head();
    const words = wordsOf(request);
    await writeWords(line, words.slice(begun, Math.max(begun, Math.floor((words.length * tenths) / 10))));
    line.reset();
  },
});

/** As long as anybody listens, and no longer: something on the line each time. */
const forever =
  (bytes: (line: Line) => string, everyMs: number): Serve =>
  async (line) => {
    line.head();
    while (!line.gone()) {
      line.write(bytes(line));
      await line.wait(everyMs);
    }
  };

const nothing = (line: Line): void => {
  line.write(WRITTEN[line.api].end());
  line.close();
};

export const MODEL_FAULTS: readonly ModelFault[] = [
  { name: "connection refused", serve: async (line) => line.reset(), atTheHead: true },
  {
    name: "401, key refused",
    serve: status(401, { message: "No.", code: "invalid_api_key" }),
    atTheHead: true,
  },
  { name: "429 without Retry-After", serve: status(429, rateLimited), atTheHead: true },
  {
    name: "429 with Retry-After",
    serve: status(429, rateLimited, { "retry-after": "20" }),
    atTheHead: true,
  },
  { name: "500", serve: status(500, { message: "Oops.", type: "server_error" }), atTheHead: true },
  {
    name: "503 with a page",
    serve: async (line) => {
      line.head(503, { "content-type": "text/html" });
      line.write("<html>Unavailable</html>");
      line.close();
    },
    atTheHead: true,
  },
  {
    name: "context too long",
    serve: status(400, {
      message: "Too long.",
      type: "invalid_request_error",
      param: "input",
      code: "context_length_exceeded",
    }),
    atTheHead: true,
  },
  {
    name: "JSON error in a 200",
    serve: async (line) => {
      line.head(200, { "content-type": "application/json" });
      line.write(JSON.stringify({ error: { message: "Oops.", type: "server_error" } }));
      line.close();
    },
    atTheHead: true,
  },
  {
    name: "slow connect, 6 s",
    serve: async (line, request) => {
      await line.wait(6_000);
      line.head();
      await writeWords(line, wordsOf(request));
      nothing(line);
    },
    atTheHead: true,
  },
  { name: "no answer at all", serve: async () => {}, atTheHead: true },
  { name: "accepted and silent", serve: async (line) => line.head() },
  { name: "keep-alives for ever", serve: forever(() => ": ping\n\n", 500) },
  { name: "thinks for ever", serve: forever(thought, 200) },
  { name: "blanks for ever", serve: forever((line) => WRITTEN[line.api].text("\n"), 20) },
  { name: "bytes without an event", serve: forever(() => "data: {".padEnd(65_536, "x"), 50) },
  { name: "stalled after 4 words", serve: afterSome(() => {}) },
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(cutAt),
  {
    name: "stops without a sign of its end",
    serve: afterSome((line) => line.close()),
  },
  {
    name: "broken SSE",
    serve: afterSome((line) => {
      line.write("data: {oops\n\n");
      line.close();
    }),
  },
  {
    name: "error event",
    serve: afterSome((line) => {
      line.write(WRITTEN[line.api].error());
      line.close();
    }),
  },
  {
    name: "empty completion",
    serve: async (line) => {
      line.head();
      nothing(line);
    },
    atTheHead: true,
  },
  {
    name: "refusal",
    serve: async (line) => {
      line.head();
      line.write(WRITTEN[line.api].refusal("I'm sorry, I can't."));
      nothing(line);
    },
  },
  {
    name: "content filter at once",
    serve: async (line) => {
      line.head();
      line.write(WRITTEN[line.api].end("content_filter"));
      line.close();
    },
  },
  {
    name: "content filter after 4 words",
    serve: afterSome((line) => {
      line.write(WRITTEN[line.api].end("content_filter"));
      line.close();
    }),
  },
  {
    name: "cut by its length after 4 words",
    serve: afterSome((line) => {
      line.write(WRITTEN[line.api].end("length"));
      line.close();
    }),
  },
  {
    name: "speaks for ever",
    serve: async (line) => {
      line.head();
      for (let i = 0; !line.gone(); i += 1) {
        line.write(WRITTEN[line.api].text(WORDS[i % WORDS.length] ?? ""));
        await line.wait(40);
      }
    },
    speaks: true,
  },
  {
    name: "2 MB in one event",
    serve: async (line) => {
      line.head();
      line.write(WRITTEN[line.api].text("The shoes are on their way. ".repeat(75_000)));
      nothing(line);
    },
    speaks: true,
  },
  {
    name: "calls a tool that is none, for ever",
    serve: async (line) => {
      line.head();
      line.write(WRITTEN[line.api].call("c0", "no_such_tool", "{}"));
      nothing(line);
    },
    preface: true,
  },
  {
    name: "arguments that are no JSON",
    serve: async (line) => {
      line.head();
      line.write(WRITTEN[line.api].call("c0", "look_up", '{"order":'));
      nothing(line);
    },
    preface: true,
  },
];

function thought(line: Line): string {
  const delta = "Let me see. ";
  return line.api === "responses"
    ? `data: ${JSON.stringify({ type: "response.reasoning_text.delta", item_id: "r", delta })}\n\n`
    : `data: ${JSON.stringify({ choices: [{ index: 0, delta: { reasoning_content: delta } }] })}\n\n`;
}

import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Wire } from "../../model/wire.ts";

/** The kinds of fault of a model that `test/matrix/model-faults.ts` has, over a real socket. */

interface Answer {
  readonly response: ServerResponse;
  readonly wire: Wire;
  /** What would have been said, piece by piece. */
  readonly pieces: readonly (() => string)[];
}

type Fault = (answer: Answer) => Promise<void> | void;

const NOTHING_USED = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };

const status =
  (code: number, type: string, body: string): Fault =>
  ({ response }) =>
    void response.writeHead(code, { "content-type": type }).end(body);

const refused = (code: number, error: string): Fault =>
  status(code, "application/json", JSON.stringify({ error: { message: "No.", code: error } }));

/** Some tenths of the reply, and then something else. */
const after =
  (tenths: number, then: Fault): Fault =>
  async (answer) => {
    const { response, wire, pieces } = answer;
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(wire.open());
    for (const piece of pieces.slice(0, Math.floor((pieces.length * tenths) / 10))) {
      response.write(piece());
      await pause(20);
    }
    await then(answer);
  };

const reset: Fault = ({ response }) => void response.socket?.resetAndDestroy();
const hang: Fault = () => {};
const writes =
  (bytes: (answer: Answer) => string): Fault =>
  (answer) =>
    void answer.response.end(bytes(answer));

/** As long as anybody listens: something on the line each time. */
const forever =
  (bytes: string, everyMs: number): Fault =>
  async ({ response }) => {
    while (!response.destroyed) {
      response.write(bytes);
      await pause(everyMs);
    }
  };

const blank = `data: ${JSON.stringify({ type: "response.output_text.delta", item_id: "m", output_index: 0, content_index: 0, delta: "\n" })}\n\n`;

export const FAULTS: readonly Fault[] = [
  reset,
  refused(401, "invalid_api_key"),
  refused(429, "rate_limit_exceeded"),
  refused(500, "server_error"),
  status(503, "text/html", "<html>Unavailable</html>"),
  refused(400, "context_length_exceeded"),
  status(200, "application/json", JSON.stringify({ error: { message: "Oops.", type: "server_error" } })),
  hang,
  after(0, hang),
  after(0, forever(": ping\n\n", 500)),
  after(0, forever(blank, 20)),
  after(0, forever("data: {".padEnd(65_536, "x"), 50)),
  after(4, hang),
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((tenths) => after(tenths, reset)),
  after(
    4,
    writes(() => ""),
  ),
  after(
    4,
    writes(() => "data: {oops\n\n"),
  ),
  after(
    4,
    writes(({ wire }) => wire.error("server_error", "Oops.")),
  ),
  after(
    0,
    writes(({ wire }) => wire.close("stop", NOTHING_USED)),
  ),
  after(
    0,
    writes(({ wire }) => wire.refusal("I'm sorry, I can't.") + wire.close("stop", NOTHING_USED)),
  ),
  ...[0, 4].map((tenths) =>
    after(
      tenths,
      writes(({ wire }) => wire.close("content_filter", NOTHING_USED)),
    ),
  ),
  after(
    4,
    writes(({ wire }) => wire.close("length", NOTHING_USED)),
  ),
  after(
    0,
    writes(
      ({ wire }) =>
        wire.toolCall({ callId: "c0", name: "no_such_tool", arguments: "{}" }) +
        wire.close("stop", NOTHING_USED),
    ),
  ),
];

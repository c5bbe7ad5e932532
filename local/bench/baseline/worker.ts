import { DurableObject } from "cloudflare:workers";

/**
 * The least that can answer a call: a websocket accepted as the Worker accepts its own (Hibernation API), a raw
 * `fetch`, the event stream read by hand. How it is accepted makes no difference: 2.5 and 2.7 ms of B1 + B2 with it,
 * 2.8 and 2.8 with a plain `accept`, unless wrangler traces each frame as an event (see ../servers.ts). No signature,
 * no storage, no interruption, no deadline, no normaliser. What the Worker costs beyond this is the price of its
 * features. The rest of each request (instructions, tools) comes with `setup`, so that both send the same bytes.
 */
interface Env {
  readonly CALLS: DurableObjectNamespace<BareCall>;
  readonly OPENAI_BASE_URL: string;
  readonly OPENAI_API_KEY: string;
}

export default {
  fetch(request, env): Response | Promise<Response> {
    const [, route, callSid] = new URL(request.url).pathname.split("/");
    return route === "relay" && callSid ? env.CALLS.getByName(callSid).fetch(request) : new Response("ok");
  },
} satisfies ExportedHandler<Env>;

export class BareCall extends DurableObject<Env> {
  readonly #input: object[] = [];
  #request: object = {};
  /** Or it is let go after 10 s without a frame, and has forgotten the request. */
  #awake: number | null = null;

  override fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    this.#awake = setInterval(() => {}, 30_000);
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(server: WebSocket, data: string | ArrayBuffer): void {
    const frame = JSON.parse(String(data));
    if (frame.type === "setup") {
      this.#request = JSON.parse(frame.customParameters.request);
      this.#input.push({ role: "assistant", content: frame.customParameters.greeting });
    }
    if (frame.type === "prompt" && frame.last) void this.#answer(server, frame.voicePrompt);
  }

  /** Or the caller waits half a minute for it. */
  override webSocketClose(server: WebSocket, code: number): void {
    clearInterval(this.#awake);
    server.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  async #answer(socket: WebSocket, question: string): Promise<void> {
    this.#input.push({ role: "user", content: question });
    const response = await fetch(`${this.env.OPENAI_BASE_URL}/responses`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.env.OPENAI_API_KEY}`, "content-type": "application/json" },
      body: JSON.stringify({ ...this.#request, input: this.#input }),
    });
    let said = "";
    let rest = "";
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) {
      const events = (rest + decoder.decode(bytes, { stream: true })).split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events) {
        const { type, delta } = JSON.parse(event.slice(event.indexOf("data: ") + 6));
        if (type !== "response.output_text.delta") continue;
        said += delta;
        socket.send(JSON.stringify({ type: "text", token: delta, last: false }));
      }
    }
    socket.send(JSON.stringify({ type: "text", token: "", last: true }));
    this.#input.push({ role: "assistant", content: said });
  }
}

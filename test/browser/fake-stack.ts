import type { StackFeed } from "../../local/page/server.ts";
import type {
  CommandResult,
  Faults,
  StackCommand,
  StackEvent,
  StackEventBody,
  Task,
  TaskStatus,
} from "../../local/twilio/events.ts";
import { NO_FAULTS } from "../../local/twilio/faults.ts";

/**
 * A stack that behaves, for the page's own tests: a call is answered, greeted and talked to, the agent speaks in
 * sentences that take time, can be spoken over, sends a text message and hands over. No Worker and no network.
 */
export interface FakeStack extends StackFeed {
  /** Puts an event into the feed as it is. */
  emit(body: StackEventBody, callSid?: string): void;
  /** Resolves with the first event that fits, past or to come. */
  seen(fits: (event: StackEvent) => boolean): Promise<StackEvent>;
  close(): void;
}

export interface FakeStackOptions {
  /** How long a character of speech takes, milliseconds. */
  readonly msPerChar?: number;
  /** Attributes of the task of a hand-off, in place of the usual ones. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

interface FakeCall {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  /** Stops what the agent is saying and still has to say. */
  hush: AbortController;
  over: boolean;
}

const ORDER = /\b(\d{4})\b/;
const HANDOFF = {
  v: 1,
  reasonCode: "caller_requested",
  reason: "The caller wants to speak to a person about a late parcel.",
  callSummary:
    "Order 1042, a pair of Brogues in brown, was due on Tuesday and has not arrived. The agent found it held at the depot in Leeds and offered a new delivery on Friday. The caller needs it by Thursday for a wedding and asked for a person.",
  sentiment: "negative",
  triggeredBy: "caller",
  language: "en-US",
  sentimentTrend: "worsening",
  sentimentWords: ["this is the second time"],
  intent: "Late delivery",
  desiredOutcome: "The shoes by Thursday",
  nextBestAction: "Offer courier delivery for Thursday before noon; the fee can be waived for a late parcel.",
  identity: { status: "verified", method: "order number and postcode", name: "Ada Okafor" },
  facts: [
    { name: "order_number", value: "1042", from: "caller", confirmed: true },
    { name: "postcode", value: "LS1 4DY", from: "keypad", confirmed: true },
    { name: "needed_by", value: "Thursday", from: "caller", confirmed: false },
  ],
  steps: [
    { what: "Looked up order 1042", outcome: "ok" },
    { what: "Asked the carrier for a new date", outcome: "timeout" },
  ],
  sideEffects: ["Text message with the tracking link was sent"],
  promises: ["A person will look at courier delivery"],
};

export function createFakeStack({ msPerChar = 12, attributes }: FakeStackOptions = {}): FakeStack {
  const events: StackEvent[] = [];
  const listeners = new Set<(event: StackEvent) => void>();
  const calls = new Map<string, FakeCall>();
  const tasks = new Map<string, Task>();
  const faults: Faults = { ...NO_FAULTS };
  const closed = new AbortController();
  const people = { total: 2, available: 1, free: 1 };
  let ids = 0;
  let attempts = 0;

  const emit = (body: StackEventBody, callSid?: string): void => {
    const stamp = { seq: events.length + 1, at: performance.timeOrigin + performance.now() };
    const event: StackEvent = { ...stamp, ...(callSid === undefined ? {} : { callSid }), ...body };
    events.push(event);
    for (const listener of [...listeners]) listener(event);
  };
  const sid = (prefix: string): string => {
    ids += 1;
    return `${prefix}${String(ids).padStart(32, "0")}`;
  };

  /** Waits; false when the wait was cut short. */
  const wait = (ms: number, ...signals: readonly AbortSignal[]): Promise<boolean> =>
    new Promise((resolve) => {
      const signal = AbortSignal.any([closed.signal, ...signals]);
      if (signal.aborted) return resolve(false);
      const timer = setTimeout(() => resolve(true), ms);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve(false);
      });
    });

  const frame = (call: FakeCall, direction: "to_worker" | "from_worker", content: unknown): void =>
    emit({ kind: "frame", direction, socket: 1, frame: content }, call.sid);

  async function webhook(
    call: FakeCall,
    name: string,
    params: Record<string, string>,
    twiml: string,
  ): Promise<void> {
    const id = sid("RQ");
    const url = `http://127.0.0.1:3000${name}`;
    const ms = 14 + faults.webhookLatencyMs;
    emit(
      {
        kind: "webhook_request",
        id,
        name,
        url,
        params: { CallSid: call.sid, From: call.from, To: call.to, ...params },
      },
      call.sid,
    );
    await wait(ms);
    const body = `<?xml version="1.0" encoding="UTF-8"?><Response>${twiml}</Response>`;
    emit({ kind: "webhook_response", id, name, status: 200, body, ms }, call.sid);
  }

  /** Says the sentences one after the other, until it is hushed. */
  async function speak(
    call: FakeCall,
    sentences: readonly string[],
    source: "greeting" | "text",
  ): Promise<boolean> {
    const { signal } = call.hush;
    frame(call, "to_worker", { type: "info", name: "agentSpeaking", value: "on" });
    for (const text of sentences) {
      const id = sid("SP");
      const ms = Math.max(200, text.length * msPerChar);
      const startedAt = performance.now();
      emit({ kind: "agent_speech", state: "started", id, text, ms, lang: "en-US", source }, call.sid);
      if (!(await wait(ms, signal))) {
        const elapsedMs = performance.now() - startedAt;
        const heard = text.slice(0, Math.floor(text.length * (elapsedMs / ms))).trim();
        emit(
          { kind: "agent_speech", state: "cut", id, text: heard, ms: elapsedMs, lang: "en-US", source },
          call.sid,
        );
        frame(call, "to_worker", { type: "info", name: "tokensPlayed", value: heard });
        frame(call, "to_worker", {
          type: "interrupt",
          utteranceUntilInterrupt: heard,
          durationUntilInterruptMs: Math.round(elapsedMs),
        });
        return false;
      }
      emit({ kind: "agent_speech", state: "finished", id, text, ms, lang: "en-US", source }, call.sid);
      frame(call, "to_worker", { type: "info", name: "tokensPlayed", value: text });
    }
    frame(call, "to_worker", { type: "info", name: "agentSpeaking", value: "off" });
    return true;
  }

  function dial(from: string, to: string): string {
    const call: FakeCall = { sid: sid("CA"), from, to, hush: new AbortController(), over: false };
    calls.set(call.sid, call);
    void answerCall(call);
    return call.sid;
  }

  async function answerCall(call: FakeCall): Promise<void> {
    const { from, to } = call;
    emit({ kind: "call", status: "ringing", from, to }, call.sid);
    const connect = `<Connect action="/voice/after-agent"><ConversationRelay url="wss://localhost:8787/relay/${call.sid}" welcomeGreeting="Owl Shoes, good morning." events="speaker-events tokens-played" interruptible="any"><Language code="en-US"/></ConversationRelay></Connect>`;
    await webhook(call, "/voice/incoming", { CallStatus: "ringing", Direction: "inbound" }, connect);
    emit({ kind: "socket", state: "open", socket: 1 }, call.sid);
    frame(call, "to_worker", {
      type: "setup",
      sessionId: sid("VX"),
      callSid: call.sid,
      from,
      to,
      direction: "inbound",
      callStatus: "RINGING",
      customParameters: {},
    });
    emit({ kind: "call", status: "in-progress", from, to }, call.sid);
    await speak(call, ["Owl Shoes, good morning. How can I help you today?"], "greeting");
  }

  async function hearCaller(call: FakeCall, text: string, instant: boolean): Promise<void> {
    call.hush.abort();
    call.hush = new AbortController();
    const words = text.split(" ");
    for (let count = 2; count < words.length && !instant; count += 2) {
      const partial = words.slice(0, count).join(" ");
      emit({ kind: "caller_speech", text: partial, final: false }, call.sid);
      frame(call, "to_worker", { type: "prompt", voicePrompt: partial, lang: "en", last: false });
      await wait(90);
    }
    emit({ kind: "caller_speech", text, final: true }, call.sid);
    frame(call, "to_worker", { type: "prompt", voicePrompt: text, lang: "en", last: true });
    if (!call.over) void answer(call, text);
  }

  async function answer(call: FakeCall, text: string): Promise<void> {
    const { signal } = call.hush;
    if (/person|human|somebody/i.test(text)) return handOff(call);
    const sentences = replyTo(text);
    attempts += 1;
    const id = `${attempts}.${attempts}`;
    const asked = { id, attempt: attempts };
    emit(
      {
        kind: "model_request",
        ...asked,
        model: "gpt-4.1",
        beside: false,
        guess: false,
        ...(attempts === 1 ? { prompt: { instructions: "You answer for Owl Shoes.", tools: [] } } : {}),
        messages: [{ role: "user", text }],
      },
      call.sid,
    );
    const wanted = await wait(60 + 25 * (events.length % 7), signal);
    const usage = { inputTokens: 1_607, cachedTokens: 1_408, outputTokens: 27 };
    emit(
      {
        kind: "model_response",
        ...asked,
        outcome: wanted ? "finished" : "stopped",
        text: sentences.join(" "),
        toolCalls: [],
        firstTokenMs: 60,
        ms: 90,
        usage,
      },
      call.sid,
    );
    if (!wanted) return;
    const order = ORDER.exec(text)?.[1];
    if (order !== undefined) lookUp(call, order);
    for (const [index, word] of sentences.join(" ").split(/(?= )/).entries()) {
      frame(call, "from_worker", { type: "text", token: word, last: false });
      if (index % 4 === 0 && !(await wait(8, signal))) return;
    }
    frame(call, "from_worker", { type: "text", token: "", last: true });
    if (!(await wait(140, signal))) return;
    if (/text me/i.test(text))
      emit(
        {
          kind: "sms",
          from: call.to,
          to: call.from,
          body: "Owl Shoes: order 1042, track it at owl.example/t/1042",
        },
        call.sid,
      );
    await speak(call, sentences, "text");
  }

  /** Order 1043 is one that the shop's tool breaks on. */
  function lookUp(call: FakeCall, order: string): void {
    const tool = {
      kind: "tool",
      callId: `call_${attempts}`,
      name: "lookup_order",
      arguments: JSON.stringify({ orderNumber: order }),
    } as const;
    emit({ ...tool, outcome: order === "1043" ? "failed" : "ok", ms: 31 }, call.sid);
    emit(
      order === "1043"
        ? {
            ...tool,
            outcome: "failed",
            ms: 31,
            output: '{"error":"no shelf"}',
            stack: "RangeError\n    at run",
          }
        : { ...tool, outcome: "ok", ms: 31, output: '{"found":true,"status":"held at the depot"}' },
      call.sid,
    );
  }

  async function handOff(call: FakeCall): Promise<void> {
    await wait(90);
    frame(call, "from_worker", {
      type: "text",
      token: "Of course, I will get somebody for you.",
      last: true,
    });
    await wait(120);
    if (!(await speak(call, ["Of course, I will get somebody for you."], "text"))) return;
    const handoffData = JSON.stringify(HANDOFF);
    frame(call, "from_worker", { type: "end", handoffData });
    emit(
      { kind: "socket", state: "closed", socket: 1, code: 1000, reason: "Closing websocket session" },
      call.sid,
    );
    const { callSummary, sentiment, reason, reasonCode, ...rest } = HANDOFF;
    const own = attributes ?? {
      type: "inbound",
      name: "Ada Okafor",
      callSummary,
      sentiment,
      reason,
      reasonCode,
      handoff: rest,
    };
    const taskJson = JSON.stringify(own).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    await webhook(
      call,
      "/voice/after-agent",
      { SessionStatus: "ended", SessionDuration: "21", CallStatus: "in-progress", HandoffData: handoffData },
      `<Enqueue workflowSid="WW00000000000000000000000000000001" action="/voice/after-queue" waitUrl="/voice/wait"><Task>${taskJson}</Task></Enqueue>`,
    );
    emit(
      { kind: "verb", verb: "Enqueue", detail: { workflowSid: "WW00000000000000000000000000000001" } },
      call.sid,
    );
    const task: Task = {
      sid: sid("WT"),
      callSid: call.sid,
      workflowSid: "WW00000000000000000000000000000001",
      status: "pending",
      priority: 0,
      timeoutS: 300,
      attributes: { ...own, from: call.from, call_sid: call.sid },
      createdAt: Date.now(),
      queueName: "Everyone",
    };
    update(task, "pending");
    emit({ kind: "verb", verb: "Play", detail: { url: "hold.mp3" } }, call.sid);
    if (people.free > 0) update(task, "reserved");
  }

  function update(task: Task, status: TaskStatus): void {
    tasks.set(task.sid, { ...task, status });
    emit({ kind: "task", task: { ...task, status } }, task.callSid);
  }

  function hangUp(call: FakeCall): void {
    call.over = true;
    call.hush.abort();
    emit({ kind: "socket", state: "closed", socket: 1, code: 1000 }, call.sid);
    emit({ kind: "call", status: "completed", from: call.from, to: call.to, durationS: 12 }, call.sid);
    for (const task of tasks.values())
      if (task.callSid === call.sid && task.status === "assigned") update(task, "wrapping");
  }

  function act(taskSid: string, action: Extract<StackCommand, { do: "task" }>["action"]): void {
    const task = tasks.get(taskSid);
    if (task === undefined) throw new Error(`Task ${taskSid} is unknown.`);
    if (action === "accept" && task.status !== "reserved")
      throw new Error(`Task ${taskSid} is ${task.status}: it cannot be accepted.`);
    update(
      task,
      (
        {
          accept: "assigned",
          complete: "completed",
          cancel: "canceled",
          expire: "canceled",
          reject: "pending",
          ring_out: "pending",
        } as const
      )[action],
    );
  }

  const liveCall = (callSid: string): FakeCall => {
    const call = calls.get(callSid);
    if (call === undefined || call.over) throw new Error(`Call ${callSid} is not in progress.`);
    return call;
  };

  async function command(order: StackCommand): Promise<CommandResult> {
    if (order.do === "dial")
      return { callSid: dial(order.from ?? "+15550100001", order.to ?? "+15550100010") };
    await obey(order);
    return {};
  }

  function obey(order: Exclude<StackCommand, { do: "dial" }>): void | Promise<void> {
    switch (order.do) {
      case "say":
        return hearCaller(liveCall(order.callSid), order.text, order.instant ?? false);
      case "hear": {
        const call = liveCall(order.callSid);
        if (order.final) return void hearCaller(call, order.text, true);
        call.hush.abort();
        call.hush = new AbortController();
        return emit({ kind: "caller_speech", text: order.text, final: false }, call.sid);
      }
      case "press": {
        const call = liveCall(order.callSid);
        for (const digit of order.digits) {
          emit({ kind: "caller_key", digit }, call.sid);
          frame(call, "to_worker", { type: "dtmf", digit });
        }
        return;
      }
      case "cough":
        return liveCall(order.callSid).hush.abort();
      case "hang_up":
        return hangUp(liveCall(order.callSid));
      case "drop_socket": {
        const call = liveCall(order.callSid);
        call.hush.abort();
        emit({ kind: "socket", state: "closed", socket: 1, code: 1006, reason: "" }, call.sid);
        return emit({ kind: "alert", code: "64105", message: "Websocket ended" }, call.sid);
      }
      case "set_faults":
        Object.assign(faults, order.faults);
        return emit({ kind: "fault", name: "set", detail: JSON.stringify(order.faults) });
      case "task":
        return act(order.taskSid, order.action);
      case "workers":
        Object.assign(people, { available: order.available, free: order.available });
        return emit({ kind: "workers", ...people });
    }
  }

  emit({ kind: "workers", ...people });

  return {
    events,
    emit,
    command,
    faults: () => faults,
    on: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    seen: (fits) => {
      const past = events.find(fits);
      if (past !== undefined) return Promise.resolve(past);
      return new Promise((resolve) => {
        const listener = (event: StackEvent): void => {
          if (!fits(event)) return;
          listeners.delete(listener);
          resolve(event);
        };
        listeners.add(listener);
      });
    },
    close: () => closed.abort(),
  };
}

function replyTo(text: string): readonly string[] {
  const order = ORDER.exec(text)?.[1];
  if (order !== undefined) {
    return [
      `I have found order ${order}.`,
      "It left our warehouse on Monday and is held at the depot in Leeds.",
      "The carrier says it can bring it again on Friday between nine and noon.",
      "Shall I book that for you?",
    ];
  }
  if (/text me/i.test(text)) return ["I have sent the tracking link to your phone."];
  if (/hours|open/i.test(text)) return ["We are open from nine to six, Monday to Saturday."];
  return ["I can look up an order, tell you our opening hours, or get a person for you."];
}

import { unreachable } from "../../worker/protocol/unreachable.ts";
import { type Call, startCall } from "./call.ts";
import { type Clock, fasterClock, realClock } from "./clock.ts";
import type { CommandResult, Faults, StackCommand, StackEvent, StackEventBody, Task } from "./events.ts";
import { changeFaults, NO_FAULTS } from "./faults.ts";
import { createRecordings } from "./recordings/recorder.ts";
import { DEFAULT_SETTINGS, type TwilioSettings } from "./settings.ts";
import { createEventLog, type Stack, type StackListener } from "./stack.ts";
import { startRest } from "./task-router/rest.ts";
import type { DialledCall } from "./task-router/rest-calls.ts";
import { createTaskRouter } from "./task-router/task-router.ts";

export interface TwilioOptions {
  /** Where the number's calls go, as configured in the console. */
  readonly voiceUrl: string;
  readonly fallbackUrl?: string;
  readonly statusUrl?: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** `SK…` and its secret; REST takes the account's own credentials as well. */
  readonly apiKey?: string;
  readonly apiSecret?: string;
  /** The number that is called, E.164. */
  readonly number: string;
  /** Workflows that exist (`WW…`). @default any */
  readonly workflows?: readonly string[];
  /** @default the real one */
  readonly clock?: Clock;
  readonly settings?: Partial<TwilioSettings>;
}

export interface Twilio {
  /** @returns what stops the listening. */
  on(listener: StackListener): () => void;
  /** The last events, oldest first; bounded by the setting `maxEvents`. */
  readonly events: readonly StackEvent[];
  /** Puts what happened elsewhere in the stack among the events. */
  report(body: StackEventBody, callSid?: string): void;
  /** @returns the call's SID at once; the call goes on by itself. */
  dial(from?: string, to?: string): string;
  /**
   * Carries out an order, and settles when it is done: `say` with the final recognition result, `press` with the
   * last key, the others at once.
   *
   * @throws Error when there is no such call or task, or the order does not fit its state.
   */
  command(command: StackCommand): Promise<CommandResult>;
  readonly faults: Readonly<Faults>;
  readonly tasks: readonly Task[];
  /** Calls that are not over. */
  readonly calls: readonly string[];
  /** Base address of the REST stand-in. */
  readonly restUrl: string;
  /** Hangs up what is left, waits for the last callbacks and stops. */
  close(): Promise<void>;
}

const DEFAULT_CALLER = "+15550100001";

/** Twilio's side of everything: the telephone, webhooks, ConversationRelay, queues, TaskRouter and REST. */
export async function startTwilio(options: TwilioOptions): Promise<Twilio> {
  const settings: TwilioSettings = { ...DEFAULT_SETTINGS, ...options.settings };
  const network = options.clock ?? realClock;
  const log = createEventLog(settings.maxEvents);
  const faults: Faults = { ...NO_FAULTS };
  const calls = new Map<string, Call>();
  /** Every call there has been, oldest first, for Twilio's own list. */
  const dialled: DialledCall[] = [];
  let sockets = 0;

  const stack: Stack = {
    network,
    speech: fasterClock(network, settings.speechRate),
    settings,
    faults,
    accountSid: options.accountSid,
    authToken: options.authToken,
    fallbackUrl: options.fallbackUrl,
    statusUrl: options.statusUrl,
    emit: log.emit,
    alert: (alert, callSid) => log.emit({ kind: "alert", ...alert }, callSid),
    nextSocket() {
      sockets += 1;
      return sockets;
    },
  };
  const router = createTaskRouter(stack, options.workflows);
  const recordings = createRecordings(stack);
  log.on(recordings.hear);
  const { apiKey, apiSecret } = options;
  const rest = await startRest({
    stack,
    router,
    recordings: recordings.routes,
    credentials: [
      [options.accountSid, options.authToken],
      ...(apiKey && apiSecret ? [[apiKey, apiSecret] as const] : []),
    ],
    findCall: (callSid) => calls.get(callSid),
    dialled,
  });

  function dial(from = DEFAULT_CALLER, to = options.number): string {
    const call = startCall(stack, router, options.voiceUrl, from, to);
    calls.set(call.sid, call);
    dialled.push({ sid: call.sid, from, to, startedAtMs: network.now() });
    void call.over.finally(() => calls.delete(call.sid));
    return call.sid;
  }

  function find(callSid: string): Call {
    const call = calls.get(callSid);
    if (!call) throw new Error(`There is no call ${callSid}, or it is over.`);
    return call;
  }

  /** @returns the call it concerned. */
  async function carryOut(order: StackCommand): Promise<string | undefined> {
    switch (order.do) {
      case "dial":
        return dial(order.from, order.to);
      case "set_faults":
        for (const detail of changeFaults(faults, order.faults)) {
          log.emit({ kind: "fault", name: detail.split("=")[0] ?? detail, detail });
        }
        return undefined;
      case "task":
        router.act(order.taskSid, order.action);
        return undefined;
      case "workers":
        router.setAvailable(order.available);
        return undefined;
      case "say":
        await find(order.callSid).say(order.text, order.instant ?? false);
        return order.callSid;
      case "hear":
        find(order.callSid).hear(order.text, order.final);
        return order.callSid;
      case "press":
        await find(order.callSid).press(order.digits);
        return order.callSid;
      case "cough":
        find(order.callSid).cough();
        return order.callSid;
      case "drop_socket":
        log.emit({ kind: "fault", name: "drop_socket", detail: "the websocket is lost" }, order.callSid);
        find(order.callSid).dropSocket();
        return order.callSid;
      case "hang_up":
        find(order.callSid).hangUp();
        return order.callSid;
      default:
        return unreachable(order);
    }
  }

  return {
    on: log.on,
    events: log.events,
    report: log.emit,
    dial,
    async command(order) {
      const callSid = await carryOut(order);
      return callSid ? { callSid } : {};
    },
    faults,
    get tasks() {
      return router.tasks;
    },
    get calls() {
      return [...calls.keys()];
    },
    restUrl: rest.url,
    async close() {
      const left = [...calls.values()];
      for (const call of left) call.hangUp();
      await Promise.all(left.map((call) => call.over));
      await rest.close();
    },
  };
}

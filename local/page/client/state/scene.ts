import { present } from "../../../../worker/protocol/present.ts";
import type { ModelRequested, StackEvent, Task } from "../../../twilio/events.ts";
import { type CallView, hear, newCall } from "./call-view.ts";

/** Everything the page draws, derived from the events alone. */
export interface Scene {
  readonly events: readonly StackEvent[];
  /** Oldest first. */
  readonly calls: readonly CallView[];
  /** As they are now, newest first. */
  readonly tasks: readonly Task[];
  /** The people who could take a call; undefined until the stack tells. */
  readonly workers: Workers | undefined;
  /** What the model was told last, by call: it is sent only when it changes. */
  readonly prompts: ReadonlyMap<string, ModelRequested["prompt"]>;
}

/** How many people there are, are signed in as available, and are free right now. */
export type Workers = Pick<Extract<StackEvent, { kind: "workers" }>, "total" | "available" | "free">;

export const emptyScene: Scene = {
  events: [],
  calls: [],
  tasks: [],
  workers: undefined,
  prompts: new Map(),
};

/** The scene after some more events. */
export function absorb(scene: Scene, batch: readonly StackEvent[]): Scene {
  const calls = new Map(scene.calls.map((call) => [call.callSid, call]));
  const tasks = new Map(scene.tasks.toReversed().map((task) => [task.sid, task]));
  const prompts = new Map(scene.prompts);
  const events: StackEvent[] = [];
  let { workers } = scene;
  for (const news of batch) {
    const event = withPrompt(news, prompts);
    events.push(event);
    if (event.kind === "workers") workers = event;
    if (event.kind === "task") tasks.set(event.task.sid, event.task);
    const callSid = callOf(event, calls);
    if (callSid !== undefined)
      calls.set(callSid, hear(calls.get(callSid) ?? newCall(callSid, event.at), event));
  }
  return {
    events: scene.events.concat(events),
    calls: [...calls.values()],
    tasks: [...tasks.values()].reverse(),
    workers,
    prompts,
  };
}

function withPrompt(event: StackEvent, prompts: Map<string, ModelRequested["prompt"]>): StackEvent {
  if (event.kind !== "model_request") return event;
  const { callSid = "" } = event;
  const prompt = event.prompt ?? prompts.get(callSid);
  prompts.set(callSid, prompt);
  return present({ ...event, prompt });
}

/** An SMS belongs to the phone it reaches, so it may come without a call. */
function callOf(event: StackEvent, calls: ReadonlyMap<string, CallView>): string | undefined {
  if (event.callSid !== undefined) return event.callSid;
  // A callback has no call.
  if (event.kind === "task") return event.task.callSid || undefined;
  if (event.kind === "sms") return [...calls.values()].findLast((call) => call.from === event.to)?.callSid;
  return undefined;
}

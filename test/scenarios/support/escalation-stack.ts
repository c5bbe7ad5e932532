import { type LocalStack, startStack } from "../../../local/stack/stack.ts";
import type { StackOptions } from "../../../local/stack/stack-options.ts";
import type { Faults, Task } from "../../../local/twilio/events.ts";
import { dial, type Phone } from "../../support/phone.ts";
import { type ScriptedModel, startScriptedModel } from "../../support/scripted-model.ts";
import { NUMBERS, WORKFLOWS } from "./agents.ts";
import { deskModel } from "./desk-model.ts";

export interface EscalationStack {
  readonly stack: LocalStack;
  readonly model: ScriptedModel;
  /** Calls the agent of a case, and hears its greeting to the end. */
  readonly reaches: (agent: keyof typeof NUMBERS, from?: string) => Promise<Phone>;
  readonly faults: (change: Partial<Faults>) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** Real milliseconds a wait may take: what is waited for takes a second or two, on a machine that is not busy. */
export const patient = { within: 20_000 };

/** The whole stack with agents that differ in how they hand over; people speak sixteen times faster than life. */
export async function startEscalation(options: StackOptions = {}): Promise<EscalationStack> {
  const model = await startScriptedModel({ otherwise: deskModel });
  const stack = await startStack({
    agents: "test/scenarios/support/agents.ts",
    workflows: WORKFLOWS,
    modelUrl: model.url,
    speechRate: 16,
    ...options,
  }).catch(async (error: unknown) => {
    await model.close();
    throw error;
  });
  return {
    stack,
    model,
    async reaches(agent, from = "+15550100001") {
      const phone = await dial(stack.twilio, { to: NUMBERS[agent], from });
      await phone.hears("this is the desk", patient);
      return phone;
    },
    faults: (change) => stack.twilio.command({ do: "set_faults", faults: change }),
    async close() {
      await stack.close();
      await model.close();
    },
  };
}

/** Tasks that were made for a call, with or without the caller on the line. */
export const tasksOf = ({ stack }: EscalationStack, { callSid }: Phone): readonly Task[] =>
  stack.twilio.tasks.filter(
    ({ callSid: own, attributes }) => own === callSid || conversationOf(attributes) === callSid,
  );

function conversationOf({ conversations }: Task["attributes"]): unknown {
  return typeof conversations === "object" && conversations !== null && "conversation_id" in conversations
    ? conversations.conversation_id
    : undefined;
}

import type { Brain, Message, ModelCall, OfferedTool } from "../../local/model/model-call.ts";
import { engineTools } from "../../worker/agent/engine-tool-specs.ts";
import { specOf } from "../../worker/agent/tool-spec.ts";
import agent from "../fixtures/agents/shop/owl-shoes/agent.ts";

/** One thing that happened in a conversation with a brain. */
export interface Happening {
  readonly who: "caller" | "agent" | "tool";
  /** Words, or a tool's name with its arguments. */
  readonly what: string;
}

export interface Talk {
  readonly messages: Message[];
  readonly happenings: readonly Happening[];
  /** Everything that happens until the agent has spoken or handed the call over. */
  readonly says: (text: string) => Promise<string[]>;
  readonly call: (change?: Partial<ModelCall>) => ModelCall;
}

/** What a tool gives back; undefined leaves it to the shipped tool. */
export type Outputs = (name: string, args: Readonly<Record<string, unknown>>) => object | undefined;

export const OFFERED: readonly OfferedTool[] = [...agent.tools.map(specOf), ...engineTools(agent)];

const MOST_ROUNDS = 5;

/** A conversation with a brain, in which the shipped agent's own tools answer. */
export function talkWith(brain: Brain, outputs: Outputs = () => undefined, tools = OFFERED): Talk {
  const messages: Message[] = [{ role: "system", text: agent.instructions }];
  const happenings: Happening[] = [];
  const proposed = new Map<string, number>();
  let turn = 0;
  let calls = 0;

  const call = (change: Partial<ModelCall> = {}): ModelCall => ({
    api: "responses",
    model: "owl-shoes",
    messages: [...messages],
    tools,
    toolChoice: "auto",
    stream: true,
    includeUsage: true,
    maxTokens: 500,
    ...change,
  });

  async function run(name: string, args: Readonly<Record<string, unknown>>): Promise<object> {
    const given = outputs(name, args);
    if (given) return given;
    const tool = agent.tools.find((t) => t.name === name);
    if (!tool) return { status: "ok", ...args };
    const made = tool.check(args);
    if (!made.ok) return { error: made.faults };
    const key = JSON.stringify([name, args]);
    const proposedAt = proposed.get(key) ?? turn;
    const say = made.readBack();
    if (say !== undefined && proposedAt === turn) {
      proposed.set(key, turn);
      return { status: "needs_confirmation", say };
    }
    const context = {
      callSid: "CA1",
      from: "+15550100001",
      to: "+15550100002",
      language: "en-US",
      signal: new AbortController().signal,
      idempotencyKey: key,
      secret: () => "",
      textCaller: async () => ({ sid: "SM1" }),
    };
    return (await made.run(context)).output as object; // Each shipped tool returns one.
  }

  return {
    messages,
    happenings,
    call,
    async says(text) {
      turn += 1;
      messages.push({ role: "user", text });
      happenings.push({ who: "caller", what: text });
      const from = happenings.length;
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const answer = brain(call());
        const toolCalls = (answer.toolCalls ?? []).map((made) => ({
          callId: `call_${calls++}`,
          name: made.name,
          arguments: JSON.stringify(made.arguments),
        }));
        messages.push({ role: "assistant", text: answer.text ?? "", toolCalls });
        if (answer.text) happenings.push({ who: "agent", what: answer.text });
        for (const made of answer.toolCalls ?? []) {
          happenings.push({ who: "tool", what: `${made.name} ${JSON.stringify(made.arguments)}` });
        }
        if (toolCalls.length === 0 || toolCalls.some((made) => /^(?:hand_off|end_call)$/.test(made.name)))
          break;
        for (const [i, made] of (answer.toolCalls ?? []).entries()) {
          const output = await run(made.name, made.arguments);
          messages.push({ role: "tool", callId: toolCalls[i]?.callId ?? "", text: JSON.stringify(output) });
        }
      }
      return happenings.slice(from).map(({ who, what }) => `${who}: ${what}`);
    },
  };
}

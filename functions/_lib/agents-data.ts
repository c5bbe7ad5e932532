import type { Agent } from "../../worker/agent/define.ts";
import {
  type Answering,
  type AnsweringRules,
  answeringBy,
} from "../../worker/protocol/answering/answering.ts";

/** What a webhook goes by, of an agent: plain data, as the build puts it into the bundles. */
export type AnsweringAgent = Pick<
  Agent,
  "name" | "greeting" | "relay" | "languages" | "workflow" | "handOff"
> & {
  readonly limits: Pick<Agent["limits"], "maxConnects">;
  /** What is said in the queue and around the conversation. */
  readonly languagePacks: Readonly<Record<string, Pick<Agent["languagePacks"][string], "callLines">>>;
};

/** The agents as they were defined fit as well, with whatever else they have. */
export type AnsweringAgents = Answering<AnsweringAgent>;

/** As JSON holds it: the rules name their agents. */
export interface AgentsData {
  readonly agents: readonly AnsweringAgent[];
  readonly rules: AnsweringRules<string>;
}

/**
 * What of the agents a bundle needs. Their tools, instructions and schemas stay out of it: a Function is loaded while
 * somebody is calling.
 */
export function dataOf(agents: Answering<Agent>): AgentsData {
  return { agents: agents.all.map(answeringPart), rules: withAgents(agents.rules, ({ name }) => name) };
}

function answeringPart(agent: Agent): AnsweringAgent {
  const { name, greeting, relay, languages, workflow, handOff, limits, languagePacks } = agent;
  return {
    ...{ name, greeting, relay, languages, workflow, handOff },
    limits: { maxConnects: limits.maxConnects },
    languagePacks: Object.fromEntries(
      Object.entries(languagePacks).flatMap(([code, { callLines }]) =>
        callLines === undefined ? [] : [[code, { callLines }]],
      ),
    ),
  };
}

/** The same agents again, in the Function. */
export function agentsFrom({ agents, rules }: AgentsData): AnsweringAgents {
  const byName = new Map(agents.map((agent) => [agent.name, agent]));
  return answeringBy(
    withAgents(rules, (name) => {
      const agent = byName.get(name);
      if (agent === undefined) throw new TypeError(`There is no agent "${name}".`);
      return agent;
    }),
  );
}

const withAgents = <A, B>(rules: AnsweringRules<A>, into: (agent: A) => B): AnsweringRules<B> => ({
  default: into(rules.default),
  byNumber: Object.fromEntries(
    Object.entries(rules.byNumber).map(([number, agent]) => [number, into(agent)]),
  ),
  when: rules.when.map((rule) => ({ ...rule, agent: into(rule.agent) })),
});

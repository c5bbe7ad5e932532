import { REASON_CODES } from "../../worker/protocol/handoff.ts";
import type { HandOffSettings } from "../../worker/protocol/routing/hand-off-settings.ts";

/** A target of a filter, as TaskRouter's workflows have it. Times are seconds. */
interface Target {
  readonly queue: string;
  readonly priority?: number;
  readonly timeout?: number;
  readonly expression?: string;
  readonly order_by?: string;
  readonly skip_if?: string;
}

export interface Filter {
  readonly filter_friendly_name: string;
  readonly expression: string;
  readonly targets: readonly Target[];
}

export interface Routing {
  readonly task_routing: {
    readonly filters: readonly Filter[];
    readonly default_filter?: { readonly queue: string };
  };
}

/** Queues that stand for themselves and not for a team. */
export const EVERYONE = "Everyone";
export const NOBODY = "Baton: nobody";

/** Filters whose names start so are ours; in a workflow of somebody else's, the others are kept. */
const OWN = "Baton: ";

/** How long somebody with the right skills is waited for, before anybody of the queue will do. */
const SKILLED_S = 60;
const ANY = "1==1";
const IF_NOBODY_IS_THERE = "workers.available == 0";

/**
 * The filters of a workflow that routes as the agent's definition says, in its order: the first that fits decides.
 * A call that stays unanswered for `longestWaitS` falls off the end, which cancels its task, and the Functions offer a
 * callback. A callback's task would be cancelled in the same way, and nobody would be called: it has filters of its own, the
 * same but that the last target keeps it, until its own time is over.
 *
 * @param sidOf - the SID of a queue, by name.
 * @throws TypeError for a name that cannot stand in TaskRouter's expressions.
 * Source: TaskRouter, "Workflow configuration"; attributes are those of `fitTaskAttributes` and of Twilio.
 */
export function filtersOf(handOff: HandOffSettings, sidOf: (name: string) => string): readonly Filter[] {
  const everyone = sidOf(EVERYONE);
  const rules = handOff.routing.map((rule, i) => ruleFilter(rule, i, handOff.longestWaitS, sidOf));
  return [
    ...(handOff.insightsForResolved ? [virtualTasks(sidOf(NOBODY))] : []),
    ...(handOff.hours ? [heldCallbacks(everyone)] : []),
    ...[...rules, rest(everyone, handOff.longestWaitS)].map(forCallbacks),
    ...rules,
  ];
}

function ruleFilter(
  rule: HandOffSettings["routing"][number],
  i: number,
  longestWaitS: number,
  sidOf: (name: string) => string,
): Filter {
  const everyone = sidOf(EVERYONE);
  const { reasonCode, sentiment, language, calledNumber } = rule.when;
  const conditions = [
    ...oneOf("reasonCode", reasonCode),
    ...oneOf("sentiment", sentiment),
    ...oneOf("language", language),
    ...oneOf("called", calledNumber),
  ];
  const queue = rule.queue === undefined ? everyone : sidOf(rule.queue);
  const priority = rule.priority === undefined ? {} : { priority: rule.priority };
  const any: Target = { queue, ...priority, timeout: longestWaitS };
  const skilled = rule.skills?.length
    ? [{ ...any, ...preferring(rule.skills), timeout: SKILLED_S, skip_if: IF_NOBODY_IS_THERE }]
    : [];
  const team: readonly Target[] =
    queue === everyone
      ? [any]
      : [
          { ...any, skip_if: IF_NOBODY_IS_THERE },
          { ...any, queue: everyone },
        ];
  return {
    filter_friendly_name: `${OWN}${i + 1} ${rule.queue ?? "everyone"}`,
    expression: conditions.join(" AND ") || ANY,
    targets: [...skilled, ...team],
  };
}

/** Whatever fits no rule. */
const rest = (everyone: string, longestWaitS: number): Filter => ({
  filter_friendly_name: `${OWN}everybody else`,
  expression: ANY,
  targets: [{ queue: everyone, timeout: longestWaitS }],
});

const IS_CALLBACK = "taskType == 'callback'";

/**
 * The same for callbacks alone, and the last target keeps them. Each of ours has one of the codes; those of the Flex project
 * template have none, and stay where somebody else's workflow puts them.
 */
const forCallbacks = ({ filter_friendly_name, expression, targets }: Filter): Filter => ({
  filter_friendly_name: `${filter_friendly_name}, callbacks`,
  expression: [
    IS_CALLBACK,
    ...oneOf("reasonCode", REASON_CODES),
    ...(expression === ANY ? [] : [expression]),
  ].join(" AND "),
  targets: targets.map((target, i) =>
    i === targets.length - 1 ? { ...target, timeout: LONGEST_S } : target,
  ),
});

/** The longest that TaskRouter lets a task wait, 14 days. */
const LONGEST_S = 1_209_600;

/**
 * A callback that was promised out of hours rings from our opening on, to the end of the next day in UTC; its own time
 * is over before that. TaskRouter schedules no task, but the time of day may stand in the expression by which people are
 * chosen, who come in when we open. Source: TaskRouter, "Time of Day Routing"; attributes are those of `callbackAttributes`.
 */
const heldCallbacks = (queue: string): Filter => ({
  filter_friendly_name: `${OWN}callbacks of closed hours`,
  expression: "taskType == 'callback' AND opens.day IN ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']",
  targets: [
    {
      queue,
      timeout: LONGEST_S,
      expression:
        "(taskrouter.dayOfWeek == task.opens.day AND taskrouter.currentTime >= task.opens.time) OR taskrouter.dayOfWeek == task.opens.next",
    },
  ],
});

/** The filters, and whoever fits none of them. */
export function routingOf(handOff: HandOffSettings, sidOf: (name: string) => string): Routing {
  const everyone = sidOf(EVERYONE);
  const callsLeft = rest(everyone, handOff.longestWaitS);
  // Made by others, such as one that the Flex project template puts in line again: nobody else's filters catch it here.
  const callbacksLeft = {
    ...forCallbacks(callsLeft),
    filter_friendly_name: `${OWN}others' callbacks`,
    expression: IS_CALLBACK,
  };
  const filters = [...filtersOf(handOff, sidOf), callbacksLeft, callsLeft];
  return { task_routing: { filters, default_filter: { queue: everyone } } };
}

/**
 * Our filters before those of somebody else's workflow, which keeps its own and its default. Its own catch the rest,
 * so that ours bring no filter for it.
 */
export function mergeRouting(theirs: Routing, own: readonly Filter[]): Routing {
  const { filters, ...rest } = theirs.task_routing;
  const kept = filters.filter((filter) => !filter.filter_friendly_name.startsWith(OWN));
  return { ...theirs, task_routing: { ...rest, filters: [...own, ...kept] } };
}

/** What the agent resolved alone is counted, and reaches nobody. */
const virtualTasks = (queue: string): Filter => ({
  filter_friendly_name: `${OWN}calls the agent resolved`,
  expression: "conversations.virtual == 'Yes'",
  targets: [{ queue, timeout: 60 }],
});

const oneOf = (attribute: string, values: readonly string[] | undefined): readonly string[] =>
  values ? [`${attribute} IN [${values.map(quoted).join(", ")}]`] : [];

/** Flex keeps skills as `routing.skills`, and their levels as `routing.levels`. */
function preferring(skills: readonly string[]): Pick<Target, "expression" | "order_by"> {
  const expression = skills.map((skill) => `worker.routing.skills HAS ${quoted(skill)}`).join(" AND ");
  const [first = ""] = skills;
  // A level is read by a path, in which only a plain name can stand.
  return /^\w+$/.test(first)
    ? { expression, order_by: `worker.routing.levels.${first} DESC` }
    : { expression };
}

function quoted(text: string): string {
  if (/['"\\\p{Cc}]/u.test(text))
    throw new TypeError(
      `"${text}" cannot stand in a TaskRouter expression: leave out quotes and backslashes.`,
    );
  return `'${text}'`;
}

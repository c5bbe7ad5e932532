import { type AgentDefinition, defineAgent, defineAgents } from "#baton";

/** Agents that differ in how they hand over: each has a number, and a workflow whose statistics nobody else asks for. */

type HandOff = NonNullable<AgentDefinition["handOff"]>;

/** No day has an hour. */
const ALWAYS_CLOSED: HandOff["hours"] = { timeZone: "UTC" };
const SIP_DESK = "sip:desk@pbx.example.com";

export const TELEPHONES = {
  answers: "+15550100301",
  ignores: "+15550100302",
  busy: "+15550100303",
  portland: "+15550100304",
} as const;
export const SIP_ADDRESS = SIP_DESK;
export const FLOW_SID = `FW${"a".repeat(32)}`;
export const DESK_SECRET = "DESK_SECRET";
/** Nobody listens there. */
const NOWHERE = "http://127.0.0.1:1/hand-off";

/** What each agent does differently. @param deskUrl - of the webhook that is up. */
const casesWith = (deskUrl: string) =>
  ({
    plain: {},
    closedCallback: { handOff: { hours: ALWAYS_CLOSED } },
    closedSpanish: { relay: { language: "es-ES" }, handOff: { hours: ALWAYS_CLOSED } },
    closedWait: { handOff: { hours: ALWAYS_CLOSED, whenClosed: "wait" } },
    closedAgent: { handOff: { hours: ALWAYS_CLOSED, whenClosed: "agent" } },
    closedDeadModel: {
      handOff: { hours: ALWAYS_CLOSED },
      model: { name: "dead", fallbackName: "dead" },
    },
    busyWait: {},
    busyCallback: { handOff: { whenNobodyFree: "callback" } },
    busyAgent: { handOff: { whenNobodyFree: "agent" } },
    estimated: {},
    slow: {},
    failing: {},
    garbled: {},
    unknownCallback: { handOff: { whenUnknown: "callback" } },
    queued: { handOff: { longestWaitS: 7_200 } },
    impatient: { handOff: { longestWaitS: 10 } },
    round: { limits: { maxConnects: 2 } },
    counted: { handOff: { insightsForResolved: true } },
    sip: { handOff: { target: { kind: "sip", uri: SIP_DESK } } },
    sipHeaders: { handOff: { target: { kind: "sip", uri: SIP_DESK, context: "headers" } } },
    telephone: { handOff: { target: { kind: "number", number: TELEPHONES.answers } } },
    machine: { handOff: { target: { kind: "number", number: TELEPHONES.ignores } } },
    engaged: { handOff: { target: { kind: "number", number: TELEPHONES.busy } } },
    webhook: { handOff: { target: { kind: "webhook", url: deskUrl, secret: DESK_SECRET } } },
    deadWebhook: { handOff: { target: { kind: "webhook", url: NOWHERE, secret: DESK_SECRET } } },
    studio: { handOff: { target: { kind: "studio", flowSid: FLOW_SID } } },
    /** Its workflow is the one that does not exist. */
    lost: {},
    /** Goes where `WORKFLOW_SID` says. */
    shared: {},
    /** The usual telephone is engaged, and there is another. */
    places: {
      handOff: {
        target: { kind: "number", number: TELEPHONES.busy },
        places: {
          portland: {
            says: "the shop in Portland",
            target: { kind: "number", number: TELEPHONES.portland },
          },
          boston: {
            says: "the shop in Boston",
            target: { kind: "number", number: TELEPHONES.busy },
            hours: ALWAYS_CLOSED,
          },
        },
      },
    },
  }) as const satisfies Record<string, Partial<AgentDefinition>>;

type Case = keyof ReturnType<typeof casesWith>;
const CASES = Object.keys(casesWith(NOWHERE)) as readonly Case[]; // exactly the keys of the record above

const twoDigits = (index: number): string => String(index).padStart(2, "0");

/** Whom to call for each case, E.164. */
export const NUMBERS = Object.fromEntries(
  CASES.map((name, i) => [name, `+155501002${twoDigits(i)}`]),
) as Readonly<Record<Case, string>>; // a number for each of the names

const workflowOf = (index: number): string => `WW${twoDigits(index).repeat(16)}`;

/** The workflows of all agents but the one that is lost. */
export const WORKFLOWS: readonly string[] = CASES.flatMap((name, i) =>
  name === "lost" ? [] : [workflowOf(i)],
);

export function agentsWith(deskUrl: string) {
  const cases: Readonly<Record<Case, Partial<AgentDefinition>>> = casesWith(deskUrl);
  const agents = CASES.map((name, i) => {
    const own = cases[name];
    return defineAgent({
      name: name.toLowerCase(),
      greeting: "Hello, this is the desk.",
      instructions: "Help, or hand over.",
      ...(name === "shared" ? {} : { workflow: workflowOf(i) }),
      languages: own.relay?.language ? [{ code: own.relay.language }] : [],
      // The Worker's clock is the real one, while people speak many times faster.
      silence: { enabled: false },
      ...own,
    });
  });
  const [first] = agents;
  if (!first) throw new Error("There is no agent.");
  const byNumber = Object.fromEntries(
    CASES.flatMap((name, i) => (agents[i] ? [[NUMBERS[name], agents[i]]] : [])),
  );
  return defineAgents({ default: first, byNumber });
}

export default agentsWith(NOWHERE);

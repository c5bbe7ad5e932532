import { inWords } from "../parts/wording.ts";

/**
 * Task attributes as a person reads them. Attributes can come from any workflow, any version of ours or by hand,
 * so each field is taken where it is usable and left out where it is not; nothing here throws.
 * The shape that is looked for is described in `worker/protocol/handoff.ts`: `callSummary`, `sentiment`, `reason`
 * and `reasonCode` at the root, the rest under `handoff`.
 */
export interface DeskCard {
  readonly title: string;
  readonly from?: string;
  /** Whom to call back, where the task is no call but the promise of one. */
  readonly callBack?: string;
  /** Not before then, ISO 8601. */
  readonly notBefore?: string;
  readonly reason?: string;
  readonly reasonCode?: string;
  readonly sentiment?: string;
  readonly trend?: string;
  readonly words: readonly string[];
  readonly summary?: string;
  readonly intent?: string;
  readonly desiredOutcome?: string;
  readonly nextBestAction?: string;
  readonly identity?: string;
  readonly language?: string;
  readonly facts: readonly { readonly name: string; readonly value: string; readonly confirmed: boolean }[];
  readonly steps: readonly { readonly what: string; readonly outcome: string }[];
  readonly sideEffects: readonly string[];
  readonly promises: readonly string[];
}

type Bag = Readonly<Record<string, unknown>>;

export function readCard(attributes: Bag): DeskCard {
  const handoff = bag(attributes.handoff);
  const pick = (name: string): string | undefined => text(attributes[name]) ?? text(handoff[name]);
  const from = text(attributes.from) ?? text(attributes.caller) ?? text(attributes.customerAddress);
  const identity = bag(handoff.identity);
  return {
    title: text(attributes.name) ?? text(identity.name) ?? from ?? "Unknown caller",
    ...given("from", from),
    ...given("callBack", text(bag(attributes.callBackData).numberToCall)),
    ...given("notBefore", text(attributes.notBefore)),
    ...given("reason", pick("reason")),
    ...given("reasonCode", pick("reasonCode")),
    ...given("sentiment", pick("sentiment")),
    ...given("trend", text(handoff.sentimentTrend)),
    words: texts(handoff.sentimentWords),
    ...given("summary", pick("callSummary")),
    ...given("intent", pick("intent")),
    ...given("desiredOutcome", pick("desiredOutcome")),
    ...given("nextBestAction", pick("nextBestAction")),
    ...given("identity", identityLine(identity)),
    ...given("language", text(handoff.language) ?? text(attributes.language)),
    facts: bags(handoff.facts).flatMap((fact) => {
      const name = text(fact.name);
      const value = text(fact.value);
      return name && value ? [{ name, value, confirmed: fact.confirmed === true }] : [];
    }),
    steps: bags(handoff.steps).flatMap((step) => {
      const what = text(step.what);
      return what ? [{ what, outcome: text(step.outcome) ?? "ok" }] : [];
    }),
    sideEffects: texts(handoff.sideEffects),
    promises: texts(handoff.promises),
  };
}

function identityLine(identity: Bag): string | undefined {
  const status = text(identity.status);
  if (status === undefined || status === "unknown") return undefined;
  const method = text(identity.method);
  return method ? `${inWords(status)} by ${method}` : inWords(status);
}

const given = <K extends string>(name: K, value: string | undefined): { readonly [P in K]?: string } =>
  // The computed key is K itself; TypeScript widens it to string.
  (value === undefined ? {} : { [name]: value }) as { readonly [P in K]?: string };

function text(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value.trim() ? value : undefined;
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.flatMap((item: unknown) => text(item) ?? []) : [];

function bag(value: unknown): Bag {
  // Any object can be read by string keys; values stay unknown.
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Bag) : {};
}

const bags = (value: unknown): readonly Bag[] => (Array.isArray(value) ? value.map(bag) : []);

/**
 * What people who run phone agents report, case by case, in our words; `elsewhere` says why a case has no test in this
 * folder. `npm run check` compares the list with the tests and with docs/field.md.
 */
export interface FieldCase {
  readonly id: string;
  readonly kind: string;
  readonly what: string;
  readonly elsewhere?: string;
}

const kind = (name: string, cases: Readonly<Record<string, string>>): readonly FieldCase[] =>
  Object.entries(cases).map(([id, what]) => ({ id, kind: name, what }));

const elsewhere = (
  why: string,
  name: string,
  cases: Readonly<Record<string, string>>,
): readonly FieldCase[] => kind(name, cases).map((c) => ({ ...c, elsewhere: why }));

export const CASES: readonly FieldCase[] = [
  ...kind("Life and death of a stream", {
    "BC-01": "arguments of a tool call take longer to write than patience lasts",
    "BC-39": "a model reasons for seconds before it speaks",
    H1: "a hand-off whose summary is slow is taken for a dead model",
    H2: "a model that calls tools for ever ignores that it may not",
    M3: "quick rounds add up to silence",
    L8: "thousands of calls in one response",
  }),
  ...kind("What compatible servers send", {
    "BC-06": "heartbeats with no data",
    "BC-10": "an odd tool name in history makes every later request a 400",
    "BC-12": "{} stands in front of the real arguments",
    "BC-13": "a model refuses the agent's settings",
    "BC-15": "a system message is taken in the first place only",
    "BC-16": "roles have to alternate, beginning with the user",
    "BC-32": "an error in the middle of a stream, in another place than usual",
    "BC-33": "a stream simply ends",
    "BC-34": "content is a list of parts",
    "BC-35": "JSON where a stream was asked for, and a stream under another name",
    "BC-37": "Azure's keys and chunks",
    L7: "ids and indices that repeat, change or are missing",
  }),
  ...kind("Not meant for ears", {
    "BC-03": "a reply in which nothing can be heard",
    "BC-07": "reasoning within the visible content",
    "BC-08": "a tool call written into the text",
    "BC-50": "stage directions and control marks",
    H8: "a model runs away in blanks",
    M8: "thoughts are spoken without their tag",
  }),
  ...kind("Arguments and tools", {
    "BC-11": "a known tool under a prefixed name",
    "BC-24": "the same booking twice, spelled differently",
    "BC-25": "null for an optional argument",
    "BC-26": "numbers as text and text as numbers",
    "BC-40": "a tool that the API will not take",
    H6: "one yes, thirty orders",
    L6: "a hand-off whose arguments are a list",
    L11: "a secret is quoted to the model by somebody else",
    M4: "what was keyed in secret comes back in a tool's result",
  }),
  ...kind("Consent", {
    "BC-22": "“no” confirms the order",
    H5: "a tool that asks first runs after a no, unread, or with nobody having spoken",
    L14: "a callback is arranged without being asked for",
  }),
  ...kind("Turns", {
    "BC-02": "“oh wait, one more thing” over the goodbye",
    "BC-18": "two empty transcripts send the caller to a person",
    "BC-19": "the caller is said to speak, without an end",
    "BC-20": "the agent's own words come back as a prompt",
    "BC-21": "“hello?” restarts the slow answer",
    "BC-55": "spelled names and e-mail addresses",
    "BC-56": "words of goodbye that end nothing",
    "BC-57": "the first input is a key",
    M1: "any words beside a hand-off count as its announcement",
    M9: "key 0 is dead after a question for digits",
    M10: "a caller who has said goodbye is told that nothing was heard",
    L12: "a long run of brackets takes seconds to judge",
  }),
  ...kind("Keys and cards", {
    "BC-04": "more digits are keyed than were asked for",
    H3: "a card number with its code or expiry is not masked",
    H4: "a secure entry leaks after a pause",
    L2: "what was keyed in secret stays on disk",
  }),
  ...kind("Who, where, in which language", {
    "BC-17": "a caller without a number, under a placeholder that looks like one",
    "BC-28": "the called number in another spelling",
    "BC-29": "the prompt says which language it is in",
    "BC-68": "the agent by the caller's country",
  }),
  ...kind("Speech", {
    "BC-23": "3/4 is a date",
    "BC-43": "dollars that are pesos",
    "BC-44": "emergency and service numbers",
    "BC-45": "grouped numbers of other countries",
    "BC-47": "lists, ranges and ids",
    "BC-48": "addresses, acronyms and units in the right order",
    "BC-49": "markdown next to punctuation, and sums",
    "BC-51": "times keep their neighbour",
    "BC-52": "words of a tool's language in the call's",
  }),
  ...kind("Desk and definitions", {
    "BC-27": "somebody else's callbacks in Flex",
    "BC-58": "a hand-off as JSON text inside an attribute",
    "BC-59": "a callback keeps its route",
    "BC-69": "an attribute of ConversationRelay that we do not know",
  }),
  ...kind("Replays", {
    H7: "honest repetition after a reconnect is dropped as a replay",
    "BC-66": "replies repeated after a reconnect",
  }),
  ...elsewhere("test/workerd: handshakes, frames, sockets and recovery", "Sockets", {
    "BC-61": "the signature of what Twilio signed",
    "BC-62": "frames in the first millisecond",
    "BC-63": "error and close for one socket",
    "BC-64": "a socket that is dead and open",
    "BC-67": "one greeting",
  }),
  ...elsewhere("needs accounts and a deploy: docs say what is known", "Deploy", {
    "BC-41": "twilio-run and its credentials",
    "BC-42": "the first deploy of a Worker with required secrets",
  }),
];

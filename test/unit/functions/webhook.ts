import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { Handler } from "../../../functions/_lib/webhook/webhook.ts";

/** What the runtime's own class does with what we use of it. Source: @twilio/runtime-handler, response.js. */
class RuntimeResponse {
  statusCode = 0;
  body = "";
  readonly headers: Record<string, string> = {};
  setStatusCode(code: number): this {
    this.statusCode = code;
    return this;
  }
  appendHeader(name: string, value: string): this {
    this.headers[name.toLowerCase()] = value;
    return this;
  }
  setBody(body: string): this {
    this.body = body;
    return this;
  }
}

Object.assign(globalThis, { Twilio: { Response: RuntimeResponse } });

/** One element of TwiML: its name, attributes, text, and children in order. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Element[];
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
});

/** Parses TwiML and refuses what is not well-formed or not one `<Response>`. */
export function parseTwiml(xml: string): Element {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw new Error(`${valid.err.msg} at line ${valid.err.line}`);
  const roots = (parser.parse(xml) as Node[]).map(toElement);
  const root = roots[0];
  if (roots.length !== 1 || root?.name !== "Response") throw new Error("TwiML is one <Response>");
  return root;
}

/** The parser's own shape: one key names the element, `:@` holds its attributes. */
type Node = { readonly ":@"?: Record<string, string> } & Record<string, Node[] | string>;

function toElement(node: Node): Element {
  const name = Object.keys(node).find((key) => key !== ":@") ?? "";
  const content = (node[name] ?? []) as Node[];
  return {
    name,
    attributes: node[":@"] ?? {},
    text: content.map((child) => child["#text"] ?? "").join(""),
    children: content.filter((child) => !("#text" in child)).map(toElement),
  };
}

/** All elements of that name below `root`, in order. */
export const all = (root: Element, name: string): Element[] =>
  root.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);

/** The only element of that name below `root`. */
export function one(root: Element, name: string): Element {
  const [found, ...others] = all(root, name);
  if (!found || others.length > 0)
    throw new Error(`expected one <${name}>, found ${others.length + (found ? 1 : 0)}`);
  return found;
}

/** Names of the verbs directly below `<Response>`. */
export const verbs = (twiml: Element): string[] => twiml.children.map(({ name }) => name);

/** The task's attributes, and how many characters they take. */
export function taskOf(twiml: Element) {
  const { text } = one(twiml, "Task");
  return { chars: text.length, attributes: JSON.parse(text) };
}

export const CALL_SID = "CA00000000000000000000000000000001";
export const WORKFLOW_SID = `WW${"0".repeat(32)}`;
export const VARIABLES = { RELAY_URL: "wss://relay.example.com/relay", WORKFLOW_SID };

/** What Twilio sends with every request of a call. */
export const CALL = {
  CallSid: CALL_SID,
  AccountSid: `AC${"0".repeat(32)}`,
  CallStatus: "in-progress",
  From: "+15550100001",
  To: "+15550100002",
  Direction: "inbound",
};

export interface Answered {
  readonly twiml: Element;
  readonly xml: string;
  /** `name=value` */
  readonly cookie: string | undefined;
  /** The log lines, parsed. */
  readonly logged: readonly Readonly<Record<string, unknown>>[];
}

/** A time for answers that carry one. Epoch milliseconds. */
export const NOW_MS = 1_800_000_000_000;
export const atNow = () => NOW_MS;

type Params = Readonly<Record<string, unknown>>;
type Variables = Readonly<Record<string, string>>;

/** Calls a handler as the runtime does, and checks what holds for every answer. It has to answer at once. */
export function request(handler: Handler, params: Params, variables: Variables = VARIABLES): Answered {
  const { answers, lines, restore } = call(handler, params, variables);
  restore();
  return check(answers, lines);
}

/** The same for a handler that may take its time. */
export async function requestLate(
  handler: Handler,
  params: Params,
  variables: Variables = VARIABLES,
): Promise<Answered> {
  const { answers, lines, restore, answered } = call(handler, params, variables);
  await answered;
  // A second answer, if there were one, would come by now.
  await new Promise((resolve) => setImmediate(resolve));
  restore();
  return check(answers, lines);
}

function call(handler: Handler, params: Params, variables: Variables) {
  const answers: unknown[] = [];
  const lines: string[] = [];
  let tell = () => {};
  const answered = new Promise<void>((resolve) => {
    tell = resolve;
  });
  // The runtime's context has members that no handler of ours reads.
  const context = variables as unknown as Parameters<Handler>[0];
  const { info, warn, error } = console;
  const at = (level: string) => (line: string) => {
    if (JSON.parse(line).level !== level) throw new Error(`written by console.${level}: ${line}`);
    lines.push(line);
  };
  Object.assign(console, { info: at("info"), warn: at("warn"), error: at("error") });
  const restore = () => void Object.assign(console, { info, warn, error });
  try {
    handler(context, { request: { headers: {}, cookies: {} }, ...params }, (fault, payload) => {
      if (fault) throw fault;
      answers.push(payload);
      tell();
    });
  } catch (fault) {
    restore();
    throw fault;
  }
  return { answers, lines, restore, answered };
}

function check(answers: readonly unknown[], lines: readonly string[]): Answered {
  const [answer] = answers;
  if (answers.length !== 1 || !(answer instanceof RuntimeResponse))
    throw new Error("one Twilio.Response is due");
  if (answer.statusCode !== 200 || !answer.headers["content-type"]?.startsWith("text/xml")) {
    throw new Error(`200 text/xml is due, not ${answer.statusCode} ${answer.headers["content-type"]}`);
  }
  if (answer.headers["x-baton-release"] !== "dev") throw new Error("an answer names its release");
  const cookie = answer.headers["set-cookie"]?.split(";")[0];
  return {
    twiml: parseTwiml(answer.body),
    xml: answer.body,
    cookie,
    logged: lines.map((line) => JSON.parse(line)),
  };
}

import { expect, test } from "vitest";
import * as z from "zod";
import { type AgentDefinition, defineAgent, defineTool } from "../../worker/agent/define.ts";
import { httpTool } from "../../worker/agent/http/http-tool.ts";
import type { Tool } from "../../worker/agent/tools/tool.ts";
import placeOrder from "../fixtures/agents/shop/owl-shoes/tools/place-order.ts";
import { TestCall } from "../support/conversation.ts";
import { callsTool, callsTools, type Part, says } from "../support/played-model.ts";

/**
 * Arguments and tools, as models that people run on the phone write them. A row is taken in the first round where it
 * means one thing; else it is refused in words that help, once.
 */

/** What `run` saw, or that the call was refused. */
type Outcome = { readonly ran: unknown } | { readonly refused: string };

async function outcomeOf(input: z.ZodType, args: unknown, name = "work", ours = "work"): Promise<Outcome> {
  const seen: unknown[] = [];
  const tool = defineTool({
    name: ours,
    description: "Works.",
    input,
    run: (given) => {
      seen.push(given);
      return { done: true };
    },
  });
  const call = await new TestCall([callsTool(name, args), says("Done.")], { tools: [tool] }).answered();
  await call.says("Do it, please.");
  await call.passes(500);
  const told = call.model.lastItems.findLast((i) => i.role === "tool_result")?.text ?? "";
  expect(call.spoken()).toBe("Done.");
  return seen.length === 1 ? { ran: seen[0] } : { refused: told };
}

const order = z.object({ orderNumber: z.string(), quantity: z.number().int() });
const lookup = z.object({
  orderNumber: z.string(),
  zip: z.string().optional(),
  note: z.string().default(""),
});

/** What a row expects: the value that runs, or a pattern that the refusal has to match. */
type Row = readonly [label: string, input: z.ZodType, args: unknown, expected: object | RegExp];

const FIRST_LIST: readonly Row[] = [
  [
    "BC-25: null for optional and default",
    lookup,
    { orderNumber: "1042", zip: null, note: null },
    { orderNumber: "1042", note: "" },
  ],
  [
    "BC-25: null for a nullable field stays",
    z.object({ a: z.string().nullable() }),
    { a: null },
    { a: null },
  ],
  ["BC-25: null for a nullish field stays", z.object({ a: z.string().nullish() }), { a: null }, { a: null }],
  [
    "BC-25: null in a nested object",
    z.object({ to: z.object({ city: z.string(), floor: z.number().optional() }) }),
    { to: { city: "Ghent", floor: null } },
    { to: { city: "Ghent" } },
  ],
  [
    "BC-25: null in an object of a list",
    z.object({ items: z.array(z.object({ sku: z.string(), size: z.number().optional() })) }),
    {
      items: [
        { sku: "a", size: null },
        { sku: "b", size: 2 },
      ],
    },
    { items: [{ sku: "a" }, { sku: "b", size: 2 }] },
  ],
  [
    "BC-25: null for an optional object",
    z.object({ to: z.object({ city: z.string() }).optional() }),
    { to: null },
    {},
  ],
  [
    "BC-25: null for an optional list",
    z.object({ tags: z.array(z.string()).default(["x"]) }),
    { tags: null },
    { tags: ["x"] },
  ],
  ["BC-25: null for an optional enum", z.object({ size: z.enum(["s", "m"]).optional() }), { size: null }, {}],
  [
    "BC-25: null for a coerced optional number is not nought",
    z.object({ n: z.coerce.number().optional() }),
    { n: null },
    {},
  ],
  ["BC-25: null for a required field is refused by its name", lookup, { orderNumber: null }, /orderNumber/],
  [
    "BC-25: null as a value of a record",
    z.object({ facts: z.record(z.string(), z.string()) }),
    { facts: { a: "1", b: null } },
    { facts: { a: "1" } },
  ],
  ["BC-25: null in place of all arguments", z.object({ zip: z.string().optional() }), "null", {}],
  [
    "BC-25: an optional transform",
    z.object({
      a: z
        .string()
        .transform((s) => s.toUpperCase())
        .optional(),
    }),
    { a: null },
    {},
  ],
  [
    "BC-26: number as text, text as number",
    order,
    { orderNumber: 1042, quantity: "2" },
    { orderNumber: "1042", quantity: 2 },
  ],
  [
    "BC-26: zeros in front stay",
    order,
    { orderNumber: "0042", quantity: 1 },
    { orderNumber: "0042", quantity: 1 },
  ],
  [
    "BC-26: a number in words is refused, and told how",
    order,
    { orderNumber: "0042", quantity: "two" },
    /quantity.*(figure|number)/i,
  ],
  [
    "BC-26: a list as text",
    z.object({ sizes: z.array(z.number()) }),
    { sizes: "[42,43]" },
    { sizes: [42, 43] },
  ],
  [
    "BC-26: a list of numbers as text",
    z.object({ sizes: z.array(z.number()) }),
    { sizes: ["42", "43"] },
    { sizes: [42, 43] },
  ],
  [
    "BC-26: an object as text",
    z.object({ to: z.object({ zip: z.string() }) }),
    { to: '{"zip":"0901"}' },
    { to: { zip: "0901" } },
  ],
  ["BC-26: yes or no as text", z.object({ gift: z.boolean() }), { gift: "true" }, { gift: true }],
  ["BC-26: yes or no as Python's text", z.object({ gift: z.boolean() }), { gift: "False" }, { gift: false }],
  [
    "BC-26: a text for a yes or no that is neither",
    z.object({ gift: z.boolean() }),
    { gift: "perhaps" },
    /gift/,
  ],
  ["BC-26: 007 is not 7", z.object({ id: z.string() }), { id: "007" }, { id: "007" }],
  ["BC-26: a decimal as text", z.object({ size: z.number() }), { size: "9.5" }, { size: 9.5 }],
  [
    "BC-26: a whole number written as 2.0",
    order,
    { orderNumber: "1", quantity: "2.0" },
    { orderNumber: "1", quantity: 2 },
  ],
  [
    "BC-26: blanks around a number",
    order,
    { orderNumber: "1", quantity: " 3 " },
    { orderNumber: "1", quantity: 3 },
  ],
  ["BC-26: half a pair is refused", order, { orderNumber: "1", quantity: "2.5" }, /quantity/],
  ["BC-26: a number with a unit is refused", order, { orderNumber: "1", quantity: "2 pairs" }, /quantity/],
  ["BC-26: a grouped number is refused", order, { orderNumber: "1", quantity: "1,000" }, /quantity/],
  [
    "BC-26: text for a field that is text or number stays",
    z.object({ id: z.union([z.string(), z.number()]) }),
    { id: "42" },
    { id: "42" },
  ],
  ["BC-26: number or nothing, as text", z.object({ n: z.number().nullable() }), { n: "5" }, { n: 5 }],
  [
    "BC-26: more digits than a number holds stay as they were written",
    z.object({ id: z.string() }),
    '{"id":12345678901234567890}',
    { id: "12345678901234567890" },
  ],
  [
    "BC-26: bare zeros in front, which is no JSON",
    z.object({ id: z.string() }),
    '{"id":0042}',
    { id: "0042" },
  ],
  ["BC-26: a numeric literal as text", z.object({ n: z.literal([1, 2]) }), { n: "2" }, { n: 2 }],
  [
    "BC-26: an enum of figures as a number",
    z.object({ size: z.enum(["42", "43"]) }),
    { size: 42 },
    { size: "42" },
  ],
  ["BC-26: one value for a list", z.object({ sizes: z.array(z.number()) }), { sizes: 42 }, { sizes: [42] }],
  ["BC-26: an object where text is wanted is refused", z.object({ id: z.string() }), { id: { a: 1 } }, /id/],
  ["BC-26: empty text for a number is refused", order, { orderNumber: "1", quantity: "" }, /quantity/],
  ["BC-26: infinity is refused", z.object({ n: z.number() }), { n: "Infinity" }, /n/],
  ["BC-12: {} in front", lookup, '{}{"orderNumber":"1042"}', { orderNumber: "1042", note: "" }],
  [
    "BC-12: the same object twice",
    lookup,
    '{"orderNumber":"1042"}{"orderNumber":"1042"}',
    { orderNumber: "1042", note: "" },
  ],
  [
    "BC-12: the same twice, with a line between",
    lookup,
    '{"orderNumber":"1042"}\n{"orderNumber":"1042"}',
    { orderNumber: "1042", note: "" },
  ],
  ["BC-12: {} alone", z.object({}), "{}", {}],
  ["BC-12: {} twice", z.object({}), "{}{}", {}],
  ["BC-12: {} behind", lookup, '{"orderNumber":"1042"}{}', { orderNumber: "1042", note: "" }],
  [
    "BC-12: braces within text",
    lookup,
    '{}{"orderNumber":"}{","note":"a\\"}"}',
    { orderNumber: "}{", note: 'a"}' },
  ],
  [
    "BC-12: arguments encoded twice",
    lookup,
    JSON.stringify('{"orderNumber":"1042"}'),
    { orderNumber: "1042", note: "" },
  ],
  ["BC-12: in a fence", lookup, '```json\n{"orderNumber":"1042"}\n```', { orderNumber: "1042", note: "" }],
  ["BC-12: an object that was cut is refused", lookup, '{"orderNumber":"10', /JSON/],
  [
    "BC-12: {} and an object that was cut is refused",
    z.object({ a: z.string().optional() }),
    '{}{"a":"10',
    /JSON/,
  ],
  ["BC-12: words are refused", lookup, "order 1042", /JSON/],
  [
    "BC-31: arguments within arguments",
    lookup,
    { arguments: { orderNumber: "1042" } },
    { orderNumber: "1042", note: "" },
  ],
];

/** Names by which a model has called `work`, and whether it is meant. */
const NAMES: readonly (readonly [name: string, meant: boolean])[] = [
  ["functions.work", true],
  ["default_api:work", true],
  ["google:work", true],
  ["work ", true],
  ["Work", true],
  ["WORK", true],
  ['work" />', true],
  ["mcp__shop__work", true],
  ["workwork", true],
  ["tools/work", true],
  ["work()", true],
  ["functions.functions.work", true],
  ["work<|channel|>commentary", true],
  ["multi_tool_use.parallel", false],
  ["workout", false],
  ["homework", false],
  ["work.cancel", false],
  ["cancel_work", false],
  ["", false],
  ["x".repeat(80), false],
];

const table = z.object({
  name: z.string().min(1),
  party: z.number().int().min(1).max(20),
  date: z.iso.date().optional(),
  seats: z.enum(["inside", "outside"]).optional(),
  allergies: z.array(z.string()).optional(),
  contact: z.object({ phone: z.string(), email: z.email().optional() }).optional(),
  sms: z.boolean().default(false),
});
const base = { name: "Ana", party: 2 };
const booked = { ...base, sms: false };
const paid = z.object({
  by: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("card"), last4: z.string().length(4), tip: z.number().optional() }),
    z.object({ kind: z.literal("cash"), amount: z.number() }),
  ]),
});
const one = (schema: z.ZodType) => z.object({ v: schema });

/** Written after the mechanism, from the cases alone. */
const SECOND_LIST: readonly Row[] = [
  [
    "BC-26: the party as text, nulls and empty texts beside it",
    table,
    {
      name: "Ana",
      party: "2",
      sms: "false",
      allergies: null,
      seats: "",
      contact: { phone: 5550100001, email: "" },
    },
    { ...booked, contact: { phone: "5550100001" } },
  ],
  ["BC-26: an enum in capitals", table, { ...base, seats: "Inside" }, { ...booked, seats: "inside" }],
  [
    "BC-26: an enum's other value is refused with those there are",
    table,
    { ...base, seats: "terrace" },
    /seats.*inside.*outside/,
  ],
  ["BC-26: one text for a list", table, { ...base, allergies: "nuts" }, { ...booked, allergies: ["nuts"] }],
  [
    "BC-26: texts in a text",
    table,
    { ...base, allergies: '["nuts", "milk"]' },
    { ...booked, allergies: ["nuts", "milk"] },
  ],
  ["BC-25: an empty text for an optional list", table, { ...base, allergies: "" }, booked],
  ["BC-26: a list in prose is refused", table, { ...base, allergies: "nuts, milk" }, /allergies/],
  ["BC-26: four in letters", table, { ...base, party: "four" }, /party.*figures/],
  ["BC-26: more than a number", table, { ...base, party: "4 people" }, /party/],
  ["BC-26: nought is too small, by the schema's words", table, { ...base, party: "0" }, /party.*>=1/],
  [
    "BC-26: an object in a text",
    table,
    { ...base, contact: '{"phone":"0901"}' },
    { ...booked, contact: { phone: "0901" } },
  ],
  ["BC-25: the word null for an optional object", table, { ...base, contact: "null" }, booked],
  ["BC-25: the word None for an optional enum", table, { ...base, seats: "None" }, booked],
  ["BC-25: undefined in letters for an optional date", table, { ...base, date: "undefined" }, /date/],
  ["BC-25: an empty date", table, { ...base, date: "" }, booked],
  ["BC-26: TRUE", table, { ...base, sms: "TRUE" }, { ...base, sms: true }],
  ["BC-26: 1 for a yes or no is a guess, and refused", table, { ...base, sms: 1 }, /sms.*true or false/],
  ["BC-26: a field's name in capitals", table, { Name: "Ana", PARTY: 2 }, booked],
  ["BC-26: a required name that is empty", table, { name: "", party: 2 }, /name/],
  ["BC-31: within parameters", table, { parameters: base }, booked],
  ["BC-31: within an input that is text", table, { input: JSON.stringify(base) }, booked],
  [
    "BC-31: the tool's name beside its arguments, which have a name as well",
    table,
    { name: "work", arguments: base },
    /party/,
  ],
  [
    "BC-26: within a union by a kind",
    paid,
    { by: { kind: "cash", amount: "12.50" } },
    { by: { kind: "cash", amount: 12.5 } },
  ],
  [
    "BC-26: the other kind",
    paid,
    { by: { kind: "card", last4: 1234, tip: null } },
    { by: { kind: "card", last4: "1234" } },
  ],
  [
    "BC-26: a kind in capitals",
    paid,
    { by: { kind: "Cash", amount: 5 } },
    { by: { kind: "cash", amount: 5 } },
  ],
  ["BC-26: a union as text", paid, { by: '{"kind":"cash","amount":5}' }, { by: { kind: "cash", amount: 5 } }],
  [
    "BC-26: a pair of numbers as texts",
    one(z.tuple([z.number(), z.number()])),
    { v: ["1", "2"] },
    { v: [1, 2] },
  ],
  ["BC-26: a record of numbers", one(z.record(z.string(), z.number())), { v: { a: "1" } }, { v: { a: 1 } }],
  [
    "BC-26: lists in lists as text",
    one(z.array(z.array(z.number()))),
    { v: "[[1,2],[3]]" },
    { v: [[1, 2], [3]] },
  ],
  [
    "BC-25: null where null is the default's rival",
    one(z.number().nullable().default(3)),
    { v: null },
    { v: null },
  ],
  ["BC-25: null for a default", one(z.number().default(3)), { v: null }, { v: 3 }],
  ["BC-25: null for a prefault", one(z.string().prefault("x")), { v: null }, { v: "x" }],
  [
    "BC-25: null deep in an optional",
    one(z.object({ w: z.object({ x: z.string().optional() }).optional() }).optional()),
    { v: { w: { x: null } } },
    { v: { w: {} } },
  ],
  ["BC-25: null for anything stays", one(z.any()), { v: null }, { v: null }],
  [
    "BC-25: null for a field that is not known to a strict schema",
    z.strictObject({ v: z.string() }),
    { v: "a", w: null },
    { v: "a" },
  ],
  [
    "BC-25: a field that a strict schema does not know is refused by its name",
    z.strictObject({ v: z.string() }),
    { v: "a", w: 1 },
    /w/,
  ],
  ["BC-26: a coerced yes or no in letters", one(z.coerce.boolean()), { v: "false" }, { v: false }],
  ["BC-26: number or yes or no: a number", one(z.union([z.number(), z.boolean()])), { v: "5" }, { v: 5 }],
  ["BC-26: number or yes or no: a yes", one(z.union([z.number(), z.boolean()])), { v: "true" }, { v: true }],
  [
    "BC-26: number or yes or no: neither is refused with both",
    one(z.union([z.number(), z.boolean()])),
    { v: "x" },
    /v.*number.*true or false/,
  ],
  [
    "BC-26: a number or a list of them",
    one(z.union([z.number(), z.array(z.number())])),
    { v: "5" },
    { v: 5 },
  ],
  ["BC-26: a literal in capitals", one(z.literal("yes")), { v: " Yes" }, { v: "yes" }],
  ["BC-26: more than a number can hold is refused", one(z.number().int()), { v: "9007199254740993" }, /v/],
  [
    "BC-26: more than a number can hold, bare, for a text",
    one(z.string()),
    '{"v":9007199254740993}',
    { v: "9007199254740993" },
  ],
  ["BC-26: a power of ten", one(z.number()), { v: "1e3" }, { v: 1000 }],
  ["BC-26: below nought", one(z.number()), { v: "-5" }, { v: -5 }],
  ["BC-26: 05 is no number", one(z.number()), { v: "05" }, /v/],
  ["BC-26: bare 05 is no number either", one(z.number()), '{"v":05}', /v/],
  ["BC-26: hexadecimal", one(z.number()), { v: "0x10" }, /v/],
  ["BC-26: a blank", one(z.number()), { v: " " }, /v/],
  ["BC-26: a dot", one(z.number()), { v: "." }, /v/],
  [
    "BC-26: a phone number as a number for a text",
    one(z.string()),
    '{"v":15550100001}',
    { v: "15550100001" },
  ],
  ["BC-26: a number that overflows is refused", one(z.string()), '{"v":1e999}', /v/],
  ["BC-26: yes or no for a text is refused", one(z.string()), { v: true }, /v.*text/],
  [
    "BC-12: words before the object",
    lookup,
    'Here it is: {"orderNumber":"1042"}',
    { orderNumber: "1042", note: "" },
  ],
  [
    "BC-12: two that differ: the last counts",
    lookup,
    '{"orderNumber":"1"}{"orderNumber":"1042"}',
    { orderNumber: "1042", note: "" },
  ],
  ["BC-12: three times", lookup, '{"orderNumber":"1042"}'.repeat(3), { orderNumber: "1042", note: "" }],
  [
    "BC-12: {} in front, with nested objects",
    z.object({ a: z.object({ b: z.string() }) }),
    '{} {"a":{"b":"c"}}',
    { a: { b: "c" } },
  ],
  ["BC-12: a brace too many", lookup, '{"orderNumber":"1042"}}', { orderNumber: "1042", note: "" }],
  ["BC-12: a comma too many", lookup, '{"orderNumber":"1042",}', { orderNumber: "1042", note: "" }],
  [
    "BC-12: Python's words",
    table,
    '{"name":"Ana","party":2,"sms":True,"seats":None}',
    { ...base, sms: true },
  ],
  [
    "BC-12: a line end within a text",
    lookup,
    '{"orderNumber":"1042","note":"a\nb"}',
    { orderNumber: "1042", note: "a\nb" },
  ],
  [
    "BC-12: a mark of the byte order",
    lookup,
    '\ufeff{"orderNumber":"1042"}',
    { orderNumber: "1042", note: "" },
  ],
  [
    "BC-12: null and then the object",
    lookup,
    'null{"orderNumber":"1042"}',
    { orderNumber: "1042", note: "" },
  ],
  ["BC-12: a brace too few is a cut", lookup, '{"orderNumber":"1042"', /JSON/],
  ["BC-12: half an object after a whole one", lookup, '{"orderNumber":"1042"}{"orderNum', /JSON/],
  ["BC-12: nothing at all", z.object({ a: z.string().optional() }), "  ", {}],
  [
    "BC-26: two spellings of one field are refused",
    lookup,
    { order_number: "2", ordernumber: "3" },
    /orderNumber/,
  ],
  ["BC-31: within properties", lookup, { properties: { orderNumber: "1" } }, { orderNumber: "1", note: "" }],
  [
    "BC-31: as an object of the schema's own form",
    lookup,
    { type: "object", properties: { orderNumber: "1" } },
    { orderNumber: "1", note: "" },
  ],
  ["BC-25: null for a coerced number is no 0", one(z.coerce.number()), { v: null }, /v/],
  ["BC-25: an empty text for a coerced number is no 0", one(z.coerce.number()), { v: "" }, /v/],
  ["BC-26: an empty list for a coerced number is no 0", one(z.coerce.number()), { v: [] }, /v/],
  ["BC-26: no for a coerced number is no 0", one(z.coerce.number()), { v: false }, /v/],
  ["BC-25: null for a coerced text is no word", one(z.coerce.string()), { v: null }, /v/],
  ["BC-26: an object for a coerced text", one(z.coerce.string()), { v: { a: 1 } }, /v/],
  ["BC-25: null for a coerced yes or no is no No", one(z.coerce.boolean()), { v: null }, /v/],
  ["BC-26: a coerced number in figures", one(z.coerce.number()), { v: "2" }, { v: 2 }],
  ["BC-26: a coerced text of a number", one(z.coerce.string()), { v: 5 }, { v: "5" }],
  ["BC-25: null for an optional coerced number", one(z.coerce.number().optional()), { v: null }, {}],
  ["BC-12: lists within each other without end", lookup, "[".repeat(50_000) + "]".repeat(50_000), /JSON/],
  [
    "BC-12: an unknown field that goes down without end",
    lookup,
    `{"orderNumber":"1042","x":${"[".repeat(5_000)}${"]".repeat(5_000)}}`,
    /JSON/,
  ],
  ["BC-12: an empty list", z.object({ a: z.string().optional() }), "[]", {}],
];

const MORE_NAMES: readonly (readonly [name: string, meant: boolean])[] = [
  ["to=functions.book_table", true],
  ["<function=book_table>", true],
  ["book_table commentary", true],
  ["book_table later", false],
  ["functions.book_table:3", true],
  ["functions::book_table", true],
  ["book-table", true],
  ["BookTable", true],
  ["bookTable", true],
  ["book table", true],
  ["tool_book_table", true],
  ["book_table\n", true],
  ["book_table".repeat(3), true],
  ["assistant.book_table<|constrain|>json", true],
  ["book_table:", true],
  ["book_table({party: 2})", true],
  ["`book_table`", true],
  ["default_api.book_table", true],
  ["creating: book_table", true],
  ["hand_off.book_table", false],
  ["book_table.hand_off", false],
  ["rebook_table", false],
  ["book_tables", false],
  ["book_table_v2", false],
  ["book", false],
  ["table", false],
  ["book_table/run", false],
  ["transfer_to_book_table", false],
  ["constructor", false],
  ["__proto__", false],
  ["book_table, hand_off", false],
  ["book_table;drop", false],
  ["book_table,book_table", true],
  ["[book_table]", true],
  ["b\u043eok_table", false],
  ["book_table\u200b", true],
];

const channel = z.object({ channel: z.enum(["in_store", "online", "phone_order"]) });
const place = z.object({ orderNumber: z.string() });

const THIRD_LIST: readonly Row[] = [
  ["BC-26: a space in a word of a list", channel, { channel: "In store" }, { channel: "in_store" }],
  ["BC-26: a hyphen in a word of a list", channel, { channel: "in-store" }, { channel: "in_store" }],
  ["BC-26: capitals in place of signs", channel, { channel: "PhoneOrder" }, { channel: "phone_order" }],
  ["BC-26: two words that differ by a sign", one(z.enum(["a-b", "a_b"])), { v: "a b" }, /v/],
  ["BC-26: a sign of a number is no such sign", one(z.enum(["-1", "1"])), { v: "- 1" }, /v/],
  ["BC-26: another word is refused", channel, { channel: "in the store" }, /channel/],
  ["BC-26: a literal with a space", one(z.literal("next_day")), { v: "next day" }, { v: "next_day" }],
  ["BC-26: a text in quotes", place, { orderNumber: '"1042"' }, { orderNumber: "1042" }],
  ["BC-26: a number in quotes", one(z.number()), { v: '"2"' }, { v: 2 }],
  ["BC-26: yes or no in quotes", one(z.boolean()), { v: '"true"' }, { v: true }],
  ["BC-26: a word of a list in quotes", channel, { channel: '"online"' }, { channel: "online" }],
  ["BC-26: quotes within a text stay", place, { orderNumber: 'the "A" one' }, { orderNumber: 'the "A" one' }],
  ["BC-26: two texts in quotes stay", place, { orderNumber: '"A" and "B"' }, { orderNumber: '"A" and "B"' }],
  ["BC-26: a text or nothing, in quotes", one(z.string().nullable()), { v: '"1042"' }, { v: "1042" }],
  ["BC-12: in `parameters`", place, { parameters: { orderNumber: "1042" } }, { orderNumber: "1042" }],
  [
    "BC-12: in a list of uses",
    place,
    { tool_uses: [{ recipient_name: "functions.work", parameters: { orderNumber: "1042" } }] },
    { orderNumber: "1042" },
  ],
  [
    "BC-12: in a list of calls",
    place,
    { tool_calls: [{ function: { name: "work", arguments: '{"orderNumber":"1042"}' } }] },
    { orderNumber: "1042" },
  ],
  [
    "BC-12: in `parameters` in `arguments`",
    place,
    { arguments: { parameters: { orderNumber: "1042" } } },
    { orderNumber: "1042" },
  ],
  [
    "BC-12: two uses are not one",
    place,
    { tool_uses: [{ parameters: { orderNumber: "1" } }, { parameters: { orderNumber: "2" } }] },
    /do not fit/,
  ],
  [
    "BC-12: a field of that name is the tool's",
    z.object({ parameters: z.object({ a: z.string() }) }),
    { parameters: { a: "x" } },
    { parameters: { a: "x" } },
  ],
];

test.each<[string, string, object | undefined]>([
  ['work{"orderNumber":"1042"}', "", { orderNumber: "1042" }],
  ['work{"orderNumber":"1042"}', "{}", { orderNumber: "1042" }],
  ['work({"orderNumber":"1042"})', "", { orderNumber: "1042" }],
  ['work(orderNumber="1042")', "", { orderNumber: "1042" }],
  ['functions.work({"orderNumber": "1042"})', "null", { orderNumber: "1042" }],
  ['work {"orderNumber":"1042"}', "{}", { orderNumber: "1042" }],
  ['work{"orderNumber":"1"}', '{"orderNumber":"1042"}', { orderNumber: "1042" }],
  [`work{"orderNumber":"${"1".repeat(300)}"}`, "", { orderNumber: "1".repeat(300) }],
  ['work{"orderNum', "", undefined],
  ['play{"orderNumber":"1042"}', "", undefined],
])("BC-11: the arguments in the name are read: %s with «%s»", async (name, args, ran) => {
  const outcome = await outcomeOf(place, args, name);

  expect(outcome).toEqual(ran ? { ran } : { refused: expect.any(String) });
});

test.each([...FIRST_LIST, ...SECOND_LIST, ...THIRD_LIST])("%s", async (_, input, args, expected) => {
  const outcome = await outcomeOf(input, args);

  if (expected instanceof RegExp) expect(outcome).toEqual({ refused: expect.stringMatching(expected) });
  else expect(outcome).toEqual({ ran: expected });
});

test.each(NAMES)("BC-11: %j is work: %j", async (name, meant) => {
  const outcome = await outcomeOf(z.object({ a: z.string() }), { a: "x" }, name);

  if (meant) expect(outcome).toEqual({ ran: { a: "x" } });
  else expect(outcome).toEqual({ refused: expect.stringMatching(/work.*hand_off|hand_off.*work/) });
});

test.each(MORE_NAMES)("BC-11: %j is book_table: %j", async (name, meant) => {
  const outcome = await outcomeOf(z.object({ a: z.string() }), { a: "x" }, name, "book_table");

  // "hand_off.book_table" may be either: neither is done.
  if (meant) expect(outcome).toEqual({ ran: { a: "x" } });
  else expect(outcome).toEqual({ refused: expect.stringMatching(/no tool.*book_table/) });
});

const tool = (more: object): Tool =>
  defineTool({ name: "work", description: "Works.", input: z.object({}), run: () => 1, ...more });

/** Definitions that no request with them could be sent, or no arguments fit. */
const UNSENDABLE: readonly (readonly [what: string, more: object])[] = [
  ["a union", { input: z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]) }],
  [
    "a discriminated union",
    { input: z.discriminatedUnion("k", [z.object({ k: z.literal("a") }), z.object({ k: z.literal("b") })]) },
  ],
  ["text", { input: z.string() }],
  ["a list", { input: z.array(z.string()) }],
  ["a record", { input: z.record(z.string(), z.string()) }],
  ["any", { input: z.any() }],
  ["unknown", { input: z.unknown() }],
  ["an object or null", { input: z.object({}).nullable() }],
  ["a date", { input: z.object({ when: z.date() }) }],
  ["a date that may be missing", { input: z.object({ when: z.date().optional() }) }],
  ["a date in a list of objects", { input: z.object({ list: z.array(z.object({ when: z.date() })) }) }],
  ["a big integer", { input: z.object({ n: z.bigint() }) }],
  ["a map", { input: z.object({ m: z.map(z.string(), z.string()) }) }],
  ["a set", { input: z.object({ s: z.set(z.string()) }) }],
  ["an instance of a class", { input: z.object({ u: z.instanceof(URL) }) }],
  ["a promise", { input: z.object({ p: z.promise(z.string()) }) }],
  ["a file", { input: z.object({ f: z.file() }) }],
  ["a choice of nothing", { input: z.object({ e: z.enum([]) }) }],
  ["a choice of nothing that may be missing", { input: z.object({ e: z.enum([]).optional() }) }],
  ["a choice of nothing in a list", { input: z.object({ l: z.array(z.enum([])) }) }],
  ["what can never be", { input: z.object({ n: z.never() }) }],
  ["what can never be, in an object", { input: z.object({ o: z.object({ n: z.never() }) }) }],
  ["a union of nothing", { input: z.object({ u: z.union([]) }) }],
  ["no schema", { input: undefined }],
  ["a JSON Schema", { input: { type: "object", properties: {} } }],
  ["a refinement with a promise", { input: z.object({ a: z.string() }).refine(async () => true) }],
  ["a field refined with a promise", { input: z.object({ a: z.string().refine(async () => true) }) }],
  ["a field transformed with a promise", { input: z.object({ a: z.string().transform(async (s) => s) }) }],
  ["a field superrefined with a promise", { input: z.object({ a: z.string().superRefine(async () => {}) }) }],
  ["a description of 1,025 characters", { description: "x".repeat(1_025) }],
  ["a name with capitals", { name: "Hand_Off" }],
  ["a name like the engine's but for a _", { name: "handoff" }],
];

test.each(UNSENDABLE)("BC-40: %s is refused when it is defined, by the tool's name", (_, more) => {
  expect(() => tool(more)).toThrow(/"(work|Hand_Off|handoff)"/);
});

const SENDABLE: readonly (readonly [what: string, more: object])[] = [
  ["a description of 1,024 characters", { description: "x".repeat(1_024) }],
  ["a union in a field", { input: z.object({ a: z.union([z.string(), z.number()]) }) }],
  ["a record in a field", { input: z.object({ a: z.record(z.string(), z.string()) }) }],
  [
    "an intersection, which is one object",
    { input: z.object({ a: z.string() }).and(z.object({ b: z.string() })) },
  ],
  ["anything in a field", { input: z.object({ a: z.any(), b: z.unknown() }) }],
  ["a refined object", { input: z.object({ a: z.string() }).refine(() => true) }],
  ["a transformed object", { input: z.object({ a: z.string() }).transform((o) => o.a) }],
  ["a strict and a loose object", { input: z.strictObject({ a: z.looseObject({}) }) }],
  ["a text that becomes a date", { input: z.object({ a: z.iso.datetime().transform((s) => new Date(s)) }) }],
  ["a preprocessed field", { input: z.object({ a: z.preprocess((v) => v, z.number()) }) }],
  ["itself, by a reference", { input: Tree() }],
  ["what must not be there", { input: z.object({ n: z.never().optional() }) }],
];

function Tree() {
  const node = z.object({
    name: z.string(),
    get children() {
      return z.array(node).optional();
    },
  });
  return node;
}

test.each(SENDABLE)("BC-40: %s is taken", (_, more) => {
  expect(() => tool(more)).not.toThrow();
});

test("BC-40: more tools than an API takes, the engine's own among them, are refused with the agent's name", () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => tool({ name: `work_${i}` }));
  const define = (count: number) =>
    defineAgent({ name: "shop", greeting: "Hello.", instructions: "Be kind.", tools: many(count) });

  expect(() => define(122)).not.toThrow();
  expect(() => define(123)).toThrow(/"shop".*122/s);
  expect(() => define(129)).toThrow('"shop"');
});

test("BC-40: two tools whose names differ by signs only are refused", () => {
  const tools = [tool({ name: "look_up" }), tool({ name: "lookup" })];

  expect(() => defineAgent({ name: "shop", greeting: "Hello.", instructions: "Be kind.", tools })).toThrow(
    /look_?up/,
  );
});

test("BC-40: an HTTP tool is checked as well", () => {
  const define = () =>
    httpTool({
      name: "work",
      description: "x".repeat(2_000),
      input: z.object({}),
      url: "https://a.example.com/b",
    });

  expect(define).toThrow('"work"');
});

/** A call in which `said` is what the caller says, turn by turn, each answered and heard out. */
async function callWith(
  tools: NonNullable<AgentDefinition["tools"]>,
  parts: readonly Part[],
  said: readonly string[],
): Promise<TestCall> {
  const call = await new TestCall(parts, { tools }).answered();
  for (const words of said) {
    await call.says(words);
    await call.passes(1_000);
    await call.hearsOut();
    await call.passes(700);
  }
  return call;
}

const told = (call: TestCall): readonly string[] =>
  call.model.lastItems.filter((i) => i.role === "tool_result").map((i) => i.text);

/** A side effect that notes what it was run with. */
function booking(more: object = {}) {
  const ran: unknown[] = [];
  const keys: string[] = [];
  const made = tool({
    name: "book",
    sideEffect: true,
    input: z.object({ phone: z.string(), when: z.string(), pairs: z.number().default(1) }),
    run: (given: unknown, context: { idempotencyKey: string }) => {
      ran.push(given);
      keys.push(context.idempotencyKey);
      return { booked: ran.length };
    },
    ...more,
  });
  return { ran, keys, made };
}

const sameBooking = ({ phone, when }: { phone: string; when: string }) => [
  phone.replace(/\D/g, "").slice(-10),
  new Date(`${when.slice(0, 16)}Z`).getTime(),
];

test("BC-24: one booking, spelled differently after the caller spoke over its result, is one run", async () => {
  const { ran, made } = booking({ sameRun: sameBooking });
  await callWith(
    [made],
    [
      callsTool("book", { phone: "+1 555 010 0001", when: "2026-12-01T18:00" }),
      says("Booked for six."),
      callsTool("book", { phone: "5550100001", when: "2026-12-01T18:00:00" }),
      says("It is booked."),
    ],
    ["Book me at six.", "Hello? Book me at six."],
  );

  expect(ran).toHaveLength(1);
});

test("BC-24: two bookings that differ in what makes them the same both run", async () => {
  const { ran, keys, made } = booking({ sameRun: sameBooking });
  await callWith(
    [made],
    [
      callsTools(
        ["book", { phone: "5550100001", when: "2026-12-01T18:00" }],
        ["book", { phone: "5550100001", when: "2026-12-02T18:00" }],
      ),
      says("Both are booked."),
    ],
    ["Book me on Tuesday and on Wednesday."],
  );

  expect(ran).toHaveLength(2);
  expect(new Set(keys).size).toBe(2);
});

test.each([
  ["throws", () => sameBooking(undefined as never)],
  ["says nothing", () => undefined],
  ["says nothing in a list", () => [undefined, null, ""]],
  ["says nothing by name", () => ({ phone: undefined })],
  ["says an empty text", () => ""],
  ["answers with a promise", async () => ["a"]],
  ["says a date that is none", ({ when }: { when: string }) => [Date.parse(when)]],
  ["says what is no plain value", () => new URL("https://a.example.com")],
])("BC-24: where sameRun %s, all arguments count", async (_, sameRun) => {
  const { ran, made } = booking({ sameRun });
  const at = (when: string) => ["book", { phone: "1", when }] as const;
  await callWith([made], [callsTools(at("a"), at("b"), at("a")), says("Booked.")], ["Book me twice."]);

  expect(ran).toHaveLength(2);
});

test("H6: what the schema strips, fills in or converts makes no second run", async () => {
  const { ran, made } = booking();
  const spelled = [
    { phone: "1", when: "a" },
    { when: "a", phone: 1 },
    { phone: "1", when: "a", pairs: 1 },
    { phone: "1", when: "a", pairs: "1" },
    { phone: "1", when: "a", pairs: null },
    ...Array.from({ length: 3 }, (_, note) => ({ phone: "1", when: "a", note })),
  ];
  await callWith(
    [made],
    spelled.flatMap((args) => [callsTool("book", args), says("Booked.")]),
    spelled.map((_, i) => `Book it please, ${i}.`),
  );

  expect(ran).toEqual([{ phone: "1", when: "a", pairs: 1 }]);
});

test("H6: an order of the shop is one order, however shoe, size and colour are spelled", () => {
  const sameness = [
    { product: "Owl Night Runner", size: 9, color: "black" },
    { product: "night runner", size: "9", color: "Black ", quantity: 1 },
    { product: "the Owl Night Runner", size: 9, color: "BLACK", quantity: null },
  ].map((args) => {
    const checked = placeOrder.check(args);
    return checked.ok ? checked.sameness : checked.faults;
  });

  expect(new Set(sameness).size).toBe(1);
  const two = placeOrder.check({ product: "Owl Night Runner", size: 9, color: "black", quantity: 2 });
  expect(two.ok && two.sameness).not.toBe(sameness[0]);
});

test("H6: one yes is one run, though the model spells the order in another way after it", async () => {
  const { ran, made } = booking({ confirm: ({ pairs }: { pairs: number }) => `${pairs} at a. Shall I?` });
  await callWith(
    [made],
    [
      callsTool("book", { phone: 1, when: "a" }),
      says("One at a. Shall I?"),
      callsTool("book", { phone: "1", when: "a", pairs: "1" }),
      says("Booked."),
      callsTool("book", { phone: "1", when: "a", note: "again" }),
      says("It is booked."),
    ],
    ["Book it.", "Yes, please.", "And is it booked now?"],
  );

  expect(ran).toHaveLength(1);
});

test("BC-25: confirm, title, facts, identity, promises and run see the same value", async () => {
  const seen: unknown[] = [];
  const note = (input: unknown) => {
    seen.push(input);
    return undefined;
  };
  const made = tool({
    input: lookup,
    confirm: (input: unknown) => note(input) ?? "Shall I?",
    title: note,
    facts: note,
    identity: note,
    promises: note,
    run: note,
  });
  const order = callsTool("work", { orderNumber: 1042, zip: null, note: null });
  await callWith([made], [order, says("Shall I?"), order, says("Done.")], ["Do it.", "Yes, please."]);

  expect(seen.length).toBeGreaterThanOrEqual(7);
  expect(new Set(seen.map((s) => JSON.stringify(s)))).toEqual(new Set(['{"orderNumber":"1042","note":""}']));
});

test.each([
  ["BC-25", { purpose: "pin", length: null, secure: null }, { length: undefined, secure: false }],
  ["BC-26", { purpose: "pin", length: "4", secure: "true" }, { length: 4, secure: true }],
  ["BC-31", { arguments: '{"purpose":"pin","length":4}' }, { length: 4, secure: false }],
])("%s: digits are collected with %j", async (_, args, expected) => {
  const call = await callWith(
    [],
    [callsTool("collect_digits", args), says("Key it in, please.")],
    ["My pin."],
  );

  expect(call.state.keypad.expected).toMatchObject({ purpose: "pin", ...expected });
});

const leaving = { reason: "A refund is due.", callSummary: "Charged twice.", sentiment: "negative" };

test.each<[string, string, unknown]>([
  ["BC-11: under a prefix", "functions.hand_off", leaving],
  ["BC-11: in capitals", "HandOff", leaving],
  ["BC-12: with {} in front", "hand_off", `{}${JSON.stringify(leaving)}`],
  ["BC-12: twice", "hand_off", JSON.stringify(leaving).repeat(2)],
  ["BC-12: encoded twice", "hand_off", JSON.stringify(JSON.stringify(leaving))],
  ["BC-25: with nulls", "hand_off", { ...leaving, entities: null, intent: null }],
  ["L6: in a list", "hand_off", [leaving]],
  ["BC-31: under its own name", "hand_off", { name: "hand_off", arguments: leaving }],
  [
    "BC-26: in other spellings",
    "hand_off",
    { ...leaving, sentiment: " Negative", call_summary: "Charged twice.", callSummary: undefined },
  ],
])("%s, a hand-off reaches a person with its summary", async (_, name, args) => {
  const call = await callWith([], [callsTool(name, args)], ["I want my money back."]);

  expect(call.ends[0]?.handoff).toMatchObject(leaving);
});

test.each(["[1]", "1", "null", "[[]]", '"please"', "{oops"])(
  "L6: a hand-off with %s reaches a person",
  async (args) => {
    const call = await callWith([], [callsTool("hand_off", args)], ["I want my money back."]);

    expect(call.ends[0]?.handoff).toMatchObject({ triggeredBy: "model" });
  },
);

test("BC-10: a name that no tool has is answered with the list of those that there are", async () => {
  const call = await callWith(
    [tool({})],
    [callsTool('browser.tabs.open" />', {}), says("I cannot do that.")],
    ["Open my page."],
  );

  expect(told(call)[0]).toMatch(/no tool.*work, hand_off/);
});

const stubborn: readonly (readonly [string, readonly (readonly [name: string, args: unknown])[]])[] = [
  [
    "the same bad arguments",
    [
      ["work", { quantity: "two" }],
      ["work", { quantity: "two" }],
    ],
  ],
  [
    "other bad arguments",
    [
      ["work", { quantity: "two" }],
      ["work", { orderNumber: [], quantity: "dos" }],
    ],
  ],
  [
    "no JSON",
    [
      ["work", "{"],
      ["work", "{{"],
    ],
  ],
  [
    "the same unknown name",
    [
      ["fly", {}],
      ["fly", {}],
    ],
  ],
  [
    "ever other unknown names",
    [
      ["fly", {}],
      ["swim", {}],
      ["run", {}],
    ],
  ],
];

test.each(stubborn)(
  "BC-26: a model that goes on with %s has to answer in words, before it has used up the turn",
  async (_, rounds) => {
    const parts = rounds.map(([name, args]) => callsTool(name, args));
    const call = await callWith(
      [tool({ input: order })],
      [...parts, says("How many, please?")],
      ["Order two of 1042."],
    );

    const choices = call.model.asked.map((a) => a.request.toolChoice);
    expect(choices).toEqual([...rounds.map(() => "auto"), "none"]);
    expect(call.spoken()).toContain("How many, please?");
  },
);

test("BC-26: tools are there again in the next turn, and a call that is mended in time is no circle", async () => {
  const bad = callsTool("work", { orderNumber: "1", quantity: "two" });
  const good = callsTool("work", { orderNumber: "1", quantity: 2 });
  const call = await callWith(
    [tool({ input: order })],
    [bad, bad, says("How many?"), bad, good, says("Done.")],
    ["Order some of 1042.", "Two of them."],
  );

  expect(call.model.asked.map((a) => a.request.toolChoice)).toEqual([
    "auto",
    "auto",
    "none",
    "auto",
    "auto",
    "auto",
  ]);
});

test("BC-26: several refusals in one response are one mistake", async () => {
  const bad = ["work", { orderNumber: "1", quantity: "two" }] as const;
  const call = await callWith(
    [tool({ input: order })],
    [
      callsTools(bad, bad, ["fly", {}], ["swim", {}]),
      callsTool("work", { orderNumber: "1", quantity: 2 }),
      says("Done."),
    ],
    ["Order two of 1042."],
  );

  expect(call.model.asked.map((a) => a.request.toolChoice)).toEqual(["auto", "auto", "auto"]);
});

/** A call in which `digits` were keyed in as a secret named pin, and then `work` is called with the placeholder. */
async function afterSecret(work: Tool, digits: string, parts: readonly Part[]): Promise<TestCall> {
  const collect = callsTool("collect_digits", { purpose: "pin", length: digits.length, secure: true });
  const call = await new TestCall([collect, says("Key it in, please."), ...parts], {
    tools: [work],
  }).answered();
  await call.says("I want to pay.");
  await call.passes(500);
  await call.hearsOut();
  await call.presses(digits);
  await call.passes(3_000);
  return call;
}

const secretIn = (call: TestCall, secret: string): boolean =>
  JSON.stringify(call.model.asked.map((a) => a.request)).includes(secret);

test.each<[string, object, unknown]>([
  ["a text of the output", { run: ({ pin }: { pin: string }) => ({ found: false, pin }) }, undefined],
  ["a number of the output", { run: ({ pin }: { pin: string }) => ({ pin: Number(pin) }) }, undefined],
  ["a name within the output", { run: ({ pin }: { pin: string }) => ({ [pin]: true }) }, undefined],
  ["an output that is a text", { run: ({ pin }: { pin: string }) => `No ${pin}.` }, undefined],
  [
    "a long output",
    { run: ({ pin }: { pin: string }) => `${"x".repeat(7_890)} ${pin} ${"x".repeat(20_000)}` },
    undefined,
  ],
  [
    "what it throws",
    {
      run: ({ pin }: { pin: string }) => {
        throw new Error(`No ${pin}`);
      },
    },
    undefined,
  ],
  ["the read-back", { confirm: ({ pin }: { pin: string }) => `Pay with ${pin}?` }, undefined],
  [
    "what confirm throws",
    {
      confirm: ({ pin }: { pin: string }) => {
        throw new Error(`No ${pin}`);
      },
    },
    undefined,
  ],
  [
    "a refusal of the author's",
    { input: z.object({ pin: z.string().refine(() => false, { error: (i) => `not ${i.input}` }) }) },
    undefined,
  ],
])("M4: what was keyed in secret does not reach the model by %s", async (_, more) => {
  for (const digits of ["4821", "5555555555554444"]) {
    const work = tool({ input: z.object({ pin: z.string() }), ...more });
    const call = await afterSecret(work, digits, [
      callsTool("work", { pin: "{{secure:pin}}" }),
      says("Done."),
    ]);

    expect(told(call).at(-1)).toContain("••••");
    expect(secretIn(call, digits)).toBe(false);
  }
});

test("M4: JSON stays JSON where a number of it is masked", async () => {
  const work = tool({
    input: z.object({ pin: z.string() }),
    run: () => ({ list: [4821, 48.21, "a 4821 b"], ok: true }),
  });
  const call = await afterSecret(work, "4821", [callsTool("work", { pin: "{{secure:pin}}" }), says("Done.")]);

  expect(JSON.parse(told(call).at(-1) ?? "")).toMatchObject({
    list: ["••••", expect.anything(), "a •••• b"],
    ok: true,
  });
});

test.each(["constructor", "toString", "__proto__", "hasOwnProperty"])(
  "L16: a placeholder named %s stands for nothing that was keyed in",
  async (name) => {
    const outcome = await outcomeOf(z.object({ pin: z.string() }), { pin: `{{secure:${name}}}` });

    expect(outcome).toEqual({
      refused: expect.stringContaining(`Nothing is keyed in for {{secure:${name}}}`),
    });
  },
);

test.each<[string, (key: string) => unknown]>([
  [
    "throws",
    (key) => {
      throw new Error(`401 for key=${key}`);
    },
  ],
  [
    "throws in an address",
    (key) => {
      throw new Error(`GET /a?key=${encodeURIComponent(key)}`);
    },
  ],
  ["returns", (key) => ({ error: `bad key ${key}` })],
])("L11: a secret that a tool has asked for and %s is masked", async (_, run) => {
  const work = tool({
    run: (_input: unknown, context: { secret: (name: string) => string }) =>
      run(`${context.secret("SHOP KEY")}`),
  });
  const call = await callWith([work], [callsTool("work", {}), says("That failed.")], ["Do it, please."]);

  expect(told(call)[0]).toContain("••••");
  expect(told(call)[0]).not.toMatch(/secret-SHOP/);
});

test.each<[string, unknown]>([
  ["a bare object", Object.create(null)],
  [
    "an object without a text",
    {
      toString: () => {
        throw new Error("no");
      },
    },
  ],
  ["an error whose message is a number", Object.assign(new Error(), { message: 5 })],
  [
    "an error whose message throws",
    Object.defineProperty(new Error(), "message", {
      get: () => {
        throw new Error("no");
      },
    }),
  ],
  ["undefined", undefined],
  ["a symbol", Symbol("no")],
])("M7: a tool that throws %s has an output", async (_, thrown) => {
  const work = tool({
    run: () => {
      throw thrown;
    },
  });
  const call = await callWith([work], [callsTool("work", {}), says("That failed.")], ["Do it, please."]);

  expect(told(call)[0]).toContain("error");
  expect(call.spoken()).toContain("That failed.");
});

test.each<[string, () => unknown]>([
  ["an error", () => new Error("no stock")],
  ["a response", () => new Response("{}")],
  ["a map", () => new Map([["a", 1]])],
  ["a set", () => new Set([1])],
])("M7: a tool that returns %s has told the model of no success", async (_, result) => {
  const work = tool({ run: () => result() });
  const call = await callWith([work], [callsTool("work", {}), says("That failed.")], ["Do it, please."]);

  expect(told(call)[0]).toMatch(/^\{"error":/);
  expect(call.spoken()).toContain("That failed.");
});

test.each(["facts", "identity", "promises"])(
  "L15: %s with a getter that throws undo nothing that was done",
  async (field) => {
    const poisoned = {
      get name() {
        throw new Error("no");
      },
      get status() {
        throw new Error("no");
      },
    };
    const { ran, made } = booking({ [field]: () => (field === "identity" ? poisoned : [poisoned]) });
    const call = await callWith(
      [made],
      [callsTool("book", { phone: "1", when: "a" }), says("Booked.")],
      ["Book it, please."],
    );

    expect(ran).toHaveLength(1);
    expect(call.state.tools.runs).toMatchObject([{ status: "ok", output: '{"booked":1}' }]);
  },
);

test.each([undefined, "", "  ", 5])(
  "a tool whose confirm says %j has nothing the caller could agree to, and does not run",
  async (line) => {
    const { ran, made } = booking({ confirm: () => line });
    const call = await callWith(
      [made],
      [callsTool("book", { phone: "1", when: "a" }), says("I cannot.")],
      ["Book it, please."],
    );

    expect(ran).toHaveLength(0);
    expect(told(call)[0]).toContain("could not say what to confirm");
  },
);

import { expect, test } from "vitest";
import * as z from "zod";
import { type Agent, type AgentDefinition, defineTool } from "../../worker/agent/define.ts";
import { maskCards } from "../../worker/session/account/card-numbers.ts";
import { recordOf } from "../../worker/session/account/record.ts";
import { TestCall } from "../support/conversation.ts";
import { callsTool, says } from "../support/played-model.ts";
import {
  BROKEN_UP,
  BROKEN_UP_AFTER,
  NO_NUMBER_OF_A_CARD,
  NO_NUMBER_OF_A_CARD_AFTER,
} from "./broken-up-numbers.ts";
import {
  HONEST,
  HONEST_AFTER,
  honest,
  leaks,
  PLANTED,
  PLANTED_AFTER,
  PLANTED_BY_ANOTHER,
  type Planted,
  planted,
} from "./planted-numbers.ts";

/** Keys that were asked for, more and fewer than asked, slow and fast. */

interface Asked {
  readonly purpose: string;
  readonly length?: number;
  readonly secure?: boolean;
}

/** A call in which the agent has asked for digits, and the caller has heard it. */
async function asking(digits: Asked): Promise<TestCall> {
  const call = await new TestCall([
    callsTool("collect_digits", digits),
    says("Please key it in."),
    ...Array.from({ length: 8 }, () => says("Thank you.")),
  ]).answered();
  await call.says("I want to pay.");
  await call.passes(200);
  await call.hearsOut();
  return call;
}

/** Keys one after the other, so many milliseconds apart. */
async function keys(call: TestCall, digits: string, gapMs = 60): Promise<void> {
  for (const digit of digits) {
    await call.presses(digit);
    await call.passes(gapMs);
  }
}

const PIN = { purpose: "pin", length: 4, secure: true };
const CARD = { purpose: "card", length: 16, secure: true };
const ORDER = { purpose: "order_number", length: 4 };

/** All that anybody but a tool can learn of a call. */
const known = (call: TestCall): string =>
  JSON.stringify([
    call.model.asked.map((a) => a.request),
    call.logs,
    call.state.transcript.map((e) => e.item),
    recordOf(call.state).items.map((i) => i.text),
    call.sent.map((s) => s.frame),
    call.ends,
    call.callbacks,
  ]);

const isLeaving = (call: TestCall): boolean =>
  call.state.phase.name === "handing_off" || call.ends.length > 0;
const callerLines = (call: TestCall): readonly string[] =>
  call.state.transcript.flatMap((e) => (e.item.role === "caller" ? [e.item.text] : []));

/** What is keyed after a secure question: the purpose, the keys in groups, and the pause after each group in ms. */
const SECURE: readonly (readonly [name: string, asked: Asked, groups: readonly string[], pauseMs: number])[] =
  [
    ["BC-04: 16 keys where 4 were asked for", PIN, ["4111111111111111"], 0],
    ["BC-04: a 0 after the last digit", PIN, ["98760"], 0],
    ["BC-04: a 0 well after the last digit, in the same burst", PIN, ["9876", "0"], 1_000],
    ["BC-04: # before the length", { ...PIN, length: 6 }, ["98765#"], 0],
    ["BC-04: # before the length, and more keys behind it", { ...PIN, length: 6 }, ["987#65"], 0],
    ["H4: a pause of 2.4 s in a card number", CARD, ["9876", "543298765432"], 2_400],
    ["H4: a pause of 5 s between the groups", CARD, ["9876", "5432", "9876", "5432"], 5_000],
    ["H4: a pause of 9 s in a card number", CARD, ["98765432", "98765432"], 9_000],
    [
      "H4: no length was named, and the caller pauses",
      { purpose: "card", secure: true },
      ["98765432", "98765432"],
      2_400,
    ],
    [
      "H4: no length was named, and the caller pauses for long",
      { purpose: "card", secure: true },
      ["98765432", "98765432"],
      6_000,
    ],
    ["H4: a digit too many, then #", PIN, ["98765#"], 0],
    ["H4: the whole number once more at once", PIN, ["98769876"], 0],
    ["H4: 19 keys where 16 were asked for", CARD, ["9876543298765432123"], 0],
    ["H4: half of it, and the rest after the agent has spoken", CARD, ["98765432", "98765432"], 20_000],
  ];

test.each(SECURE)("%s: no key of it is seen", async (_, asked, groups, pauseMs) => {
  const call = await asking(asked);

  for (const group of groups) {
    await keys(call, group);
    await call.passes(pauseMs);
  }
  await call.passes(25_000);
  await call.hearsOut();
  await call.says("What now?");
  await call.passes(500);

  expect(known(call)).not.toMatch(/9876|5432|4111|1111|\b65\b|\(keypad\) \d/);
  expect(callerLines(call).some((line) => line.startsWith("(keypad, secure)"))).toBe(true);
  expect(isLeaving(call)).toBe(false);
});

test("BC-04: an entry with more keys than were asked for is refused, not cut", async () => {
  const call = await asking(PIN);

  await keys(call, "4111111111111111");
  await call.passes(2_000);

  expect(callerLines(call).at(-1)).toMatch(/16 digits.*4/);
  expect(Object.values(call.state.keypad.vault)).not.toContain("4111");
});

test("BC-04: the surplus of an open entry is no second turn", async () => {
  const call = await asking(ORDER);

  await keys(call, "104255");
  await call.passes(3_000);

  expect(callerLines(call).filter((line) => line.startsWith("(keypad"))).toHaveLength(1);
});

test("H4: a card number that was keyed in groups reaches the vault whole", async () => {
  const call = await asking(CARD);

  for (const group of ["4111", "1111", "1111", "1111"]) {
    await keys(call, group);
    await call.passes(4_000);
  }

  expect(call.state.keypad.vault.card).toBe("4111111111111111");
});

test("BC-04: a secure entry that stops half way is told as such after a while", async () => {
  const call = await asking(CARD);

  await keys(call, "41111111");
  await call.passes(20_000);

  expect(callerLines(call).at(-1)).toMatch(/^\(keypad, secure\) 8 digits for card, 16 were asked for/);
});

const PASSED_OVER: readonly (readonly [
  name: string,
  asked: Asked,
  answer: string | undefined,
  waitMs: number,
])[] = [
  ["M9: the caller spoke instead", CARD, "I don't have it with me.", 3_000],
  ["M9: the caller asked something else", ORDER, "What time do you close?", 3_000],
  [
    "M9: the caller spoke, no length",
    { purpose: "pin", secure: true },
    "Can you tell me why you need that?",
    3_000,
  ],
  ["M9: nothing was keyed for a minute", ORDER, undefined, 60_000],
];

test.each(PASSED_OVER)("%s: 0 is a person again", async (_, asked, answer, waitMs) => {
  const call = await asking(asked);
  if (answer) await call.says(answer);
  await call.passes(500);
  await call.hearsOut();
  if (waitMs > 10_000) {
    // Somebody who says nothing at all is said goodbye to: they are heard to be there.
    for (let ms = 0; ms < waitMs; ms += 5_000) {
      await call.passes(5_000);
      await call.partly("uh");
    }
  } else await call.passes(waitMs);

  await call.presses("0");
  await call.passes(2_500);

  expect(isLeaving(call)).toBe(true);
  expect(call.state.keypad.vault).toEqual({});
});

test.each([
  ["M9: a 0 that begins what was asked for", "0042"],
  ["M9: a 0 in the middle", "4002"],
])("%s is a digit", async (_, digits) => {
  const call = await asking(ORDER);

  await keys(call, digits);
  await call.passes(2_500);

  expect(callerLines(call).at(-1)).toBe(`(keypad) ${digits}`);
});

test("M9: 'okay' and 'hold on' do not pass the question over", async () => {
  const call = await asking(ORDER);
  await call.says("Hold on.");
  await call.passes(2_000);

  await keys(call, "0042");
  await call.passes(2_500);

  expect(callerLines(call).at(-1)).toBe("(keypad) 0042");
});

test("M9: a lone 0 where four digits were asked for is a person, once nothing follows it", async () => {
  // A judgement: nobody keys one digit of four and waits, but for a person.
  const call = await asking(ORDER);

  await call.presses("0");
  expect(isLeaving(call)).toBe(false);
  await call.passes(2_500);

  expect(isLeaving(call)).toBe(true);
});

test("L2: what was keyed in secret does not outlast the call", async () => {
  const call = await asking(PIN);
  await keys(call, "9876");
  await call.passes(500);

  await call.event({ type: "socket_closed", how: "hung_up" });

  expect(JSON.stringify(call.saved)).not.toContain("9876");
  expect(JSON.stringify(recordOf(call.state))).not.toContain("9876");
});

const LANGUAGES: Readonly<Record<string, string>> = {
  en: "en-US",
  es: "es-ES",
  de: "de-DE",
  fr: "fr-FR",
  pt: "pt-BR",
};

/** A call in which all of it is said and keyed, and which then goes to a person. */
async function told({ language, turns }: Planted): Promise<string> {
  const call = await new TestCall(
    Array.from({ length: 12 }, () => says("Go on.")),
    { relay: { language: LANGUAGES[language] ?? "en-US" } },
  ).answered();
  for (const turn of [...turns, "Hello, what is next?"]) {
    if (turn.startsWith("#keys:")) await call.presses(turn.slice(6));
    else await call.says(turn);
    await call.passes(6_000);
    await call.hearsOut();
  }
  const lastRequest = call.model.asked.at(-1)?.request.items.map((i) => ("text" in i ? i.text : ""));
  await call.passes(2_000);
  await call.presses("0");
  await call.passes(3_000);
  await call.hearsOut();
  await call.passes(3_000);
  const handoff = call.ends[0]?.handoff;
  if (!handoff) throw new Error("not handed over");
  // Joined by letters, so that the figures of two of them are no one number.
  return [
    lastRequest?.join(" x "),
    recordOf(call.state)
      .items.map((i) => i.text)
      .join(" x "),
    handoff.callSummary,
    JSON.stringify(call.logs),
    call.saved?.transcript.map((e) => ("text" in e.item ? e.item.text : "")).join(" x "),
  ].join(" x ");
}

const ALL_PLANTED = [PLANTED, PLANTED_AFTER, PLANTED_BY_ANOTHER, BROKEN_UP, BROKEN_UP_AFTER];
const ALL_HONEST = [HONEST, HONEST_AFTER, NO_NUMBER_OF_A_CARD, NO_NUMBER_OF_A_CARD_AFTER];

test.each(ALL_PLANTED.flatMap(planted))("H3, B48: $language $turns is told to nobody", async (row) => {
  expect(leaks(row, await told(row))).toBe(false);
});

test.each(ALL_HONEST.flatMap(honest))("H3: %s stays as it is", (line) => {
  expect(maskCards(line)).toBe(line);
});

test.each([
  ["My library card is 204471.", "Oh, it's 204417."],
  ["the card is 204471", "no, the last one is 204417"],
  ["My gym card number is 55 12 34", "the other one is 778899"],
  ["Meine Kundenkarte ist 204471.", "Nein, eine Sekunde, 204417."],
  ["Mi tarjeta de cliente es 204471", "un momento, 204417"],
  ["Ma carte de fidélité, c'est 204471", "pardon, une seconde, 204417"],
])("H3: a card of six digits that is said twice is no payment card: %s, %s", async (...turns) => {
  const call = await new TestCall([says("Right."), says("Right.")]).answered();
  for (const turn of turns) {
    await call.says(turn);
    await call.passes(4_000);
  }

  const heard = call.state.transcript.flatMap(({ item }) => (item.role === "caller" ? [item.text] : []));
  expect(heard).toEqual(turns);
});

/** What the agent of a test keeps back, and what its caller says; the secret is what may not be seen. */
const NAMED: readonly (readonly [conceal: Agent["conceal"][number], said: string, secret: RegExp])[] = [
  ["ssn", "My social is 078-05-1120.", /1120/],
  ["ssn", "It's 078 05 1120, thanks", /1120/],
  ["ssn", "oh seven eight, oh five, one one two oh", /one one two/],
  ["ssn", "My social is zero seven eight, uh, zero five, eleven twenty", /eleven twenty/],
  ["ssn", "my social? the first three are 078, then 05, and the last four 1120", /078|1120/],
  [
    { name: "member number", pattern: "MB-?\\d{6}" },
    "It's M B four four five five six six",
    /four five five/,
  ],
  [{ name: "member number", pattern: "MB-?\\d{6}" }, "M. B. 44 55 66", /44 55/],
  [{ name: "policy", pattern: "\\b7\\d{7}\\b" }, "sieben eins zwei drei vier fünf sechs sieben", /zwei drei/],
  ["iban", "Mein IBAN ist DE89 3704 0044 0532 0130 00, danke", /0532/],
  ["iban", "DE89370400440532013000", /0532/],
  ["iban", "GB29 NWBK 6016 1331 9268 19 is mine", /6016|1331/],
  ["cpf", "Meu CPF é 529.982.247-25", /982/],
  ["cpf", "cinco dois nove, nove oito dois, dois quatro sete, dois cinco", /nove oito dois/],
  [{ name: "member number", pattern: "MB-?\\d{6}" }, "I am mb-445566.", /445566/],
  [{ name: "policy", pattern: "\\b7\\d{7}\\b" }, "seven one two three four five six seven", /two three four/],
];

test.each(NAMED)("B48: what the agent names as %j is told to nobody: %s", async (conceal, said, secret) => {
  const call = await new TestCall([says("Thank you."), says("Sure.")], { conceal: [conceal] }).answered();

  await call.says(said);
  await call.passes(6_000);
  await call.hearsOut();

  expect(known(call)).not.toMatch(secret);
  expect(known(call)).toContain("withheld]");
});

test.each([
  ["iban", ["DE89 3704 0044", "0532 0130 00"], /0044|0532/],
  ["iban", ["It's DE89 3704", "mm-hmm", "0044 0532", "0130 00"], /3704|0532|0130/],
  ["cpf", ["529 982", "247 25"], /982|247/],
  ["cpf", ["cinco dois nove nove oito dois", "isso", "dois quatro sete dois cinco"], /nove oito|quatro sete/],
  ["ssn", ["My social is 078", "05", "1120"], /1120|078/],
  ["ssn", ["oh seven eight", "okay, oh five", "and then one one two oh"], /seven eight|one two/],
  ["ssn", ["It's my social, hold on", "078 05", "1120"], /1120|078/],
  ["ssn", ["social security number is oh seven eight oh", "five one", "one two oh"], /seven eight|two oh/],
  [
    { name: "member number", pattern: "MB-?\\d{6}" },
    ["My member number is MB", "four four five", "five six six"],
    /four five|six six/,
  ],
  [{ name: "policy", pattern: "\\b7\\d{7}\\b" }, ["the policy is 7123", "4567"], /7123|4567/],
] as const)(
  "B48: what the agent names as %j is told to nobody over several turns: %j",
  async (conceal, turns, secret) => {
    const parts = turns.map(() => says("Go on."));
    const call = await new TestCall(parts, { conceal: [conceal], relay: { language: "pt-BR" } }).answered();

    for (const said of turns) {
      await call.says(said);
      await call.passes(6_000);
      await call.hearsOut();
    }

    expect(callerLines(call).join(" / ")).not.toMatch(secret);
  },
);

test("B48: two numbers in two turns that are no CPF together stay", async () => {
  const turns = ["My order is 104210", "10115"];
  const call = await new TestCall([says("And?"), says("Thanks.")], { conceal: ["cpf", "ssn"] }).answered();

  for (const said of turns) {
    await call.says(said);
    await call.passes(6_000);
    await call.hearsOut();
  }

  expect(callerLines(call)).toEqual(turns);
});

test.each([
  ["ssn", "My order is 1042 and the total 129.95."],
  ["ssn", "Call me at 415 555 0142."],
  ["iban", "GB is where I live, since 2019, in flat 12."],
  ["cpf", "O CEP é 01310-100."],
] as const)("B48: with %j kept back, %j stays as it is", async (conceal, said) => {
  const call = await new TestCall([says("Thank you.")], { conceal: [conceal] }).answered();

  await call.says(said);
  await call.passes(6_000);

  expect(callerLines(call)).toEqual([said]);
});

test.each([
  ["a postcode and an order", ["My zip code is 10115", "1042"]],
  ["an order and its date", ["Order 104", "from 2026"]],
  ["a room and a phone", ["Room 204", "415 555 0142"]],
])("B48: %s are no social security number together: %j", async (_, turns) => {
  const call = await new TestCall([says("And?"), says("Thanks.")], { conceal: ["ssn"] }).answered();

  for (const said of turns) {
    await call.says(said);
    await call.passes(6_000);
    await call.hearsOut();
  }

  expect(callerLines(call)).toEqual(turns);
});

test.each([
  [PIN, ["nine eight seven six"], /nine eight|seven six/],
  [PIN, ["It's ninety-eight seventy-six"], /ninety|seventy/],
  [PIN, ["my pin is 9876, thanks"], /9876/],
  [PIN, ["nine eight", "seven six"], /nine eight|seven six/],
  [{ purpose: "pin", secure: true }, ["neun acht sieben sechs fünf"], /acht/],
  [CARD, ["four one one one two two two two"], /one one/],
] as const)(
  "B48: what was asked for as %j to be keyed in, and is said, is told to nobody: %j",
  async (asked, turns, secret) => {
    const call = await asking(asked);

    for (const said of turns) {
      await call.says(said);
      await call.passes(6_000);
      await call.hearsOut();
    }

    expect(known(call)).not.toMatch(secret);
    expect(known(call)).toContain(`[${asked.purpose} withheld]`);
  },
);

test.each([
  "Why do you need that?",
  "I have two cards, which one?",
  "One moment, please.",
  "My phone number is 415 555 0142.",
])("B48: while a PIN is asked for, %j stays as it is", async (said) => {
  const call = await asking(PIN);

  await call.says(said);
  await call.passes(6_000);

  expect(callerLines(call).at(-1)).toBe(said);
});

const FOUND: readonly (readonly [output: unknown, secret: RegExp])[] = [
  [{ card: "4111111111111111" }, /41111111/],
  [{ pan: 4111111111111111 }, /41111111/],
  [{ note: "paid with 4111 1111 1111 1111 on Monday" }, /4111 1111/],
  [{ customer: { social: "078-05-1120" } }, /1120/],
  ["SSN 078 05 1120", /1120/],
  [{ cardNumber: "4111-1111-1111-1111" }, /4111-1111/],
];

test.each(FOUND)("B48: what a tool has found as %j is told to nobody", async (output, secret) => {
  const find = defineTool({
    name: "find",
    description: "Finds.",
    input: z.object({}),
    run: () => output,
    title: () => `Found ${JSON.stringify(output)}`,
  });
  const call = await new TestCall([callsTool("find"), says("I have found it.")], {
    tools: [find],
    conceal: ["ssn"],
  }).answered();
  await call.says("Where is it?");
  await call.passes(500);

  expect(call.model.asked).toHaveLength(2);
  expect(known(call)).not.toMatch(secret);
});

test("B48: an id that a tool has found is told to the model, as it goes on by it", async () => {
  const output = { orderId: "4111111111111111", tracking: 5555555555554444, order: "078051120" };
  const find = defineTool({ name: "find", description: "Finds.", input: z.object({}), run: () => output });
  const call = await new TestCall([callsTool("find"), says("It is on its way.")], {
    tools: [find],
    conceal: ["ssn"],
  }).answered();
  await call.says("Where is it?");
  await call.passes(500);

  expect(JSON.stringify(call.model.lastItems)).toContain(JSON.stringify(JSON.stringify(output)).slice(1, -1));
});

test.each([["(("], ["x*"], [""]])("B48: %j is refused as a pattern when the agent is defined", (pattern) => {
  const define = () => new TestCall([], { conceal: [{ name: "thing", pattern }] });

  expect(define).toThrow(/conceal/);
});

test("B48: the model is told what to do about what it may not see, as the agent says", async () => {
  const instructions = async (definition: Partial<AgentDefinition>): Promise<string> => {
    const call = await new TestCall([says("Thank you.")], definition).answered();
    await call.says("Hello there, good morning.");
    return call.model.asked[0]?.request.instructions ?? "";
  };

  expect(await instructions({})).toMatch(/withheld\].*key it in/);
  expect(await instructions({ whenConcealed: "say_nothing" })).toMatch(/withheld\].*Do not speak of it/);
  expect(await instructions({ relay: { dtmfDetection: false } })).toMatch(/withheld\].*cannot take it/);
});

test("M4: what a tool was given in secret does not come back to the model through it", async () => {
  const find = defineTool({
    name: "find",
    description: "Finds.",
    input: z.object({ number: z.string() }),
    run: ({ number }) => ({ found: false, number }),
  });
  const asks = callsTool("collect_digits", PIN);
  const call = await new TestCall(
    [asks, says("Key it in."), callsTool("find", { number: "{{secure:pin}}" }), says("No.")],
    { tools: [find] },
  ).answered();
  await call.says("I want to pay.");
  await call.passes(100);
  await call.hearsOut();
  await keys(call, "9876");
  await call.passes(500);

  expect(call.model.asked).toHaveLength(4);
  expect(known(call)).not.toContain("9876");
});

test("L11: a secret of the Worker that an endpoint quotes is not told to the model", async () => {
  const fetches = defineTool({
    name: "fetches",
    description: "Fetches.",
    input: z.object({}),
    run: (_, { secret }) => {
      throw new Error(`401 for key ${secret("SHOP_KEY")}`);
    },
  });
  const call = await new TestCall([callsTool("fetches"), says("Sorry.")], { tools: [fetches] }).answered();
  await call.says("Where is my order?");
  await call.passes(500);

  expect(known(call)).toContain("401 for key");
  expect(known(call)).not.toContain("secret-SHOP_KEY");
});

test("L16: a placeholder of something that was not keyed in is refused, whatever its name", async () => {
  const pay = defineTool({
    name: "pay",
    description: "Pays.",
    input: z.object({ card: z.string() }),
    run: () => ({ paid: true }),
  });
  const call = await new TestCall([callsTool("pay", { card: "{{secure:constructor}}" }), says("Sorry.")], {
    tools: [pay],
  }).answered();
  await call.says("Pay it with my card.");
  await call.passes(500);

  expect(JSON.stringify(call.model.lastItems)).toContain("Nothing is keyed in");
});

test("H3: the answer to a question for the code of a card is one", async () => {
  const call = await new TestCall([says("And the security code?"), says("Thank you.")]).answered();
  await call.says("I want to pay.");
  await call.passes(200);
  await call.hearsOut();

  await call.says("seven three seven");
  await call.passes(6_000);

  expect(callerLines(call).at(-1)).toBe("[security code withheld]");
});

const MISHEARD: readonly (readonly [language: string, asked: string, said: string, secret: RegExp])[] = [
  ["en-US", "How can I help?", "my card is 4111 1111 1111 1112", /1111/],
  ["en-US", "How can I help?", "The card number is 4532 0151 1283 036, it's a visa", /0151/],
  [
    "en-US",
    "Yes?",
    "my visa: four five three two zero one five one one two eight three zero three six seven",
    /five/,
  ],
  ["de-DE", "Ja?", "Meine Kartennummer ist 4532 0151 1283 0367", /0151/],
  ["en-US", "What's your card number, please?", "4532 0151 1283 0367", /0151/],
];

test.each(MISHEARD)(
  "B48: in %s after %j, what is told as a card's number is one, though a digit was misheard: %j",
  async (language, asked, text, secret) => {
    const call = await new TestCall([says(asked), says("Thank you.")], { relay: { language } }).answered();
    await call.says("I want to pay.");
    await call.passes(200);
    await call.hearsOut();

    await call.says(text);
    await call.passes(6_000);

    expect(callerLines(call).at(-1)).not.toMatch(secret);
  },
);

test.each([
  "I paid by card, the order number is 4532015112830361",
  "My card is lost. The tracking number is 4532015112830367",
])("B48: beside a card, another long number stays: %j", async (text) => {
  const call = await new TestCall([says("Thank you.")]).answered();

  await call.says(text);
  await call.passes(6_000);

  expect(callerLines(call).at(-1)).toBe(text);
});

test.each([
  "CVC code: 7 3 7",
  "the CVV's seven thirty-seven",
  "security code's 737",
  "les trois chiffres au dos : sept trois sept",
  "les trois derniers chiffres au dos de la carte sont 737",
  "os três números atrás são sete três sete",
])("H3: the code of a card is one, however it is led to: %j", async (text) => {
  const call = await new TestCall([says("Thank you.")]).answered();

  await call.says(text);
  await call.passes(6_000);

  expect(callerLines(call).at(-1)).toContain("[security code withheld]");
});

test("H4: the code of a card is a secret, though the model did not ask for it as one", async () => {
  const call = await asking({ purpose: "card_cvv", length: 3 });

  await keys(call, "737");
  await call.passes(2_500);

  expect(known(call)).not.toContain("737");
  expect(call.state.keypad.vault.card_cvv).toBe("737");
});

test("B48: words between years are no digits of a social security number", async () => {
  const call = await new TestCall([says("Thank you.")], { conceal: ["ssn"] }).answered();
  const text = "From 2019 to 2024 I had 3 orders.";

  await call.says(text);
  await call.passes(6_000);

  expect(callerLines(call).at(-1)).toBe(text);
});

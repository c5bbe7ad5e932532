import { describe, expect, test } from "vitest";
import type { Message } from "../../local/model/model-call.ts";
import { numbersIn, sizeFrom } from "../../local/model/owl-shoes/numbers.ts";
import { owlShoes } from "../../local/model/owl-shoes.ts";
import { de, en, es, fr, pt } from "../../worker/language/languages.ts";
import { OFFERED, type Outputs, talkWith } from "../support/brain-talk.ts";

/**
 * Whole conversations with the embedded model, in which the shipped agent's own tools answer. A line that the
 * caller says is followed by what has to happen: a tool with its arguments, or words of the agent.
 */
type Line = readonly [caller: string, ...happens: readonly (string | RegExp)[]];

const lookup = (orderNumber: string) => `tool: lookup_order {"orderNumber":"${orderNumber}"}`;
const proves = (orderNumber: string, zip: string) =>
  `tool: lookup_order {"orderNumber":"${orderNumber}","zip":"${zip}"}`;
const stock = (args: object) => `tool: check_stock ${JSON.stringify(args)}`;
const place = (args: object) => `tool: place_order ${JSON.stringify(args)}`;

const CONVERSATIONS: Readonly<Record<string, readonly Line[]>> = {
  "an order is looked up once its number is known": [
    ["Hi there", /^agent: Hello!/],
    ["Where is my order?", /order number\?/],
    ["one zero four two", lookup("1042"), /1042 has been shipped.*two working days/],
    ["thanks", /You're welcome/],
    ["no that's all, bye", /Goodbye/, "tool: end_call {}"],
  ],
  "a number with its prefix spelled out needs no second question": [
    ["I'd like to check on my order O H 1 0 4 2 please", lookup("1042"), /two working days/],
  ],
  "a ZIP code shows whose order it is, and is not taken for another order": [
    [
      "Where is order 1042? My zip code is 9 7 2 0 1",
      proves("1042", "97201"),
      /the ZIP code on the order.*shipped/,
    ],
    ["and order 1077?", lookup("1077"), /delayed/],
    ["its zip code is 11111", proves("1077", "11111"), /^agent: That's not the ZIP code/],
    ["I want a refund", /^tool: hand_off .*"desiredOutcome":"To get a refund for order 1077\."/],
  ],
  "a ZIP code that comes before the order number is kept for it": [
    ["my zip code is 97201", /order number\?/],
    ["1042", proves("1042", "97201"), /^agent: Thank you, that's the ZIP code/],
  ],
  "two orders are looked up side by side": [
    ["orders 1042 and 1077 please", lookup("1042"), lookup("1077"), /1042 has been shipped.*1077 is delayed/],
  ],
  "an order and a shoe are looked up side by side": [
    [
      "Where's order 1103 and do you have the Harbor Sandal in size 8?",
      lookup("1103"),
      stock({ product: "harbor sandal", size: 8 }),
      /being processed.*in stock in size 8/,
    ],
  ],
  "an order that is not found twice ends with the offer of a person": [
    ["order number 9 9 9 9", lookup("9999"), /can't find an order 9999/],
    ["it's 9999", lookup("9999"), /get a colleague for you\?/],
    ["yes please", /^tool: hand_off .*Order 9999 was not found.*"reasonCode":"caller_requested"/],
  ],
  "a callback is arranged when the caller asks for one, and once": [
    [
      "Can somebody call me back?",
      "tool: request_callback {}",
      /call you back on this number.*anything else\?/,
    ],
    ["Yes, please call me back.", /call you back on this number/],
  ],
  "a callback that is not wanted is not arranged": [["No, don't call me back.", /How can I help/]],
  "the number can be keyed in": [
    ["Can I type in my order number?", 'tool: collect_digits {"purpose":"order_number"}', /keypad/],
    ["(keypad) 1042", lookup("1042"), /has been shipped/],
  ],
  "a late delivery is not taken for a question about stock": [
    ["I ordered some boots last week and they haven't arrived", /order number\?/],
    ["1077", lookup("1077"), /delayed/],
  ],
  "size and colour are asked about one after the other": [
    [
      "Do you have the Night Runner in size nine?",
      stock({ product: "night runner", size: 9 }),
      /in stock in size 9.*119/,
    ],
    ["how about in a twelve?", stock({ product: "night runner", size: 12 }), /in stock in size 12/],
    [
      "in midnight blue?",
      stock({ product: "night runner", size: 12, color: "midnight blue" }),
      /midnight blue is in stock/,
    ],
  ],
  "a shoe that is not sold is said so": [
    [
      "do you have any purple umbrellas?",
      stock({ product: "purple umbrellas", color: "purple" }),
      /can't find purple umbrellas/,
    ],
  ],
  "a sold-out shoe is said so": [
    ["I'd like to buy shoes", /Which shoe/],
    ["the moonlight pump size 7", stock({ product: "moonlight pump", size: 7 }), /sold out/],
  ],
  "an order is placed step by step, and read back first": [
    [
      "I want to buy some running shoes",
      stock({ product: "running shoes" }),
      /Night Runner or Owl Trail Runner/,
    ],
    ["the trail one", stock({ product: "Owl Trail Runner" }), /Which size/],
    ["nine and a half", stock({ product: "Owl Trail Runner", size: 9.5 }), /not in stock in size 9.5/],
    ["ten then", stock({ product: "Owl Trail Runner", size: 10 }), /Which colour/],
    [
      "rust",
      stock({ product: "Owl Trail Runner", size: 10, color: "rust" }),
      place({ product: "Owl Trail Runner", size: 10, color: "rust" }),
      /Owl Trail Runner, size 10, rust.*\?$/,
    ],
    [
      "yes",
      place({ product: "Owl Trail Runner", size: 10, color: "rust" }),
      /order number is \d{5}.*129 dollars/,
    ],
    ["I also want to buy another pair", /Which shoe/],
  ],
  "a change after the read-back is read back again": [
    [
      "I'd like to order the Owl City Perch in white size 8",
      stock({ product: "owl city perch", size: 8, color: "white" }),
      place({ product: "Owl City Perch", size: 8, color: "white" }),
      /size 8, white.*\?$/,
    ],
    [
      "no, make it size 9",
      stock({ product: "owl city perch", size: 9, color: "white" }),
      place({ product: "Owl City Perch", size: 9, color: "white" }),
      /size 9, white.*\?$/,
    ],
    ["yes please", place({ product: "Owl City Perch", size: 9, color: "white" }), /order number is \d{5}/],
  ],
  "a no to the read-back places nothing": [
    [
      "I'd like to order two pairs of Barn Boots in brown, size 10",
      stock({ product: "barn boots", size: 10, color: "brown" }),
      place({ product: "Owl Barn Boot", size: 10, color: "brown", quantity: 2 }),
      /2 pairs.*\?$/,
    ],
    ["no", /haven't ordered anything/],
  ],
  "a wish for Spanish changes the language and the lines": [
    ["Can we speak Spanish please?", 'tool: change_language {"language":"es-US"}', /sigamos en español/],
    ["¿Dónde está mi pedido?", /número de pedido\?/],
    ["uno uno cero tres", lookup("1103"), /pedido 1103 está en preparación/],
    ["quiero hablar con una persona", /^tool: hand_off .*caller_requested/],
  ],
  "a German caller is answered in German, with the order at once": [
    [
      "Guten Tag, wo ist meine Bestellung 1126?",
      'tool: change_language {"language":"de-DE"}',
      lookup("1126"),
      /Bestellung 1126 ist in Zustellung/,
    ],
    [
      "Haben Sie den Summit Hiker in Größe 9?",
      stock({ product: "summit hiker", size: 9 }),
      /haben wir in Größe 9/,
    ],
  ],
  "a French caller is answered in French": [
    [
      "Bonjour, je voudrais savoir où est ma commande 1042",
      'tool: change_language {"language":"fr-FR"}',
      lookup("1042"),
      /commande 1042 est en route/,
    ],
  ],
  "a Portuguese caller can buy in Portuguese": [
    [
      "Olá, eu quero falar em português",
      'tool: change_language {"language":"pt-BR"}',
      /continuar em português/,
    ],
    ["quero comprar o Court Classic", stock({ product: "court classic" }), /Qual tamanho/],
    ["9", stock({ product: "court classic", size: 9 }), /Qual cor/],
    [
      "branco",
      stock({ product: "court classic", size: 9, color: "white" }),
      place({ product: "Owl Court Classic", size: 9, color: "white" }),
      /Faço o pedido\?$/,
    ],
    ["sim", place({ product: "Owl Court Classic", size: 9, color: "white" }), /número do seu pedido é \d{5}/],
  ],
  "a request for a person is followed at once": [
    ["Can I talk to a real person?", /^tool: hand_off .*"reasonCode":"caller_requested"/],
  ],
  "a question whether it is a machine is answered with yes": [
    ["are you a real person?", /machine/],
    ["sorry?", /machine/],
  ],
  "a refund is handed over with what is known": [
    ["my order number is ten seventy seven", lookup("1077"), /delayed/],
    [
      "I want a refund for that, this is ridiculous",
      /^tool: hand_off .*refund for order 1077.*"sentiment":"negative".*"entities":\{"orderNumber":"1077"/,
    ],
  ],
  "a return is handed over, its terms are told": [
    ["what's your return policy?", /thirty days/],
    ["I need to return my order 1042", /^tool: hand_off .*"desiredOutcome":"To return order 1042\."/],
  ],
  "anger alone reaches a person": [
    ["You are useless, I'm so angry", /^tool: hand_off .*caller_frustrated.*/],
  ],
  "two misunderstandings reach a person": [
    ["blah foo bar", /didn't understand/],
    ["wibble wobble", /^tool: hand_off .*repeated_misunderstanding/],
  ],
};

function expectHappened(
  happened: readonly string[],
  expected: readonly (string | RegExp)[],
  caller: string,
): void {
  expect(happened, `after "${caller}"`).toHaveLength(expected.length);
  for (const [i, want] of expected.entries()) {
    if (typeof want === "string") expect(happened[i], `after "${caller}"`).toBe(want);
    else expect(happened[i], `after "${caller}"`).toMatch(want);
  }
}

describe("a conversation with the embedded model", () => {
  test.each(Object.entries(CONVERSATIONS))("%s", async (_, lines) => {
    const talk = talkWith(owlShoes);

    for (const [caller, ...expected] of lines) expectHappened(await talk.says(caller), expected, caller);
  });

  const failing: Outputs = (name) => (name === "lookup_order" ? { error: "timeout" } : undefined);

  test("a failed tool is tried again after a yes, then a person takes over", async () => {
    const talk = talkWith(owlShoes, failing);

    expectHappened(await talk.says("order 1042"), [lookup("1042"), /try once more\?/], "order 1042");
    expectHappened(
      await talk.says("yes"),
      [lookup("1042"), /^tool: hand_off .*"reasonCode":"tool_failed"/],
      "yes",
    );
  });
});

describe("the embedded model answers from the request alone:", () => {
  const user = (text: string): Message => ({ role: "user", text });

  test("the same request gets the same answer", () => {
    const call = talkWith(owlShoes).call({ messages: [user("Where is order 1042?")] });

    expect(owlShoes(call)).toEqual(owlShoes(call));
  });

  test("no tool is called that is not offered, or when none may be called", () => {
    const { call } = talkWith(owlShoes);
    const messages = [user("Where is order 1042?")];

    for (const change of [{ tools: [] }, { toolChoice: "none" as const }]) {
      const answer = owlShoes(call({ messages, ...change }));
      expect(answer.toolCalls ?? []).toEqual([]);
      expect(answer.text).toBeTruthy();
    }
  });

  test("a forced hand-off sums up the conversation", async () => {
    const talk = talkWith(owlShoes);
    await talk.says("Where is my order 1042?");
    await talk.says("Thank you so much");

    const answer = owlShoes(talk.call({ toolChoice: { name: "hand_off" } }));

    expect(answer.toolCalls).toMatchObject([
      {
        name: "hand_off",
        arguments: {
          sentiment: "positive",
          entities: { orderNumber: "1042" },
          callSummary: expect.stringContaining("Order 1042 (Owl Night Runner, size 9, black) is shipped"),
        },
      },
    ]);
  });

  test.each(
    [en, es, fr, de, pt].map(({ pack: { code, phrases } }) => [
      code,
      `${phrases.nobodyTook} ${phrases.offerCallback}`,
    ]),
  )("a yes to the callback that the engine offers arranges it (%s: %s)", (_, offer) => {
    const messages: Message[] = [{ role: "assistant", text: offer, toolCalls: [] }, user("yes")];

    const answer = owlShoes(talkWith(owlShoes).call({ messages }));

    expect(answer.toolCalls).toEqual([{ name: "request_callback", arguments: {} }]);
  });

  test("a required call is made even when nothing was asked for", () => {
    const answer = owlShoes(talkWith(owlShoes).call({ messages: [user("hello")], toolChoice: "required" }));

    expect(answer.toolCalls?.map((made) => made.name)).toEqual(["hand_off"]);
  });

  test("a reply that broke off is continued where it ended", () => {
    const { call } = talkWith(owlShoes);
    const whole = owlShoes(call({ messages: [user("hello")] })).text ?? "";
    const said = whole.slice(0, 30);

    const messages: Message[] = [
      user("hello"),
      { role: "assistant", text: said, toolCalls: [] },
      {
        role: "system",
        text: "Your last message broke off in the middle. Continue it from exactly where it ends.",
      },
    ];
    const rest = owlShoes(call({ messages, toolChoice: "none" })).text;

    expect(said + rest).toBe(whole);
  });

  test("a result that came in while the caller spoke is told with the answer", () => {
    const messages: Message[] = [
      user("order 1126"),
      {
        role: "assistant",
        text: "",
        toolCalls: [{ callId: "c", name: "lookup_order", arguments: '{"orderNumber":"1126"}' }],
      },
      {
        role: "tool",
        callId: "c",
        text: '{"found":true,"orderNumber":"1126","status":"shipped","items":[]}',
      },
      user("hello?"),
      {
        role: "system",
        text: "Not told to the caller yet: the result of lookup_order. Tell them now, in one breath with your answer.",
      },
    ];

    expect(owlShoes(talkWith(owlShoes).call({ messages })).text).toMatch(/Order 1126 has been shipped/);
  });

  test("any text at all gets an answer that can be spoken or carried out", () => {
    const { call } = talkWith(owlShoes);
    const texts = [
      "",
      " ",
      "?",
      "…",
      "0",
      "size",
      "in a",
      "order",
      "🦉",
      "a".repeat(5_000),
      "[interrupted by the caller]",
      "one two three and a half point five hundred thousand",
      "null",
      "__proto__",
      "constructor",
    ];

    for (const text of texts) {
      const answer = owlShoes(call({ messages: [user(text)] }));
      expect(Boolean(answer.text?.trim()) || (answer.toolCalls?.length ?? 0) > 0, JSON.stringify(text)).toBe(
        true,
      );
      for (const made of answer.toolCalls ?? [])
        expect(OFFERED.map((tool) => tool.name)).toContain(made.name);
    }
  });
});

describe("numbers are understood as they are said:", () => {
  test.each([
    ["one zero four two", ["1042"]],
    ["O-H 1 0 4 2", ["1042"]],
    ["oh one oh four two", ["01042"]],
    ["ten forty-two", ["1042"]],
    ["double four seven", ["447"]],
    ["one thousand and forty two", ["1042"]],
    ["1,042", ["1042"]],
    ["1, 0, 4, 2", ["1042"]],
    ["1042 and 1077", ["1042", "1077"]],
    ["the one I had", []],
    ["oh no", []],
  ])("«%s»", (text, numbers) => expect(numbersIn(text)).toEqual(numbers));

  test.each([
    ["nine and a half", 9.5],
    ["9 1/2", 9.5],
    ["nine point five", 9.5],
    ["10", 10],
    ["forty two", 42],
    ["two hundred", undefined],
  ])("size «%s»", (text, size) => expect(sizeFrom(text)).toBe(size));
});

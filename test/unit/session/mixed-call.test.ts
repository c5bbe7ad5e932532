import { expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../worker/agent/define.ts";
import { packFor } from "../../../worker/language/packs.ts";
import { TestCall } from "../../support/conversation.ts";
import { Line } from "../../support/line.ts";
import type { ManualClock } from "../../support/manual-clock.ts";
import { callsTool, callsTools, type Part, says, text } from "../../support/played-model.ts";

/** A call of twenty turns with everything in it, over Twilio's playback as simulated, on one clock. */

const letters = (words: string): string =>
  words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
const pace = { firstMs: 300, gapMs: 20 };
const answer = (words: string): Part => says(words, pace);

test("a mixed call of twenty turns loses no word, and its history is what was heard", async () => {
  let clock: ManualClock | undefined;
  const runs: string[] = [];
  const tool = (name: string, ms: number) =>
    defineTool({
      name,
      description: "Works.",
      input: z.object({ q: z.string() }),
      run: (input) => {
        runs.push(`${name} ${input.q}`);
        return new Promise((resolve) => clock?.after(ms, () => resolve({ found: input.q })));
      },
    });

  const call = new TestCall(
    [
      answer("Your order is on its way to you. It should arrive on Thursday, in the late afternoon."), // 1
      answer("Yes, we are open on Sunday from ten to four."), // 2
      callsTool("look_up", { q: "1077" }), // 3
      answer(
        "That order is delayed. I am sorry about that. It will leave the house on Monday at the latest.",
      ),
      answer("Sure, to the office it is. Is there anything else that I can do?"), // 4, barge-in
      callsTools(["look_up", { q: "a" }], ["search", { q: "b" }]), // 5, slow: a filler
      answer("I found both of them for you, in your size."),
      answer("They are forty-two dollars each, and they are in stock in black, in brown and in white."), // 6
      answer("Then black it is, size nine."), // 7 after the backchannel
      [
        ...text("Please key in your order number."),
        ...callsTool("collect_digits", { purpose: "order_number", length: 4 }),
      ], // 8
      answer("Just type it now."),
      answer("Thank you, I have got it."), // 9 keypad
      callsTool("change_language", { language: "es-ES" }), // 10
      answer("Claro, hablemos en español."),
      answer("Su pedido llega el jueves por la tarde, sin falta y sin más retrasos."), // 11
      callsTool("change_language", { language: "en-US" }), // 12
      answer("Back to English, then."),
      answer("It weighs about one kilo, box and all."), // 13 after an unfinished sentence
      answer("You are welcome. It was no trouble at all, really."), // 14
      answer("Our shop is at the corner of Main Street and Third Avenue, opposite the old station."), // 15
      answer("No, there is no parking in front of it."), // 16 barge-in
      answer("Two hours is enough for most people."), // 17
      answer("Yes."), // 18
      answer("I will note it down for you."), // 19
      [...text("Goodbye, and thank you for calling."), ...callsTool("end_call")], // 20
    ],
    {
      tools: [tool("look_up", 400), tool("search", 1_700)],
      languages: [{ code: "es-ES" }],
      speculation: { enabled: true },
    },
  );
  clock = call.clock;
  const line = await new Line(call).dial();

  await line.says("Where is my order 1042?");
  await line.untilQuiet();
  await line.says("Are you open on Sunday?");
  await line.untilQuiet();
  await line.says("And where is my order 1077?");
  await call.passes(4_000);
  await line.bargesIn("Can you send it to my office instead?");
  await line.untilQuiet();
  await line.says("Do you have the runner and the hiker?");
  await line.untilQuiet();
  await line.says("What do they cost?");
  await call.passes(3_000);
  await line.bargesIn("mm-hmm");
  await line.untilQuiet();
  await line.says("I would like the black ones.");
  await line.untilQuiet();
  await line.says("I want to check another order.");
  await line.untilQuiet();
  await line.presses("1103");
  await line.untilQuiet();
  await line.says("Can we speak Spanish?");
  await line.untilQuiet();
  await line.says("¿Cuándo llega mi pedido?");
  await line.untilQuiet();
  await line.says("Volvamos al inglés, por favor.");
  await line.untilQuiet();
  await line.says("I would like to know about the");
  await call.passes(1_000);
  await line.says("weight of the parcel.");
  await line.untilQuiet();
  await call.passes(8_500); // silence: one nudge
  await line.untilQuiet();
  await line.says("Thank you very much for that.");
  await line.untilQuiet();
  await line.says("Where is your shop?");
  await call.passes(2_500);
  await line.bargesIn("Can I park in front of the shop?");
  await line.untilQuiet();
  await line.says("How long can I park nearby?");
  await line.untilQuiet();
  await line.says("Is that long enough?");
  await line.untilQuiet();
  await line.says("Please write that down for me.");
  await line.untilQuiet();
  await line.says("That is all, goodbye.");
  await call.passes(6_000);

  const items = call.state.transcript.map((e) => e.item);
  const said = items.flatMap((i) => (i.role === "caller" ? [i.text] : []));
  expect(said).toEqual([
    "Where is my order 1042?",
    "Are you open on Sunday?",
    "And where is my order 1077?",
    "Can you send it to my office instead?",
    "Do you have the runner and the hiker?",
    "What do they cost?",
    "I would like the black ones.",
    "I want to check another order.",
    "(keypad) 1103",
    "Can we speak Spanish?",
    "¿Cuándo llega mi pedido?",
    "Volvamos al inglés, por favor.",
    "I would like to know about the weight of the parcel.",
    "Thank you very much for that.",
    "Where is your shop?",
    "Can I park in front of the shop?",
    "How long can I park nearby?",
    "Is that long enough?",
    "Please write that down for me.",
    "That is all, goodbye.",
  ]);

  const { filler, holding } = packFor("en-US").phrases;
  const asides = [...filler, ...holding].map(letters);
  const heard = asides.reduce(
    (rest, aside) => rest.replace(aside, " ").replace(/\s+/g, " "),
    letters(line.heard),
  );
  const history = letters(items.flatMap((i) => (i.role === "agent" ? [i.text] : [])).join(" "));
  // The word that "mm-hmm" cut in its middle was said again, whole.
  const once = heard.replace(/ and t ?they are/, " and they are");
  expect(history.replaceAll(" ", "")).toBe(once.replaceAll(" ", ""));

  expect(runs).toEqual(["look_up 1077", "look_up a", "search b"]);
  expect(call.ends).toHaveLength(1);
  const text_ = call.sent.flatMap(({ frame }) => (frame.type === "text" ? [frame] : []));
  expect(text_.at(-1)?.last).toBe(true);
  call.model.assertFinished();
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { parseHandoff } from "../../../worker/protocol/handoff.ts";
import { breaksWithError, callsTool, callsTools, says } from "../../support/model-steps.ts";
import { connects } from "./line.ts";
import { type ServedWorker, serveWorker } from "./served-worker.ts";

const CARD = "4111 1111 1111 1111";
const SSN = "078-05-1120";
const EMAIL = "rosa.luna@example.com";
const PHONE = "+14155550142";
const NAME = "Rosalinde";
const KEYS = "9876598765";
const SECRET_KEYS = "5550001234";
/** All of it in one breath. */
const TELLS = `I am ${NAME}, card ${CARD}, social ${SSN}, mail ${EMAIL}, phone ${PHONE}`;

/** As they would be found however they were written: without case, spaces and dashes. */
const bare = (text: string) => text.toLowerCase().replace(/[\s-]/g, "");
const PLANTED = [CARD, SSN, EMAIL, PHONE, NAME, KEYS, SECRET_KEYS].map(bare);

let served: ServedWorker;
beforeAll(async () => {
  served = await serveWorker();
});
afterAll(() => served.close());

test("B39: nothing that a caller says, presses or is stands in any line of the log", async () => {
  const { model } = served;
  const caller = await connects(served.origin, {
    from: PHONE,
    customParameters: { customerName: NAME, mail: EMAIL },
  });
  const heard = (words: string) => caller.until(words, () => caller.spoken().includes(words) || undefined);

  model.play([says(`Thank you, ${NAME}. I have your card ${CARD}.`)]);
  caller.partlySays(`${TELLS} and`);
  caller.says(`${TELLS}.`);
  await caller.answer();

  // Arguments that fit no tool, a tool that finds nothing, and one that there is not.
  model.play([
    callsTools(
      ["lookup_order", { orderNumber: CARD, email: EMAIL }],
      ["check_stock", { [NAME]: SSN }],
      ["delete_account", `{"mail":"${EMAIL}"`],
    ),
    says("I could not find it."),
  ]);
  caller.hearsOut();
  caller.says(`Do you find ${EMAIL} or ${CARD}?`);
  await heard("find it");

  caller.interrupts(`Thank you, ${NAME}. I have your card ${CARD}.`);
  const echoed = `{"type":"text","token":"${CARD} ${EMAIL}"}`;
  caller.sends({ type: "error", description: `Invalid message received: ${echoed} code: 64107` });
  caller.sends({ type: "prompt", voicePrompt: { card: CARD }, [NAME]: EMAIL });
  caller.raw(`{"voicePrompt":"${TELLS}`);

  // Keys of the caller's own accord, and keys that were asked for in secret.
  model.play([
    callsTool("collect_digits", { purpose: "PIN", length: SECRET_KEYS.length, secure: true }),
    says("Key it in now."),
    says("It is right."),
  ]);
  caller.presses(`${KEYS}#`);
  await heard("Key it in");
  caller.presses(SECRET_KEYS);
  await heard("It is right");

  // A model that breaks off again and again.
  model.play([
    breaksWithError("I have written ", NAME),
    breaksWithError(`to ${EMAIL}`, EMAIL),
    breaksWithError(` and ${NAME}`, CARD.replaceAll(" ", "")),
  ]);
  caller.hearsOut();
  caller.says(`Is ${EMAIL} right?`);
  await served.logged("model.failed", caller.callSid, 3);

  model.play([
    callsTool("hand_off", {
      reason: TELLS,
      callSummary: TELLS,
      sentiment: "neutral",
      entities: { card: CARD },
    }),
  ]);
  caller.hearsOut();
  caller.says(`My card ${CARD} was charged twice.`);
  await caller.until("the goodbye", () =>
    caller.frames.find((f) => f.type === "text" && f.interruptible === false),
  );
  caller.hearsOut();
  const { handoffData } = await caller.ends();
  await served.logged("call.handed_off", caller.callSid);
  await served.logged("frame.rejected", caller.callSid, 2);
  await served.logged("relay.error", caller.callSid);

  for (const line of served.logs) for (const secret of PLANTED) expect(bare(line)).not.toContain(secret);
  const handedOver = bare(handoffData ?? "");
  expect(parseHandoff(handoffData)?.repaired).toBe(false);
  for (const secret of [CARD, SECRET_KEYS]) expect(handedOver).not.toContain(bare(secret));
  for (const request of model.requests) expect(request.raw).not.toContain(SECRET_KEYS);
  model.assertFinished();
});

test("L2: what is said is on the disk without its secrets, and what is keyed in secret until the call ends", async () => {
  const { model } = served;
  const caller = await connects(served.origin);
  const heard = (words: string) => caller.until(words, () => caller.spoken().includes(words) || undefined);
  const onDisk = async () => bare(JSON.stringify(await served.tables(caller.callSid)));

  model.play([says("Thank you.")]);
  caller.partlySays(`My card is ${CARD}`);
  caller.presses("#");
  caller.says(`My card is ${CARD}.`);
  await caller.answer();
  const said = await onDisk();

  model.play([
    callsTool("collect_digits", { purpose: "PIN", length: SECRET_KEYS.length, secure: true }),
    says("Key it in now."),
    says("It is right."),
  ]);
  caller.hearsOut();
  caller.says("I would like to pay now.");
  await heard("Key it in");
  caller.presses(SECRET_KEYS);
  await heard("It is right");
  const { frames, entries } = await served.tables(caller.callSid);

  caller.hangsUp();
  await served.logged("call.summary", caller.callSid);
  const after = await served.tables(caller.callSid);

  expect(said).toContain("withheld");
  expect(said).not.toContain(bare(CARD));
  expect(bare(`${entries}`)).not.toContain(SECRET_KEYS);
  // Which keys they were is in none of their marks.
  expect(frames).toContain('\\"key\\"');
  expect(frames).not.toMatch(/"key \d/);
  expect(after.frames).toBe("[]");
  for (const secret of [CARD, SECRET_KEYS]) expect(bare(JSON.stringify(after))).not.toContain(bare(secret));
});

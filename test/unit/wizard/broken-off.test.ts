import { describe, expect, test } from "vitest";
import { STEPS } from "../../../local/setup/wizard/run.ts";
import { startWorld, type World } from "./world.ts";

/** A run that ends anywhere: the next one goes on there, comes to the same end, and makes nothing a second time. */

const OFFERS = { US: [{ number: "+15550100002" }, { number: "+15550100003" }] };

/** The whole, in the values that differ from run to run only by SIDs. */
async function outcome(world: World): Promise<object> {
  const { twilio, flex, cloud } = world;
  const names = (text: string) => text.split("\n").map((line) => line.split("=")[0]);
  return {
    numbers: twilio.numbers.map(({ phone_number, voice_url }) => [phone_number, voice_url]),
    keys: twilio.keys.map(({ friendly_name }) => friendly_name),
    queues: flex.queues.map(({ friendly_name }) => friendly_name),
    workflows: flex.workflows.map(({ friendly_name }) => friendly_name),
    workers: [...cloud.workers.keys()],
    secrets: Object.keys(cloud.workers.get("baton")?.secrets ?? {}).sort(),
    environments: [...cloud.functions.keys()],
    released: cloud.released,
    env: names(await world.read(".env")).sort(),
    devVars: names(await world.read(".dev.vars")).sort(),
    record: Object.keys(await world.record()).sort(),
    before: ((await world.record()).number as { before?: unknown }).before,
  };
}

async function inWorld<T>(play: (world: World) => Promise<T>): Promise<T> {
  const world = await startWorld({ offers: OFFERS });
  try {
    return await play(world);
  } finally {
    await world.close();
  }
}

/** Of a run that nothing breaks off. */
const whole = inWorld(async (world) => {
  const { ok } = await world.run({ buy: "US" });
  return { ok, outcome: await outcome(world) };
});

test("a run that nothing breaks off buys a number, and all is well", async () => {
  expect(await whole).toMatchObject({
    ok: true,
    outcome: {
      numbers: [["+15550100002", "https://baton-1234-dev.twil.io/voice/incoming"]],
      before: { voiceUrl: "https://demo.twilio.com/welcome/voice/", voiceApplicationSid: "" },
    },
  });
});

describe("broken off", () => {
  const names = STEPS.map(({ name }) => name);

  test.for(names)("after the step %s", (name) =>
    inWorld(async (world) => {
      const broken = await world.run({ buy: "US", diesAt: new RegExp(`^✓ ${name}\\b`) });
      expect(broken.ok).toBe(false);

      // Without anything in the shell: what was typed is kept.
      const { ok, output } = await world.run({ shell: {}, buy: "US" });

      expect(output).not.toContain("✗");
      expect(ok).toBe(true);
      expect(await outcome(world)).toEqual((await whole).outcome);
    }),
  );

  test.for(["nothing", "worker", "functions", "panel"] as const)("in a deploy that dies after %s", (part) =>
    inWorld(async (world) => {
      world.cloud.diesAfter = part;
      const broken = await world.run({ buy: "US" });
      expect(broken.output).toMatch(
        /✗ (deploy|panel) +The connection was lost after \w+\.\n.*run the same again, and it goes on here/,
      );

      const { ok } = await world.run({ shell: {} });

      expect(ok).toBe(true);
      expect(await outcome(world)).toEqual((await whole).outcome);
    }),
  );

  test.for([
    ["the purchase of the number", "POST /IncomingPhoneNumbers.json"],
    ["the number's new address", "POST /IncomingPhoneNumbers/SID.json"],
  ] as const)("while %0 is under way, whose answer is lost", ([_, request]) =>
    inWorld(async (world) => {
      if (request.includes("SID")) {
        // Known only once the number is there.
        await world.run({ buy: "US", diesAt: /^✓ deploy/ });
        world.twilio.loseAnswer(request.replace("SID", world.twilio.numbers[0]?.sid ?? ""));
      } else world.twilio.loseAnswer(request);
      const broken = await world.run({ buy: "US" });
      expect(broken.output).toMatch(/✗ .*Twilio could not be reached/);

      const { ok } = await world.run({ shell: {}, buy: "US" });

      expect(ok).toBe(true);
      expect(await outcome(world)).toEqual((await whole).outcome);
    }),
  );

  test("while the key is made, whose secret is lost: the plan names the key that nobody can use", () =>
    inWorld(async (world) => {
      world.twilio.loseAnswer("POST /v1/Keys");
      await world.run({ buy: "US" });

      const { ok, output } = await world.run({ shell: {} });

      expect(ok).toBe(true);
      expect(output).toContain(
        `make a key "Baton dev"; the secret of ${world.twilio.keys[0]?.sid} is not here`,
      );
      expect(world.twilio.keys).toHaveLength(2);
    }));
});

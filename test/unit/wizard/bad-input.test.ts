import { describe, expect, test } from "vitest";
import { UsageError } from "../../../local/commands/command.ts";
import type { TwilioAccountOptions } from "../../support/accounts/twilio-account.ts";
import { newSid } from "../../support/task-router-mock.ts";
import { type Run, startWorld, type World } from "./world.ts";

/** What an operator may get wrong: each is refused in a sentence that says what to do, and nothing is changed. */

interface Case {
  readonly name: string;
  readonly account?: TwilioAccountOptions & { readonly flexThere?: boolean };
  readonly given?: (world: World) => void | Promise<void>;
  /** Over the right credentials. */
  readonly shell?: Readonly<Record<string, string>> | ((world: World) => Readonly<Record<string, string>>);
  readonly run?: Run;
  readonly says: RegExp;
  /** @default an Error, which ends the command with 1 */
  readonly usage?: boolean;
}

const TWILIO_401 =
  /✗ Twilio .*are refused with 401, error 20003\n +→ one of them is mistyped.*another account.*another region than us1/;

const CASES: readonly Case[] = [
  {
    name: "no account SID",
    shell: { TWILIO_ACCOUNT_SID: "" },
    says: /✗ Twilio +TWILIO_ACCOUNT_SID is not set\n +→ AC and 32 hexadecimal digits, from Twilio's console: write TWILIO_ACCOUNT_SID=… into \.dev\.vars/,
  },
  {
    name: "no auth token",
    shell: { TWILIO_AUTH_TOKEN: " " },
    says: /✗ Twilio +TWILIO_AUTH_TOKEN is not set/,
  },
  { name: "no OpenAI key", shell: { OPENAI_API_KEY: "" }, says: /✗ Model +OPENAI_API_KEY is not set/ },
  {
    name: "all of them missing, which are named together",
    shell: { TWILIO_ACCOUNT_SID: "", TWILIO_AUTH_TOKEN: "", OPENAI_API_KEY: "" },
    given: ({ cloud }) => {
      cloud.who = { kind: "signed_out" };
    },
    says: /TWILIO_ACCOUNT_SID is not set[\s\S]*TWILIO_AUTH_TOKEN is not set[\s\S]*nobody is signed in[\s\S]*OPENAI_API_KEY is not set[\s\S]*Nothing was changed/,
  },
  { name: "a token that is wrong", shell: { TWILIO_AUTH_TOKEN: "f".repeat(32) }, says: TWILIO_401 },
  { name: "the SID of another account", shell: { TWILIO_ACCOUNT_SID: newSid("AC") }, says: TWILIO_401 },
  {
    name: "an API key's SID in the place of the account's",
    shell: { TWILIO_ACCOUNT_SID: newSid("SK") },
    says: /TWILIO_ACCOUNT_SID is no account SID\n +→ it must be AC and 32 hexadecimal digits/,
  },
  {
    name: "an API key of another account",
    shell: { TWILIO_API_KEY: newSid("SK"), TWILIO_API_SECRET: "of-another-account" },
    says: /✗ Twilio +the API key SK\w+ is refused with 401, error 20003\n +→ .*or remove TWILIO_API_KEY and TWILIO_API_SECRET/,
  },
  {
    name: "half an API key",
    shell: { TWILIO_API_KEY: newSid("SK") },
    says: /✗ Twilio +TWILIO_API_SECRET is not set, the other half of the API key is/,
  },
  {
    name: "a suspended account",
    account: { status: "suspended" },
    says: /✗ Twilio +the account is suspended\n +→ .*console says why/,
  },
  { name: "a closed account", account: { status: "closed" }, says: /✗ Twilio +the account is closed/ },
  {
    name: "an OpenAI key that is wrong or expired",
    shell: { OPENAI_API_KEY: "sk-expired" },
    says: /✗ Model +the key is refused with 401/,
  },
  {
    name: "an OpenAI key without quota, which shows in no list",
    given: ({ model }) => model.now("no_quota"),
    says: /✗ Model +gpt-4\.1 did not answer a question: .*insufficient_quota[^\n]*\n +→ see the account.s limits and its balance/,
  },
  {
    name: "an OpenAI key that may not use the model",
    given: ({ model }) => model.now("no_models"),
    says: /✗ Model +there is no model gpt-4\.1 for this key/,
  },
  {
    name: "nobody signed in to Cloudflare",
    given: ({ cloud }) => {
      cloud.who = { kind: "signed_out" };
    },
    says: /✗ Cloudflare +nobody is signed in\n +→ run npx wrangler login, or write CLOUDFLARE_API_TOKEN=… into \.dev\.vars/,
  },
  {
    name: "a Cloudflare token that is expired",
    shell: { CLOUDFLARE_API_TOKEN: "expired-token" },
    given: ({ cloud }) => {
      cloud.who = { kind: "refused", why: "code 9109" };
    },
    says: /✗ Cloudflare +CLOUDFLARE_API_TOKEN is refused \(code 9109\)\n +→ it is mistyped, expired or revoked/,
  },
  {
    name: "a Cloudflare token that sees no account",
    given: ({ cloud }) => {
      cloud.who = { kind: "accounts", accounts: [] };
    },
    says: /✗ Cloudflare +no account can be seen/,
  },
  {
    name: "several Cloudflare accounts, and none named",
    given: ({ cloud }) => {
      cloud.who = {
        kind: "accounts",
        accounts: [
          { id: "a1", name: "One" },
          { id: "b2", name: "Two" },
        ],
      };
    },
    says: /several accounts can be seen\n +→ set CLOUDFLARE_ACCOUNT_ID to one of a1 \(One\), b2 \(Two\)/,
  },
  {
    name: "another Cloudflare account than those that can be seen",
    shell: { CLOUDFLARE_ACCOUNT_ID: "d".repeat(32) },
    says: /CLOUDFLARE_ACCOUNT_ID is none of the accounts/,
  },
  {
    name: "no workers.dev subdomain",
    given: ({ cloud }) => {
      cloud.subdomain = undefined;
    },
    says: /✗ Cloudflare +Owl Shoes has no workers\.dev subdomain yet\n +→ choose one at https:\/\/dash\.cloudflare\.com\/c+\/workers\/onboarding/,
  },
  {
    name: "a number that is not in the account",
    run: { number: "+15550199999" },
    says: /\+15550199999 is not in the account\. It has \+15550100002\./,
  },
  {
    name: "several numbers, and none named",
    given: ({ twilio }) => void twilio.addNumber("+15550100003"),
    says: /Say which number the agent answers: --number \+…\. It has \+15550100002, \+15550100003\./,
    usage: true,
  },
  {
    name: "a number whose calls are processed in another region",
    given: ({ twilio }) => twilio.route("+15550100002", "ie1"),
    says: /Calls to \+15550100002 are processed in region ie1: route the number to us1 in the console, or choose another/,
  },
  {
    name: "an API address of another region, which Flex, the Functions and the panel would not follow",
    shell: { TWILIO_API_URL: "https://api.dublin.ie1.twilio.com" },
    says: /✗ Twilio +TWILIO_API_URL names region ie1\n +→ remove it and use the credentials of us1: the setup works there alone/,
  },
  {
    name: "a region for Twilio's own client, which the rest would not follow",
    shell: { TWILIO_REGION: "au1" },
    says: /✗ Twilio +TWILIO_REGION names region au1\n +→ remove it and use the credentials of us1/,
  },
  {
    name: "a number that takes no calls",
    given: ({ twilio }) =>
      void twilio.addNumber("+15550100004", { capabilities: { voice: false, sms: true } }),
    run: { number: "+15550100004" },
    says: /\+15550100004 takes no calls/,
  },
  {
    name: "a number that another installation answers, even with --yes",
    given: ({ twilio }) =>
      void Object.assign(twilio.numbers[0] ?? {}, { voice_url: "https://other-1.twil.io/voice/incoming" }),
    says: /\+15550100002 is answered by https:\/\/other-1\.twil\.io\/voice\/incoming, which looks like another installation now\. Add --take/,
    usage: true,
  },
  {
    name: "a number behind a SIP trunk and a TwiML App, which would win over an address",
    given: ({ twilio }) =>
      void Object.assign(twilio.numbers[0] ?? {}, { trunk_sid: "TK1", voice_application_sid: "AP1" }),
    says: /answered by SIP trunk TK1, and by TwiML App AP1 now\. Add --take/,
    usage: true,
  },
  {
    name: "a number on which a fax arrives",
    given: ({ twilio }) => void Object.assign(twilio.numbers[0] ?? {}, { voice_receive_mode: "fax" }),
    says: /answered by a fax now\. Add --take/,
    usage: true,
  },
  {
    name: "a number to buy in a country that has none",
    run: { buy: "AQ" },
    says: /Twilio has no number of AQ for calls/,
  },
  {
    name: "a number to buy in a country that asks for an address",
    account: { offers: { DE: [{ number: "+4930123456", address: "local" }] } },
    run: { buy: "DE" },
    says: /Twilio sells numbers of DE only with an address: buy one in the console/,
  },
  {
    name: "a country that is none",
    run: { buy: "Germany" },
    says: /"Germany" is no country: write two letters/,
    usage: true,
  },
  {
    name: "an account without Flex",
    account: { flexThere: false },
    given: ({ flex }) => void flex.forgetWorkspaces(),
    says: /The account has no Flex project, .*make one in Twilio's console/,
  },
  {
    name: "a workflow of the shell's that is not there",
    shell: { WORKFLOW_SID: newSid("WW") },
    says: /WORKFLOW_SID is WW\w+, which is not in workspace WS\w+: .*Remove the line from the shell, and a workflow is made/,
  },
  {
    name: "a record that cannot be read",
    given: async (world) => {
      world.twilio.addNumber("+15550100009");
      await world.run({ number: "+15550100009" });
      await world.write(".baton/dev.json", "{ half");
    },
    says: /dev\.json is not a record of environment dev .*restore it, or move it away/,
  },
  {
    name: "nobody to say yes to the plan",
    run: { yes: false },
    says: /Plan\n {2}secrets [\s\S]*Nothing was changed\. Add --yes to do it\./,
    usage: true,
  },
];

describe("refused", () => {
  test.for(CASES)("$name", async ({ account, given, shell = {}, run, says, usage = false }) => {
    const world = await startWorld(account);
    try {
      world.twilio.addNumber("+15550100002");
      await given?.(world);
      const more = typeof shell === "function" ? shell(world) : shell;
      const changes = [...world.twilio.changes, ...world.flex.changes];

      const { ok, error, output } = await world.run({ ...run, shell: { ...world.credentials, ...more } });

      expect(output).toMatch(says);
      expect(ok).toBe(false);
      expect(error instanceof UsageError).toBe(usage);
      expect([...world.twilio.changes, ...world.flex.changes]).toEqual(changes);
      for (const secret of [world.twilio.authToken, world.model.key]) expect(output).not.toContain(secret);
    } finally {
      await world.close();
    }
  });
});

describe("taken as it is", () => {
  const taken = async (
    play: (world: World) => Promise<void>,
    account?: TwilioAccountOptions & { readonly flexThere?: boolean },
  ): Promise<void> => {
    const world = await startWorld(account);
    try {
      world.twilio.addNumber("+15550100002");
      await play(world);
    } finally {
      await world.close();
    }
  };

  test("a subaccount, whose owner is named", () =>
    taken(
      async (world) => {
        const { ok, output } = await world.run();

        expect(output).toMatch(/✓ Twilio +AC\w+ "Owl Shoes" is active, subaccount of AC0+, full, region us1/);
        expect(ok).toBe(true);
      },
      { ownerSid: `AC${"0".repeat(32)}` },
    ));

  test("a trial account, with what it limits", () =>
    taken(
      async (world) => {
        const { ok, output } = await world.run();

        expect(output).toMatch(
          /! Twilio +AC\w+ .* a trial, region us1\n +→ a trial calls and texts only numbers that are verified/,
        );
        expect(ok).toBe(true);
      },
      { type: "Trial" },
    ));

  test("an account whose keys iam.twilio.com does not make", () =>
    taken(
      async (world) => {
        expect((await world.run()).ok).toBe(true);
        expect(world.twilio.changes).toContain("POST /Keys.json");
      },
      { iam: false },
    ));

  test("an account of 130 numbers, over several pages", () =>
    taken(async (world) => {
      for (let i = 0; i < 130; i += 1) world.twilio.addNumber(`+1555020${String(i).padStart(4, "0")}`);

      const { ok } = await world.run({ number: "+15550200129" });

      expect(ok).toBe(true);
      expect(
        world.twilio.numbers.filter((number) => String(number.voice_url).includes("baton")),
      ).toHaveLength(1);
    }));

  test("an API key of the user's own, and none is made", () =>
    taken(async (world) => {
      await world.run();
      const [key] = world.twilio.keys;
      const secrets = await world.read(".dev.vars");
      const secret = /TWILIO_API_SECRET=(\w+)/.exec(secrets)?.[1] ?? "";
      await world.write(".dev.vars.other", "");

      const { ok } = await world.run({
        env: "other",
        shell: { ...world.credentials, TWILIO_API_KEY: key?.sid ?? "", TWILIO_API_SECRET: secret },
        take: true,
      });

      expect(ok).toBe(true);
      expect(world.twilio.keys).toHaveLength(1);
    }));

  test("a workflow of the user's own, which stays as it is", () =>
    taken(async (world) => {
      const own = world.flex.addWorkflow("Ours", { task_routing: { filters: [] } });
      await world.write(".env", `WORKFLOW_SID=${own}\n`);

      const { ok } = await world.run();

      expect(ok).toBe(true);
      expect(world.flex.workflows.map(({ friendly_name }) => friendly_name)).toEqual(["Ours"]);
      expect(world.cloud.functions.get("dev")?.variables.WORKFLOW_SID).toBe(own);
    }));

  test("a TaskRouter workspace without Flex: the number is wired, and no panel is released", () =>
    taken(
      async (world) => {
        const { ok, output } = await world.run();

        expect(output).toMatch(/! Panel +the account has no Flex: no panel is released\n +→ people read/);
        expect(ok).toBe(true);
        expect(world.cloud.released).toEqual([]);
        expect(world.twilio.numbers[0]?.voice_url).toBe("https://baton-1234-dev.twil.io/voice/incoming");
        expect((await world.run({ shell: {} })).output).toContain("Nothing to do.");
      },
      { flexThere: false },
    ));

  test("a panel that Flex does not take: the agent answers all the same, and the next run releases it", () =>
    taken(async (world) => {
      world.cloud.diesAfter = "panel";

      const broken = await world.run();

      expect(broken.output).toMatch(/✗ panel/);
      expect(world.twilio.numbers[0]?.voice_url).toBe("https://baton-1234-dev.twil.io/voice/incoming");
      expect((await world.run()).ok).toBe(true);
    }));

  test("files with quotes, comments, CRLF and a byte order mark, whose lines stay as they are", () =>
    taken(async (world) => {
      const { twilio, model } = world;
      const text = `\ufeff# Twilio\r\nexport TWILIO_ACCOUNT_SID="${twilio.accountSid}"\r\nTWILIO_AUTH_TOKEN = '${twilio.authToken}' # do not share\r\n\r\nTWILIO_API_KEY=\r\nMINE="two\r\nTWILIO_API_KEY=lines"\r\nOPENAI_API_KEY=${model.key}`;
      await world.write(".dev.vars", text);

      const { ok } = await world.run({ shell: {} });

      expect(ok).toBe(true);
      const written = await world.read(".dev.vars");
      const [key] = twilio.keys;
      expect(
        written.startsWith(text.replace("TWILIO_API_KEY=\r\nMINE", `TWILIO_API_KEY=${key?.sid}\r\nMINE`)),
      ).toBe(true);
      expect(written.replaceAll("\r\n", "")).not.toContain("\n");
      expect((await world.run({ shell: {} })).output).toContain("Nothing to do.");
    }));

  test("a number that something else answers, with --take, and the way back is kept", () =>
    taken(async (world) => {
      Object.assign(world.twilio.numbers[0] ?? {}, {
        voice_url: "https://old.example/voice",
        voice_method: "GET",
        voice_application_sid: "AP1",
        trunk_sid: "TK1",
      });

      const { ok, output } = await world.run({ take: true });

      expect(ok).toBe(true);
      expect(output).toMatch(
        /calls +\+15550100002 sends its calls to the Functions, and not to SIP trunk TK1 or TwiML App AP1 or https:\/\/old\.example\/voice any more/,
      );
      expect(world.twilio.numbers[0]).toMatchObject({ voice_application_sid: null, trunk_sid: null });
      expect(await world.record()).toMatchObject({
        number: {
          before: {
            voiceUrl: "https://old.example/voice",
            voiceMethod: "GET",
            voiceApplicationSid: "AP1",
            trunkSid: "TK1",
          },
        },
      });
    }));

  test("a number beyond those that are shown is not chosen by a place in a list that nobody sees", () =>
    taken(async (world) => {
      for (let n = 3; n <= 27; n += 1) world.twilio.addNumber(`+155501000${String(n).padStart(2, "0")}`);

      const { questions, output } = await world.run({ answers: ["25", "+15550100026", "y", "y"] });

      expect(questions.slice(0, 2)).toEqual(Array(2).fill("Which does the agent answer? 1 to 20, or +…:"));
      expect(output).toContain("+15550100026 is the agent's");
    }));

  test("another number later: the first one and its way back are not forgotten, and it can be taken up again", () =>
    taken(async (world) => {
      world.twilio.addNumber("+15550100003");
      await world.run({ number: "+15550100002" });
      const { number: first } = await world.record();

      const { output } = await world.run({ number: "+15550100003" });

      expect(output).toContain("+15550100003 is the agent's; +15550100002 stays as it is");
      expect(await world.record()).toMatchObject({
        number: { phoneNumber: "+15550100003" },
        otherNumbers: [first],
      });
      await world.run({ number: "+15550100002" });
      expect(await world.record()).toMatchObject({ number: first });
    }));

  test("the number of another installation in this folder, which is named", () =>
    taken(async (world) => {
      await world.run();

      const { output } = await world.run({ env: "staging" });

      expect(output).toMatch(/\+15550100002 is answered by installation "dev", and by https:.* Add --take/);
    }));

  test("another account's credentials for an installation that is there are refused", () =>
    taken(async (world) => {
      await world.run();
      const other = await startWorld();
      try {
        const { ok, output } = await world.run({ shell: { ...other.addresses, ...other.credentials } });

        expect(ok).toBe(false);
        expect(output).toMatch(
          /installation "dev" is in AC\w+, and this is AC\w+\n +→ use the other account's credentials/,
        );
      } finally {
        await other.close();
      }
    }));
});

import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { knock } from "../../local/doctor/relay.ts";
import { digestOf } from "../../local/operate/worker/deployed-secrets.ts";
import { findVariables } from "../../local/setup/variables.ts";
import { sampled } from "../sampled.ts";
import { type LiveWorker, startLiveWorker } from "../support/accounts/live-worker.ts";
import { dotenv, type Project, SECRETS, startProject } from "../support/accounts/project.ts";
import { TWILIO } from "../support/accounts/twilio.ts";

/** `npm run rotate`, with the real Worker in workerd answering what Twilio signs meanwhile. */

let project: Project;
let worker: LiveWorker;
const tokensSeen: string[] = [];

const secret = (name: string) => project.cloudflare.live("baton")?.secrets[name];
const fileHas = async (name: string) =>
  new RegExp(`^${name}=(.*)$`, "m").exec(await project.read(".dev.vars"))?.[1];

/** Knocks as Twilio would, every 200 ms, with what Twilio signs with at that moment. */
function knocking() {
  const answers: number[] = [];
  let on = true;
  const done = (async () => {
    while (on) {
      answers.push(
        await knock(`${worker.origin.replace(/^http/, "ws")}/relay`, project.twilio.tokens.primary),
      );
      await pause(200);
    }
  })();
  return async () => {
    on = false;
    await done;
    return answers;
  };
}

beforeAll(async () => {
  project = await startProject();
  await project.write(".env", dotenv({ WORKFLOW_SID: TWILIO.workflowSid }));
  await project.write(
    ".dev.vars",
    `# kept\n${dotenv({ ...SECRETS, TWILIO_API_KEY: TWILIO.keySid, TWILIO_API_SECRET: TWILIO.keySecret })}`,
  );
  const deployed = await project.run("deploy", ["--secrets"]);
  expect(deployed.output).not.toMatch(/not deployed/);
  worker = await startLiveWorker(path.join(project.folder, "dist/worker"));
  project.cloudflare.onLive(async (_name, version) => {
    tokensSeen.push(version.secrets.TWILIO_AUTH_TOKEN ?? "");
    await worker.run(version);
  });
  const version = project.cloudflare.live("baton");
  if (version) await worker.run(version);
  // workers.dev is this machine.
  const record = await project.read(".baton/dev.json");
  await project.write(".baton/dev.json", record.replace("https://baton.acme.workers.dev", worker.origin));
}, 300_000);
afterAll(async () => {
  await worker.close();
  await project.close();
});

test("the auth token is exchanged with no handshake refused meanwhile", async () => {
  const old = project.twilio.tokens.primary;
  const stop = knocking();

  const begun = await project.run("rotate", ["auth-token", "--yes"]);

  expect(begun.output).toMatch(/The next phase is due/);
  expect(begun.code).toBe(0);
  const token = project.twilio.tokens.primary;
  expect(token).not.toBe(old);
  expect(await fileHas("TWILIO_AUTH_TOKEN")).toBe(`${token},${old}`);
  const ended = await project.run("rotate", ["auth-token", "--yes", "--now"]);
  expect(ended.code).toBe(0);
  const answers = await stop();

  expect(tokensSeen).toEqual([`${old},${token}`, `${token},${old}`, token]);
  expect(answers.length).toBeGreaterThan(30);
  expect(answers.filter((status) => status !== 101)).toEqual([]);
  expect(await fileHas("TWILIO_AUTH_TOKEN")).toBe(token);
  expect(await project.read(".dev.vars")).toMatch(/^# kept\n/);
  expect((await project.record()).rotations).toBeUndefined();
  expect(begun.output + ended.output).not.toContain(token);
  // The delay for calls that are going on is ours, and not Cloudflare's own.
  expect(project.cloudflare.scripts.get("baton")?.deployments.at(-1)?.strategy).toEqual({
    mode: "deferred",
    max_delay: 3600,
  });
  expect(await knock(`${worker.origin.replace(/^http/, "ws")}/relay`, old)).toBe(403);
}, 300_000);

const CUTS: readonly (readonly [where: string, broken: RegExp, when: "before" | "after"])[] = [
  ["when the new token was made and not kept", /AuthTokens\/Secondary$/, "after"],
  ["before the promotion", /AuthTokens\/Promote$/, "before"],
  ["when it was promoted and not noted", /AuthTokens\/Promote$/, "after"],
];

test.for(sampled(CUTS, 1))(
  "a rotation that is cut off %s is taken up",
  { timeout: 300_000 },
  async ([, broken, when]) => {
    project.twilio.breakAt(broken, when);
    const cut = await project.run("rotate", ["auth-token", "--yes"]);
    expect(cut.code).toBe(1);
    project.twilio.breakAt(undefined);
    const args = [
      "auth-token",
      "--yes",
      "--now",
      ...(broken.test("AuthTokens/Secondary") ? ["--replace"] : []),
    ];
    expect((await project.run("rotate", args)).code).toBe(0);

    const { primary, secondary } = project.twilio.tokens;
    expect(secondary).toBeUndefined();
    expect(secret("TWILIO_AUTH_TOKEN")).toBe(primary);
    expect(await knock(`${worker.origin.replace(/^http/, "ws")}/relay`, primary)).toBe(101);
  },
);

test("a secondary token that somebody else has made is left alone", async () => {
  project.twilio.tokens.secondary = "somebody-elses";

  const { code, output } = await project.run("rotate", ["auth-token", "--yes"]);

  expect(code).toBe(1);
  expect(output).toMatch(/has a secondary auth token already|may have a secondary auth token/);
  expect(project.twilio.tokens.secondary).toBe("somebody-elses");
  expect((await project.record()).rotations).toBeUndefined();
  project.twilio.tokens.secondary = undefined;
}, 300_000);

test("an API key is exchanged in both halves at once, and the old one goes when no call uses it", async () => {
  const first = await project.run("rotate", ["api-key", "--yes"]);

  expect(first.output).toMatch(/The next phase is due/);
  const made = secret("TWILIO_API_KEY") ?? "";
  expect(made).not.toBe(TWILIO.keySid);
  expect(secret("TWILIO_API_SECRET")).toBe(project.twilio.keys.get(made));
  expect([...project.twilio.keys.keys()]).toEqual([TWILIO.keySid, made]);
  await project.run("rotate", ["api-key", "--yes", "--now"]);
  expect([...project.twilio.keys.keys()]).toEqual([made]);
  expect(first.output).not.toContain(project.twilio.keys.get(made) ?? "no secret");
}, 300_000);

test("an OpenAI key that is refused is not taken; one that is, setup does not deploy once more", async () => {
  const openai = await import("../support/accounts/answering.ts").then(({ startAnswering, ok }) =>
    startAnswering(
      ({ headers }) =>
        headers.authorization === "Bearer sk-new"
          ? ok({ object: "response", status: "completed", output: [] })
          : { status: 401, body: {} },
      () => ({ status: 404, body: {} }),
    ),
  );
  const env = { OPENAI_BASE_URL: openai.url };
  // As setup writes it down.
  const digest = async () => {
    const files = [".env", ".dev.vars"].map((file) => path.join(project.folder, file));
    return digestOf((await findVariables(files, env)).all, undefined);
  };
  const noted = async () => (await project.record()).setup?.deployed;
  const note = async (deployed: string) =>
    project.write(".baton/dev.json", JSON.stringify({ ...(await project.record()), setup: { deployed } }));
  await note(await digest());
  const refused = await project.run("rotate", ["openai-key", "--yes"], {
    ...env,
    NEW_OPENAI_API_KEY: "sk-wrong",
  });
  expect(refused.output).toMatch(/does not take this key/);
  expect(secret("OPENAI_API_KEY")).toBe(SECRETS.OPENAI_API_KEY);

  await project.run("rotate", ["openai-key", "--yes"], { ...env, NEW_OPENAI_API_KEY: "sk-new" });

  expect(secret("OPENAI_API_KEY")).toBe("sk-new");
  expect(await fileHas("OPENAI_API_KEY")).toBe("sk-new");
  // Setup has nothing to deploy; what else was changed before, it still has.
  expect(await noted()).toBe(await digest());
  await note("of-other-secrets");
  await project.run("rotate", ["openai-key", "--yes", "--now"]);
  await project.run("rotate", ["openai-key", "--yes"], { ...env, NEW_OPENAI_API_KEY: "sk-new" });
  expect(await noted()).toBe("of-other-secrets");
  await project.run("rotate", ["openai-key", "--yes", "--now"]);
  await openai.close();
}, 300_000);

test("after a way back the secrets go to the code that is live, not to the newest upload", async () => {
  const [{ sha: first } = { sha: "" }] = (await project.record()).deploys;
  await project.write("agents/release.txt", "another\n");
  await project.commit("another");
  await project.run("deploy");
  await project.run("rollback", ["--to", first, "--yes", "--with-secrets"]);
  expect(project.cloudflare.live("baton")?.tag).toBe(first);

  await project.run("rotate", ["api-key", "--yes"]);

  expect(project.cloudflare.live("baton")?.variables.BATON_RELEASE).toBe(first);
}, 300_000);

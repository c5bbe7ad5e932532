import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { begin, tellHalf } from "../../local/operate/deploy.ts";
import {
  type DeployRecord,
  type InstallationRecord,
  type RecordPlace,
  readRecord,
  updateRecord,
  writeRecord,
} from "../../local/operate/record.ts";
import { releaseNow } from "../../local/operate/release.ts";
import { planOf } from "../../local/operate/rollback.ts";

/** What the record alone decides: where a rollback goes, and what of it a deploy leaves. */

async function aRecord(record: InstallationRecord): Promise<RecordPlace> {
  const folder = await mkdtemp(path.join(tmpdir(), "record-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const place = { name: record.env, record: path.join(folder, "dev.json") };
  await writeRecord(place, record);
  return place;
}

let minute = 0;

function deploy(sha: string, parts: { worker?: string; functions?: string; backTo?: string }): DeployRecord {
  minute += 1;
  return {
    at: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
    sha,
    ...(parts.worker && { worker: { versionId: parts.worker } }),
    ...(parts.functions && { functions: { buildSid: parts.functions } }),
    ...(parts.backTo && { backTo: parts.backTo }),
  };
}
const whole = (letter: string) =>
  deploy(letter.repeat(12), { worker: `version-${letter}`, functions: `build-${letter}` });
const backTo = (to: DeployRecord, ...parts: readonly ("worker" | "functions")[]): DeployRecord =>
  deploy(to.sha, {
    backTo: to.at,
    ...(parts.includes("worker") && to.worker && { worker: to.worker.versionId }),
    ...(parts.includes("functions") && to.functions && { functions: to.functions.buildSid }),
  });
const record = (...deploys: DeployRecord[]): InstallationRecord => ({ v: 1, env: "dev", deploys });

const a = whole("a");
const b = whole("b");
const c = whole("c");

describe("a rollback", () => {
  test.for([
    ["before anything was noted", backTo(a)],
    ["after the Functions", backTo(a, "functions")],
    [
      "after the Functions, and was written down by an earlier release",
      deploy(a.sha, { functions: "build-a" }),
    ],
  ] as const)("that broke off %s goes on to where it led when run again", ([, half]) => {
    const plan = planOf(record(a, b, half), undefined);

    expect(plan.to).toBe(a);
    // What was not noted may be live or not: all of it is done again.
    expect(plan).toMatchObject({ functions: a.functions, worker: a.worker });
  });

  test("run twice goes there and back again, and a third time there", () => {
    const back = backTo(b, "functions", "worker");
    const forward = backTo(c, "functions", "worker");

    expect(planOf(record(a, b, c), undefined)).toMatchObject({ to: b, isForward: false });
    expect(planOf(record(a, b, c, back), undefined)).toMatchObject({ to: c, isForward: true });
    expect(planOf(record(a, b, c, back, forward), undefined)).toMatchObject({ to: b, isForward: false });
  });

  test("goes further back where that is said", () => {
    expect(planOf(record(a, b, c, backTo(b, "functions", "worker")), a.sha)).toMatchObject({
      to: a,
      isForward: false,
    });
  });

  test("of the only deploy there is says so", () => {
    expect(() => planOf(record(a), undefined)).toThrow(/no earlier deploy to go back to/);
  });

  test("of what was deployed by hand puts back what the record has, and says what is live", () => {
    const byHand = { worker: { versionId: "version-x", release: undefined }, buildSid: "build-b" };

    for (const to of [undefined, b.sha]) {
      const plan = planOf(record(a, b), to, byHand);
      expect(plan).toMatchObject({ to: b, worker: b.worker, isForward: false });
      expect(plan.functions).toBeUndefined();
      expect(plan.byHand).toEqual([expect.stringMatching(/version-x, which was made live by hand.*b{12}/)]);
    }
    const functions = planOf(record(a, b), undefined, {
      worker: { versionId: "version-b", release: b.sha },
      buildSid: "build-x",
    });
    expect(functions).toMatchObject({ to: b, functions: b.functions });
    expect(functions.worker).toBeUndefined();
  });

  test("does not take a version with other secrets for another release", () => {
    const rotated = { worker: { versionId: "version-b2", release: b.sha }, buildSid: "build-b" };

    expect(planOf(record(a, b), undefined, rotated)).toMatchObject({ to: a, byHand: [] });
    expect(planOf(record(a, b), b.sha, rotated).worker).toBeUndefined();
  });

  test("does not choose a deploy that was left before the live one came", () => {
    expect(planOf(record(a, b, backTo(a, "functions", "worker"), c), undefined).to).toBe(a);
  });

  test("takes back what a deploy that broke off has begun, also where it is of the same commit", () => {
    expect(planOf(record(a, b, deploy(c.sha, { worker: "version-c" })), undefined).to).toBe(b);
    expect(planOf(record(a, b, deploy(b.sha, { worker: "version-b2" })), undefined).to).toBe(b);
    expect(() => planOf(record(deploy(a.sha, { worker: "version-a" })), undefined)).toThrow(/None is known/);
  });

  test("leaves out another deploy of the commit that is live", () => {
    const again = deploy(b.sha, { worker: "version-b2", functions: "build-b2" });

    expect(planOf(record(a, b, again), undefined).to).toBe(a);
  });
});

test("a deploy after a way back that broke off says so, and does not call it a deploy", () => {
  const half = backTo(a, "functions");

  expect(tellHalf(half, [a, b, half])).toMatch(
    /^The way back to a{12}, begun .*, broke off: the Worker is b{12}, the Functions are a{12}\..*npm run rollback goes on/,
  );
});

test("a deploy leaves what a bypass, a rotation and a release of the panel write down meanwhile", async () => {
  const place = await aRecord(record(a));
  const journal = await begin(place, {
    release: { sha: b.sha, version: "1.0.0" },
    half: undefined,
    accountSid: "AC1",
  });
  const bypassed = [{ sid: "PN1", phoneNumber: "+15550100", voiceUrl: "https://x/y", voiceMethod: "POST" }];
  const rotations = [{ what: "api-key", phase: "sent", at: a.at } as const];
  const plugin = { configurationSid: "FJ1", url: "https://x/flex/1.js" };
  await updateRecord(place, (now) => ({
    ...now,
    bypassed,
    rotations,
    deploys: [{ ...a, plugin }, ...now.deploys.slice(1)],
  }));

  await journal.note({ worker: { versionId: "version-b" } });
  // Another's entry is newer by now.
  await updateRecord(place, (now) => ({ ...now, deploys: [...now.deploys, c] }));
  await journal.note({ functions: { buildSid: "build-b" } }, { panelUrl: "https://x/flex/2.js" });

  expect(await readRecord(place)).toMatchObject({
    twilioAccountSid: "AC1",
    panelUrl: "https://x/flex/2.js",
    bypassed,
    rotations,
    deploys: [
      { sha: a.sha, plugin },
      { sha: b.sha, worker: { versionId: "version-b" }, functions: { buildSid: "build-b" } },
      c,
    ],
  });
});

test("deploys of changed files are told apart, also those that were written down as one name", () => {
  const dirty = (n: number) =>
    deploy("aaaaaaaaaaaa-dirty", { worker: `version-${n}`, functions: `build-${n}` });
  const [first, second, third] = [dirty(1), dirty(2), dirty(3)];
  const deploys = record(first, second, third);

  expect(planOf(deploys, undefined).to).toBe(second);
  expect(planOf(deploys, first.at).to).toBe(first);
  expect(() => planOf(record(first), undefined)).toThrow(first.at);
});

test("a commit's own deploy goes before those of its changed files", () => {
  const changed = deploy(`${a.sha}-dirty-123456`, { worker: "version-d", functions: "build-d" });

  expect(planOf(record(a, changed, b), "aaaaaaa").to).toBe(a);
  expect(planOf(record(a, changed, b), undefined).to).toBe(changed);
  expect(planOf(record(a, changed, b), changed.sha).to).toBe(changed);
});

test("a release of changed files is named for what they hold", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "release-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", folder, "-c", "user.name=Ops", "-c", "user.email=ops@example.com", ...args]);
  const name = async () => (await releaseNow(folder)).sha;
  await mkdir(path.join(folder, "agents"));
  await writeFile(path.join(folder, "package.json"), '{ "version": "1.0.0" }');
  await writeFile(path.join(folder, "agents/a.ts"), "1");
  git("init", "-q");
  git("add", "-A");
  git("commit", "-q", "-m", "first");
  const clean = await name();
  expect(clean).toMatch(/^[0-9a-f]{12}$/);

  await writeFile(path.join(folder, "agents/a.ts"), "2");
  const second = await name();
  await writeFile(path.join(folder, "agents/b.ts"), "new");
  const third = await name();
  await writeFile(path.join(folder, "agents/b.ts"), "newer");
  const fourth = await name();

  for (const sha of [second, third, fourth]) expect(sha).toMatch(new RegExp(`^${clean}-dirty-[0-9a-f]{6}$`));
  expect(new Set([second, third, fourth]).size).toBe(3);
  await rm(path.join(folder, "agents/b.ts"));
  expect(await name()).toBe(second);
});

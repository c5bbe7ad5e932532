import { afterEach, beforeEach, expect, test } from "vitest";
import { goBack, type PluginRelease, releasePlugin } from "../../../local/operate/plugin-release.ts";
import { type FlexApi, startFlexApi } from "./flex-api.ts";

/** The release tool, over the real SDK, against Twilio's Flex Plugins API on the loopback interface. */

const release: PluginRelease = {
  uniqueName: "baton-handoff",
  friendlyName: "Baton handoff",
  description: "What the assistant learned",
  version: "1.2.0",
  url: "https://example.twil.io/flex/baton-handoff.js?v=1.2.0-abc",
  dryRun: false,
};

let api: FlexApi;
beforeEach(async () => {
  api = await startFlexApi();
});
afterEach(() => api.close());

test("a first release creates the plugin, its version and a configuration, and makes that live", async () => {
  const report = await releasePlugin(api.client, release);

  expect(api.live()).toEqual(["baton-handoff 1.2.0"]);
  expect(report).toMatchObject({ changed: true, configurationSid: api.liveConfiguration() });
  expect(report.before).toBeUndefined();
});

test("every other live plugin stays live, in its own phase", async () => {
  api.install("dialpad-addon", "3.0.1", "https://elsewhere.example/a.js");
  api.install("crm", "0.9.0", "https://elsewhere.example/b.js");

  await releasePlugin(api.client, release);

  expect(api.live()).toEqual(["dialpad-addon 3.0.1", "crm 0.9.0", "baton-handoff 1.2.0"]);
});

test("a new version takes the place of the old one, and the report names the way back", async () => {
  await releasePlugin(api.client, { ...release, version: "1.1.0", url: "https://example.twil.io/old.js" });
  const before = api.liveConfiguration();

  const report = await releasePlugin(api.client, release);

  expect(api.live()).toEqual(["baton-handoff 1.2.0"]);
  expect(report.before).toBe(before);
});

test("the way back makes the earlier configuration live", async () => {
  await releasePlugin(api.client, { ...release, version: "1.1.0", url: "https://example.twil.io/old.js" });
  const { before = "" } = await releasePlugin(api.client, release);

  await goBack(api.client, before);

  expect(api.live()).toEqual(["baton-handoff 1.1.0"]);
});

test("a dry run says what would be done and changes nothing", async () => {
  api.install("crm", "0.9.0", "https://elsewhere.example/b.js");

  const report = await releasePlugin(api.client, { ...release, dryRun: true });

  expect(api.changes).toEqual([]);
  expect(report.changed).toBe(false);
  expect(report.steps).toEqual([
    "create plugin baton-handoff",
    "register version 1.2.0 at https://example.twil.io/flex/baton-handoff.js?v=1.2.0-abc",
    "keep crm 0.9.0",
    "add baton-handoff 1.2.0",
    "release",
  ]);
});

test("releasing what is live already changes nothing", async () => {
  await releasePlugin(api.client, release);
  const made = api.changes.length;

  expect(await releasePlugin(api.client, release)).toMatchObject({ changed: false });
  expect(api.changes.length).toBe(made);
});

test("a version registered with another file is refused before anything changes", async () => {
  await releasePlugin(api.client, release);
  const made = api.changes.length;

  await expect(
    releasePlugin(api.client, { ...release, url: "https://example.twil.io/other.js" }),
  ).rejects.toThrow(/immutable: raise "version"/);
  expect(api.changes.length).toBe(made);
});

test("a release that was cut short after the version is taken up where it stopped", async () => {
  api.install("baton-handoff", "1.1.0", "https://example.twil.io/old.js");
  const plugin = await api.client.plugins("baton-handoff").fetch();
  await api.client
    .plugins(plugin.sid)
    .pluginVersions.create({ versionParam: release.version, pluginUrl: release.url });

  await releasePlugin(api.client, release);

  expect(api.live()).toEqual(["baton-handoff 1.2.0"]);
});

import { expect, test } from "vitest";
import agents from "../../../agents/index.ts";
import { defineAgent } from "../../../worker/agent/define.ts";
import { editableOf, edited } from "../../../worker/agent/editing/edited.ts";
import { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";

const plain = defineAgent({ name: "plain", greeting: "Hello.", instructions: "Be kind." });

test.each(agents.all)("$name, edited to what it is, is what it was", (agent) => {
  const found = edited(agent, JSON.parse(JSON.stringify(editableOf(agent))));

  expect(found).toMatchObject({ ok: true });
  expect(found.ok && found.agent).toEqual(agent);
  expect(edited(agent, {})).toMatchObject({ ok: true, agent });
});

test("what may be edited is what an edit is made of", () => {
  expect(AgentEdit.parse(editableOf(plain))).toEqual(editableOf(plain));
  expect(Object.keys(editableOf(plain)).sort()).toEqual(Object.keys(AgentEdit.shape).sort());
});

test("each part is taken over, and the rest stays", () => {
  const week = { mon: ["09:00-17:00"], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
  const found = edited(plain, {
    greeting: "Good day.",
    voice: { language: "de-DE", speechModel: "nova-3-general", voice: "Anna" },
    hints: ["Eule"],
    hours: { timeZone: "Europe/Berlin", week, holidays: ["2026-12-25"] },
    words: { de: { phrases: { closed: "Wir haben zu." } } },
  });

  const { ok, agent } = found as Extract<ReturnType<typeof edited>, { ok: true }>;
  expect(ok).toBe(true);
  expect(agent).toMatchObject({
    greeting: "Good day.",
    instructions: "Be kind.",
    relay: { language: "de-DE", voice: "Anna", hints: ["Eule"], partialPrompts: false },
    handOff: { hours: { timeZone: "Europe/Berlin", holidays: ["2026-12-25"] } },
    languagePacks: { de: { phrases: { closed: "Wir haben zu." } } },
  });
});

test.each([
  [{ transcriptionProvider: "Google" }, { transcriptionProvider: "Google", speechModel: "telephony" }],
  [{ transcriptionProvider: "Google", speechModel: "long" }, { speechModel: "long" }],
  [{ speechModel: "nova-2" }, { transcriptionProvider: "Deepgram", speechModel: "nova-2" }],
])("who hears may be changed to %j: what only flux has goes with it", (voice, relay) => {
  const found = edited(defineAgent({ ...plain, relay: { eotThreshold: 0.7 } }), { voice });

  expect(found).toMatchObject({ ok: true, agent: { relay: { ...relay, partialPrompts: false } } });
  expect(found.ok && found.agent.relay.eotThreshold).toBeUndefined();
});

test("null takes a voice and hours away", () => {
  const full = defineAgent({
    ...plain,
    relay: { voice: "Anna" },
    handOff: { hours: { timeZone: "Europe/Berlin" } },
  });
  const found = edited(full, { voice: { voice: null }, hours: null });

  expect(found.ok && found.agent.relay.voice).toBeUndefined();
  expect(found.ok && found.agent.handOff.hours).toBeUndefined();
});

test("files of knowledge are added, replaced and taken out, and the others stay", () => {
  const agent = defineAgent({ ...plain, knowledge: { "returns.md": "# Returns", "sizes.md": "# Sizes" } });
  const found = edited(agent, {
    knowledge: { "returns.md": "# Other", "sizes.md": null, "new.md": "# New" },
  });

  expect(found.ok && found.agent.knowledge).toEqual({ "returns.md": "# Other", "new.md": "# New" });
  expect(found.ok && edited(found.agent, { knowledge: { "gone.md": null } })).toMatchObject({ ok: true });
});

test("a file that is named like one of the code's but for its case is refused, and takes its place where that is out", () => {
  const agent = defineAgent({ ...plain, knowledge: { "returns.md": "# Returns" } });

  expect(edited(agent, { knowledge: { "Returns.md": "# Mine" } })).toMatchObject({
    ok: false,
    faults: ['knowledge.returns.md: differs from "Returns.md" in case alone'],
  });
  expect(edited(agent, { knowledge: { "Returns.md": "# Mine", "returns.md": null } })).toMatchObject({
    ok: true,
  });
});

test("files that together are too much are refused by name, though each edit alone is not", () => {
  const agent = defineAgent({ ...plain, knowledge: { "long.md": "x".repeat(600_000) } });

  expect(edited(agent, { knowledge: { "more.md": "x".repeat(600_000) } })).toEqual({
    ok: false,
    faults: ["knowledge: all files together have more than 1000000 characters"],
  });
});

test.each([
  [{ greeting: " " }, /^greeting: has no words/],
  [{ greeting: "x".repeat(501) }, /^greeting: /],
  [{ instructions: "" }, /^instructions: /],
  [{ instructions: "x".repeat(200_000) }, /^instructions: has more than 60000 characters/],
  [{ tools: [] }, /^edit: .*tools/],
  [{ handOff: { target: { kind: "number", number: "+15550100003" } } }, /^edit: .*handOff/],
  [{ voice: { voice: "Polly.Joanna" } }, /^voice\.voice: is no voice of ElevenLabs/],
  [{ voice: { language: "english" } }, /^voice\.language: must be a BCP 47 tag/],
  [{ hours: { timeZone: "Mars/Olympus" } }, /^hours\.timeZone: /],
  [{ hours: { timeZone: "Europe/Berlin", holidays: ["2026-02-30"] } }, /^hours\.holidays\.0: /],
  [{ words: { en: { phrases: { closd: "We are closed." } } } }, /^words\.en\.phrases\.closd: no such phrase/],
  [{ hints: ["one, two"] }, /^hints\.0: one phrase each/],
  [{ hints: ["one", " "] }, /^hints\.1: has no words/],
  [{ hints: ["one\ntwo"] }, /^hints\.0: one phrase each, without line breaks/],
  [{ hints: ["Owl Shoes", "Owl Shoes "] }, /^hints\.1: "Owl Shoes" is there twice/],
  [
    { hints: Array.from({ length: 500 }, (_, i) => `${i} ${"&".repeat(20)}`) },
    /^hints: have \d+ bytes as Twilio is told them, of 50000 that there is room for/,
  ],
  [
    { words: { en: { phrases: { closed: "We are {clsd}." } } } },
    /^words\.en\.phrases\.closed: \{clsd\} stands for nothing here; this line has no names/,
  ],
  [
    { words: { en: { phrases: { opensSoon: "We open {day} at {tme}." } } } },
    /\{tme\} .*; there is \{day\} and \{time\}$/,
  ],
  [
    { words: { en: { phrases: { apology: ["Sorry.", "Sorry {name}."] } } } },
    /apology: \{name\} stands for nothing/,
  ],
  [
    { words: { en: { callLines: { callersAhead: { other: "There are {cuont}." } } } } },
    /^words\.en\.callLines\.callersAhead\.other: \{cuont\} .*there is \{count\}/,
  ],
  [{ words: { en: { callLines: { holdTheLine: "Hold { on" } } } }, /holdTheLine: \{ stands for nothing/],
  [{ languages: [{ code: "es-US" }, { code: "es-US" }] }, /^languages: "es-US" is there twice/],
  [{ knowledge: { "latin.md": "Gr\ufffd\ufffde" } }, /^knowledge\.latin\.md: is not UTF-8/],
  [
    { knowledge: { [`${"x".repeat(90)}.md`]: "x" } },
    /^knowledge\.x+\.md: has 93 characters as a file's name, of at most 83/,
  ],
  [
    { knowledge: { "returns.md": "x", "Returns.md": "x" } },
    /^knowledge\.returns\.md: differs from "Returns\.md" in case alone/,
  ],
  [{ knowledge: { "../secrets": "x" } }, /^knowledge\.\.\.\/secrets: /],
  ["a text", /^edit: /],
  [null, /^edit: /],
] as const)("%# is refused by name", (edit, fault) => {
  const found = edited(plain, edit);

  expect(found).toMatchObject({ ok: false });
  if (!found.ok) expect(found.faults.join("\n")).toMatch(fault);
});

test("what is wrong with a voice is told by the same name as often as it is asked", () => {
  const faults = Array.from({ length: 3 }, () => edited(plain, { voice: { voice: "Polly.Joanna" } })).map(
    (found) => !found.ok && found.faults[0]?.split(":")[0],
  );

  expect(faults).toEqual(["voice.voice", "voice.voice", "voice.voice"]);
});

test("as many hints as an edit takes are as long as an answer to Twilio may be, and the names of a line are said", () => {
  const hints = Array.from({ length: 500 }, (_, i) => `${i} ${"x".repeat(93 - String(i).length - 1)}`);
  const words = {
    en: { phrases: { opensSoon: "From {time}, {day}." }, callLines: { callersAhead: { other: "Some." } } },
  };

  expect(edited(plain, { hints, words })).toMatchObject({ ok: true });
});

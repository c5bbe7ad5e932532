import type { Page as Tab } from "playwright-core";
import { describe, expect, test } from "vitest";
import { consoleTabs } from "./console-tabs.ts";
import { picture, violations } from "./phone-browser.ts";

/** The agents in the console, over a book that behaves: drafts, revisions, versions, rollouts and trials. */

const tabs = consoleTabs();
const { open } = tabs;

const OWL = "/console/agents/owl-shoes";
const greeting = (tab: Tab) => tab.getByRole("textbox", { name: "Greeting", exact: true });
const saved = (tab: Tab, by = "you") => tab.getByText(new RegExp(`^Draft saved .* by ${by}$`)).waitFor();
const liveGreeting = (): string | undefined => tabs.server.agents.detail("owl-shoes")?.published.greeting;

/** A draft with faults, a rollout with figures: what there is most to see. */
function full(): void {
  const { agents } = tabs.server;
  agents.draft("owl-shoes", { edit: { greeting: "Owl Shoes." }, revision: 0 }, "maya@example.com");
  agents.publish("owl-shoes", { revision: 1, share: 0.2, note: "Without a question" }, "maya@example.com");
  const edit = {
    greeting: "Owl Shoes, good day. What can I do for you?",
    instructions: `${agents.detail("owl-shoes")?.code.instructions ?? ""}`.replace(
      "One question at a time.",
      "One question at a time, and wait for the answer.",
    ),
    voice: { voice: "Polly.Joanna" },
    words: { en: { phrases: { closed: "We're asleep, like owls by day." } } },
    knowledge: {
      "sizes.md": null,
      "norway.md": "# Norway\n\nWe ship there.\n",
      "do-you-ship-to-the-lofoten-islands-of-norway-in-winter.md": "# Do you ship there?\n\nIn winter too.\n",
    },
  };
  agents.draft("owl-shoes", { edit, revision: 0 }, "maya@example.com");
}

const VIEWS: readonly (readonly [name: string, path: string, there: (tab: Tab) => Promise<void>])[] = [
  ["list", "/console/agents", (tab) => tab.getByText("Owl Shoes", { exact: true }).waitFor()],
  ["edit", OWL, (tab) => tab.getByText("One fault").waitFor()],
  ["compare", `${OWL}/compare`, (tab) => tab.locator(".diff").first().waitFor()],
  ["versions", `${OWL}/versions`, (tab) => tab.getByText("Calls since").waitFor()],
  ["questions", `${OWL}/questions`, (tab) => tab.getByText("Norway").waitFor()],
];

/** Runs in the page: what scrolls sideways, and by how much; a table does within its box, and the tools of the head on a phone. */
function sideways(): readonly string[] {
  return [...document.querySelectorAll("*:not(.head-tools, .table-scroll)")].flatMap((element) => {
    const by = element.scrollWidth - element.clientWidth;
    const scrolls =
      element === document.documentElement || /auto|scroll/.test(getComputedStyle(element).overflowX);
    return scrolls && by > 0 && element.clientWidth > 0
      ? [`${element.tagName} .${element.className}: ${by}`]
      : [];
  });
}

/** Runs in the page: all that is folded in the editor, and what the code says beside it. */
function opensAll(): void {
  const folded =
    "details:not([open]) > summary, .file-name[aria-expanded=false], [aria-label^='The code says']";
  for (const one of document.querySelectorAll<HTMLElement>(folded)) one.click();
}

const WIDTHS = [
  [1440, 900, "dark", ["list", "edit", "compare", "versions", "questions"]],
  [1024, 768, "light", ["edit", "versions"]],
  [390, 844, "light", ["list", "edit", "compare", "versions", "questions"]],
] as const;

test.each(WIDTHS)(
  "at %i px no view has a fault that axe finds, and nothing is out of reach",
  async (width, height, colorScheme, names) => {
    full();
    const tab = await open("/console/agents", { viewport: { width, height }, colorScheme });
    for (const [name, path, there] of VIEWS.filter(([known]) => names.some((one) => one === known))) {
      await tab.goto(tabs.server.url + path);
      await there(tab);

      if (name === "edit") await tab.evaluate(opensAll);
      expect.soft(await tab.evaluate(sideways), name).toEqual([]);
      if (width !== 1024) expect.soft(await violations(tab), name).toEqual([]);
      await picture(tab, `agents-${name}-${width}-${colorScheme}`);
    }
    expect(tabs.complaints).toEqual([]);
  },
);

test("an edit saves itself, shows its faults beside their fields, is published, and answers", async () => {
  const tab = await open("/console/agents");
  await tab.getByRole("link", { name: /Owl Shoes/ }).click();
  await greeting(tab).fill("Owl Shoes, good day!");
  await tab.getByRole("textbox", { name: "Voice", exact: true }).first().fill("Polly.Joanna");
  await saved(tab);
  await tab.getByText("is no voice of ElevenLabs").waitFor();
  expect(await tab.getByRole("button", { name: "Publish" }).isDisabled()).toBe(true);
  await tab.keyboard.press("Control+Enter");
  expect(await tab.getByRole("dialog").count()).toBe(0);
  await tab.getByRole("button", { name: "The code says: Voice" }).click();
  await tab.locator(".code-says").waitFor();
  await tab.getByRole("button", { name: "Back to it: Voice" }).click();
  await tab.getByText("One fault").waitFor({ state: "detached" });

  await tab.getByRole("link", { name: "Compare" }).click();
  await tab.locator(".diff-line.in", { hasText: "good day!" }).waitFor();
  await tab.goBack();
  expect(await greeting(tab).inputValue()).toBe("Owl Shoes, good day!");
  await greeting(tab).press("Control+Enter");
  const dialog = tab.getByRole("dialog", { name: "Publish the draft?" });
  await dialog.getByLabel("Note").fill("Friendlier");
  expect(await violations(tab)).toEqual([]);
  await picture(tab, "agents-publish-1440-light");
  await dialog.getByLabel("Note").press("Control+Enter");
  await tab.getByText("Version 3 answers").waitFor();

  expect(liveGreeting()).toBe("Owl Shoes, good day!");
  expect(await greeting(tab).inputValue()).toBe("Owl Shoes, good day!");
  await tab.getByRole("link", { name: "Versions" }).click();
  await tab.getByRole("row", { name: /Version 3 All calls .* sam@example.com Friendlier/ }).waitFor();
  expect(tabs.complaints).toEqual([]);
});

test("each kind of field says what it holds, and the rest of the edit stays as it was", async () => {
  const tab = await open(OWL);
  await tab.getByRole("textbox", { name: "Hints", exact: true }).fill("Owl Shoes\nBarn Dancer\n");
  await tab.getByLabel("Mon, span 2: until").fill("19:30");
  await tab.getByLabel("Fri: remove").click();
  await tab.getByLabel("Another holiday").fill("2026-12-24");
  await tab.getByRole("button", { name: "Add", exact: true }).click();
  await tab.getByRole("button", { name: "Add a language" }).click();
  await tab.getByLabel("Code of language 3").fill("fr-FR");
  await tab.getByRole("button", { name: "French" }).click();
  await tab.getByLabel("Closed", { exact: true }).fill("Nous dormons.");
  await tab.getByRole("button", { name: "Remove sizes.md" }).click();
  await tab.getByLabel("Name of a new file").fill("norway");
  await tab.getByRole("button", { name: "Add a file" }).click();
  await tab.getByLabel("norway.md", { exact: true }).fill("# Norway\n\nWe ship there.");
  await tab.keyboard.press("Control+s");
  await saved(tab);

  expect(tabs.server.agents.detail("owl-shoes")?.drafted).toMatchObject({
    faults: [],
    edit: {
      greeting: "Owl Shoes, hello. How can I help?",
      hints: ["Owl Shoes", "Barn Dancer"],
      hours: {
        timeZone: "America/New_York",
        week: { mon: ["09:00-12:00", "13:00-19:30"], fri: [] },
        holidays: ["2026-12-24", "2026-12-25", "2027-01-01"],
      },
      languages: [{ code: "es-US" }, { code: "de-DE" }, { code: "fr-FR" }],
      words: { fr: { phrases: { closed: "Nous dormons." } } },
      knowledge: { "sizes.md": null, "norway.md": "# Norway\n\nWe ship there." },
    },
  });
  expect(Object.keys(tabs.server.agents.detail("owl-shoes")?.drafted?.edit ?? {})).not.toContain("voice");
  expect(await violations(tab)).toEqual([]);
  for (const section of ["voice", "hours", "words", "knowledge"]) {
    await tab.locator(`#${section}`).evaluate((element) => element.scrollIntoView());
    await picture(tab, `agents-edit-${section}-1440-light`);
  }
  expect(tabs.complaints).toEqual([]);
});

test("another provider of recognition brings its own model, and the field shows what will run", async () => {
  const tab = await open(OWL);
  const model = tab.getByLabel("Recognition model", { exact: true });
  expect(await model.inputValue()).toBe("flux");

  await tab.getByLabel("Heard by", { exact: true }).selectOption("Google");
  await saved(tab);
  expect(await model.inputValue()).toBe("telephony");
  expect(tabs.server.agents.detail("owl-shoes")?.drafted).toMatchObject({
    faults: [],
    edit: { voice: { transcriptionProvider: "Google" } },
  });

  await model.fill("nova-3-general");
  await tab.getByText(/"nova-3-general" is Deepgram's/).waitFor();
  expect(tabs.complaints).toEqual([]);
});

describe("two people at once", () => {
  test("see whose draft it is, look at both, and lose nothing", async () => {
    const tab = await open(OWL);
    await greeting(tab).fill("Mine.");
    await saved(tab);
    tabs.server.agents.draft("owl-shoes", { edit: { greeting: "Theirs." }, revision: 1 }, "maya@example.com");
    await greeting(tab).fill("Mine, again.");
    await tab.getByRole("alert").getByText("maya@example.com has saved this draft").waitFor();
    expect(await violations(tab)).toEqual([]);
    await tab.getByRole("button", { name: "Look at both" }).click();
    await tab.locator(".diff-line.out", { hasText: "Theirs." }).waitFor();
    await tab.locator(".diff-line.in", { hasText: "Mine, again." }).waitFor();
    await picture(tab, "agents-conflict-1440-light");
    await tab.getByRole("button", { name: "Keep mine" }).click();
    await saved(tab);

    expect(tabs.server.agents.detail("owl-shoes")?.drafted).toMatchObject({
      revision: 3,
      edit: { greeting: "Mine, again." },
    });
  });

  test("see what the other published after one began, and undo it knowingly or not at all", async () => {
    const tab = await open(OWL);
    await greeting(tab).fill("Mine.");
    await saved(tab);
    tabs.server.agents.restore("owl-shoes", 1);
    await tab
      .getByRole("alert")
      .getByText("Version 1 answers now, by maya@example.com")
      .waitFor({ timeout: 15_000 });
    expect(await tab.getByRole("button", { name: "Publish" }).isDisabled()).toBe(true);
    expect(await violations(tab)).toEqual([]);
    await picture(tab, "agents-base-changed-1440-light");
    await tab.getByRole("button", { name: "Look at both" }).click();
    await tab.locator(".diff-line.out", { hasText: "good day." }).waitFor();
    await tab.getByRole("button", { name: "Keep mine" }).click();
    await saved(tab);
    await tab.getByRole("button", { name: "Publish" }).click();
    // Published while the dialog is open: nothing is undone by it, and the page says so.
    tabs.server.agents.restore("owl-shoes", 2);
    await tab.getByRole("button", { name: "Publish to all calls" }).click();
    await tab.getByRole("dialog").getByText("Version 2 answers now").waitFor();
    await tab.getByRole("button", { name: "Cancel" }).click();
    await tab.getByRole("alert").getByText("Version 2 answers now, by you").waitFor();
    await tab.getByRole("button", { name: "Take what answers" }).click();
    await tab.getByRole("button", { name: "Discard it" }).click();
    await tab.getByRole("link", { name: "Edit" }).click();
    await expect.poll(() => greeting(tab).inputValue()).toBe("Owl Shoes, hello. How can I help?");
  });

  test("are one where both pages are of the same person", async () => {
    const tab = await open(OWL);
    await greeting(tab).fill("Mine.");
    await saved(tab);
    tabs.server.agents.draft(
      "owl-shoes",
      { edit: { greeting: "Also mine." }, revision: 1 },
      "sam@example.com",
    );
    await greeting(tab).fill("Mine, again.");
    await tab.getByRole("alert").getByText("You have saved this draft elsewhere").waitFor();
  });

  test("see what the other saves where they type nothing, and may take it in a conflict", async () => {
    const tab = await open(OWL);
    await greeting(tab).waitFor();
    tabs.server.agents.draft("owl-shoes", { edit: { greeting: "Theirs." }, revision: 0 }, "maya@example.com");
    // It is read anew every ten seconds, and by whoever comes back to it.
    await expect.poll(() => greeting(tab).inputValue(), { timeout: 15_000 }).toBe("Theirs.");
    tabs.server.agents.draft(
      "owl-shoes",
      { edit: { greeting: "Theirs.", hints: ["owl"] }, revision: 1 },
      "maya@example.com",
    );
    await greeting(tab).fill("Mine.");
    await tab.getByRole("button", { name: "Take theirs" }).click();
    await saved(tab, "maya@example.com");
    expect(await greeting(tab).inputValue()).toBe("Theirs.");
  });
});

test("what is typed while the Worker is not reached is kept, said, saved later, and asked for before one leaves", async () => {
  const tab = await open(OWL);
  await greeting(tab).waitFor();
  tabs.server.cutChanges(true);
  await greeting(tab).fill("Typed on a train.");
  await tab.getByText("Not saved: the Worker is not reached.").waitFor();
  const asked = tab.waitForEvent("dialog");
  const reloaded = tab.reload();
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.accept();
  await reloaded;
  expect(await greeting(tab).inputValue()).toBe("Typed on a train.");
  await tab.getByRole("link", { name: "Live" }).click();
  await tab.goBack();
  await tab.getByText("Not saved: the Worker is not reached.").waitFor();
  tabs.server.cutChanges(false);
  await tab.getByRole("button", { name: "Try again" }).click();
  await saved(tab);
  expect(tabs.server.agents.detail("owl-shoes")?.drafted?.edit.greeting).toBe("Typed on a train.");
});

test("a version, or the code, is restored with one click and one confirmation", async () => {
  const tab = await open(`${OWL}/versions`);
  await tab.getByRole("link", { name: "Compare Version 1" }).click();
  await tab.locator(".diff-line.in", { hasText: "good day" }).waitFor();
  expect(new URL(tab.url()).search).toBe("?version=1");
  await tab.goBack();
  await tab.getByRole("button", { name: "Restore Version 1" }).click();
  await tab.getByRole("dialog").getByRole("button", { name: "Restore" }).click();
  await tab.getByText("Version 1 answers", { exact: true }).waitFor();
  expect(liveGreeting()).toBe("Owl Shoes here, good day.");
  await tab.getByRole("button", { name: "Restore The code" }).click();
  await tab.getByRole("dialog").getByRole("button", { name: "Restore" }).click();
  await tab.getByText("The code answers", { exact: true }).waitFor();
  expect(liveGreeting()).toBeUndefined();
});

test("a rollout begins with a share, shows both versions with their counts, and is finished or ended", async () => {
  const tab = await open(OWL);
  await greeting(tab).fill("Owl Shoes.");
  await saved(tab);
  await tab.getByRole("button", { name: "Publish" }).click();
  await tab.getByLabel("Named numbers").check();
  await tab.getByLabel("Numbers", { exact: true }).fill("555");
  expect(await tab.getByRole("button", { name: "Begin the rollout" }).isDisabled()).toBe(true);
  await tab.getByLabel("A share of calls").check();
  await tab.getByLabel("Share of calls, percent").fill("25");
  await tab.getByRole("button", { name: "Begin the rollout" }).click();
  await tab.getByText("Version 3 beside it").click();
  await tab.getByText("Version 3 answers 25% of calls").waitFor();
  await tab.getByText("Fewer than 30 calls").waitFor();
  expect(tabs.server.asked.some((one) => /stats\?from=.*by=version/.test(one))).toBe(true);
  expect(liveGreeting()).toBe("Owl Shoes, hello. How can I help?");

  await tab.getByRole("button", { name: "End the rollout" }).click();
  await tab.getByRole("dialog").getByRole("button", { name: /^End/ }).click();
  await tab.getByText("beside it").waitFor({ state: "detached" });
  expect(liveGreeting()).toBe("Owl Shoes, hello. How can I help?");

  tabs.server.agents.publish("owl-shoes", { version: 3, share: 0.25 }, "maya@example.com");
  await tab.reload();
  await tab.getByText("Version 3 beside it").click();
  await tab.getByRole("button", { name: "Give it all calls" }).click();
  await tab.getByRole("dialog").getByRole("button", { name: "Give it all calls" }).click();
  await tab.getByText("Version 3 answers", { exact: true }).waitFor();
  expect(await tab.getByText("beside it").count()).toBe(0);
  expect(liveGreeting()).toBe("Owl Shoes.");
});

test("a draft is tried by text: tools, texts, keys, and the hand-off as a person would get it", async () => {
  const tab = await open(OWL);
  await greeting(tab).fill("Draft speaking.");
  await tab.getByRole("button", { name: "Start" }).click();
  const talk = tab.getByRole("list", { name: "Conversation" });
  await talk.getByText("Draft speaking.").waitFor();
  const say = tab.getByLabel("What you say");
  for (const words of ["Where is my order?", "Can you text me that?"]) {
    await say.fill(words);
    await say.press("Enter");
    await talk.getByText(words).waitFor();
  }
  await talk.getByText("I've sent you the link.").waitFor();
  await talk.getByText("lookup_order").click();
  await talk.getByText("<img src=x").waitFor();
  await tab.getByRole("button", { name: "Keypad" }).click();
  await tab.getByRole("button", { name: "Press #" }).click();
  await talk.getByText("You pressed #.").waitFor();
  await say.fill("A person, please");
  await say.press("Enter");
  await talk.getByText("They asked where order 1042 is").waitFor();
  await talk.getByText("I'll put you through to a colleague now.").waitFor();
  expect(await violations(tab)).toEqual([]);
  await picture(tab, "agents-trial-1440-light");

  await greeting(tab).fill("Another draft.");
  await tab.getByRole("button", { name: "Start again" }).click();
  await talk.getByText("Another draft.").waitFor();
  expect(tabs.server.asked.filter((one) => one.startsWith("TRY")).map((one) => one.split("?")[1])).toEqual([
    "draft=1",
    "draft=2",
  ]);
  await tab.getByRole("button", { name: "Cases" }).click();
  await tab.getByRole("button", { name: "Run 2 cases" }).click();
  await tab.getByText("1 of 2 cases right").waitFor();
  await tab.getByText(/^not heard: .closed.holiday/).waitFor();
  expect(await tab.locator("#root img, #root script").count()).toBe(0);
  expect(tabs.complaints).toEqual([]);
});

test("on a phone the trial is a sheet", async () => {
  const tab = await open(OWL, { viewport: { width: 390, height: 844 } });
  await tab.getByRole("button", { name: "Try it" }).click();
  await tab.getByRole("button", { name: "Start" }).click();
  await tab.getByRole("list", { name: "Conversation" }).getByText("Owl Shoes, hello.").waitFor();
  await tab.getByLabel("What you say").fill("Where is my order?");
  await tab.getByLabel("What you say").press("Enter");
  await tab.getByText("Order ten, forty-two").waitFor();
  await picture(tab, "agents-trial-390-light");
  await tab.getByRole("button", { name: "Close" }).click();
  expect(await tab.getByLabel("What you say").isVisible()).toBe(false);
});

test("a question that was not answered becomes a file of knowledge", async () => {
  const tab = await open(`${OWL}/questions`);
  await tab.getByRole("button", { name: "Add to knowledge" }).first().click();
  const file = tab.getByLabel("do-you-ship-to-norway.md", { exact: true });
  expect(await file.inputValue()).toBe("# Do you ship to Norway?\n\n");
  await file.fill("# Do you ship to Norway?\n\nYes, within a week.");
  await saved(tab);
  await tab.goBack();
  await tab
    .getByRole("link", { name: /Open the call/ })
    .first()
    .click();
  await tab.getByRole("heading", { name: "Transcript" }).waitFor();
});

test("markup in an edit is text, wherever it is shown", async () => {
  const tab = await open("/console/agents/marked");
  await tab.getByText('no voice "<img src=x').waitFor();
  expect(await greeting(tab).inputValue()).toMatch(/^<img src=x/);
  for (const more of ["/compare?version=1", "/versions"]) {
    await tab.goto(`${tabs.server.url}/console/agents/marked${more}`);
    await tab.getByText("<img src=x").first().waitFor();
  }
  expect(await tab.locator("#root img, #root b:has-text('Bold'), #root script").count()).toBe(0);
  expect(tabs.complaints).toEqual([]);
});

test("a reader sees all of it, changes nothing, and is told why", async () => {
  full();
  tabs.server.signIn({ by: "token 4f2a", role: "reader" });
  const tab = await open(OWL);
  await tab.getByText("You are signed in as a reader").waitFor();
  expect(await greeting(tab).isEditable()).toBe(false);
  const buttons = tab.getByRole("button", {
    name: /Publish|Discard|Back to|Remove|Add|Start|Restore|Give it|End the/,
  });
  expect(await buttons.count()).toBe(0);
  expect(await violations(tab)).toEqual([]);
  await tab.getByRole("link", { name: "Versions" }).click();
  await tab.getByText("Calls since").waitFor();
  await tab.getByRole("link", { name: "Questions" }).click();
  await tab.getByText("Norway").waitFor();
  expect(await buttons.count()).toBe(0);
  expect(tabs.server.asked.some((one) => /^(PUT|POST|DELETE|TRY)/.test(one))).toBe(false);
});

test("a draft is compared where there is one", async () => {
  const tab = await open(`${OWL}/compare`);
  await tab.getByText("There is no draft", { exact: true }).waitFor();
  const compared = tab.getByLabel("Compared");
  expect(await compared.locator("option").allTextContents()).not.toContain("The draft");
  expect(await violations(tab)).toEqual([]);

  await compared.selectOption({ label: "The code" });
  await tab.locator(".diff").first().waitFor();
  await tab.getByRole("link", { name: "Edit" }).click();
  await greeting(tab).fill("Owl Shoes, good day!");
  await tab.getByRole("link", { name: "Compare" }).click();
  await tab.locator(".diff-line.in", { hasText: "good day!" }).waitFor();
  expect(await compared.locator("option").allTextContents()).toContain("The draft");
});

test("an agent that is not there says so", async () => {
  const tab = await open("/console/agents/nobody");
  await tab.getByText("There is no such agent").waitFor();
  await tab.getByRole("link", { name: "See all agents" }).click();
  await tab.getByRole("heading", { name: "Agents", level: 1 }).waitFor();
});

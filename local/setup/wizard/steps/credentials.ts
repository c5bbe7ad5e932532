import { type Finding, ok, problem } from "../../../doctor/finding.ts";
import { VARIABLES } from "../../../doctor/variables.ts";
import { explained } from "../../../explained.ts";
import { checkModel } from "../access/model.ts";
import { checkTwilio } from "../access/twilio.ts";
import type { Setup, Step } from "../setup.ts";

/** What is typed in, with the words it is asked by. Secrets are not shown. */
const ASKED: Readonly<Record<string, { readonly question: string; readonly secret: boolean }>> = {
  TWILIO_ACCOUNT_SID: { question: "Twilio account SID (AC…, first page of the console)", secret: false },
  TWILIO_AUTH_TOKEN: { question: "Twilio auth token", secret: true },
  OPENAI_API_KEY: { question: "OpenAI API key", secret: true },
};

/** Before a wrong one ends the command. */
const MOST_ATTEMPTS = 3;

/** The secrets that stand in a file of ours in the end, so that all other commands find them. */
const KEPT = [
  ...Object.keys(ASKED),
  "OPENAI_FALLBACK_API_KEY",
  "TWILIO_API_KEY",
  "TWILIO_API_SECRET",
  "CLOUDFLARE_API_TOKEN",
  "CLOUDFLARE_ACCOUNT_ID",
];

/** Who is worked for: asked for where it is missing, each tried at once, all that is wrong named together. */
export const credentialsStep: Step = {
  name: "secrets",
  async settle(setup) {
    const parts = [settleTwilio, settleCloudflare, settleModel];
    let wrong = 0;
    for (const settle of parts) if (!(await settle(setup))) wrong += 1;
    await askForNamedSecrets(setup);
    if (wrong > 0) throw new Error("\nNothing was changed. Repair what is marked ✗, then run this again.");
  },
  async look(setup) {
    const names = toKeep(setup);
    return names.length === 0
      ? []
      : [`keep ${names.join(", ")} in ${setup.variables.files.secrets}, readable by you alone`];
  },
  async apply(setup) {
    const names = toKeep(setup);
    const all = setup.variables.all();
    await setup.variables.keep("secrets", Object.fromEntries(names.map((name) => [name, all[name] ?? ""])));
    return `${names.join(", ")} ${names.length === 1 ? "stands" : "stand"} in ${setup.variables.files.secrets}`;
  },
};

/** What is set and stands in no file, or was typed anew. */
function toKeep({ variables, named }: Setup): readonly string[] {
  const all = variables.all();
  return [...KEPT, ...named.map(({ name }) => name)].filter(
    (name) => all[name] && (variables.fileOf(name) === undefined || variables.typed(name)),
  );
}

const SIGNS = { ok: "✓", warning: "!", problem: "✗", not_checked: "?" } as const;

/** @returns whether nothing of it is a problem. */
function show({ say }: Setup, findings: readonly Finding[]): boolean {
  for (const { status, part, what, todo } of findings)
    say(`${SIGNS[status]} ${part.padEnd(10)}  ${what}${todo ? `\n              → ${todo}` : ""}`);
  return findings.every(({ status }) => status !== "problem");
}

/** Asks for those of these that are missing, or again for all. @returns whether all are set. */
async function fill(setup: Setup, part: string, names: readonly string[], again = false): Promise<boolean> {
  const { ask, variables } = setup;
  const open = names.filter((name) => again || !variables.all()[name]);
  if (open.length === 0) return true;
  if (!ask)
    return show(
      setup,
      open.map((name) =>
        problem(
          part,
          `${name} is not set`,
          `${VARIABLES[name]?.hint}: write ${name}=… into ${variables.files.secrets}, or set it in the shell; in a terminal it is asked for`,
        ),
      ),
    );
  for (const name of open) {
    const { question = name, secret = true } = ASKED[name] ?? {};
    const kept = again && !secret ? (variables.all()[name] ?? "") : "";
    const typed = secret
      ? await ask.secret(question)
      : await ask.text(`${question}${kept ? `; Enter for ${kept}` : ""}:`);
    const answer = typed || kept;
    if (answer === "")
      return show(setup, [problem(part, `${name} was not given`, "run this again when you have it")]);
    variables.take({ [name]: answer });
  }
  return true;
}

/** Another value can help only where it is not the shell's, which would go first the next time. */
const canAskAgain = ({ ask, variables }: Setup, names: readonly string[]): boolean =>
  ask !== undefined && names.length > 0 && !names.some((name) => variables.inShell(name));

async function settleTwilio(setup: Setup): Promise<boolean> {
  if (!(await fill(setup, "Twilio", ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"]))) return false;
  for (let attempt = 1; ; attempt += 1) {
    if (!(await isOfThisInstallation(setup))) return false;
    const { findings, account, blame } = await checkTwilio(setup.variables.all());
    show(setup, findings);
    if (account) {
      setup.known.account = account;
      return true;
    }
    if (attempt === MOST_ATTEMPTS || !canAskAgain(setup, blame)) return false;
    if (!(await fill(setup, "Twilio", blame, true))) return false;
  }
}

/** What was made in one account is not looked for in another. */
async function isOfThisInstallation(setup: Setup): Promise<boolean> {
  const { twilioAccountSid: before } = await setup.record.read();
  const { TWILIO_ACCOUNT_SID: accountSid } = setup.variables.all();
  if (!before || before === accountSid) return true;
  return show(setup, [
    problem(
      "Twilio",
      `installation "${setup.env}" is in ${before}, and this is ${accountSid}`,
      `use the other account's credentials, or another name: --env NAME; to begin anew, move ${setup.record.name} away`,
    ),
  ]);
}

async function settleModel(setup: Setup): Promise<boolean> {
  if (!(await fill(setup, "Model", ["OPENAI_API_KEY"]))) return false;
  for (let attempt = 1; ; attempt += 1) {
    if (show(setup, await checkModel(setup.variables.all(), setup.agents))) return true;
    if (attempt === MOST_ATTEMPTS || !canAskAgain(setup, ["OPENAI_API_KEY"])) return false;
    if (!(await fill(setup, "Model", ["OPENAI_API_KEY"], true))) return false;
  }
}

/** A tool without its secret does not work, and the rest does: asked for once, and left out where nobody has it. */
async function askForNamedSecrets(setup: Setup): Promise<void> {
  const { named, variables, ask, say } = setup;
  for (const { name, at } of named) {
    if (variables.all()[name]) continue;
    const answer = ask ? await ask.secret(`${name}, for which ${at} asks; Enter leaves it out`) : "";
    if (answer) variables.take({ [name]: answer });
    else say(`! Secrets     ${name} is not set, and ${at} asks for it: what needs it will not work`);
  }
}

async function settleCloudflare(setup: Setup): Promise<boolean> {
  const part = "Cloudflare";
  const { ports, variables, ask } = setup;
  const wrong = (what: string, todo: string) => show(setup, [problem(part, what, todo)]);
  let answer = await ports.cloudflare.whoAmI(variables.all());
  if (answer.kind === "signed_out" && ask) {
    const token = await ask.secret("Cloudflare API token; Enter signs in with the browser instead");
    if (token) variables.take({ CLOUDFLARE_API_TOKEN: token });
    else await ports.cloudflare.signIn();
    answer = await ports.cloudflare.whoAmI(variables.all());
  }
  const byToken = Boolean(variables.all().CLOUDFLARE_API_TOKEN);
  if (answer.kind === "signed_out")
    return wrong(
      "nobody is signed in",
      `run npx wrangler login, or write CLOUDFLARE_API_TOKEN=… into ${variables.files.secrets}`,
    );
  if (answer.kind === "unreachable")
    return wrong(
      `Cloudflare's API does not answer (${answer.why})`,
      "is this machine online? See www.cloudflarestatus.com",
    );
  if (answer.kind === "refused")
    return wrong(
      `${byToken ? "CLOUDFLARE_API_TOKEN" : "the sign-in"} is refused (${answer.why})`,
      byToken
        ? "it is mistyped, expired or revoked: make one from the template Edit Cloudflare Workers"
        : "run npx wrangler login",
    );
  const account = await chooseCloudflareAccount(setup, answer.accounts, wrong);
  if (!account) return false;
  try {
    const subdomain = await ports.cloudflare.subdomain(variables.all(), account.id);
    if (subdomain) return show(setup, [ok(part, `${account.name}, ${subdomain}`)]);
    return wrong(
      `${account.name} has no workers.dev subdomain yet`,
      `choose one at https://dash.cloudflare.com/${account.id}/workers/onboarding`,
    );
  } catch (error) {
    return wrong(`the Workers of ${account.name} cannot be looked at`, explained(error));
  }
}

async function chooseCloudflareAccount(
  { variables, ask, say }: Setup,
  accounts: readonly { readonly id: string; readonly name: string }[],
  wrong: (what: string, todo: string) => boolean,
): Promise<{ readonly id: string; readonly name: string } | undefined> {
  const { CLOUDFLARE_ACCOUNT_ID: wanted } = variables.all();
  const list = accounts.map(({ id, name }) => `${id} (${name})`).join(", ");
  const named = accounts.find(({ id }) => id === wanted);
  if (named) return named;
  // A token may be let at an account without being let at the list.
  if (wanted && accounts.length === 0) return { id: wanted, name: wanted };
  if (accounts.length === 0)
    wrong("no account can be seen with this token", "it needs Workers Scripts: Edit for an account");
  else if (wanted)
    wrong(`CLOUDFLARE_ACCOUNT_ID is none of the accounts that can be seen`, `they are ${list}`);
  else if (accounts.length === 1) return accounts[0];
  else if (!ask) wrong("several accounts can be seen", `set CLOUDFLARE_ACCOUNT_ID to one of ${list}`);
  else {
    for (const [i, { id, name }] of accounts.entries()) say(`  ${i + 1}  ${name} (${id})`);
    const chosen = accounts[Number(await ask.text("Which Cloudflare account?")) - 1];
    if (!chosen) wrong("none of them was chosen", "type the number before it");
    else variables.take({ CLOUDFLARE_ACCOUNT_ID: chosen.id });
    return chosen;
  }
  return undefined;
}

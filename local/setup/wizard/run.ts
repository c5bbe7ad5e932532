import { UsageError } from "../../commands/command.ts";
import { type Finding, render } from "../../doctor/finding.ts";
import { explained } from "../../explained.ts";
import { accountIn, type Setup, type Step } from "./setup.ts";
import { apiKeyStep } from "./steps/api-key.ts";
import { callsStep } from "./steps/calls.ts";
import { credentialsStep } from "./steps/credentials.ts";
import { deployStep } from "./steps/deploy.ts";
import { flexStep } from "./steps/flex.ts";
import { numberStep } from "./steps/number.ts";
import { panelStep } from "./steps/panel.ts";
import { offerTestCall } from "./test-call.ts";

/** In the order in which they are looked at and done: each builds on those before it. */
export const STEPS: readonly Step[] = [
  credentialsStep,
  numberStep,
  flexStep,
  apiKeyStep,
  deployStep,
  // Callers are answered whether or not Flex takes the panel.
  callsStep,
  panelStep,
];

const WIDTH = Math.max(...STEPS.map(({ name }) => name.length));

/**
 * From accounts to the first call: settles what has to be known, shows the plan, does it step by step, and looks at
 * the whole in the end. Broken off anywhere, the next run goes on where it was.
 *
 * @returns whether all is well in the end.
 * @throws Error that names what is wrong; UsageError where an option has to be given.
 */
export async function runSetup(setup: Setup): Promise<boolean> {
  const { say, options, ask } = setup;
  say(`Baton, installation "${setup.env}"\n`);
  for (const { settle } of STEPS) await settle?.(setup);

  const plan = await planned(setup);
  if (plan.length === 0) say("\nNothing to do.");
  else {
    say("\nPlan");
    for (const [name, lines] of plan)
      for (const [i, line] of lines.entries()) say(`  ${(i === 0 ? name : "").padEnd(WIDTH)}  ${line}`);
    if (!options.yes) {
      if (!ask) throw new UsageError("Nothing was changed. Add --yes to do it.");
      if (!(await ask.yes("\nDo it?", true))) {
        say("Nothing was changed.");
        return true;
      }
    }
    say("");
    await setup.record.write({ twilioAccountSid: accountIn(setup).api.accountSid });
    for (const step of STEPS) await carryOut(step, setup);
  }
  return finish(setup, plan.length > 0);
}

async function planned(setup: Setup): Promise<readonly (readonly [string, readonly string[]])[]> {
  const plan: [string, readonly string[]][] = [];
  for (const { name, look } of STEPS) {
    const lines = await look(setup);
    if (lines.length > 0) plan.push([name, lines]);
  }
  return plan;
}

/** Looked at again before it is done: what went before may have made it needless, or needed. */
async function carryOut({ name, look, apply }: Step, setup: Setup): Promise<void> {
  try {
    if ((await look(setup)).length === 0) return;
    setup.say(`✓ ${name.padEnd(WIDTH)}  ${await apply(setup)}`);
  } catch (error) {
    setup.say(`✗ ${name.padEnd(WIDTH)}  ${explained(error)}`);
    const next =
      "What was done before it stays, and is written down: run the same again, and it goes on here.";
    throw new Error(`The step "${name}" failed. ${next}`);
  }
}

async function finish(setup: Setup, changed: boolean): Promise<boolean> {
  const { say, ports, variables, record } = setup;
  const { functions, number, worker, bypassed } = await record.read();
  if (bypassed?.some(({ sid }) => sid === number?.sid))
    say(`\n! ${number?.phoneNumber} is led past the agent: npm run bypass -- off leads its calls back.`);
  const { RELAY_URL } = variables.all();
  if (changed && worker) await ports.untilAnswering(RELAY_URL?.replace(/^ws/, "http") ?? worker.url);
  const functionsUrl = functions?.domain ? { FUNCTIONS_URL: `https://${functions.domain}` } : {};
  const findings = await ports.doctor({ ...variables.all(), ...functionsUrl });
  say(`\n${render(findings)}`);
  const failed = findings.some(({ status }: Finding) => status === "problem");
  if (failed) {
    say("\nRepair what is marked ✗, then run this again.");
    return false;
  }
  const called = await offerTestCall(setup, changed);
  if (called === false) return false;
  if (called === undefined && number) say(`\nDial ${number.phoneNumber}: the agent answers.`);
  return true;
}

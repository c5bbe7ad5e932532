import { command, SHARED_OPTIONS } from "../commands/command.ts";
import { findVariables } from "./variables.ts";

/** Before `npm run deploy`, which deploys the Worker first: what the Functions' half would fail for stops both. */

const USAGE = `Usage: npm run deploy
  deploys the Worker and then the Functions
  --env FILE  where the Functions' variables stand (.env)`;

/** Of the Functions and of who deploys them, with what each is. */
const NEEDED: Readonly<Record<string, string>> = {
  ACCOUNT_SID: "the Twilio account to deploy to: AC and 32 hexadecimal digits",
  AUTH_TOKEN: "its auth token",
  RELAY_URL: "the Worker's address, as in wss://baton.NAME.workers.dev/relay",
  WORKFLOW_SID: "the TaskRouter workflow that hands calls to people: WW and 32 hexadecimal digits",
};

await command({ usage: USAGE, options: { env: SHARED_OPTIONS.env } }, async ({ env }) => {
  const { all } = await (env ? findVariables(env) : findVariables([".env"]).catch(() => findVariables([])));
  const missing = Object.entries(NEEDED).filter(([name]) => all[name] === undefined);
  if (missing.length === 0) return;
  throw new Error(
    `Nothing was deployed. These are set neither in .env nor in the shell:\n${missing.map(([name, what]) => `  ${name}: ${what}`).join("\n")}\nCopy .env.example to .env and fill them in.`,
  );
});

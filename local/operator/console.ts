import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { MAX_SIGNED_IN_HOURS } from "../../worker/adapters/console-link.ts";
import { OPERATOR_NAME, operatorId, ROLES } from "../../worker/adapters/operator-token.ts";
import { command, SHARED_OPTIONS, UsageError, variableFiles } from "../commands/command.ts";
import { didYouMean } from "../did-you-mean.ts";
import { findVariables } from "../setup/variables.ts";
import {
  newConsoleLink,
  newToken,
  variablesFor,
  WORKER_OPTIONS,
  WORKER_USAGE,
  workerOrigin,
} from "./worker-api.ts";

/** `npm run console`: a link that signs in to the console, or a token for the Worker's routes below /api. */

const DEFAULT_HOURS = 12;

const USAGE = `Usage: npm run console -- [--token] [--role reader|operator] [--name NAME] [--hours N]

Prints a link that signs in to the console, and opens it where there is a screen. It works once, within 15 minutes, and
whoever opens it is signed in: an operator, unless --role says reader.

  --token           prints a token instead, and nothing else: a reader's, unless --role says operator. It is sent as
                    "Authorization: Bearer TOKEN" to the routes below /api. Into a variable without npm's own lines:
                    TOKEN=$(npm run -s console -- --token)
  --role ROLE       reader sees; operator also acts, deletes and edits
  --name NAME       whom it is for, as in Maya: what they do stands under Maya and eight digits in records, in the audit
                    list and in "Also here"; under digits alone when absent
  --hours N         how long whoever signs in stays signed in, or the token is valid: 1 to ${MAX_SIGNED_IN_HOURS} (default ${DEFAULT_HOURS})
${WORKER_USAGE}

Both are signed with TWILIO_AUTH_TOKEN. What was given out cannot be taken back before it expires, but by a new auth token.
A Worker behind Cloudflare Access (ACCESS_TEAM, ACCESS_AUD) takes neither: open it at the address that Access guards.`;

const OPTIONS = {
  token: { type: "boolean", default: false },
  role: { type: "string" },
  name: { type: "string" },
  hours: { type: "string", default: String(DEFAULT_HOURS) },
  ...WORKER_OPTIONS,
  env: SHARED_OPTIONS.env,
} as const;

await command(
  { usage: USAGE, options: OPTIONS },
  async ({ token, role: named, name, hours, worker, env }) => {
    const wanted = named ?? (token ? "reader" : "operator");
    const role = ROLES.find((known) => known === wanted);
    if (!role)
      throw new UsageError(`There is no role ${wanted}: reader or operator.${didYouMean(wanted, ROLES)}`);
    if (name !== undefined && !OPERATOR_NAME.pattern.test(name))
      throw new UsageError(`--name ${OPERATOR_NAME.words}.`);
    const forHours = /^\d{1,3}$/.test(hours) ? Number(hours) : 0;
    if (forHours < 1 || forHours > MAX_SIGNED_IN_HOURS)
      throw new UsageError(`--hours is a whole number from 1 to ${MAX_SIGNED_IN_HOURS}, not ${hours}.`);
    const all = variablesFor((await findVariables(variableFiles(env))).all, worker);
    if (token) {
      const id = operatorId(randomBytes(6).toString("hex"), name);
      console.log(await newToken(all, role, forHours * 3_600, id));
      return;
    }
    const link = await newConsoleLink(all, workerOrigin(all, worker), role, forHours, name);
    console.log(link);
    open(link);
  },
);

/** In the browser, where somebody sits before one. That it does not open is no error: the link is printed. */
function open(link: string): void {
  if (!process.stdout.isTTY) return;
  const hasScreen = process.platform === "darwin" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!hasScreen) return;
  const opener = process.platform === "darwin" ? "open" : "xdg-open";
  const child = spawn(opener, [link], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}

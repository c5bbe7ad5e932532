import { flexPluginsOf, releasePanel } from "../operate/panel.ts";
import { goBack } from "../operate/plugin-release.ts";
import { command, ENVIRONMENT_OPTION, ENVIRONMENT_USAGE, installationOf } from "./command.ts";

/** `npm run release:plugin`: makes the deployed panel the one that agents get. */

const USAGE = `Usage: npm run release:plugin -- [options]
${ENVIRONMENT_USAGE}
  --url URL         where the panel is; that of the last deploy when absent
  --changelog TEXT  stands beside the version in Flex's admin pages
  --dry-run         says what would be done, and does nothing
  --back-to FJ…     makes an earlier configuration live again, other plugins with it, and does nothing else`;

const OPTIONS = {
  ...ENVIRONMENT_OPTION,
  url: { type: "string" },
  changelog: { type: "string", default: "" },
  "dry-run": { type: "boolean", default: false },
  "back-to": { type: "string" },
} as const;

await command({ usage: USAGE, options: OPTIONS }, async (values) => {
  const { environment, found } = await installationOf(values.env);
  const { "back-to": earlier } = values;
  if (earlier) {
    await goBack(flexPluginsOf(found.all), earlier);
    console.log(`${earlier} is live. Agents get it when they reload Flex.`);
    return;
  }
  await releasePanel({
    env: environment.name,
    variables: found.all,
    url: values.url,
    changelog: values.changelog,
    dryRun: values["dry-run"],
    say: (line) => console.log(line),
  });
});

import { expect, test } from "vitest";
import * as z from "zod";
import { defineTool } from "../../../worker/agent/define.ts";
import type { Companion } from "../../../worker/agent/tools/companion.ts";
import { TestCall } from "../../support/conversation.ts";
import { callsTool, says } from "../../support/played-model.ts";

/** What goes along with a call for some of its tools. */

/** Two tools that share one, and what became of it. */
function shared() {
  const told: string[] = [];
  const companion = {
    name: "line",
    begin: ({ secret }) => {
      told.push(`begins with ${secret("KEY")}`);
      return {
        number: told.length,
        close: async () => {
          told.push("closes");
        },
      };
    },
  } satisfies Companion;
  const tools = ["first", "second"].map((name) =>
    defineTool({
      name,
      description: "Works.",
      input: z.object({}),
      companion,
      run: (_, context) => {
        told.push(`${name} uses ${context.companion(companion).number}`);
        return { ok: true };
      },
    }),
  );
  return { told, tools };
}

test("begins beside the greeting, serves all its tools, and closes with the call", async () => {
  const { told, tools } = shared();
  const call = new TestCall([callsTool("first", {}), callsTool("second", {}), says("Done.")], { tools });

  await call.connects();
  expect(told).toEqual(["begins with secret-KEY"]);
  await call.answered();
  await call.says("Please do both.");
  await call.passes(1_000);
  await call.hearsOut();
  await call.event({ type: "socket_closed", how: "hung_up" });
  await call.passes(60_000);

  expect(told).toEqual(["begins with secret-KEY", "first uses 1", "second uses 1", "closes"]);
});

test("begins with the first tool that needs it where the process is another since", async () => {
  const { told, tools } = shared();
  const call = new TestCall([says("Yes?"), callsTool("first", {}), says("Done.")], { tools });
  await call.answered();
  await call.says("Hello?");
  await call.passes(1_000);
  await call.hearsOut();

  await call.restarts(true);
  await call.says("Please do it.");
  await call.passes(1_000);

  expect(told).toEqual(["begins with secret-KEY", "closes", "begins with secret-KEY", "first uses 3"]);
});

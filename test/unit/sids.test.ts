import { expect, test } from "vitest";
import { readConfig } from "../../functions/_lib/webhook/config.ts";
import { usable } from "../../local/doctor/variables.ts";
import { defineAgent } from "../../worker/agent/define.ts";

const DIGITS = "0123456789abcdef0123456789ABCDEF";

/** What the Functions and the doctor make of one variable, where the other is right. */
function takenBy(name: "WORKFLOW_SID" | "RELAY_URL", value: string): readonly boolean[] {
  const variables = { WORKFLOW_SID: `WW${DIGITS}`, RELAY_URL: "wss://host/relay", [name]: value };
  return [readConfig(variables).problems.length === 0, usable(variables, name) === value];
}

test.each([
  [`WW${DIGITS}`, true],
  [`ww${DIGITS}`, false],
  [`WS${DIGITS}`, false],
  ["WWevil", false],
  [`WW${DIGITS}0`, false],
])("a workflow is the same SID to Functions, doctor and agents (%s: %s)", (workflow, taken) => {
  const define = () => defineAgent({ name: "a", greeting: "Hello", instructions: "Help.", workflow });

  expect(takenBy("WORKFLOW_SID", workflow)).toEqual([taken, taken]);
  if (taken) expect(define().workflow).toBe(workflow);
  else expect(define).toThrow("workflow: must be WW and 32 hexadecimal digits");
});

test.each([
  ["wss://host/relay", true],
  ["wss://host:8443/a/b", true],
  ["ws://127.0.0.1:8787/relay", true],
  ["ws://host/relay", false],
  ["wss://host", false],
  ["wss://host/relay?x=1", false],
  ["https://host/relay", false],
])("the relay's address is the same to Functions and doctor (%s: %s)", (address, taken) => {
  expect(takenBy("RELAY_URL", address)).toEqual([taken, taken]);
});

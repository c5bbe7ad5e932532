import { defineProject } from "vitest/config";
import outside, { SLOW } from "./vitest.config.ts";

/** What waits longest of the tests from outside. */
export default defineProject({
  ...outside,
  test: { ...outside.test, name: "slow-workerd", include: SLOW, exclude: [] },
});

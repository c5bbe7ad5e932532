/** What stands for an account where there is none: made up, and of the form Twilio's are. */
export const MADE_UP = {
  TWILIO_ACCOUNT_SID: `AC${"0".repeat(31)}1`,
  TWILIO_AUTH_TOKEN: "0123456789abcdef0123456789abcdef",
  TWILIO_API_KEY: `SK${"0".repeat(31)}1`,
  TWILIO_API_SECRET: "local-secret",
  WORKFLOW_SID: `WW${"0".repeat(31)}1`,
  TASKROUTER_WORKSPACE_SID: `WS${"0".repeat(31)}1`,
} as const;

/** Where something of a call may be that is not ours to delete, and how it is. See docs/privacy.md. */
export const ELSEWHERE = {
  "TaskRouter task": "its attributes have the summary: DELETE /v1/Workspaces/{WS}/Tasks/{WT}",
  "Flex Insights": "its conversations: ask Twilio's support, or wait for its own retention",
  "Twilio's call log": "numbers and times: DELETE /2010-04-01/Accounts/{AC}/Calls/{CA}.json",
  recordings:
    "those that you have made beside the agent's own: DELETE /2010-04-01/Accounts/{AC}/Recordings/{RE}.json",
  messages: "texts to the caller: DELETE /2010-04-01/Accounts/{AC}/Messages/{SM}.json",
  "Workers Logs": "CallSid and figures, nothing the caller said; gone after 3 or 7 days by plan",
  "Cloudflare's history": "an object's storage can be restored for 30 days",
  "model provider": "OpenAI keeps requests for up to 30 days, unless your account has zero retention",
  "your tools": "whatever they have written",
};

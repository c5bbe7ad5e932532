import type { StackEvent } from "../../../twilio/events.ts";

/** Gives a call to the browser as a file, which `npm run call -- --replay FILE` plays again. */
export function saveCall(callSid: string, events: readonly StackEvent[]): void {
  const text = JSON.stringify({ call: callSid, events }, null, 1);
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${callSid}.json`;
  link.click();
  URL.revokeObjectURL(url);
}

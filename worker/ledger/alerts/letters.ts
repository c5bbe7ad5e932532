import type { FiredAlert } from "../../protocol/console/live.ts";
import type { Delivery } from "../../protocol/outgoing/delivery.ts";

/** Where alerts go. */
export interface AlertAddresses {
  readonly webhook: boolean;
  /** E.164. */
  readonly numbers: readonly string[];
  /** Of the console, where it is known: `https://host/console`. */
  readonly console?: string | undefined;
}

/**
 * An alert that is on or over, as it is sent: `{text}` is what Slack, Mattermost and their like take.
 *
 * Source: Slack, "Sending messages using incoming webhooks"; `&`, `<` and `>` are written as entities.
 */
export function alertLetters(
  alert: FiredAlert,
  words: string,
  { webhook, numbers, console: page }: AlertAddresses,
): readonly Delivery[] {
  const key = `alert-${alert.rule}-${alert.since}-${alert.until === undefined ? "on" : "over"}`;
  const at = page && alert.until === undefined ? page + (alert.callSid ? `/calls/${alert.callSid}` : "") : "";
  const text = `Baton: ${words}${at && ` ${at}`}`;
  return [
    ...(webhook
      ? [
          {
            kind: "alert",
            target: "alert_webhook",
            key,
            body: JSON.stringify({ text: escaped(text) }),
          } as const,
        ]
      : []),
    ...numbers.map(
      (to, i) =>
        ({
          kind: "alert",
          target: "alert_sms",
          key: `${key}-${i}`,
          body: JSON.stringify({ to, text: `Baton: ${words}` }),
        }) as const,
    ),
  ];
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

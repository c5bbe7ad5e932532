import { maskCards } from "./card-numbers.ts";

/** Fewer digits than a security code are no secret, and would be found in any price. */
const SHORTEST_SECRET = 3;

/**
 * Takes out of text what nobody may read who takes the call over: payment card numbers, and what the caller keyed in
 * as a secret, alone or in groups. What is masked already stays as it is.
 *
 * @param vault - values keyed in secure mode, by purpose.
 */
export function concealer(vault: Readonly<Record<string, string>>): (text: string) => string {
  const secrets = Object.values(vault)
    .filter((value) => value.length >= SHORTEST_SECRET)
    .map((value) => {
      const keys = [...value].map((key) => (/\d/.test(key) ? key : `\\${key}`));
      return new RegExp(`(?<!\\d)${keys.join("[ .-]?")}(?!\\d)`, "g");
    });
  return (text) => maskCards(secrets.reduce((shown, secret) => shown.replace(secret, "••••"), text));
}

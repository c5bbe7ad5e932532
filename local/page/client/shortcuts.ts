import { useEffect, useRef } from "react";

export type Shortcut = "dial" | "talk" | "hang_up" | "microphone" | "voice" | "keypad" | "search" | "accept";

export const SHORTCUTS: readonly {
  readonly keys: string;
  readonly does: string;
  readonly shortcut?: Shortcut;
}[] = [
  { keys: "d", does: "Dial", shortcut: "dial" },
  { keys: "t", does: "Type something to say", shortcut: "talk" },
  { keys: "m", does: "Microphone on or off", shortcut: "microphone" },
  { keys: "v", does: "The agent's voice on or off", shortcut: "voice" },
  { keys: "k", does: "Show the keypad", shortcut: "keypad" },
  { keys: "0–9 * #", does: "Press a key of the phone" },
  { keys: "x", does: "Hang up", shortcut: "hang_up" },
  { keys: "a", does: "Accept the task that rings", shortcut: "accept" },
  { keys: "/", does: "Search the inspector", shortcut: "search" },
];

interface ShortcutActions {
  run(shortcut: Shortcut): void;
  press(digit: string): void;
}

/** Single keys, as long as they are not being typed into something. */
export function useShortcuts(enabled: boolean, actions: ShortcutActions): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    if (!enabled) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
      const shortcut = SHORTCUTS.find(({ keys }) => keys === event.key)?.shortcut;
      if (shortcut !== undefined) latest.current.run(shortcut);
      else if (/^[0-9*#]$/.test(event.key)) latest.current.press(event.key);
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [enabled]);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("input, select, textarea, [contenteditable]") !== null;

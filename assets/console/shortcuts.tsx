import { useEffect, useRef } from "react";
import { Dialog } from "./parts/dialog.tsx";

export type Shortcut =
  | "live"
  | "history"
  | "overview"
  | "agents"
  | "search"
  | "back"
  | "help"
  | "next"
  | "previous"
  | "first"
  | "play"
  | "zoom_in"
  | "zoom_out"
  | "fit";

const SHORTCUTS: readonly {
  readonly keys: readonly string[];
  readonly does: string;
  readonly shortcut: Shortcut;
}[] = [
  { keys: ["g l"], does: "Live calls", shortcut: "live" },
  { keys: ["g h"], does: "History", shortcut: "history" },
  { keys: ["g o"], does: "Overview", shortcut: "overview" },
  { keys: ["g a"], does: "Agents", shortcut: "agents" },
  { keys: ["/"], does: "Search", shortcut: "search" },
  { keys: ["j"], does: "Next call or line", shortcut: "next" },
  { keys: ["k"], does: "The one before", shortcut: "previous" },
  { keys: ["p"], does: "Play or pause the recording", shortcut: "play" },
  { keys: ["+", "="], does: "Zoom the timeline in", shortcut: "zoom_in" },
  { keys: ["-"], does: "Zoom it out", shortcut: "zoom_out" },
  { keys: ["0"], does: "The whole call", shortcut: "fit" },
  { keys: ["Escape"], does: "Back", shortcut: "back" },
  { keys: ["?"], does: "This list", shortcut: "help" },
];

/** How long after `g` the second key counts, milliseconds. */
const SECOND_KEY_MS = 1_500;

/** Single keys, as long as they are not being typed into something and no dialog is open. */
export function useShortcuts(on: boolean, run: (shortcut: Shortcut) => void): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    // Not 0: the page itself may be younger than the second key has time.
    let firstAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (document.querySelector("dialog[open]") !== null) return;
      if (isTyping(event.target)) {
        if (event.key === "Escape" && event.target instanceof HTMLElement) event.target.blur();
        return;
      }
      const after = event.timeStamp - firstAt < SECOND_KEY_MS;
      firstAt = Number.NEGATIVE_INFINITY;
      if (event.key === "g" && on) {
        firstAt = event.timeStamp;
        return;
      }
      const keys = after ? `g ${event.key}` : event.key;
      const shortcut = arrow(event) ?? SHORTCUTS.find((known) => known.keys.includes(keys))?.shortcut;
      const always = shortcut === "back" || event.key.startsWith("Arrow");
      if (shortcut === undefined || !(on || always)) return;
      event.preventDefault();
      latest.current(shortcut);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [on]);
}

/** Arrows move within a list once one is in it; elsewhere they scroll. */
function arrow({ key, target }: KeyboardEvent): Shortcut | undefined {
  if (!(target instanceof Element) || !target.matches("[data-row]")) return undefined;
  return key === "ArrowDown" ? "next" : key === "ArrowUp" ? "previous" : undefined;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest("input:not([type=checkbox]):not([type=range]), select, textarea, [contenteditable]") !==
    null;

/** Moves the focus to the next row of the list, or the one before. */
export function moveFocus(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const focused = rows.findIndex((row) => row.matches(":focus"));
  const from = focused >= 0 ? focused : rows.findIndex((row) => row.dataset.current === "true");
  const next = rows[from < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, from + by))];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

interface HelpProps {
  readonly keysOn: boolean;
  readonly setKeysOn: (on: boolean) => void;
  readonly close: () => void;
}

/** What the keys do, and a way to switch the single-letter ones off (WCAG 2.1.4). */
export function Help({ keysOn, setKeysOn, close }: HelpProps) {
  return (
    <Dialog title="Keyboard" close={close}>
      <dl className="keys">
        {SHORTCUTS.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {(keys[0] ?? "").split(" ").map((key) => (
                <kbd key={key}>{key === "Escape" ? "Esc" : key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>Enter</kbd>
          </dt>
          <dd>Open it</dd>
        </div>
      </dl>
      <label className="check">
        <input type="checkbox" checked={keysOn} onChange={() => setKeysOn(!keysOn)} />
        Single keys do this while no field has the focus
      </label>
      <div className="dialog-end">
        <button type="button" className="button" onClick={close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

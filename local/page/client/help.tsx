import { Popover } from "./parts/popover.tsx";
import { SHORTCUTS } from "./shortcuts.ts";

interface HelpProps {
  readonly keysOn: boolean;
  readonly setKeysOn: (on: boolean) => void;
}

/** What the keys do, and a way to switch the single-letter ones off (WCAG 2.1.4). */
export function Help({ keysOn, setKeysOn }: HelpProps) {
  return (
    <Popover icon="help" label="Help">
      <div className="menu-head">
        <h2>Keyboard</h2>
        <p>Anything you say while the agent speaks cuts it off, as on a real call.</p>
      </div>
      <dl className="shortcuts">
        <div>
          <dt>
            <kbd>Enter</kbd>
          </dt>
          <dd>Say what you typed</dd>
        </div>
        {SHORTCUTS.map(({ keys, does }) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label className="menu-row">
        <span>
          Single-key shortcuts
          <small>Only while no field has the focus</small>
        </span>
        <input type="checkbox" className="switch" checked={keysOn} onChange={() => setKeysOn(!keysOn)} />
      </label>
    </Popover>
  );
}

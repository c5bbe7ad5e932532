import { Icon, type IconName } from "./parts/icons.tsx";
import type { Scene } from "./state/scene.ts";

export type PaneName = "phone" | "inspector" | "desk";

const PANES: readonly { readonly name: PaneName; readonly label: string; readonly icon: IconName }[] = [
  { name: "phone", label: "Phone", icon: "phone" },
  { name: "desk", label: "Desk", icon: "person" },
  { name: "inspector", label: "Inspector", icon: "search" },
];

interface PaneTabsProps {
  readonly pane: PaneName;
  readonly choose: (pane: PaneName) => void;
  readonly scene: Scene;
}

/** On a narrow screen one pane is seen at a time; the style sheet hides these where all three fit. */
export function PaneTabs({ pane, choose, scene }: PaneTabsProps) {
  const waiting = scene.tasks.filter(({ status }) => status === "pending" || status === "reserved").length;
  return (
    <nav className="tabs" aria-label="Views">
      {PANES.map(({ name, label, icon }) => (
        <button key={name} type="button" aria-current={pane === name} onClick={() => choose(name)}>
          <Icon name={icon} />
          {label}
          {name === "desk" && waiting > 0 && <span className="badge">{waiting}</span>}
        </button>
      ))}
    </nav>
  );
}

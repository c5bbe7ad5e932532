import { useLayoutEffect } from "react";
import { Icon, type IconName } from "./icons.tsx";
import { useKept } from "./keep.ts";

type Theme = "system" | "light" | "dark";

const NEXT: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };
const ICONS: Readonly<Record<Theme, IconName>> = { system: "auto", light: "sun", dark: "moon" };

/** Light, dark, or as the system has it. */
export function ThemeButton() {
  const [theme, setTheme] = useKept<Theme>("baton.console.theme", "system", ["system", "light", "dark"]);
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const label = `Theme: ${theme}. Change to ${NEXT[theme]}`;
  return (
    <button
      type="button"
      className="tool"
      aria-label={label}
      title={label}
      onClick={() => setTheme(NEXT[theme])}
    >
      <Icon name={ICONS[theme]} />
    </button>
  );
}

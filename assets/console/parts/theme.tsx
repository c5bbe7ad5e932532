import { type ReactElement, useLayoutEffect } from "react";
import { useKept } from "./keep.ts";

type Theme = "system" | "light" | "dark";

const NEXT = { system: "light", light: "dark", dark: "system" } as const;
const ICONS = { system: "auto", light: "sun", dark: "moon" } as const;

/** What the page looks like now. */
export function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
}

interface ThemeButtonProps {
  /** With the page's prefix, as `useKept` has it. */
  readonly keptAs: string;
  /** The page's own. */
  readonly Icon: (props: { readonly name: (typeof ICONS)[Theme] }) => ReactElement;
}

/** Light, dark, or as the system has it. */
export function ThemeButton({ keptAs, Icon }: ThemeButtonProps) {
  const [theme, setTheme] = useKept<Theme>(keptAs, "system", ["system", "light", "dark"]);
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

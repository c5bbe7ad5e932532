import { useCallback, useEffect, useState } from "react";

/** What a browser keeps for a page. One that keeps nothing (private mode) is no reason to fail. */

/** State that outlives the page. @param name - with the page's prefix, such as `baton.console.theme`. */
export function useKept<T extends string>(
  name: string,
  start: T,
  allowed: readonly T[],
): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(
    () => allowed.find((known) => known === read(() => localStorage, name)) ?? start,
  );
  useEffect(() => write(() => localStorage, name, value), [name, value]);
  return [value, setValue];
}

/** What lasts as long as the tab, and outlives a reload. */
export const forTab = (name: string) => ({
  read: (): string | undefined => read(() => sessionStorage, name),
  write: (value: string | undefined): void => write(() => sessionStorage, name, value),
});

/** State of this tab, which outlives a reload. */
export function useTabKept(name: string): [string | undefined, (value: string) => void] {
  const [value, setValue] = useState(() => forTab(name).read());
  const keep = useCallback(
    (next: string) => {
      setValue(next);
      forTab(name).write(next);
    },
    [name],
  );
  return [value, keep];
}

// Asking for a storage that is off throws.
function write(storage: () => Storage, name: string, value: string | undefined): void {
  try {
    if (value === undefined) storage().removeItem(name);
    else storage().setItem(name, value);
  } catch {
    // Full or off: it lasts as long as the page.
  }
}

function read(storage: () => Storage, name: string): string | undefined {
  try {
    return storage().getItem(name) ?? undefined;
  } catch {
    return undefined; // off
  }
}

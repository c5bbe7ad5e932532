import { useEffect, useState } from "react";

/** State that outlives the page. A browser that keeps nothing (private mode) is no reason to fail. */
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

/** What lasts as long as the tab, by name. */
export const forTab = (name: string) => ({
  read: (): string | undefined => read(() => sessionStorage, name),
  write: (value: string | undefined): void => write(() => sessionStorage, name, value),
});

// Asking for a storage that is off throws.
function write(storage: () => Storage, name: string, value: string | undefined): void {
  try {
    if (value === undefined) storage().removeItem(`baton.console.${name}`);
    else storage().setItem(`baton.console.${name}`, value);
  } catch {
    // Full or off: it lasts as long as the page.
  }
}

function read(storage: () => Storage, name: string): string | undefined {
  try {
    return storage().getItem(`baton.console.${name}`) ?? undefined;
  } catch {
    return undefined; // off
  }
}

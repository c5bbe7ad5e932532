import { useCallback, useEffect, useState } from "react";

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

/** State of this tab, which outlives a reload. */
export function useTabKept(name: string): [string | undefined, (value: string) => void] {
  const [value, setValue] = useState(() => read(() => sessionStorage, name));
  const keep = useCallback(
    (next: string) => {
      setValue(next);
      write(() => sessionStorage, name, next);
    },
    [name],
  );
  return [value, keep];
}

// Asking for a storage that is off throws.
function write(storage: () => Storage, name: string, value: string): void {
  try {
    storage().setItem(`baton.${name}`, value);
  } catch {
    // Full or off: the choice lasts as long as the page.
  }
}

function read(storage: () => Storage, name: string): string | undefined {
  try {
    return storage().getItem(`baton.${name}`) ?? undefined;
  } catch {
    return undefined; // off
  }
}

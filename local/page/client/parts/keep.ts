import { useEffect, useState } from "react";

/** State that outlives the page. A browser that keeps nothing (private mode) is no reason to fail. */
export function useKept<T extends string>(
  name: string,
  start: T,
  allowed: readonly T[],
): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => allowed.find((known) => known === read(name)) ?? start);
  useEffect(() => {
    try {
      localStorage.setItem(`baton.${name}`, value);
    } catch {
      // Storage is full or off: the choice lasts as long as the page.
    }
  }, [name, value]);
  return [value, setValue];
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(`baton.${name}`);
  } catch {
    // Storage is off.
    return null;
  }
}

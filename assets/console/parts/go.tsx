import { createContext, type MouseEvent, type ReactNode, useContext, useEffect, useState } from "react";
import { addressOf, type Place, placeOf } from "../logic/place.ts";

export type Go = (place: Place, how?: "replace") => void;

export const GoContext = createContext<Go>(() => undefined);

const here = (): Place => placeOf(location.pathname, location.search);

/** Where one is; the address and the browser's own buttons are in step with it. */
export function usePlace(): [Place, Go] {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const onPop = (): void => setPlace(here());
    addEventListener("popstate", onPop);
    return () => removeEventListener("popstate", onPop);
  }, []);
  const [go] = useState<Go>(() => (next: Place, how?: "replace") => {
    const address = addressOf(next);
    if (how === "replace") history.replaceState(history.state, "", address);
    else if (address !== location.pathname + location.search)
      history.pushState({ within: true }, "", address);
    setPlace(next);
  });
  return [place, go];
}

interface LinkProps {
  readonly to: Place;
  readonly className?: string;
  readonly label?: string;
  readonly current?: boolean;
  /** It can be reached with j and k. */
  readonly row?: string;
  readonly children: ReactNode;
}

/** A link within the console: a click stays on the page, and every other way to open a link is the browser's. */
export function Link({ to, className, label, current, row, children }: LinkProps) {
  const go = useContext(GoContext);
  const onClick = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a
      href={addressOf(to)}
      className={className}
      aria-label={label}
      aria-current={current === true ? "page" : undefined}
      data-row={row}
      onClick={onClick}
    >
      {children}
    </a>
  );
}

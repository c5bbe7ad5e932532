import { type ReactNode, useEffect, useRef, useState } from "react";
import { Icon, type IconName } from "./icons.tsx";

interface PopoverProps {
  readonly icon: IconName;
  readonly label: string;
  /** How many things in it are switched on; shown on the button. */
  readonly count?: number;
  /** A function gets what closes the panel. */
  readonly children: ReactNode | ((close: () => void) => ReactNode);
}

/** A button that opens a panel below it. Escape and a click elsewhere close it; the focus comes back. */
export function Popover({ icon, label, count = 0, children }: PopoverProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };

  useEffect(() => {
    if (!open) return undefined;
    const onPointer = (event: PointerEvent): void => {
      if (event.target instanceof Node && root.current?.contains(event.target) === false) setOpen(false);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener("pointerdown", onPointer);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", onPointer);
      document.removeEventListener("keydown", onKey);
    };
  }, [open]);

  return (
    <div className="popover" ref={root}>
      <button ref={button} type="button" className="tool" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={icon} />
        <span className="tool-label">{label}</span>
        {count > 0 && (
          <span className="badge">
            {count}
            <span className="hidden"> on</span>
          </span>
        )}
      </button>
      {open && (
        <fieldset className="popover-panel" aria-label={label}>
          {typeof children === "function" ? children(close) : children}
        </fieldset>
      )}
    </div>
  );
}

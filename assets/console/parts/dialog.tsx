import { type ReactNode, useEffect, useRef } from "react";

interface DialogProps {
  readonly title: string;
  readonly close: () => void;
  readonly children: ReactNode;
}

/** A modal dialog: the browser keeps the focus in it, and gives it back. Escape and a click beside it close it. */
export function Dialog({ title, close, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    const before = document.activeElement;
    const onClose = (): void => latest.current();
    const onClick = (event: MouseEvent): void => {
      if (event.target === element) element.close();
    };
    element.addEventListener("close", onClose);
    element.addEventListener("click", onClick);
    element.showModal();
    return () => {
      element.removeEventListener("close", onClose);
      element.removeEventListener("click", onClick);
      element.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} className="dialog" aria-label={title}>
      <div className="dialog-body">
        <h2>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

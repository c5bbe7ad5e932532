import { useState } from "react";
import { Icon } from "./icons.tsx";

interface CopyButtonProps {
  readonly label: string;
  /** Made when the button is pressed: it may be long. */
  readonly text: () => string;
  readonly tell: (text: string) => void;
}

/** Copies a text, and says that it did. */
export function CopyButton({ label, text, tell }: CopyButtonProps) {
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text());
      setDone(true);
    } catch {
      tell("The browser does not let this page copy. Select the text and copy it by hand.");
    }
  };
  return (
    <button type="button" className="button small quiet" onClick={copy} onBlur={() => setDone(false)}>
      <Icon name={done ? "check" : "copy"} />
      {done ? "Copied" : label}
    </button>
  );
}

const KEYS: readonly (readonly [digit: string, letters: string])[] = [
  ["1", ""],
  ["2", "ABC"],
  ["3", "DEF"],
  ["4", "GHI"],
  ["5", "JKL"],
  ["6", "MNO"],
  ["7", "PQRS"],
  ["8", "TUV"],
  ["9", "WXYZ"],
  ["*", ""],
  ["0", "person"],
  ["#", ""],
];

const NAMES: Readonly<Record<string, string>> = { "*": "star", "#": "pound" };

/** The keys of a phone. */
export function Keypad({ press }: { readonly press: (digit: string) => void }) {
  return (
    <fieldset className="keypad" aria-label="Keypad">
      {KEYS.map(([digit, letters]) => (
        <button key={digit} type="button" aria-label={NAMES[digit]} onClick={() => press(digit)}>
          <b>{digit}</b>
          <small aria-hidden="true">{letters}</small>
        </button>
      ))}
    </fieldset>
  );
}

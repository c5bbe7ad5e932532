interface SegmentsProps<T extends string> {
  readonly label: string;
  /** @default shown */
  readonly labelHidden?: boolean;
  readonly options: readonly { readonly value: T; readonly label: string; readonly hint?: string }[];
  readonly value: T;
  readonly choose: (value: T) => void;
}

/** A choice of a few, all in sight. */
export function Segments<T extends string>({
  label,
  labelHidden = false,
  options,
  value,
  choose,
}: SegmentsProps<T>) {
  return (
    <fieldset className="choice" aria-label={label}>
      {!labelHidden && <span aria-hidden="true">{label}</span>}
      <span className="segments">
        {options.map((option) => (
          <button
            key={option.value}
            type="button"
            aria-pressed={option.value === value}
            title={option.hint}
            onClick={() => choose(option.value)}
          >
            {option.label}
          </button>
        ))}
      </span>
    </fieldset>
  );
}

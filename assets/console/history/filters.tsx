import { useContext, useEffect, useRef, useState } from "react";
import { MAX_Q_CHARS } from "../../../worker/protocol/console/call-row.ts";
import { OUTCOMES } from "../../../worker/protocol/log/outcome.ts";
import { agentTitle, languageName } from "../logic/format.ts";
import { type Filter, isNarrowed, NO_FILTER, type When } from "../logic/place.ts";
import { outcomeOf, REASON_WORDS } from "../logic/words.ts";
import { GoContext } from "../parts/go.tsx";
import { Icon } from "../parts/icons.tsx";

export const WHEN_WORDS: readonly (readonly [When, string])[] = [
  ["all", "Any time"],
  ["today", "Today"],
  ["yesterday", "Yesterday"],
  ["7d", "7 days"],
  ["30d", "30 days"],
];

/** Typing waits this long for more before it is searched for, milliseconds. */
const TYPING_MS = 180;

interface FiltersProps {
  readonly filter: Filter;
  /** What there is to choose, with what the address names among it. */
  readonly agents: readonly string[];
  readonly languages: readonly string[];
  /** Somebody is about to choose. */
  readonly choosing: () => void;
}

/** What narrows the history. Each change is in the address. */
export function Filters({ filter, agents, languages, choosing }: FiltersProps) {
  const go = useContext(GoContext);
  const narrow = (change: Partial<Filter>): void =>
    go({ view: "history", filter: { ...filter, ...change } }, "replace");
  const when = [...WHEN_WORDS, ["range", "Days…"] as const];
  return (
    // biome-ignore lint/a11y/useSemanticElements: React 17 has no <search>
    <form
      className="filters"
      role="search"
      onFocus={choosing}
      onPointerEnter={choosing}
      onSubmit={(event) => event.preventDefault()}
    >
      <SearchField q={filter.q} search={(q) => narrow({ q })} />
      <div className="filter-line">
        <Select
          label="Time"
          value={filter.when === "all" ? "" : filter.when}
          options={when.filter(([value]) => value !== "all")}
          any="Any time"
          choose={(value) => {
            const chosen = when.find(([known]) => known === value)?.[0] ?? "all";
            narrow(chosen === "range" ? { when: chosen } : { when: chosen, from: "", to: "" });
          }}
        />
        {filter.when === "range" && (
          <span className="days">
            <input
              type="date"
              aria-label="From day"
              value={filter.from}
              onChange={({ target }) => narrow({ from: target.value })}
            />
            <span aria-hidden="true">–</span>
            <input
              type="date"
              aria-label="To day"
              value={filter.to}
              onChange={({ target }) => narrow({ to: target.value })}
            />
          </span>
        )}
        <Select
          label="Agent"
          value={filter.agent}
          options={agents.map((agent) => [agent, agentTitle(agent)])}
          choose={(agent) => narrow({ agent })}
        />
        <Select
          label="Outcome"
          value={filter.outcome}
          options={[["live", "Live"], ...OUTCOMES.map((code) => [code, outcomeOf(code)[0]] as const)]}
          choose={(outcome) => narrow({ outcome })}
        />
        <Select
          label="Reason"
          value={filter.reason}
          options={Object.entries(REASON_WORDS)}
          choose={(reason) => narrow({ reason })}
        />
        <Select
          label="Language"
          value={filter.language}
          options={languages.map((tag) => [tag, languageName(tag)])}
          choose={(language) => narrow({ language })}
        />
        {isNarrowed(filter) && (
          <button type="button" className="button small ghost" onClick={() => narrow(NO_FILTER)}>
            <Icon name="close" />
            Clear
          </button>
        )}
      </div>
    </form>
  );
}

function SearchField({ q, search }: { readonly q: string; readonly search: (q: string) => void }) {
  const [typed, setTyped] = useState(q);
  const sent = useRef(q);
  const latest = useRef(search);
  latest.current = search;
  useEffect(() => {
    // Another address, and not the echo of what was typed.
    if (q !== sent.current) setTyped(q);
    sent.current = q;
  }, [q]);
  useEffect(() => {
    if (typed === sent.current) return undefined;
    const timer = setTimeout(() => {
      sent.current = typed;
      latest.current(typed);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <label className="search">
      <Icon name="search" />
      <span className="hidden">Search what was said</span>
      <input
        type="search"
        data-search=""
        placeholder="Search what was said, a number or a CallSid"
        autoComplete="off"
        maxLength={MAX_Q_CHARS}
        spellCheck={false}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
    </label>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly any?: string;
  readonly choose: (value: string) => void;
}

function Select({ label, value, options, any = label, choose }: SelectProps) {
  const known = value === "" || options.some(([option]) => option === value);
  return (
    <label className={value === "" ? "select" : "select chosen"}>
      <span className="hidden">{label}</span>
      <select value={value} onChange={({ target }) => choose(target.value)}>
        <option value="">{any}</option>
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
        {!known && <option value={value}>{value}</option>}
      </select>
    </label>
  );
}

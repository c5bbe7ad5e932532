import { memo, useState } from "react";
import type { AgentEdit } from "../../../worker/protocol/editing/agent-edit.ts";
import { DAYS, type Day } from "../logic/edit.ts";
import { Choice } from "../parts/bits.tsx";
import { Icon } from "../parts/icons.tsx";
import { FieldFrame, Setting, useField } from "./setting.tsx";

type Hours = NonNullable<AgentEdit["hours"]>;

const NINE_TO_FIVE = "09:00-17:00";

const newHours = (): Hours => ({
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  week: {
    mon: [NINE_TO_FIVE],
    tue: [NINE_TO_FIVE],
    wed: [NINE_TO_FIVE],
    thu: [NINE_TO_FIVE],
    fri: [NINE_TO_FIVE],
    sat: [],
    sun: [],
  },
  holidays: [],
});

/** When people answer: spans of each day of the week, and the days on which nobody does. */
export function HoursField() {
  const field = useField(["hours"]);
  const hours = field.value as Hours | null; // an agent has the one or the other
  const { canEdit } = field;
  const setDay = (day: Day, spans: string[]): void => {
    if (hours !== null) field.set({ ...hours, week: { ...hours.week, [day]: spans } });
  };
  return (
    <Setting
      id="hours"
      title="Hours"
      about="When people answer. Outside of them callers hear that it is closed. A span that ends before it begins runs past midnight."
    >
      <FieldFrame field={field} label="Hours" isLabelHidden isGroup>
        {canEdit ? (
          <Choice
            label="When people answer"
            options={[
              ["always", "Always"],
              ["week", "By the week"],
            ]}
            value={hours === null ? "always" : "week"}
            choose={(value) =>
              value !== (hours === null ? "always" : "week") &&
              field.set(value === "always" ? null : newHours())
            }
          />
        ) : (
          hours === null && <p>Always</p>
        )}
        {hours !== null && (
          <>
            <label className="zone">
              <span className="field-label">Time zone</span>
              <input
                type="text"
                list="time-zones"
                spellCheck={false}
                readOnly={!canEdit}
                value={hours.timeZone}
                onChange={({ target }) => field.set({ ...hours, timeZone: target.value })}
              />
              <TimeZones />
            </label>
            <dl className="week">
              {DAYS.map(([day, words]) => (
                <div key={day}>
                  <dt>{words}</dt>
                  <dd>
                    {hours.week[day].map((span, index) => (
                      <Span
                        // biome-ignore lint/suspicious/noArrayIndexKey: a span is its place, and is being typed
                        key={index}
                        name={`${words}${hours.week[day].length > 1 ? `, span ${index + 1}` : ""}`}
                        span={span}
                        canEdit={canEdit}
                        set={(next) =>
                          setDay(
                            day,
                            hours.week[day].map((one, n) => (n === index ? next : one)),
                          )
                        }
                        remove={() =>
                          setDay(
                            day,
                            hours.week[day].filter((_, n) => n !== index),
                          )
                        }
                      />
                    ))}
                    {hours.week[day].length === 0 && <span className="fine">Closed</span>}
                    {canEdit && (
                      <button
                        type="button"
                        className="tool"
                        aria-label={`Add a span on ${words}`}
                        title="Add a span"
                        onClick={() => setDay(day, [...hours.week[day], NINE_TO_FIVE])}
                      >
                        <Icon name="plus" />
                      </button>
                    )}
                  </dd>
                </div>
              ))}
            </dl>
            <Holidays
              days={hours.holidays}
              canEdit={canEdit}
              set={(holidays) => field.set({ ...hours, holidays })}
            />
          </>
        )}
      </FieldFrame>
    </Setting>
  );
}

const TimeZones = memo(function TimeZones() {
  return (
    <datalist id="time-zones">
      {Intl.supportedValuesOf("timeZone").map((zone) => (
        <option key={zone} value={zone} />
      ))}
    </datalist>
  );
});

interface SpanProps {
  readonly name: string;
  /** Such as `09:00-17:30`. */
  readonly span: string;
  readonly canEdit: boolean;
  readonly set: (span: string) => void;
  readonly remove: () => void;
}

function Span({ name, span, canEdit, set, remove }: SpanProps) {
  const [from = "", to = ""] = span.split("-");
  return (
    <span className="span">
      <input
        type="time"
        aria-label={`${name}: from`}
        readOnly={!canEdit}
        value={from}
        onChange={({ target }) => target.value !== "" && set(`${target.value}-${to}`)}
      />
      <span aria-hidden="true">–</span>
      <input
        type="time"
        aria-label={`${name}: until`}
        readOnly={!canEdit}
        // A browser's clock has no 24:00.
        value={to === "24:00" ? "00:00" : to}
        onChange={({ target }) =>
          target.value !== "" && set(`${from}-${target.value === "00:00" ? "24:00" : target.value}`)
        }
      />
      {canEdit && (
        <button type="button" className="tool" aria-label={`${name}: remove`} title="Remove" onClick={remove}>
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}

interface HolidaysProps {
  readonly days: readonly string[];
  readonly canEdit: boolean;
  readonly set: (days: readonly string[]) => void;
}

function Holidays({ days, canEdit, set }: HolidaysProps) {
  const [day, setDay] = useState("");
  const add = (): void => {
    if (day === "") return;
    set([...new Set([...days, day])].sort());
    setDay("");
  };
  return (
    <div className="holidays">
      <span className="field-label">Holidays</span>
      <ul className="chips">
        {days.map((one) => (
          <li key={one} className="chip">
            {one}
            {canEdit && (
              <button
                type="button"
                aria-label={`Remove ${one}`}
                onClick={() => set(days.filter((other) => other !== one))}
              >
                <Icon name="close" />
              </button>
            )}
          </li>
        ))}
        {days.length === 0 && !canEdit && <li className="fine">None</li>}
        {canEdit && (
          <li className="chip-add">
            <input
              type="date"
              aria-label="Another holiday"
              value={day}
              onChange={({ target }) => setDay(target.value)}
            />
            <button type="button" className="button small" onClick={add}>
              Add
            </button>
          </li>
        )}
      </ul>
    </div>
  );
}

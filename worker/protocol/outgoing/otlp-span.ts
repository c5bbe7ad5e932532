/**
 * OTLP's JSON, as far as it is used here: ids in hexadecimal, times and integers as decimal text, enums as numbers.
 *
 * Source: opentelemetry-proto, `trace/v1/trace.proto`, `common/v1/common.proto`; OTLP specification, "JSON Protobuf Encoding".
 */

export interface KeyValue {
  readonly key: string;
  readonly value:
    | { readonly stringValue: string }
    | { readonly boolValue: boolean }
    | { readonly intValue: string }
    | { readonly doubleValue: number };
}

export const SPAN_KIND = { internal: 1, server: 2, client: 3 } as const;
export const STATUS_CODE = { ok: 1, error: 2 } as const;

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: (typeof SPAN_KIND)[keyof typeof SPAN_KIND];
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly KeyValue[];
  readonly events?: readonly SpanEvent[];
  readonly status?: { readonly code: (typeof STATUS_CODE)[keyof typeof STATUS_CODE] };
}

export interface SpanEvent {
  readonly timeUnixNano: string;
  readonly name: string;
  readonly attributes?: readonly KeyValue[];
}

export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** What is undefined is not there. A number that is whole is an integer, but for names that end in a unit of seconds. */
export function keyValues(attributes: Attributes): readonly KeyValue[] {
  return Object.entries(attributes).flatMap(([key, value]): readonly KeyValue[] => {
    if (typeof value === "string") return [{ key, value: { stringValue: value } }];
    if (typeof value === "boolean") return [{ key, value: { boolValue: value } }];
    if (typeof value !== "number" || !Number.isFinite(value)) return [];
    const isCount = Number.isSafeInteger(value) && !SECONDS_OR_DOLLARS.test(key);
    return [{ key, value: isCount ? { intValue: `${value}` } : { doubleValue: value } }];
  });
}

/** Of one name there is one type, whatever the value. */
const SECONDS_OR_DOLLARS = /_latency$|_ttft$|_usd$/;

/** @param ms - epoch milliseconds. */
export const nanos = (ms: number): string => `${BigInt(Math.max(0, Math.round(ms))) * 1_000_000n}`;

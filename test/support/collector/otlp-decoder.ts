import * as z from "zod";

/**
 * `ExportTraceServiceRequest` in OTLP's JSON, decoded as strictly as the protocol allows, and more: a receiver has to pass
 * over fields that it does not know, but what we send has none.
 *
 * Fields as in opentelemetry-proto `trace/v1/trace.proto`, `common/v1/common.proto`, `resource/v1/resource.proto`, in
 * lowerCamelCase; forms as in the OTLP specification, "JSON Protobuf Encoding".
 */

const id = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-fA-F]{${bytes * 2}}$`), `${bytes} bytes in hexadecimal`)
    .refine((text) => !/^0+$/.test(text), "all zeroes are no id");
/** `fixed64`: decimal text. Numbers lose digits, although a receiver would take them. */
const fixed64 = z
  .string()
  .regex(/^(0|[1-9]\d{0,19})$/)
  .transform(BigInt)
  .refine((n) => n < 2n ** 64n);
const int64 = z.string().regex(/^(0|-?[1-9]\d{0,18})$/);
const uint32 = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);
const text = z.string().refine((s) => s.isWellFormed(), "text is UTF-8");

const oneOf = (fields: Readonly<Record<string, unknown>>) => Object.keys(fields).length === 1;
const AnyValue: z.ZodType = z.lazy(() =>
  z
    .strictObject({
      stringValue: text.optional(),
      boolValue: z.boolean().optional(),
      intValue: int64.optional(),
      doubleValue: z.number().optional(),
      arrayValue: z.strictObject({ values: z.array(AnyValue) }).optional(),
      kvlistValue: z.strictObject({ values: Attributes }).optional(),
      bytesValue: z.base64().optional(),
    })
    .refine(oneOf, "one value of one type"),
);
const Attributes: z.ZodType<{ key: string; value: unknown }[]> = z.lazy(() =>
  z
    .array(z.strictObject({ key: text.min(1), value: AnyValue }))
    .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, "keys are unique"),
);

const dropped = uint32.optional();
const Span = z
  .strictObject({
    traceId: id(16),
    spanId: id(8),
    traceState: text.optional(),
    parentSpanId: id(8).optional(),
    flags: uint32.optional(),
    name: text.min(1),
    kind: z.int().min(1).max(5),
    startTimeUnixNano: fixed64,
    endTimeUnixNano: fixed64,
    attributes: Attributes.optional(),
    droppedAttributesCount: dropped,
    events: z
      .array(
        z.strictObject({
          timeUnixNano: fixed64,
          name: text.min(1),
          attributes: Attributes.optional(),
          droppedAttributesCount: dropped,
        }),
      )
      .optional(),
    droppedEventsCount: dropped,
    links: z
      .array(
        z.strictObject({
          traceId: id(16),
          spanId: id(8),
          traceState: text.optional(),
          attributes: Attributes.optional(),
          droppedAttributesCount: dropped,
          flags: uint32.optional(),
        }),
      )
      .optional(),
    droppedLinksCount: dropped,
    status: z.strictObject({ message: text.optional(), code: z.int().min(0).max(2).optional() }).optional(),
  })
  .refine((span) => span.endTimeUnixNano >= span.startTimeUnixNano, "a span ends after it begins");

const Request = z
  .strictObject({
    resourceSpans: z
      .array(
        z.strictObject({
          resource: z
            .strictObject({ attributes: Attributes.optional(), droppedAttributesCount: dropped })
            .optional(),
          scopeSpans: z
            .array(
              z.strictObject({
                scope: z
                  .strictObject({
                    name: text.optional(),
                    version: text.optional(),
                    attributes: Attributes.optional(),
                    droppedAttributesCount: dropped,
                  })
                  .optional(),
                spans: z.array(Span).min(1, "an envelope is not empty"),
                schemaUrl: text.optional(),
              }),
            )
            .min(1),
          schemaUrl: text.optional(),
        }),
      )
      .min(1),
  })
  .superRefine(({ resourceSpans }, context) => {
    const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
    const ids = new Set(spans.map(({ spanId }) => spanId));
    if (ids.size !== spans.length) context.addIssue({ code: "custom", message: "two spans have one id" });
    for (const { parentSpanId, name } of spans)
      if (parentSpanId && !ids.has(parentSpanId))
        context.addIssue({ code: "custom", message: `the parent of ${name} is not there` });
  });

export interface DecodedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: number;
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly string[];
  readonly status: number;
}

/** @throws Error naming what the protocol does not allow. */
export function decodeTraces(body: string): {
  readonly resource: Readonly<Record<string, unknown>>;
  readonly spans: readonly DecodedSpan[];
} {
  const { resourceSpans } = Request.parse(JSON.parse(body));
  const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  return {
    resource: plain(resourceSpans[0]?.resource?.attributes),
    spans: spans.map((span) => ({
      traceId: span.traceId,
      spanId: span.spanId,
      parentSpanId: span.parentSpanId,
      name: span.name,
      kind: span.kind,
      from: Number(span.startTimeUnixNano / 1_000_000n),
      to: Number(span.endTimeUnixNano / 1_000_000n),
      attributes: plain(span.attributes),
      events: (span.events ?? []).map(({ name }) => name),
      status: span.status?.code ?? 0,
    })),
  };
}

const plain = (attributes: readonly { key: string; value: unknown }[] = []) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value as object)[0]]));

import type { JURISDICTIONS, LOCATIONS } from "./protocol/sids.ts";

/**
 * Where Cloudflare may keep a call, as `CALL_LOCATION` and `CALL_JURISDICTION` name it.
 * Source: Cloudflare, "Durable Objects: Data location"; types of the Workers runtime.
 */

/** Twilio's media edge and OpenAI are both in the eastern United States. */
const DEFAULT_LOCATION = "enam";

export interface CallPlace {
  readonly CALL_LOCATION?: (typeof LOCATIONS)[number] | undefined;
  readonly CALL_JURISDICTION?: (typeof JURISDICTIONS)[number] | undefined;
}

/**
 * The objects of calls, by CallSid, and the ledger of them, which is kept where they are. Whoever wants one gets it here: in
 * another jurisdiction, or by another name, there is another object, and nothing in it.
 */
export function callsIn<T extends Rpc.DurableObjectBranded>(
  all: DurableObjectNamespace<T>,
  { CALL_LOCATION, CALL_JURISDICTION }: CallPlace,
): (name: string) => DurableObjectStub<T> {
  const calls = CALL_JURISDICTION === undefined ? all : all.jurisdiction(CALL_JURISDICTION);
  // Within a jurisdiction the usual place may not be one of its own.
  const locationHint = CALL_LOCATION ?? (CALL_JURISDICTION === undefined ? DEFAULT_LOCATION : undefined);
  return (name) => calls.getByName(name, locationHint === undefined ? {} : { locationHint });
}

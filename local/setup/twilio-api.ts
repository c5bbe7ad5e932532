import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import {
  type TwilioAnswer,
  type TwilioRequest,
  TwilioRestError,
  twilioHttp,
} from "../../worker/adapters/twilio/twilio-http.ts";
import { within } from "../../worker/protocol/outgoing/within.ts";

/** Where Twilio's APIs are; another region's, or a stand-in's. */
export type TwilioAddresses = { readonly [host in Host]?: string | undefined };

type Host = keyof typeof HOSTS;

export interface TwilioApi {
  readonly accountSid: string;
  /** @throws TwilioRestError */
  readonly get: (host: Host, path: string, what: string) => Promise<TwilioAnswer>;
  readonly post: (
    host: Host,
    path: string,
    form: Readonly<Record<string, string>>,
    what: string,
  ) => Promise<TwilioAnswer>;
  /** A POST that says how something is to be: told twice, it is as told once. */
  readonly set: TwilioApi["post"];
  /** @throws TwilioRestError */
  readonly remove: (host: Host, path: string, what: string) => Promise<void>;
  /** Every item of a list, over all of its pages. */
  readonly list: <S extends z.ZodType>(
    host: Host,
    path: string,
    key: string,
    item: S,
  ) => Promise<readonly z.output<S>[]>;
}

const HOSTS = {
  api: "https://api.twilio.com",
  taskRouter: "https://taskrouter.twilio.com",
  flex: "https://flex-api.twilio.com",
  iam: "https://iam.twilio.com",
  routes: "https://routes.twilio.com",
  pricing: "https://pricing.twilio.com",
  monitor: "https://monitor.twilio.com",
  accounts: "https://accounts.twilio.com",
  serverless: "https://serverless.twilio.com",
  studio: "https://studio.twilio.com",
} as const;

const DEADLINE_MS = 15_000;
/** A workflow may be of any size, and a page of numbers has up to 3 KB for each. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
/** The most that Twilio puts on a page. Source: Twilio API 2010, "Paging"; the same of the newer ones. */
const PAGE_SIZE = 1_000;
const MAX_PAGES = 1_000;
/** Before each further try, where Twilio does not say how long. */
const PAUSES_MS: readonly number[] = [300, 1_000, 2_500];
/** Somebody waits before the terminal: one who is asked for more patience hears of the refusal instead. */
const MAX_PAUSE_MS = 15_000;

/** Where an installation's variables say that the APIs are. */
export function addressesIn(variables: Readonly<Record<string, string | undefined>>): TwilioAddresses {
  return {
    api: variables.TWILIO_API_URL,
    taskRouter: variables.TWILIO_TASKROUTER_URL,
    flex: variables.TWILIO_FLEX_URL,
    iam: variables.TWILIO_IAM_URL,
    routes: variables.TWILIO_ROUTES_URL,
    pricing: variables.TWILIO_PRICING_URL,
    monitor: variables.TWILIO_MONITOR_URL,
    serverless: variables.TWILIO_SERVERLESS_URL,
    studio: variables.TWILIO_STUDIO_URL,
  };
}

/**
 * An account, for the operator's commands. Only a rotation removes something: the key or token that it replaced. What
 * Twilio refuses for the moment is asked for again, where that cannot do something twice.
 *
 * @throws Error naming the variable whose value can be no key.
 */
export function twilioApi(
  credentials: { readonly accountSid: string; readonly user: string; readonly password: string },
  addresses: TwilioAddresses = {},
  wait: (ms: number) => Promise<unknown> = pause,
): TwilioApi {
  const { accountSid, user: apiKey, password: apiSecret } = credentials;
  if (!/^[\x21-\x7e]*$/.test(apiKey + apiSecret))
    throw new Error(
      `${apiKey === accountSid ? "TWILIO_AUTH_TOKEN" : "TWILIO_API_KEY or TWILIO_API_SECRET"} has signs in it that are in no key of Twilio's, such as a word processor's quotes or one that cannot be seen: copy it from Twilio's console again.`,
    );
  const ask = async (
    host: Host,
    request: TwilioRequest,
    repeatable = request.method === "GET",
    [usualMs, ...pausesMs]: readonly number[] = PAUSES_MS,
  ): Promise<TwilioAnswer> => {
    const baseUrl = addresses[host] ?? HOSTS[host];
    const http = twilioHttp({ apiKey, apiSecret, baseUrl, maxAnswerBytes: MAX_ANSWER_BYTES });
    try {
      return (await within(DEADLINE_MS, (signal) => http(request, signal))).answer;
    } catch (error) {
      const ms = usualMs === undefined ? undefined : pauseAfter(error, repeatable, usualMs);
      if (ms === undefined) throw error;
      await wait(ms);
      return ask(host, request, repeatable, pausesMs);
    }
  };

  return {
    accountSid,
    get: (host, path, what) => ask(host, { method: "GET", path, what }),
    post: (host, path, form, what) => ask(host, { method: "POST", path, form, what }),
    set: (host, path, form, what) => ask(host, { method: "POST", path, form, what }, true),
    remove: async (host, path, what) => {
      await ask(host, { method: "DELETE", path, what });
    },
    async list(host, path, key, item) {
      const found: z.output<typeof item>[] = [];
      let next: string | undefined = inLargePages(path);
      for (let page = 0; next !== undefined && page < MAX_PAGES; page += 1) {
        const answer = await ask(host, { method: "GET", path: next, what: `the list of ${key}` });
        const items = z.array(item).safeParse(answer[key]);
        if (!items.success) throw new Error(`Twilio's list of ${key} cannot be read.`);
        found.push(...items.data);
        next = nextPage(answer);
      }
      return found;
    },
  };
}

/** @returns how long to wait before the next try; undefined where there is to be none. */
function pauseAfter(error: unknown, repeatable: boolean, usualMs: number): number | undefined {
  if (!(error instanceof TwilioRestError)) return undefined;
  const { status = 0, retryable, retryAfterMs } = error;
  if (!retryable && !(repeatable && status >= 500)) return undefined;
  const ms = Math.max(retryAfterMs ?? 0, usualMs);
  return ms > MAX_PAUSE_MS ? undefined : ms;
}

function inLargePages(path: string): string {
  const { pathname, searchParams } = new URL(path, HOSTS.api);
  searchParams.set("PageSize", String(PAGE_SIZE));
  return `${pathname}?${searchParams}`;
}

/** API 2010 names the next page by its path, the newer ones by its whole address within `meta`. */
function nextPage(answer: TwilioAnswer): string | undefined {
  const { next_page_uri, meta } = answer;
  if (typeof next_page_uri === "string") return next_page_uri;
  if (typeof meta !== "object" || meta === null || !("next_page_url" in meta)) return undefined;
  if (typeof meta.next_page_url !== "string") return undefined;
  const { pathname, search } = new URL(meta.next_page_url);
  return pathname + search;
}

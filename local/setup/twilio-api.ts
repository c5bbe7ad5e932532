import * as z from "zod";
import {
  type TwilioAnswer,
  type TwilioRequest,
  twilioHttp,
} from "../../worker/adapters/twilio/twilio-http.ts";

/** Where Twilio's APIs are; another region's, or a stand-in's. */
export interface TwilioAddresses {
  readonly api?: string | undefined;
  readonly taskRouter?: string | undefined;
  readonly flex?: string | undefined;
}

type Host = keyof TwilioAddresses;

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
} as const;

const DEADLINE_MS = 15_000;
const MAX_PAGES = 100;

/** An account, for the operator's commands. Nothing is deleted through it: it knows only GET and POST. */
export function twilioApi(
  credentials: { readonly accountSid: string; readonly user: string; readonly password: string },
  addresses: TwilioAddresses = {},
): TwilioApi {
  const { accountSid, user: apiKey, password: apiSecret } = credentials;
  const connect = (host: Host) => twilioHttp({ apiKey, apiSecret, baseUrl: addresses[host] ?? HOSTS[host] });
  const hosts = { api: connect("api"), taskRouter: connect("taskRouter"), flex: connect("flex") };

  const ask = async (host: Host, request: TwilioRequest): Promise<TwilioAnswer> =>
    (await hosts[host](request, AbortSignal.timeout(DEADLINE_MS))).answer;

  return {
    accountSid,
    get: (host, path, what) => ask(host, { method: "GET", path, what }),
    post: (host, path, form, what) => ask(host, { method: "POST", path, form, what }),
    async list(host, path, key, item) {
      const found: z.output<typeof item>[] = [];
      let next: string | undefined = path;
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

/** API 2010 names the next page by its path, the newer ones by its whole address within `meta`. */
function nextPage(answer: TwilioAnswer): string | undefined {
  const { next_page_uri, meta } = answer;
  if (typeof next_page_uri === "string") return next_page_uri;
  if (typeof meta !== "object" || meta === null || !("next_page_url" in meta)) return undefined;
  if (typeof meta.next_page_url !== "string") return undefined;
  const { pathname, search } = new URL(meta.next_page_url);
  return pathname + search;
}

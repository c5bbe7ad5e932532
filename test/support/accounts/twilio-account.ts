import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { listen, stop } from "../../../local/http.ts";
import { newSid } from "../task-router-mock.ts";

/**
 * A Twilio account over HTTP, as far as an installation is set up by it: the account, its numbers and those on offer,
 * keys, calls and what is noted about them. With its rules: who may ask, pages of at most the size asked for, a key's
 * secret that is shown once, a trial that calls verified numbers only. All of Twilio's hosts are this one address.
 * Sources: the resources of twilio 6.2 (`api/v2010`, `iam/v1`, `routes/v2`, `pricing/v1`, `monitor/v1`, `flexApi/v1`).
 */
export interface TwilioAccountMock {
  readonly url: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly numbers: readonly Item[];
  readonly keys: readonly Item[];
  readonly calls: readonly Item[];
  /** Requests that changed something, as "POST /v1/Keys". */
  readonly changes: readonly string[];
  addNumber(phoneNumber: string, fields?: Readonly<Record<string, unknown>>): Item;
  /** Where calls to a number are processed. */
  route(phoneNumber: string, region: string): void;
  /** Whether a key with this secret is taken. */
  admits(user: string, password: string): boolean;
  /** The next request of this kind is carried out, and its answer gets lost. */
  loseAnswer(request: string): void;
  /** How the calls that follow go on, one state at each look, and what is noted about each. */
  callsGo(states: readonly string[], errorCode?: string): void;
  close(): Promise<void>;
}

export type Item = Record<string, unknown> & { sid: string };

export interface TwilioAccountOptions {
  readonly type?: "Full" | "Trial";
  readonly status?: "active" | "suspended" | "closed";
  /** Of a subaccount. @default itself */
  readonly ownerSid?: string;
  /** Whether iam.twilio.com makes keys. @default true */
  readonly iam?: boolean;
  /** By country: what is on offer, and whether an address is needed. */
  readonly offers?: Readonly<Record<string, readonly { number: string; address?: string }[]>>;
  /** Numbers that a trial may call. */
  readonly verified?: readonly string[];
  /** Items of a page, whatever is asked for. @default as many as are asked for */
  readonly pageSize?: number;
  /** Whose the account is, where another stand-in holds other parts of it. @default made up */
  readonly credentials?: { readonly accountSid: string; readonly authToken: string };
  /** Secrets of keys by SID, shared with that other stand-in. */
  readonly secrets?: Map<string, string>;
}

interface Reply {
  readonly status: number;
  readonly body: object;
}

const refusal = (status: number, code: number, message: string): Reply => ({
  status,
  body: { code, message, status, more_info: `https://www.twilio.com/docs/errors/${code}` },
});
const NOT_FOUND = refusal(404, 20404, "The requested resource was not found");
const DEMO = "https://demo.twilio.com/welcome/voice/";

export async function startTwilioAccount(options: TwilioAccountOptions = {}): Promise<TwilioAccountMock> {
  const { type = "Full", status = "active", iam = true, offers = {}, verified = [] } = options;
  const { accountSid, authToken } = options.credentials ?? {
    accountSid: newSid("AC"),
    authToken: newSid(""),
  };
  const numbers: Item[] = [];
  const keys: Item[] = [];
  const secrets = options.secrets ?? new Map<string, string>();
  const calls: Item[] = [];
  const alerts: Item[] = [];
  const changes: string[] = [];
  const regions = new Map<string, string>();
  const lost = new Set<string>();
  let going: { states: readonly string[]; errorCode?: string | undefined } = { states: ["completed"] };

  const account = `/2010-04-01/Accounts/${accountSid}`;

  function answer(method: string, url: URL, form: URLSearchParams, user: string): Reply {
    const path = url.pathname.replace(/\.json$/, "");
    if (status === "suspended") return refusal(403, 20005, "Account is not active");
    const ofMain = user === accountSid;
    if (path === account)
      return ofMain
        ? {
            status: 200,
            body: {
              sid: accountSid,
              friendly_name: "Owl Shoes",
              status,
              type,
              owner_account_sid: options.ownerSid ?? accountSid,
            },
          }
        : refusal(401, 20003, "Authenticate");
    if (path === `${account}/IncomingPhoneNumbers`)
      return method === "POST" ? buy(form) : page("incoming_phone_numbers", numbers, url);
    if (path.startsWith(`${account}/IncomingPhoneNumbers/`)) {
      const number = numbers.find(({ sid }) => path.endsWith(sid));
      if (!number) return NOT_FOUND;
      if (method === "POST") set(number, form);
      return { status: 200, body: number };
    }
    const offered = /\/AvailablePhoneNumbers\/([A-Z]{2})\/(Local|Mobile)$/.exec(path);
    if (offered) {
      const [, country = "", kind] = offered;
      if (!offers[country]) return NOT_FOUND;
      const found = kind === "Local" ? offers[country] : [];
      return {
        status: 200,
        body: {
          available_phone_numbers: found
            .filter(({ number }) => !numbers.some((each) => each.phone_number === number))
            .map(({ number, address }) => ({
              phone_number: number,
              address_requirements: address ?? "none",
            })),
        },
      };
    }
    if (path === `${account}/Keys` && ofMain)
      return method === "POST" ? makeKey(form) : page("keys", keys, url);
    if (path === "/v1/Keys" && method === "POST" && ofMain) {
      if (!iam) return NOT_FOUND;
      return form.get("AccountSid") === accountSid ? makeKey(form) : refusal(403, 20403, "Forbidden");
    }
    if (path === `${account}/Messages`) return { status: 200, body: { messages: [], next_page_uri: null } };
    if (path === `${account}/Queues`) return { status: 200, body: { queues: [], next_page_uri: null } };
    if (path === `${account}/Calls` && method === "POST") return call(form);
    if (path.startsWith(`${account}/Calls/`)) return look(path);
    if (path === "/v1/Alerts") return newPage("alerts", alerts, url);
    const routed = /^\/v2\/PhoneNumbers\/(.+)$/.exec(path)?.[1];
    if (routed) {
      const number = decodeURIComponent(routed);
      if (!numbers.some((each) => each.phone_number === number)) return NOT_FOUND;
      return {
        status: 200,
        body: { sid: newSid("QQ"), phone_number: number, voice_region: regions.get(number) ?? "us1" },
      };
    }
    if (path.startsWith("/v1/PhoneNumbers/Countries/"))
      return {
        status: 200,
        body: {
          price_unit: "USD",
          phone_number_prices: [
            { number_type: "local", base_price: "1.15", current_price: "1.15" },
            { number_type: "mobile", base_price: "3.00", current_price: "3.00" },
          ],
        },
      };
    return NOT_FOUND;
  }

  function add(phoneNumber: string, fields: Readonly<Record<string, unknown>> = {}): Item {
    const number = {
      sid: newSid("PN"),
      account_sid: accountSid,
      phone_number: phoneNumber,
      friendly_name: phoneNumber,
      capabilities: { voice: true, sms: true, mms: false, fax: false },
      voice_url: DEMO,
      voice_method: "POST",
      voice_fallback_url: "",
      voice_fallback_method: "POST",
      voice_application_sid: null,
      trunk_sid: null,
      voice_receive_mode: "voice",
      // As long as a real record.
      padding: "x".repeat(800),
      ...fields,
    };
    numbers.push(number);
    return number;
  }

  function buy(form: URLSearchParams): Reply {
    const wanted = form.get("PhoneNumber") ?? "";
    const onOffer = Object.values(offers)
      .flat()
      .some(({ number }) => number === wanted);
    if (!onOffer || numbers.some((each) => each.phone_number === wanted))
      return refusal(400, 21422, `${wanted} is not available`);
    return { status: 201, body: add(wanted, { friendly_name: form.get("FriendlyName") ?? wanted }) };
  }

  function set(number: Item, form: URLSearchParams): void {
    for (const [name, value] of form)
      number[name.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase()] =
        value === "" && /Sid$/.test(name) ? null : value;
  }

  function makeKey(form: URLSearchParams): Reply {
    const key = { sid: newSid("SK"), friendly_name: form.get("FriendlyName") ?? "" };
    const secret = newSid("");
    keys.push(key);
    secrets.set(key.sid, secret);
    return { status: 201, body: { ...key, secret } };
  }

  function call(form: URLSearchParams): Reply {
    const to = form.get("To") ?? "";
    const from = form.get("From") ?? "";
    if (!numbers.some((each) => each.phone_number === from))
      return refusal(400, 21210, "'From' phone number not verified");
    if (type === "Trial" && !verified.includes(to))
      return refusal(400, 21219, "'To' phone number not verified");
    const made = { sid: newSid("CA"), to, from, url: form.get("Url"), status: "queued" };
    calls.push(made);
    return { status: 201, body: made };
  }

  function look(path: string): Reply {
    const found = calls.find(({ sid }) => path.endsWith(sid));
    if (!found) return NOT_FOUND;
    const next = Number(found.looks ?? 0);
    found.looks = next + 1;
    found.status = going.states[next] ?? going.states.at(-1);
    if (next === going.states.length - 1 && going.errorCode)
      alerts.push(
        { sid: newSid("NO"), error_code: "11200", resource_sid: newSid("CA") },
        { sid: newSid("NO"), error_code: going.errorCode, resource_sid: found.sid },
      );
    return { status: 200, body: found };
  }

  function slice(list: readonly Item[], url: URL): { items: readonly Item[]; next: URL | undefined } {
    const size = options.pageSize ?? Math.min(Number(url.searchParams.get("PageSize") ?? 50), 1_000);
    const start = Number(url.searchParams.get("Page") ?? 0) * size;
    if (start + size >= list.length) return { items: list.slice(start), next: undefined };
    const next = new URL(url);
    next.searchParams.set("Page", String(start / size + 1));
    return { items: list.slice(start, start + size), next };
  }

  /** API 2010 names the next page by its path, the newer ones by its address. */
  function page(key: string, list: readonly Item[], url: URL): Reply {
    const { items, next } = slice(list, url);
    return { status: 200, body: { [key]: items, next_page_uri: next ? next.pathname + next.search : null } };
  }

  function newPage(key: string, list: readonly Item[], url: URL): Reply {
    const { items, next } = slice(list, url);
    return { status: 200, body: { [key]: items, meta: { key, next_page_url: next?.href ?? null } } };
  }

  /** @returns who asks; undefined for a stranger. */
  function asker(request: IncomingMessage): string | undefined {
    const given = Buffer.from(request.headers.authorization?.match(/^Basic (.+)$/)?.[1] ?? "", "base64");
    const [user = "", password = ""] = given.toString().split(":");
    return admits(user, password) ? user : undefined;
  }
  const admits = (user: string, password: string): boolean =>
    (user === accountSid && password === authToken) || (user !== "" && secrets.get(user) === password);

  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    const url = new URL(request.url ?? "/", "https://api.twilio.com");
    const { method = "" } = request;
    const user = asker(request);
    const { status: code, body } =
      user === undefined ? refusal(401, 20003, "Authenticate") : answer(method, url, form, user);
    const what = `${method} ${url.pathname.replace(account, "")}`;
    if (method !== "GET" && code < 300) changes.push(what);
    if (lost.delete(what)) response.destroy();
    else response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  const port = await listen(server);

  return {
    url: `http://127.0.0.1:${port}`,
    accountSid,
    authToken,
    numbers,
    keys,
    calls,
    changes,
    addNumber: add,
    route: (phoneNumber, region) => void regions.set(phoneNumber, region),
    admits,
    loseAnswer: (request) => void lost.add(request),
    callsGo: (states, errorCode) => {
      going = { states, errorCode };
    },
    close: () => stop(server),
  };
}

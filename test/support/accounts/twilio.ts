import { type Answer, type Answering, type Asked, ok, sidMaker, startAnswering } from "./answering.ts";
import { type FlexPlugins, flexPlugins } from "./flex-plugins.ts";
import { type Serverless, serverless, twilioRefusal } from "./serverless.ts";
import { type Studio, studio } from "./studio.ts";

/**
 * A Twilio account on this machine, as far as a deploy, a way back and a rotation go: its numbers, keys and tokens,
 * Functions, Flex plugins, flows and workspace, on one port. `redirect-twilio.cjs` leads the real clients here.
 * Sources: the resources of twilio 6.2 (api, accounts, serverless, flexApi, studio, taskrouter).
 */
export interface TwilioAccount extends Answering {
  readonly accountSid: string;
  readonly workflowSid: string;
  /** The one that Twilio signs with, and the one that waits. */
  readonly tokens: { primary: string; secondary: string | undefined };
  /** Secrets by SID. */
  readonly keys: Map<string, string>;
  readonly numbers: PhoneNumber[];
  /** TwiML Apps: what each asks, by SID. */
  readonly apps: Map<string, string>;
  readonly functions: Serverless;
  readonly plugins: FlexPlugins;
  readonly flows: Studio;
  status: string;
}

export interface PhoneNumber {
  readonly sid: string;
  readonly phone_number: string;
  voice_url: string;
  voice_method: string;
  voice_fallback_url: string;
  voice_fallback_method: string;
  voice_application_sid: string | null;
  trunk_sid: string | null;
}

const digits = (n: string) => n.repeat(32);

export const TWILIO = {
  accountSid: `AC${digits("1")}`,
  token: "0123456789abcdef0123456789abcdef",
  workspaceSid: `WS${digits("2")}`,
  workflowSid: `WW${digits("3")}`,
  keySid: `SK${digits("4")}`,
  keySecret: "api-secret-of-the-account",
  channelSid: `TC${digits("5")}`,
} as const;

export async function startTwilioAccount(): Promise<TwilioAccount> {
  const { accountSid, workspaceSid, workflowSid, channelSid } = TWILIO;
  const sid = sidMaker();
  const functions = serverless(sid);
  const plugins = flexPlugins(sid);
  const flows = studio(accountSid, sid);
  const tokens: TwilioAccount["tokens"] = { primary: TWILIO.token, secondary: undefined };
  const keys = new Map<string, string>([[TWILIO.keySid, TWILIO.keySecret]]);
  const numbers: PhoneNumber[] = [];
  const apps = new Map<string, string>();
  let status = "active";

  /** The main account's own by SID and either token; a key by its secret. */
  function who({ headers }: Asked): "token" | "key" | undefined {
    const [user = "", password] = Buffer.from(String(headers.authorization).replace(/^Basic /, ""), "base64")
      .toString()
      .split(":");
    if (user === accountSid && (password === tokens.primary || password === tokens.secondary)) return "token";
    return keys.has(user) && keys.get(user) === password ? "key" : undefined;
  }

  function authTokens({ method, path }: Asked): Answer {
    if (path.endsWith("/Promote")) {
      if (!tokens.secondary) return twilioRefusal(400, 20001, "There is no secondary token");
      tokens.primary = tokens.secondary;
      tokens.secondary = undefined;
      return ok({ account_sid: accountSid, auth_token: tokens.primary });
    }
    if (method === "DELETE") {
      tokens.secondary = undefined;
      return { status: 204, body: "" };
    }
    if (tokens.secondary) return twilioRefusal(400, 20001, "A secondary token exists");
    tokens.secondary = sid("").slice(-32).padStart(32, "a");
    return ok({ account_sid: accountSid, secondary_auth_token: tokens.secondary });
  }

  function ofAccount(asked: Asked, by: "token" | "key"): Answer | undefined {
    const { method, path, form } = asked;
    const [, , , owner, resource, key] = path.replace(/\.json$/, "").split("/");
    if (owner !== accountSid) return twilioRefusal(401, 20003, "Authenticate");
    // A standard key may neither read the account nor make keys.
    if ((!resource || resource === "Keys") && by === "key") return twilioRefusal(401, 20003, "Authenticate");
    if (!resource) return ok({ sid: accountSid, status, type: "Full" });
    if (resource === "Keys") {
      if (method === "DELETE") {
        keys.delete(key ?? "");
        return { status: 204, body: "" };
      }
      const made = sid("SK");
      keys.set(made, `secret-of-${made.slice(-4)}`);
      return {
        status: 201,
        body: { sid: made, secret: keys.get(made), friendly_name: form.get("FriendlyName") },
      };
    }
    const url = resource === "Applications" ? apps.get(key ?? "") : undefined;
    if (url !== undefined) return ok({ sid: key, voice_url: url, voice_method: "POST" });
    if (resource !== "IncomingPhoneNumbers") return undefined;
    if (!key) return ok({ incoming_phone_numbers: numbers, next_page_uri: null });
    const number = numbers.find((each) => each.sid === key);
    if (!number) return twilioRefusal(404, 20404, "no such number");
    if (method === "POST") {
      number.voice_url = form.get("VoiceUrl") ?? number.voice_url;
      number.voice_method = form.get("VoiceMethod") ?? number.voice_method;
      // Empty clears it, and it is read as null then.
      const app = form.get("VoiceApplicationSid");
      if (app !== null) number.voice_application_sid = app || null;
    }
    return ok(number);
  }

  async function answer(asked: Asked): Promise<Answer | undefined> {
    const host = String(asked.headers["x-original-host"] ?? "");
    if (host.endsWith(".twil.io")) return functions.serve(host, asked.path);
    const by = who(asked);
    if (!by) return twilioRefusal(401, 20003, "Authenticate");
    if (status !== "active" && asked.path.includes("/2010-04-01/") === false)
      return twilioRefusal(403, 20005, "Account not active");
    const { path } = asked;
    if (path.startsWith("/v1/Services")) return functions.answer(asked);
    if (path.startsWith("/v1/PluginService/")) return plugins.answer(asked);
    if (path.startsWith("/v2/Flows")) return flows.answer(asked);
    if (path.startsWith("/v1/AuthTokens/"))
      return by === "token" ? authTokens(asked) : twilioRefusal(401, 20003, "Authenticate");
    if (path === "/v1/Configuration") return ok({ taskrouter_workspace_sid: workspaceSid });
    if (path === `/v1/Workspaces/${workspaceSid}/TaskChannels/voice`)
      return ok({ sid: channelSid, unique_name: "voice" });
    if (path.startsWith("/2010-04-01/Accounts/")) return ofAccount(asked, by);
    return undefined;
  }

  const server = await startAnswering(answer, ({ method, path }) =>
    twilioRefusal(404, 20404, `${method} ${path} is not known here`),
  );
  return {
    ...server,
    accountSid,
    workflowSid,
    tokens,
    keys,
    numbers,
    apps,
    functions,
    plugins,
    flows,
    get status() {
      return status;
    },
    set status(value) {
      status = value;
    },
  };
}

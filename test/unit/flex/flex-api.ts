import twilio from "twilio";
import type { FlexPluginsClient } from "../../../local/operate/plugin-release.ts";
import { startAnswering } from "../../support/accounts/answering.ts";
import { type FlexPlugins, flexPlugins } from "../../support/accounts/flex-plugins.ts";
import { twilioRefusal } from "../../support/accounts/serverless.ts";

/** Twilio's Flex Plugins API on the loopback interface, and the real SDK that asks it. */
export interface FlexApi extends FlexPlugins {
  readonly client: FlexPluginsClient;
  close(): Promise<void>;
}

export async function startFlexApi(): Promise<FlexApi> {
  const api = flexPlugins();
  const server = await startAnswering(
    (asked) => api.answer(asked),
    () => twilioRefusal(404, 20404, "not found"),
  );
  const httpClient = new Loopback(server.url);
  return {
    ...api,
    client: twilio(`AC${"0".repeat(32)}`, "token", { httpClient }).flexApi.v1,
    close: server.close,
  };
}

/** The SDK's own client, sent to this machine instead of Twilio. */
class Loopback extends twilio.RequestClient {
  readonly #url: string;

  constructor(url: string) {
    super();
    this.#url = url;
  }

  override request<T>(options: Parameters<typeof twilio.RequestClient.prototype.request<T>>[0]) {
    const { pathname, search } = new URL(options.uri);
    return super.request<T>({ ...options, uri: `${this.#url}${pathname}${search}` });
  }
}

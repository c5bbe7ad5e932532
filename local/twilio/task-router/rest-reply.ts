/** What the REST stand-in answers. */
export interface Reply {
  readonly status: number;
  readonly body: object;
  /** Sent in its place. */
  readonly file?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Request {
  /** What the path's brackets hold, in order. */
  readonly sids: readonly string[];
  /** The form of a POST. */
  readonly form: URLSearchParams;
  readonly query: URLSearchParams;
  /** Its `Range`. */
  readonly range: string | undefined;
  /** The address as Twilio repeats it in its answers. */
  readonly url: string;
}

export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: RegExp;
  readonly answer: (request: Request) => Reply | Promise<Reply>;
}

/** An error in Twilio's form. */
export function failure(status: number, code: number, message: string): Reply {
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}

/** Source: Twilio's answer for whatever is not there, with its path. */
export const notFound = (path: string): Reply =>
  failure(404, 20404, `The requested resource ${path} was not found`);

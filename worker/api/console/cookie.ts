/** The cookie that keeps somebody signed in: an operator's token. */

const NAME = "baton_console";
const LOCAL = ["localhost", "127.0.0.1", "[::1]"];

/** @returns the token in it; undefined where there is none. */
export function cookieOf(request: Request): string | undefined {
  const all = request.headers.get("Cookie")?.split(/; */) ?? [];
  return all.find((each) => each.startsWith(`${NAME}=`))?.slice(NAME.length + 1);
}

/** @param forS - seconds; 0 takes it away. */
export function setCookie({ protocol, hostname }: URL, token: string, forS: number): string {
  // Without encryption on the own machine alone, where browsers would keep no `Secure` one.
  const secure = protocol === "http:" && LOCAL.includes(hostname) ? "" : "; Secure";
  return `${NAME}=${token}; Path=/; Max-Age=${forS}; HttpOnly; SameSite=Strict${secure}`;
}

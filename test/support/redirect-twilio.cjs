// Loaded with --require: every request of this process to Twilio, by `https` or by `fetch`, goes to a loopback stand-in
// over plain HTTP, and any other that would leave the machine is refused. So the real clients deploy. A Worker's own
// address is answered by Cloudflare's stand-in, where there is one.
const http = require("node:http");
const https = require("node:https");

const target = new URL(process.env.TWILIO_API_MOCK ?? "http://unset.invalid");
const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];
if (!LOOPBACK.includes(target.hostname)) {
  throw new Error("TWILIO_API_MOCK must be an address of this machine.");
}
const { CLOUDFLARE_API_BASE_URL: workers } = process.env;
const isWorker = (host) => workers !== undefined && /\.workers\.dev$/.test(host);
const isTwilio = (host) => /(^|\.)(twilio\.com|twil\.io)$/.test(host);

https.request = (...args) => {
  const callback = args.find((arg) => typeof arg === "function");
  const options = Object.assign({}, ...args.filter((arg) => typeof arg !== "function").map(asOptions));
  const host = options.hostname ?? options.host;
  if (!isTwilio(host)) throw new Error(`Refused: a request to ${host}`);
  const { hostname, port } = target;
  const headers = { ...options.headers, "x-original-host": host };
  return http.request(
    { ...options, protocol: "http:", agent: undefined, hostname, host: hostname, port, headers },
    callback,
  );
};

function asOptions(input) {
  if (typeof input !== "string" && !(input instanceof URL)) return input;
  const { hostname, pathname, search, username, password } = new URL(input);
  // got carries the credentials within the address.
  const auth = username ? { auth: `${decodeURIComponent(username)}:${decodeURIComponent(password)}` } : {};
  return { hostname, path: pathname + search, ...auth };
}

const { fetch } = globalThis;
globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (LOOPBACK.includes(url.hostname)) return fetch(input, init);
  const to = isTwilio(url.hostname) ? target : isWorker(url.hostname) ? workers : undefined;
  if (!to) return Promise.reject(new Error(`Refused: a request to ${url.hostname}`));
  const request = new Request(input, init);
  const headers = new Headers(request.headers);
  headers.set("x-original-host", url.hostname);
  return fetch(new Request(new URL(url.pathname + url.search, to), new Request(request, { headers })));
};

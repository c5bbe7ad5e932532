// Loaded with --require: every https request of this process to *.twilio.com goes to a loopback mock over plain
// HTTP, and any other is refused. So the real client deploys, and nothing leaves the machine.
const http = require("node:http");
const https = require("node:https");

const target = new URL(process.env.TWILIO_API_MOCK ?? "http://unset.invalid");
if (!["127.0.0.1", "localhost", "[::1]"].includes(target.hostname)) {
  throw new Error("TWILIO_API_MOCK must be an address of this machine.");
}

https.request = (...args) => {
  const callback = args.find((arg) => typeof arg === "function");
  const options = Object.assign({}, ...args.filter((arg) => typeof arg !== "function").map(asOptions));
  const host = options.hostname ?? options.host;
  if (!/(^|\.)twilio\.com$/.test(host)) throw new Error(`Refused: a request to ${host}`);
  const { hostname, port } = target;
  const headers = { ...options.headers, "x-original-host": host };
  return http.request(
    { ...options, protocol: "http:", agent: undefined, hostname, host: hostname, port, headers },
    callback,
  );
};

function asOptions(input) {
  if (typeof input !== "string" && !(input instanceof URL)) return input;
  const { hostname, pathname, search } = new URL(input);
  return { hostname, path: pathname + search };
}

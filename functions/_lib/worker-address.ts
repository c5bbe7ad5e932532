/**
 * Where the Worker's routes are, by the address of its relay. One on this machine has no certificate, whatever the address
 * says: Twilio wants `wss://` in it.
 */
export function workerOrigin(relayUrl: string): string {
  const { protocol, host, hostname } = new URL(relayUrl);
  const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  return `${protocol === "ws:" || isHere ? "http" : "https"}://${host}`;
}

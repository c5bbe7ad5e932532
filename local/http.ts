import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Listens on the loopback interface only. @returns the port. */
export async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  // A server on a TCP port has an address of this shape.
  return (server.address() as AddressInfo).port;
}

/** Ends connections in use as well: a reply may be hanging on purpose. */
export function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

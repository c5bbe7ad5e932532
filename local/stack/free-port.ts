import { createServer } from "node:net";

/** @returns `preferred` when nothing listens on it, else any port that is free. */
export async function freePort(preferred = 0): Promise<number> {
  const port = await listenOn(preferred);
  return port ?? (await listenOn(0)) ?? preferred;
}

function listenOn(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    // All interfaces, because a listener on any of them would be in the way of twilio-run.
    server.listen(port, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}

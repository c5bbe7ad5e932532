declare namespace Cloudflare {
  interface Env {
    readonly CALLS: DurableObjectNamespace<import("../../../worker/call.ts").Call>;
  }
  interface GlobalProps {
    mainModule: typeof import("../../../worker/index.ts");
  }
}

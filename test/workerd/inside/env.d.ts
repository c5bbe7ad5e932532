declare namespace Cloudflare {
  interface Env {
    readonly CALLS: DurableObjectNamespace<import("../../../worker/call.ts").Call>;
    readonly LEDGER: DurableObjectNamespace<import("../../../worker/ledger/ledger.ts").Ledger>;
  }
  interface GlobalProps {
    mainModule: typeof import("../../../worker/index.ts");
  }
}

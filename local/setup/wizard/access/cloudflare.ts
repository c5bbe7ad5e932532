import { spawn } from "node:child_process";
import { once } from "node:events";
import { explained } from "../../../explained.ts";
import { Accounts, cloudflareAs, subdomainOf, WRANGLER } from "../../../operate/cloudflare.ts";
import { root } from "../../../stack/agents-build.ts";
import type { Ports } from "../setup.ts";

/** Who is signed in to Cloudflare on this machine, or whose token is set. */
export type CloudflareAnswer =
  | {
      readonly kind: "accounts";
      readonly accounts: readonly { readonly id: string; readonly name: string }[];
    }
  | { readonly kind: "signed_out" }
  /** The token or sign-in is no good. */
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "unreachable"; readonly why: string };

/** Cloudflare's side, by `CLOUDFLARE_API_TOKEN` or wrangler's own sign-in. */
export const cloudflare: Ports["cloudflare"] = {
  async whoAmI(variables) {
    const ask = await cloudflareAs(variables).catch(() => undefined);
    if (!ask) return { kind: "signed_out" };
    try {
      const { code, result } = await ask("/accounts");
      if (code !== undefined) return { kind: "refused", why: `error ${code}` };
      return { kind: "accounts", accounts: Accounts.safeParse(result).data ?? [] };
    } catch (error) {
      return { kind: "unreachable", why: explained(error) };
    }
  },

  async signIn() {
    const child = spawn(process.execPath, [WRANGLER, "login"], { cwd: root, stdio: "inherit" });
    const [code] = await once(child, "close");
    if (code !== 0)
      throw new Error("The sign-in to Cloudflare was not finished: npx wrangler login tries it again.");
  },

  subdomain: async (variables, accountId) => subdomainOf(await cloudflareAs(variables), accountId),
};

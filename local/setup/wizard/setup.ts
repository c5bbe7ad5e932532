import type { Agents } from "../../../worker/agent/define.ts";
import type { Ask } from "../../ask.ts";
import type { Finding } from "../../doctor/finding.ts";
import type { Deployed, DeployOptions } from "../../operate/deploy.ts";
import type { Release } from "../../operate/release.ts";
import type { NamedSecret } from "../named-secrets.ts";
import type { TwilioApi } from "../twilio-api.ts";
import type { Variables } from "../variables.ts";
import type { CloudflareAnswer } from "./access/cloudflare.ts";
import type { KeptVariables } from "./kept-variables.ts";
import type { RecordFile } from "./record.ts";
import type { TestCall } from "./test-call.ts";

export interface SetupOptions {
  /** Which of the account's numbers, as E.164. */
  readonly number?: string | undefined;
  /** Buy one where none is chosen: a country, as in "US". */
  readonly buy?: string | undefined;
  /** Take the number although something else answers it. */
  readonly take: boolean;
  /** Do what the plan says. */
  readonly yes: boolean;
  /** Whom to call in the end, as E.164. */
  readonly call?: string | undefined;
}

/** What is done elsewhere. */
export interface Ports {
  /** Both units. Begun a second time, it goes on or does it again; nothing is there twice. */
  readonly deploy: (request: DeployOptions) => Promise<Deployed>;
  /** What the files here are. */
  readonly releaseNow: () => Promise<Pick<Release, "sha">>;
  /** Where the panel is that agents get now; undefined where they get none. */
  readonly livePanel: (variables: Variables) => Promise<string | undefined>;
  /** Makes the panel at this address the one that agents get, and records it. */
  readonly releasePanel: (request: {
    readonly env: string;
    readonly variables: Variables;
    readonly url: string;
    readonly say: (line: string) => void;
  }) => Promise<unknown>;
  readonly cloudflare: {
    readonly whoAmI: (variables: Variables) => Promise<CloudflareAnswer>;
    /** In the browser. */
    readonly signIn: () => Promise<void>;
    /**
     * The account's part of workers.dev, as in "acme.workers.dev"; undefined where it has none.
     *
     * @throws Error where the token may not know it.
     */
    readonly subdomain: (variables: Variables, accountId: string) => Promise<string | undefined>;
  };
  /** Waits until a Worker that has just been deployed answers, or does not answer for long. */
  readonly untilAnswering: (workerUrl: string) => Promise<void>;
  readonly doctor: (variables: Variables) => Promise<readonly Finding[]>;
  readonly testCall: TestCall;
}

export interface TwilioAccount {
  readonly api: TwilioApi;
  readonly name: string;
  readonly trial: boolean;
}

/** A number of the account's, or one to be bought. */
export interface ChosenNumber {
  /** Undefined while it has yet to be bought. */
  readonly sid: string | undefined;
  readonly phoneNumber: string;
  /** What a month of it costs, as in "1.15 USD"; where it is to be bought and the price is known. */
  readonly price?: string | undefined;
  /** What answers it now and will not any more; in words. */
  readonly takenFrom: readonly string[];
}

/** What all steps have in common. What they learn of the outside stands in `known` for those that follow. */
export interface Setup {
  readonly env: string;
  readonly options: SetupOptions;
  readonly agents: Agents;
  /** The secrets that the agents' code asks for. */
  readonly named: readonly NamedSecret[];
  /** Undefined where nobody can answer. */
  readonly ask: Ask | undefined;
  readonly say: (line: string) => void;
  readonly variables: KeptVariables;
  readonly record: RecordFile;
  readonly ports: Ports;
  readonly known: {
    account?: TwilioAccount;
    number?: ChosenNumber;
    /** Whether the account has Flex. */
    flex?: boolean;
    /** Another installation's panel, which an account has one of: whose it is, and whether ours may take its place. */
    otherPanel?: { readonly whose: string; readonly taken: boolean };
    /** Somebody wants another release than the one that is live. */
    agreed?: boolean;
  };
}

/** One thing that an installation needs. */
export interface Step {
  readonly name: string;
  /**
   * Asks and checks what has to be known for the plan. Changes nothing.
   *
   * @throws Error that says what is wrong and what to do.
   */
  readonly settle?: (setup: Setup) => Promise<void>;
  /** What is to be done, a line each; none when it is as it should be. Looks at what is there, and changes nothing. */
  readonly look: (setup: Setup) => Promise<readonly string[]>;
  /** Does it, and writes down at once what the next steps, or the next run, have to know. @returns what is true now. */
  readonly apply: (setup: Setup) => Promise<string>;
}

/** The account, once it is known. */
export function accountIn({ known }: Setup): TwilioAccount {
  if (known.account) return known.account;
  throw new Error("The Twilio account is not known yet.");
}

/** How what we make in an account is named, and found again after a run that was broken off. */
export const nameIn = (env: string): string => `Baton ${env}`;

import { SelfReport } from "../../worker/adapters/probes/report.ts";
import { within } from "../../worker/protocol/outgoing/within.ts";
import { signLink } from "../../worker/protocol/signed/signed-link.ts";
import type { Variables } from "../setup/variables.ts";
import { type Finding, notChecked, ok, problem, warning } from "./finding.ts";
import { reason } from "./relay.ts";
import { usable } from "./variables.ts";

const PART = "Worker";
/** Of the link, which opens nothing else. Clocks that are further apart are a finding of their own. */
const VALID_S = 300;
/** It asks the model, TaskRouter and Twilio before it answers. */
const DEADLINE_MS = 40_000;
/** Webhook targets and links allow for minutes. */
const MAX_SKEW_S = 60;

export interface WorkerSays {
  /** Undefined where it cannot be asked: what is on this machine is looked at in its place. */
  readonly report?: SelfReport;
  readonly findings: readonly Finding[];
}

/** Asks the deployed Worker what is set there and what answers it. What is on this machine says nothing about that. */
export async function askWorker(variables: Variables): Promise<WorkerSays> {
  const relayUrl = usable(variables, "RELAY_URL");
  const token = variables.TWILIO_AUTH_TOKEN?.split(/[\s,]+/).find(Boolean);
  if (!relayUrl || !token)
    return {
      findings: [
        notChecked(
          PART,
          "what is set there: what follows is of the variables on this machine",
          `set ${[relayUrl ? [] : "RELAY_URL", token ? [] : "TWILIO_AUTH_TOKEN"].flat().join(" and ")}`,
        ),
      ],
    };
  const origin = new URL(relayUrl.replace(/^ws/, "http")).origin;
  const expiresAt = Math.floor(Date.now() / 1_000) + VALID_S;
  try {
    const url = `${origin}/api/doctor${await signLink("doctor", token, "", expiresAt)}`;
    const { response, body } = await within(DEADLINE_MS, async (signal) => {
      const response = await fetch(url, { redirect: "manual", signal });
      return { response, body: await response.json().catch(() => undefined) };
    });
    const skew = skewVerdict(response.headers.get("date"));
    const report = SelfReport.safeParse(body);
    if (!response.ok || !report.success) return { findings: [...skew, refusal(response.status)] };
    return {
      report: report.data,
      findings: [...skew, storageVerdict(report.data), ...ledgerVerdict(report.data)],
    };
  } catch (error) {
    return {
      findings: [notChecked(PART, `what is set there (${reason(error)})`, "the Worker has to answer first")],
    };
  }
}

function refusal(status: number): Finding {
  if (status === 403)
    return problem(
      PART,
      "it has another auth token than TWILIO_AUTH_TOKEN here, or its clock is minutes away",
      "npm run deploy -- --secrets gives it the one here, which has to be the account's primary one",
    );
  // 503: it lacks settings, and /health has named them.
  if (status === 503) return notChecked(PART, "what is set there", "give it the settings that it lacks");
  return warning(
    PART,
    `it cannot be asked what is set there (${status}): it is of an older release`,
    "npm run deploy; what follows is of the variables on this machine",
  );
}

function skewVerdict(date: string | null): readonly Finding[] {
  const there = Date.parse(date ?? "");
  const seconds = Math.round(Math.abs(there - Date.now()) / 1_000);
  if (Number.isNaN(there) || seconds <= MAX_SKEW_S) return [];
  return [
    warning(
      "Clock",
      `this machine's is ${seconds} s away from the Worker's: signed links and requests are refused from five minutes on`,
      "set this machine's clock",
    ),
  ];
}

function storageVerdict({ storage, release, version }: SelfReport): Finding {
  const what = `release ${release}${version ? `, version ${version}` : ""}`;
  return storage.ok
    ? ok(PART, `${what}; an object of a call was made in ${storage.ms} ms`)
    : problem(
        PART,
        `${what}; no object of a call can be made: no call is answered`,
        "deploy the Worker with the project's wrangler.toml, which has the class Call and its binding CALLS",
      );
}

/** The console's side. A release from before it reports neither, and calls need neither. */
function ledgerVerdict({ ledger, console: page }: SelfReport): readonly Finding[] {
  const deploy = "deploy the Worker with the project's wrangler.toml, which binds LEDGER and ASSETS";
  if (page === undefined) return [];
  if (!ledger)
    return [warning("Console", "LEDGER is not bound: no link signs in, and no call is listed", deploy)];
  if (!ledger.ok)
    return [
      problem(
        "Console",
        `the ledger does not answer (${ledger.ms} ms): no link signs in, and no call is listed; calls are answered`,
        "try again; Workers Logs in Cloudflare's dashboard show why",
      ),
    ];
  return page
    ? [ok("Console", `the ledger answers in ${ledger.ms} ms; npm run console signs in`)]
    : [warning("Console", "ASSETS is not bound: there is no page", deploy)];
}

/** What was found out about one part of an installation. */
export interface Finding {
  /** The part, as in "Worker". */
  readonly part: string;
  readonly status: "ok" | "warning" | "problem" | "not_checked";
  /** In one sentence, without any secret. */
  readonly what: string;
  /** What to do, or what is needed to check it. */
  readonly todo?: string;
}

export const ok = (part: string, what: string): Finding => ({ part, status: "ok", what });
export const warning = (part: string, what: string, todo: string): Finding => ({
  part,
  status: "warning",
  what,
  todo,
});
export const problem = (part: string, what: string, todo: string): Finding => ({
  part,
  status: "problem",
  what,
  todo,
});
export const notChecked = (part: string, what: string, todo: string): Finding => ({
  part,
  status: "not_checked",
  what,
  todo,
});

const SIGNS = { ok: "✓", warning: "!", problem: "✗", not_checked: "?" } as const;

/** For a person at a terminal. */
export function render(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ part }) => part.length));
  const lines = findings.map(({ part, status, what, todo }) => {
    const head = `${SIGNS[status]} ${part.padEnd(width)}  ${what}`;
    return todo ? `${head}\n${" ".repeat(width + 4)}→ ${todo}` : head;
  });
  const count = (status: Finding["status"]) => findings.filter((finding) => finding.status === status).length;
  return `${lines.join("\n")}\n\n${count("ok")} ok, ${count("warning")} to look at, ${count("problem")} to repair, ${count("not_checked")} not checked`;
}

/** Takes secrets out of whatever is about to be shown: a server may repeat what it was sent. */
export function redact(findings: readonly Finding[], secrets: readonly string[]): readonly Finding[] {
  const hidden = secrets.filter((secret) => secret.length >= 6);
  const clean = (text: string) => hidden.reduce((shown, secret) => shown.replaceAll(secret, "•••"), text);
  return findings.map((finding) => ({
    ...finding,
    what: clean(finding.what),
    ...(finding.todo === undefined ? {} : { todo: clean(finding.todo) }),
  }));
}

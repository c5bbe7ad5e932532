/** `GET /api/audit?limit`, for operators: `{entries}`, the newest first. */
export interface AuditEntry {
  /** Epoch ms. */
  readonly at: number;
  /** The id of the operator's token, or their e-mail address by Cloudflare Access. */
  readonly by: string;
  /** As in `deleted`, `signed_in operator` or `refused POST /api/forget`. */
  readonly what: string;
  readonly callSid?: string;
}

/** `GET /api/me`: who asks, and what they may do. */
export interface Me {
  readonly by: string;
  readonly role: "reader" | "operator";
}

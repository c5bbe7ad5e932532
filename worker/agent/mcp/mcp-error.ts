import { ServiceError } from "../tools/service-error.ts";

export type McpErrorCode =
  /** No connection, or it broke before the answer. */
  | "mcp_unreachable"
  /** A redirect: following it would carry the secrets to an address nobody wrote down. */
  | "mcp_redirected"
  /** 401 or 403. */
  | "mcp_not_allowed"
  /** Another status outside 200 to 299. */
  | "mcp_status"
  /** The server knows nothing of the session, and has not looked at what was asked. */
  | "mcp_session_gone"
  /** Neither JSON nor an event stream, or not an answer to what was asked. */
  | "mcp_bad_answer"
  | "mcp_answer_too_large"
  /** The server's own refusal, as JSON-RPC has it. */
  | "mcp_refused"
  /** No protocol version that both speak. */
  | "mcp_version"
  /** The tool has run and says itself that it failed. */
  | "mcp_tool_failed"
  /** It is not what its lock says any more. */
  | "mcp_tool_changed";

/** Why a server gave no answer, or what it says itself of a tool that failed. */
export class McpError extends ServiceError {
  override readonly name = "McpError";
  readonly code: McpErrorCode;
  /** HTTP status. */
  readonly status: number | undefined;
  /** The protocol versions that a server takes, where it has refused ours. */
  readonly supported: readonly unknown[];

  constructor(
    code: McpErrorCode,
    message: string,
    details: {
      status?: number | undefined;
      asked?: string;
      cause?: unknown;
      supported?: readonly unknown[];
    } = {},
  ) {
    super(message, details);
    this.code = code;
    this.status = details.status;
    this.supported = details.supported ?? [];
  }
}

/** Everything that can go wrong between this client and a server, told apart so that a program can act on it. */

/**
 * GRAPH: Earshot answered with an error; `code` is its own, for example BAD_USER_INPUT or FORBIDDEN.
 * HTTP: something answered that is not the graph (a proxy, an older server); `code` is HTTP_ and the status.
 * NETWORK: no answer (UNREACHABLE), or one that broke off (BROKEN_OFF).
 * TIMEOUT: no whole answer in time.
 * PROTOCOL: an answer that cannot be understood (NOT_EARSHOT) or followed (REPEATED_CURSOR, REDIRECTED).
 */
export type EarshotErrorKind = 'GRAPH' | 'HTTP' | 'NETWORK' | 'TIMEOUT' | 'PROTOCOL';

/** One error of an answer, as GraphQL writes it. */
export interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly requestId?: string; readonly [detail: string]: unknown };
}

export interface EarshotErrorParts {
  readonly kind: EarshotErrorKind;
  readonly code: string;
  readonly status?: number | undefined;
  readonly requestId?: string | null | undefined;
  readonly errors?: readonly GraphError[] | undefined;
  readonly retryAfterMs?: number | null | undefined;
  readonly cause?: unknown;
}

export class EarshotError extends Error {
  override readonly name = 'EarshotError';
  readonly kind: EarshotErrorKind;
  /** Stable: made for `switch`. */
  readonly code: string;
  /** Of the HTTP answer; null where there was none. */
  readonly status: number | null;
  /** Under which the server's log knows the request. */
  readonly requestId: string | null;
  /** Where in the answer; null when it is about the whole request. */
  readonly path: readonly (string | number)[] | null;
  /** Every error of the answer; the first is this one. */
  readonly errors: readonly GraphError[];
  /** How long the server asked to wait. */
  readonly retryAfterMs: number | null;

  constructor(message: string, { kind, code, status, requestId, errors = [], retryAfterMs, cause }: EarshotErrorParts) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.code = code;
    this.status = status ?? null;
    this.errors = errors;
    this.requestId = errors[0]?.extensions?.requestId ?? requestId ?? null;
    this.path = errors[0]?.path ?? null;
    this.retryAfterMs = retryAfterMs ?? null;
  }

  /** The same again, later, may succeed: the server was away or busy, and said so or nothing. What took it too long would again. */
  get isTransient(): boolean {
    return this.kind === 'NETWORK' || transientCodes.includes(this.code) || (this.code !== 'TIMEOUT' && isTransientStatus(this.status));
  }
}

/** Also where the status says nothing of it: of an answer that has data in part, and of a stream. */
const transientCodes = ['RATE_LIMITED', 'UNAVAILABLE'];

/** Busy (429, 503), or a proxy in front of a server that is away (502, 504). */
export const isTransientStatus = (status: number | null) => status !== null && [429, 502, 503, 504].includes(status);

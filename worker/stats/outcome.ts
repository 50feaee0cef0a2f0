/**
 * What a statistical function hands back, and what it throws.
 *
 * A caller's mistake is thrown as ModelInputError; "these data cannot tell" is a returned answer.
 * Outcomes are plain data, because class and code of an error are lost between threads.
 */
import type { StatusCode } from './statusCodes.ts';

export type ModelInputCode = 'EMPTY' | 'LENGTH_MISMATCH' | 'OUT_OF_RANGE' | 'NOT_FINITE';

export class ModelInputError extends Error {
  override readonly name = 'ModelInputError';
  readonly code: ModelInputCode;
  constructor(code: ModelInputCode, message: string) {
    super(message); // "<argument> has <what it has>, <what it should have>": no full stop, no blame
    this.code = code;
  }
}

/** A remark on a fit that stands. `subject` names the driver it is about, null for the whole fit. */
export interface Warning {
  readonly code: StatusCode;
  readonly subject: string | null;
  readonly detail: string;
}

/** The data cannot answer. `subjects` names the columns at fault, for a form that marks them. */
export interface NotEstimable {
  readonly kind: 'notEstimable';
  readonly reason: StatusCode;
  readonly detail: string;
  readonly subjects: readonly string[];
}

export type FitOutcome<Fit> = { readonly kind: 'fitted'; readonly fit: Fit; readonly warnings: readonly Warning[] } | NotEstimable;

/** Shorthand for the refusing branch of a FitOutcome. */
export function notEstimable(reason: StatusCode, detail: string, subjects: readonly string[] = []): NotEstimable {
  return { kind: 'notEstimable', reason, detail, subjects };
}

import type { Refusal } from '../refuse.ts';

/** A credential that is good, or could not be looked at, and yet opens nothing now. One that is no good is simply not found. */
export class NotAdmitted extends Error {
  override readonly name = 'NotAdmitted';
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/**
 * The whole file cannot be loaded, and only its sender can change that: it ends the import FAILED, without a retry.
 * The message says what is wrong and what would be right, and repeats no customer's data.
 */
export class ImportInputError extends Error {
  override readonly name = 'ImportInputError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

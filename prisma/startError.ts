/**
 * What a person can do something about: one line that says what is wrong and one that says what to do.
 * Entry points print it without a stack and exit non-zero; everything else is a bug and keeps its stack.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly remedy: string;
  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}

/** The text of any error as an entry point prints it. */
export function explain(error: unknown): string {
  if (error instanceof StartError) return error.remedy === '' ? error.message : `${error.message}\n  → ${error.remedy}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

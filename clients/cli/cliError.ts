/** What a person can do something about: printed as one line and its remedy, without a stack. Anything else is a bug. */
export class CliError extends Error {
  override readonly name: string = 'CliError';
  readonly remedy: string | null;
  readonly exitCode: number;
  constructor(message: string, remedy: string | null = null, exitCode = 1) {
    super(message);
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}

/** The command line itself is wrong: exit code 2. */
export class UsageError extends CliError {
  override readonly name = 'UsageError';
  constructor(message: string, remedy: string | null = null) {
    super(message, remedy, 2);
  }
}

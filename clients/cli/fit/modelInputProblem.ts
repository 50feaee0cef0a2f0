import { CliError } from '../cliError.ts';

/** The engine's complaint about its arguments, told of the file. Whatever else went wrong stays as it is. */
export function modelInputProblem(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'ModelInputError') return error;
  return new CliError(`${file}: ${error.message}`, 'mend the file, or choose other columns or options', 2);
}

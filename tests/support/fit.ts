import { fitCommands } from '../../clients/cli/fit/fitCommands.ts';

/** What `earshot fit …` prints with --json, as anything that it may hold. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads the JSON as its user would, by the names that the issue fixes
export type FitJson = any;

/**
 * Runs `earshot fit WORDS` in this process, through the command itself.
 *
 * @returns the JSON after a round trip (undefined and NaN would not survive it) and the lines people see
 * @throws what the command prints as its error: UsageError, FileFault, CliError with its exitCode and remedy
 */
export async function runFit(...words: readonly string[]): Promise<{ json: FitJson; lines: readonly string[] }> {
  const [model, ...rest] = words;
  const command = fitCommands.find(({ name }) => name === `fit ${model}`);
  if (command === undefined) throw new Error(`there is no model ${model}`);
  const { result, lines } = await command.evaluate(rest);
  return { json: JSON.parse(JSON.stringify(result)), lines };
}

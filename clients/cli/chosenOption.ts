import { UsageError } from './cliError.ts';

/** One of a closed list, as an option gives it: in any case of letters. Undefined where it is not given. @throws UsageError */
export function chosenOption<const Choice extends string>(name: string, given: string, choices: readonly Choice[]): Choice;
export function chosenOption<const Choice extends string>(
  name: string,
  given: string | undefined,
  choices: readonly Choice[],
): Choice | undefined;
export function chosenOption<const Choice extends string>(
  name: string,
  given: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  if (given === undefined) return undefined;
  const choice = choices.find((word) => word.toLowerCase() === given.toLowerCase());
  if (choice) return choice;
  throw new UsageError(`--${name} ${given} is not possible`, `--${name} takes ${choices.map((word) => word.toLowerCase()).join(', ')}`);
}

import type { Command } from './command.ts';

/** The longest name wins: `runs show` before `runs`. */
export function findCommand<Known extends Command>(words: readonly string[], known: readonly Known[]): Known | undefined {
  return known
    .filter(({ name }) => name.split(' ').every((word, index) => words[index] === word))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
}

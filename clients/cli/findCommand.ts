import type { Command } from './command.ts';

/** The longest name wins: `runs show` before `runs`. */
export function findCommand<Known extends Command>(words: readonly string[], known: readonly Known[]): Known | undefined {
  return known
    .filter(({ name }) => name.split(' ').every((word, index) => words[index] === word))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
}

/** `runs list` is `runs`, as in other tools, wherever there is no other meaning to it. */
export function withoutList(words: readonly string[], known: readonly Command[]): readonly string[] {
  const [group = '', verb, ...rest] = words;
  const names = known.map(({ name }) => name);
  const isAnotherWord = verb === 'list' && names.includes(group) && !names.includes(`${group} list`);
  return isAnotherWord && names.some((name) => name.startsWith(`${group} `)) ? [group, ...rest] : words;
}

import { UsageError } from './cliError.ts';
import type { Command } from './command.ts';
import { groupOverview } from './helpText.ts';

/** The commands that begin with a word, or words. */
export const below = (words: string, known: readonly Command[]) => known.filter(({ name }) => name.startsWith(`${words} `));

/** `keys --help`: the commands that begin with a word that is none by itself. Null where there are none. */
export function groupHelp([word = '', ...rest]: readonly string[], known: readonly Command[]): string | null {
  const group = below(word, known);
  return group.length > 0 && rest.some((option) => ['--help', '-h'].includes(option)) ? groupOverview(word, group) : null;
}

/** What to say of words that are no command: those that begin alike (`keys`), else the one that was probably meant (`improt`). */
export function noSuchCommand([word = '', next]: readonly string[], known: readonly Command[]): UsageError {
  const group = below(word, known);
  if (group.length > 0) {
    const names = group.map(({ name }) => name).join(', ');
    return next === undefined || next.startsWith('-')
      ? new UsageError(`earshot ${word} needs one word more`, `earshot ${names}`)
      : new UsageError(`there is no command ${JSON.stringify(`${word} ${next}`)}`, `there are ${names}`);
  }
  const near = known.map(({ name }) => name.split(' ')[0] ?? '').find((name) => isNear(word, name));
  return new UsageError(
    `there is no command ${JSON.stringify(word)}`,
    near === undefined ? 'earshot --help lists them all' : `did you mean earshot ${near}? earshot --help lists them all`,
  );
}

/** One slip of the pen apart: a letter too many, too few, another, or two the wrong way round. */
function isNear(a: string, b: string): boolean {
  if (a.length < 3 || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const tailOf = (text: string, skip: number) => text.slice(start + skip);
  if (a.length > b.length) return tailOf(a, 1) === tailOf(b, 0);
  if (a.length < b.length) return tailOf(a, 0) === tailOf(b, 1);
  return tailOf(a, 1) === tailOf(b, 1) || (a[start] === b[start + 1] && a[start + 1] === b[start] && tailOf(a, 2) === tailOf(b, 2));
}

/** Words of the command line as parts of a question to `metrics`: names are those of the graph, in any case, with a dash for an underscore. */
import { UsageError } from './cliError.ts';
import type { Dimension, Measure, MetricFilterInput, MetricGroupingInput } from './generated/graphql.ts';

/** The server knows which names there are, and says so. */
const named = (word: string) => word.trim().toUpperCase().replaceAll('-', '_');

export const measureNamed = (word: string): Measure => named(word) as Measure;

export const wordsOf = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** month, touchpoint, trait:plan, segment:at-risk. */
export function groupingNamed(word: string): MetricGroupingInput {
  const [name = '', ...rest] = word.split(':');
  const key = rest.join(':');
  const dimension = named(name) as Dimension;
  if (dimension === 'TRAIT') return { dimension, traitKey: key || null };
  if (dimension === 'SEGMENT') return { dimension, segmentKey: key || null };
  if (key !== '') throw new UsageError(`${word} has a name behind the colon, which only trait: and segment: have`);
  return { dimension };
}

/** touchpoint=checkout,support; an empty group is the unknown one. */
export function filterNamed(option: string, text: string): MetricFilterInput {
  const at = text.indexOf('=');
  if (at <= 0) throw new UsageError(`--${option} ${text} names no groups`, `for example --${option} touchpoint=checkout,support`);
  const groups = text.slice(at + 1).split(',');
  return { ...groupingNamed(text.slice(0, at)), in: groups.filter((group) => group !== ''), orUnknown: groups.includes('') };
}

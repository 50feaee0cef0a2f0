import type { NamedColumn, Scale } from '../../../worker/stats/index.ts';
import { UsageError } from '../cliError.ts';

/** The scales that a column of answers can show by itself. */
const knownScales: readonly Scale[] = [
  { min: 1, max: 5 },
  { min: 1, max: 7 },
  { min: 1, max: 10 },
  { min: 0, max: 10 },
];

/** `1-5` as --scale has it. @throws UsageError */
export function parseScale(text: string): Scale {
  const [min, max] = text.split('-').map(Number);
  if (!/^\d+-\d+$/.test(text) || min === undefined || max === undefined || min >= max)
    throw new UsageError(`--scale ${text} is not a scale`, 'say its lowest and highest answer: --scale 1-5');
  return { min, max };
}

/**
 * The scale that the answers show: whole numbers from 1 (or 0) up whose highest is the top of a known scale. Null where they show none,
 * as a 0/1 column or an amount of money. Answers of 1 to 10 are on 0-10 where another of the columns is.
 */
export function observedScales(columns: readonly NamedColumn[]): (Scale | null)[] {
  const found = columns.map(({ values }) => scaleOf(values));
  const isFromZero = found.some((scale) => scale?.min === 0);
  return found.map((scale) => (scale?.max === 10 && isFromZero ? { min: 0, max: 10 } : scale));
}

function scaleOf(values: ArrayLike<number>): Scale | null {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value)) return null;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  return knownScales.find(({ min, max }) => highest === max && lowest >= min) ?? null;
}

/** Scales of answers: as --scale gives them, and as the answers show them. */
import type { NamedColumn, Scale } from '../../../worker/stats/index.ts';
import { UsageError } from '../cliError.ts';

/** Scales in use, the narrowest first. */
const usualScales: readonly Scale[] = [
  { min: 1, max: 5 },
  { min: 1, max: 7 },
  { min: 1, max: 10 },
  { min: 0, max: 10 },
];

/** Answers of 0 and 1 are on no longer scale: so few of it would hardly be all that was answered. */
const yesOrNo: Scale = { min: 0, max: 1 };

/** What --scale is where it is not said, as help has it. */
export const inferredScales = '0-1 where all are 0 or 1 and some 0, else the narrowest of 1-5, 1-7, 1-10, 0-10 that holds them';

/** `1-5`. @throws UsageError */
export function scaleOption(text: string): Scale {
  const [, low, high] = /^(-?\d+(?:\.\d+)?)-(-?\d+(?:\.\d+)?)$/.exec(text.trim()) ?? [];
  const scale = { min: Number(low), max: Number(high) };
  if (!(scale.min < scale.max)) throw new UsageError(`--scale ${text} is not a scale`, 'say --scale MIN-MAX, for example 1-5');
  return scale;
}

/** The narrowest usual scale that holds these answers; of 0 and 1 alone, the one of yes and no. @throws UsageError when none does */
export function inferredScale(name: string, answers: Float64Array): Scale {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const answer of answers) {
    low = Math.min(low, answer);
    high = Math.max(high, answer);
  }
  const found = low === 0 && high <= 1 ? yesOrNo : usualScales.find(({ min, max }) => min <= low && high <= max);
  if (found === undefined)
    throw new UsageError(`column ${name} goes from ${low} to ${high}, which is no usual scale`, 'say --scale MIN-MAX, for example 0-100');
  return found;
}

/** How people are told which scale the numbers rest on. */
export function scaleLine({ min, max }: Scale, isInferred: boolean): string {
  return isInferred ? `Scale ${min}-${max}, inferred from the answers: say --scale if it is another.` : `Scale ${min}-${max}.`;
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
  return usualScales.find(({ min, max }) => highest === max && lowest >= min) ?? null;
}

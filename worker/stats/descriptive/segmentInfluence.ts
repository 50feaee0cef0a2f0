import { type ChangeInfluence, type PeriodInfluence, periodInfluence } from './changeInfluence.ts';
import type { TwoPeriods } from './changeParts.ts';
import type { SegmentMeans } from './segmentMeans.ts';

/**
 * Influences of answers on mix_s = (p1 - p0) ((m0 + m1)/2 - (M0 + M1)/2) of one segment. Beside its share and mean, the scores M move it:
 * with them every answer. Over all segments they add up to mixInfluence.
 */
export function segmentMixInfluence({ before, after, pairs }: TwoPeriods, segment: number): ChangeInfluence {
  const { isBefore, isAfter, shareBefore, shareAfter, middle } = pairs[segment]!;
  const grown = shareAfter - shareBefore;
  const above = middle - (before.mean + after.mean) / 2;
  const slope = isBefore && isAfter ? grown / 2 : grown;
  const of = (period: SegmentMeans, byShare: number): PeriodInfluence =>
    added(
      periodInfluence(period, only(pairs.length, segment, byShare), only(pairs.length, segment, slope)),
      scoreInfluence(period),
      -grown / 2,
    );
  return { before: of(before, -above), after: of(after, above) };
}

/** Influences of answers on within_s = (m1 - m0) (p0 + p1)/2 of one segment. */
export function segmentWithinInfluence({ before, after, pairs }: TwoPeriods, segment: number): ChangeInfluence {
  const { isBefore, isAfter, shareBefore, shareAfter, gap } = pairs[segment]!;
  const slope = isBefore && isAfter ? (shareBefore + shareAfter) / 2 : 0;
  const of = (period: SegmentMeans, byMean: number): PeriodInfluence =>
    periodInfluence(period, only(pairs.length, segment, gap / 2), only(pairs.length, segment, byMean));
  return { before: of(before, -slope), after: of(after, slope) };
}

const only = (size: number, segment: number, value: number): number[] =>
  Array.from({ length: size }, (_, s) => (s === segment ? value : 0));

/** On the score itself: w (u - M) / W. */
function scoreInfluence({ means, mean, sumWeights }: SegmentMeans): PeriodInfluence {
  return { bases: means.map((m) => (m - mean) / sumWeights), slopes: means.map(() => 1 / sumWeights), means };
}

const added = (a: PeriodInfluence, b: PeriodInfluence, times: number): PeriodInfluence => ({
  bases: a.bases.map((base, s) => base + times * b.bases[s]!),
  slopes: a.slopes.map((slope, s) => slope + times * b.slopes[s]!),
  means: a.means,
});

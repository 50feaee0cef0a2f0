import type { SegmentMeans } from './segmentMeans.ts';

/**
 * What an answer with weight w and value u in segment s adds to a part of a change: w (bases_s + slopes_s (u - means_s)).
 * `bases` is the way through the segment's share, `slopes` the way through its mean.
 */
export interface PeriodInfluence {
  readonly bases: Float64Array;
  readonly slopes: Float64Array;
  readonly means: Float64Array;
}

export interface ChangeInfluence {
  readonly before: PeriodInfluence;
  readonly after: PeriodInfluence;
}

/** A segment in both periods: what the parts of a change are made of. */
export interface SegmentPair {
  readonly isBefore: boolean;
  readonly isAfter: boolean;
  readonly shareBefore: number;
  readonly shareAfter: number;
  /** mean of the two means, or the only one */
  readonly middle: number;
  /** after less before; 0 where only one is known */
  readonly gap: number;
}

export function segmentPairs(before: SegmentMeans, after: SegmentMeans): SegmentPair[] {
  return Array.from(before.means, (meanBefore, segment) => {
    const meanAfter = after.means[segment]!;
    const isBefore = before.weights[segment]! > 0;
    const isAfter = after.weights[segment]! > 0;
    const middle = isBefore && isAfter ? (meanBefore + meanAfter) / 2 : isAfter ? meanAfter : meanBefore;
    const gap = isBefore && isAfter ? meanAfter - meanBefore : 0;
    return { isBefore, isAfter, shareBefore: before.shares[segment]!, shareAfter: after.shares[segment]!, middle, gap };
  });
}

/** Influences on mix = Σ (p1 - p0) middle. A segment of one period only moves `middle` by its whole mean, one of both by half of it. */
export function mixInfluence(before: SegmentMeans, after: SegmentMeans, pairs: readonly SegmentPair[]): ChangeInfluence {
  const slope = ({ isBefore, isAfter, shareBefore, shareAfter }: SegmentPair): number =>
    (shareAfter - shareBefore) / (isBefore && isAfter ? 2 : 1);
  return {
    before: periodInfluence(
      before,
      pairs.map(({ middle }) => -middle),
      pairs.map(slope),
    ),
    after: periodInfluence(
      after,
      pairs.map(({ middle }) => middle),
      pairs.map(slope),
    ),
  };
}

/** Influences on within = Σ gap (p0 + p1)/2. A segment of one period only has none through its mean. */
export function withinInfluence(before: SegmentMeans, after: SegmentMeans, pairs: readonly SegmentPair[]): ChangeInfluence {
  const slope = ({ isBefore, isAfter, shareBefore, shareAfter }: SegmentPair): number =>
    isBefore && isAfter ? (shareBefore + shareAfter) / 2 : 0;
  const byShare = pairs.map(({ gap }) => gap / 2);
  return {
    before: periodInfluence(
      before,
      byShare,
      pairs.map((pair) => -slope(pair)),
    ),
    after: periodInfluence(after, byShare, pairs.map(slope)),
  };
}

/** Influences on mix + within: those on the scores themselves, after less before. */
export function totalInfluence(mix: ChangeInfluence, within: ChangeInfluence): ChangeInfluence {
  const add = (a: PeriodInfluence, b: PeriodInfluence): PeriodInfluence => ({
    bases: a.bases.map((base, segment) => base + b.bases[segment]!),
    slopes: a.slopes.map((slope, segment) => slope + b.slopes[segment]!),
    means: a.means,
  });
  return { before: add(mix.before, within.before), after: add(mix.after, within.after) };
}

/**
 * From derivatives by shares and means to influences of answers: an answer in s moves p_s by w (1 - p_s)/W, every other share r by
 * -w p_r/W, and m_s by w (u - m_s)/W_s.
 */
export function periodInfluence(period: SegmentMeans, byShare: readonly number[], byMean: readonly number[]): PeriodInfluence {
  const { shares, weights, sumWeights, means } = period;
  const average = byShare.reduce((sum, derivative, segment) => sum + shares[segment]! * derivative, 0);
  return {
    bases: Float64Array.from(byShare, (derivative) => (derivative - average) / sumWeights),
    slopes: Float64Array.from(byMean, (derivative, segment) => (weights[segment] === 0 ? 0 : derivative / weights[segment]!)),
    means,
  };
}

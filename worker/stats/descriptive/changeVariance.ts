import type { ChangeInfluence } from './changeInfluence.ts';
import { type CustomerUnits, customerUnits, unitTotals } from './customerUnits.ts';
import type { ScoreSeType } from './scoreEstimate.ts';
import { designDf, linearizedVariance, stratumMoments } from './stratumMoments.ts';
import type { SurveySample } from './surveySample.ts';

/** How the answers of two periods bring about the error of any part of a change. */
export interface ChangeVariance {
  /** null for one unit (in any stratum, or in a period) */
  stdErr(influence: ChangeInfluence): number | null;
  /** of t; null = normal */
  readonly df: number | null;
  readonly seType: ScoreSeType;
}

/**
 * Linearised variance of a change over the answers of both periods, under the rules of scoreDifference: customers who all answered once in
 * all are independent answers, each period a sample of its own, plain shares with divisor n; else customers are the units, over both periods.
 *
 * @param periods, segments codes of each row; period 0 is before, 1 after
 * @param isMean whether the plain error has divisor n - 1
 */
export function changeVariance(sample: SurveySample, periods: Int32Array, segments: Int32Array, isMean: boolean): ChangeVariance {
  const { n, clusters, strata, weights, counts } = sample;
  const units = clusters === null ? null : customerUnits(clusters, strata);
  const influenceOf = (influence: ChangeInfluence): Float64Array => rowInfluence(sample, periods, segments, influence);
  if (units !== null && units.count < n) return clusteredVariance(units, counts, influenceOf, hasLoneCustomer(units, periods));
  const isPlain = weights === null && strata === null;
  // each period (within each stratum) is a sample of its own
  const samples = strata === null ? periods : strata.map((stratum, row) => 2 * stratum + periods[row]!);
  const stdErr = (influence: ChangeInfluence): number | null => {
    const moments = stratumMoments(influenceOf(influence), counts, samples);
    const variance = isPlain && !isMean ? moments.rawSquares.reduce((sum, square) => sum + square, 0) : linearizedVariance(moments);
    return variance === null ? null : Math.sqrt(variance);
  };
  return { stdErr, df: null, seType: isPlain ? 'CLASSICAL' : 'LINEARIZED' };
}

function clusteredVariance(
  units: CustomerUnits,
  counts: Float64Array | null,
  influenceOf: (influence: ChangeInfluence) => Float64Array,
  isUnknown: boolean,
): ChangeVariance {
  const momentsOf = (influence: Float64Array) => stratumMoments(unitTotals(influence, counts, units), null, units.stratumOf);
  const stdErr = (influence: ChangeInfluence): number | null => {
    const variance = isUnknown ? null : linearizedVariance(momentsOf(influenceOf(influence)));
    return variance === null ? null : Math.sqrt(variance);
  };
  return { stdErr, df: designDf(momentsOf(new Float64Array(units.unitOf.length))), seType: 'CR1' };
}

/** Whether a period rests on one customer, whose own spread says nothing of others. */
function hasLoneCustomer({ unitOf }: CustomerUnits, periods: Int32Array): boolean {
  return [0, 1].some((period) => {
    const first = unitOf[periods.indexOf(period)];
    return unitOf.every((unit, row) => periods[row] !== period || unit === first);
  });
}

function rowInfluence(
  { values, weights }: SurveySample,
  periods: Int32Array,
  segments: Int32Array,
  { before, after }: ChangeInfluence,
): Float64Array {
  const influence = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const { bases, slopes, means } = periods[i] === 0 ? before : after;
    const segment = segments[i]!;
    const weight = weights === null ? 1 : weights[i]!;
    influence[i] = weight * (bases[segment]! + slopes[segment]! * (values[i]! - means[segment]!));
  }
  return influence;
}

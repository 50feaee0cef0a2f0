import { requireConfidenceLevel } from '../checks.ts';
import { type WaldRow, waldRow } from '../inference/waldRow.ts';
import { type FitOutcome, ModelInputError, notEstimable } from '../outcome.ts';
import { type ChangeInfluence, segmentPairs } from './changeInfluence.ts';
import { changeParts, type ScoreChange, type SegmentChange, type TwoPeriods, type WaldOf } from './changeParts.ts';
import type { ScoreSeType } from './scoreEstimate.ts';
import { kindOfSums, type SumsKind } from './scoreOfSums.ts';
import { segmentMixInfluence, segmentWithinInfluence } from './segmentInfluence.ts';
import type { SegmentMeans } from './segmentMeans.ts';

/** Squares below this part of what they are made of are what rounding leaves of influences that cancel. */
const CANCELLED = 1e-13;

/** Facts of one segment in one period. */
export interface ChangeCell {
  readonly segment: number;
  readonly isAfter: boolean;
  readonly n: number;
  /** Σ x_g, summed weights */
  readonly weight: number;
  /** Σ y_g, summed weights × values */
  readonly total: number;
}

/** Two cells, or one twice, and the products of the totals of their common customers. Each pair of two stands in one order only. */
export interface ChangeProducts {
  /** places in cells */
  readonly a: number;
  readonly b: number;
  readonly xx: number;
  /** Σ x_a y_b */
  readonly xy: number;
  /** Σ y_a x_b */
  readonly yx: number;
  readonly yy: number;
}

export interface ChangeSums {
  readonly segments: readonly string[];
  readonly cells: readonly ChangeCell[];
  readonly products: readonly ChangeProducts[];
  /** distinct, in each period and in either */
  readonly customers: { readonly before: number; readonly after: number; readonly either: number };
}

/** A segment's parts with the doubt of each. */
export interface SegmentEffects extends SegmentChange {
  readonly doubt: { readonly mix: WaldRow; readonly within: WaldRow };
}

export interface ChangeOfSums extends Omit<ScoreChange, 'before' | 'after' | 'segments'> {
  readonly segments: readonly SegmentEffects[];
}

/**
 * scoreChange from sums alone, with the doubt of every segment's part.
 *
 * With the influence of an answer w (b_c + s_c (u - m_c)) in cell c, a customer's is z_g = Σ_c (b_c - s_c m_c) x_gc + s_c y_gc, so that
 *
 *   Σ z² = Σ_c Σ_d (α_c α_d Σ x_c x_d + α_c β_d Σ x_c y_d + β_c α_d Σ y_c x_d + β_c β_d Σ y_c y_d),   α = b - s m, β = s
 *
 * over customers: the products are all that the error needs, however many facts there are. Rules of the error as in changeVariance:
 * customers with one fact each are independent, each period a sample of its own; else customers are the units, over both periods.
 *
 * @param isWeighted whether the weights are sampling weights
 * @returns notEstimable NOT_ENOUGH_DATA when a period has no fact (with weight)
 * @throws ModelInputError OUT_OF_RANGE for a confidence level or a place that is none
 * Time O(segments × products).
 * @see Kitagawa (1955), JASA 50:1168-1194, doi:10.1080/01621459.1955.10501299
 */
export function changeOfSums(kind: SumsKind, sums: ChangeSums, isWeighted: boolean, confidenceLevel = 0.95): FitOutcome<ChangeOfSums> {
  requireConfidenceLevel(confidenceLevel);
  requirePlaces(sums);
  const [before, after] = [meansOf(sums, false), meansOf(sums, true)];
  const silent = [...(before.sumWeights === 0 ? ['before'] : []), ...(after.sumWeights === 0 ? ['after'] : [])];
  if (silent.length > 0) return notEstimable('NOT_ENOUGH_DATA', `nobody answered ${silent.join(' and ')}`, silent);
  const periods: TwoPeriods = { before, after, pairs: segmentPairs(before, after), labels: sums.segments };
  const error = errorOf(sums, kindOfSums(kind).isMean, isWeighted);
  const wald: WaldOf = (name, estimate, influence) => waldRow(name, estimate, error.stdErr(influence), error.df, confidenceLevel);
  const parts = changeParts(periods, wald);
  const segments = parts.segments.map((row): SegmentEffects => {
    const segment = sums.segments.indexOf(row.segment);
    const mix = wald('mix', row.mix, segmentMixInfluence(periods, segment));
    return { ...row, doubt: { mix, within: wald('within', row.within, segmentWithinInfluence(periods, segment)) } };
  });
  return { kind: 'fitted', fit: { ...parts, segments, seType: error.seType, confidenceLevel }, warnings: [] };
}

function meansOf({ segments, cells }: ChangeSums, isAfter: boolean): SegmentMeans {
  const [n, weights, totals] = [0, 1, 2].map(() => new Float64Array(segments.length)) as [Float64Array, Float64Array, Float64Array];
  for (const cell of cells) {
    if (cell.isAfter !== isAfter) continue;
    n[cell.segment]! += cell.n;
    weights[cell.segment]! += cell.weight;
    totals[cell.segment]! += cell.total;
  }
  const sum = (parts: Float64Array): number => parts.reduce((all, part) => all + part, 0);
  const sumWeights = sum(weights);
  return {
    n,
    weights,
    sumWeights,
    shares: weights.map((weight) => weight / sumWeights),
    means: totals.map((total, segment) => (weights[segment] === 0 ? 0 : total / weights[segment]!)),
    mean: sum(totals) / sumWeights,
  };
}

interface SumsError {
  stdErr(influence: ChangeInfluence): number | null;
  readonly df: number | null;
  readonly seType: ScoreSeType;
}

function errorOf(sums: ChangeSums, isMean: boolean, isWeighted: boolean): SumsError {
  const { cells, customers } = sums;
  const n = cells.reduce((all, cell) => all + cell.n, 0);
  const root = (variance: number | null): number | null => (variance === null ? null : Math.sqrt(variance));
  if (customers.either < n) {
    const isUnknown = customers.before < 2 || customers.after < 2; // a lone customer's own spread says nothing of others
    const factor = customers.either / (customers.either - 1);
    return {
      stdErr: (influence) => (isUnknown ? null : root(factor * squaresOf(sums, influence, () => true))),
      df: customers.either - 1,
      seType: 'CR1',
    };
  }
  const variance = (influence: ChangeInfluence, isAfter: boolean): number | null => {
    const squares = squaresOf(sums, influence, (cell) => cell.isAfter === isAfter);
    const units = isAfter ? customers.after : customers.before;
    if (!isMean && !isWeighted) return squares;
    return units < 2 ? null : (units / (units - 1)) * squares;
  };
  return {
    stdErr: (influence) => {
      const [before, after] = [variance(influence, false), variance(influence, true)];
      return before === null || after === null ? null : Math.sqrt(before + after);
    },
    df: null,
    seType: isWeighted ? 'LINEARIZED' : 'CLASSICAL',
  };
}

/** Σ z² over customers, of the cells that count. */
function squaresOf({ cells, products }: ChangeSums, { before, after }: ChangeInfluence, counts: (cell: ChangeCell) => boolean): number {
  let [squares, size] = [0, 0];
  const factors = cells.map(({ segment, isAfter }) => {
    const { bases, slopes, means } = isAfter ? after : before;
    return { alpha: bases[segment]! - slopes[segment]! * means[segment]!, beta: slopes[segment]! };
  });
  for (const { a, b, xx, xy, yx, yy } of products) {
    if (!counts(cells[a]!) || !counts(cells[b]!)) continue;
    const [of, with_] = [factors[a]!, factors[b]!];
    const times = a === b ? 1 : 2;
    for (const term of [of.alpha * with_.alpha * xx, of.alpha * with_.beta * xy, of.beta * with_.alpha * yx, of.beta * with_.beta * yy]) {
      squares += times * term;
      size += times * Math.abs(term);
    }
  }
  return squares <= CANCELLED * size ? 0 : squares;
}

function requirePlaces({ segments, cells, products }: ChangeSums): void {
  for (const { segment } of cells)
    if (!(segment in segments))
      throw new ModelInputError('OUT_OF_RANGE', `cells has segment ${segment}, a place among ${segments.length} is needed`);
  for (const { a, b } of products)
    if (!(a in cells && b in cells))
      throw new ModelInputError('OUT_OF_RANGE', `products has cells ${a} and ${b}, places among ${cells.length} are needed`);
}

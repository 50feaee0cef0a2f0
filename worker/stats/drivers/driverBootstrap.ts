import { requireConfidenceLevel } from '../checks.ts';
import { percentile } from '../inference/percentile.ts';
import type { DriverDraws } from './driverDraws.ts';

/** How far an estimate moves from draw to draw; null where fewer than two draws could be estimated. */
export interface DrawSpread {
  readonly stdErr: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

/** How stable an importance and its place among the others are. No interval here tests a driver: LMG is never negative. */
export interface ImportanceStability {
  readonly lmg: DrawSpread;
  readonly lmgShare: DrawSpread;
  /** whole ranks, rounded outwards; 1 = most important */
  readonly rankLow: number | null;
  readonly rankHigh: number | null;
  /** share of the draws with a rank of at most topK */
  readonly topProbability: number | null;
  /** share of the draws by rank, from rank 1; sums to 1 but for ties, which share the better rank */
  readonly rankProbabilities: readonly number[];
}

export interface DriverBootstrap {
  /** draws asked for, and how many of them could not be estimated and are left out */
  readonly draws: number;
  readonly failedDraws: number;
  readonly unit: DriverDraws['unit'];
  readonly units: number;
  readonly topK: number;
  readonly confidenceLevel: number;
  readonly rSquared: DrawSpread;
  readonly intercept: DrawSpread;
  /** coefficients, means and importance by driver */
  readonly estimates: readonly DrawSpread[];
  readonly means: readonly DrawSpread[];
  readonly drivers: readonly ImportanceStability[];
  readonly forces: readonly ImportanceStability[];
}

/**
 * Sums draws up: standard deviations, percentile intervals (type 7) and ranks.
 *
 * Percentile and not BCa, which is undefined for ranks. Ranks are taken within each draw.
 *
 * @param topK a driver's topProbability is that of being among so many
 * @see Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13
 */
export function driverBootstrap(draws: DriverDraws, { confidenceLevel = 0.95, topK = 3 } = {}): DriverBootstrap {
  requireConfidenceLevel(confidenceLevel);
  const used = Array.from(draws.isEstimated.keys()).filter((draw) => draws.isEstimated[draw] === 1);
  const spreads = (table: Float64Array): DrawSpread[] => {
    const width = table.length / Math.max(1, draws.draws);
    return Array.from({ length: width }, (_, j) => spreadOf(columnOf(table, width, j, used), confidenceLevel));
  };
  const [intercept = spreadOf(new Float64Array(), confidenceLevel), ...estimates] = spreads(draws.estimates);
  return {
    draws: draws.draws,
    failedDraws: draws.draws - used.length,
    unit: draws.unit,
    units: draws.units,
    topK,
    confidenceLevel,
    rSquared: spreadOf(columnOf(draws.rSquared, 1, 0, used), confidenceLevel),
    intercept,
    estimates,
    means: spreads(draws.means),
    drivers: stabilities(draws, draws.lmg, used, confidenceLevel, topK),
    forces: stabilities(draws, draws.forces, used, confidenceLevel, topK),
  };
}

/** Standard deviation and percentile interval of the draws of one number. */
export function spreadOf(values: Float64Array, confidenceLevel: number): DrawSpread {
  if (values.length < 2) return { stdErr: null, ciLow: null, ciHigh: null };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sorted = values.toSorted();
  const tail = (1 - confidenceLevel) / 2;
  return { stdErr: Math.sqrt(squares / (values.length - 1)), ciLow: percentile(sorted, tail), ciHigh: percentile(sorted, 1 - tail) };
}

/** One column of a row-major table, in the chosen draws. */
export function columnOf(table: Float64Array, width: number, j: number, draws: readonly number[]): Float64Array {
  return Float64Array.from(draws, (draw) => table[draw * width + j]!);
}

function stabilities(
  { rSquared, draws }: DriverDraws,
  table: Float64Array,
  used: readonly number[],
  confidenceLevel: number,
  topK: number,
): ImportanceStability[] {
  const width = table.length / Math.max(1, draws);
  const shares = table.map((value, entry) => value / (rSquared[Math.floor(entry / width)]! || 1)); // an R² of 0 has importances of 0
  const ranks = ranksWithin(table, width);
  return Array.from({ length: width }, (_, j) => {
    const own = columnOf(ranks, width, j, used);
    const { ciLow, ciHigh } = spreadOf(own, confidenceLevel);
    const share = (isSo: (rank: number) => boolean): number => own.filter(isSo).length / own.length;
    return {
      lmg: spreadOf(columnOf(table, width, j, used), confidenceLevel),
      lmgShare: spreadOf(columnOf(shares, width, j, used), confidenceLevel),
      rankLow: ciLow === null ? null : Math.floor(ciLow),
      rankHigh: ciHigh === null ? null : Math.ceil(ciHigh),
      topProbability: own.length === 0 ? null : share((rank) => rank <= topK),
      rankProbabilities: own.length === 0 ? [] : Array.from({ length: width }, (_rank, k) => share((rank) => rank === k + 1)),
    };
  });
}

/** Ranks within each row of a table; equal values share the better rank. */
function ranksWithin(table: Float64Array, width: number): Float64Array {
  return table.map((value, entry) => {
    const start = entry - (entry % width);
    let rank = 1;
    for (let k = start; k < start + width; k++) if (table[k]! > value) rank++;
    return rank;
  });
}

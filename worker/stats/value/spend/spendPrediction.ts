import { requireConfidenceLevel, requireSameLength } from '../../checks.ts';
import { gammaQuantile } from '../../distributions/gammaQuantile.ts';
import { twoSidedZ } from '../../distributions/normalQuantile.ts';
import type { GammaGammaFit } from './gammaGamma.ts';
import { classOf } from './spendClasses.ts';
import { expectedSpendOf, type SpendModel } from './spendModel.ts';

/** Parallel columns, one row a customer. NaN stands for what is not defined: write it as null with the reason BOUNDARY. */
export interface SpendPrediction {
  /** expected mean amount of a purchase; NaN without a repeat purchase where no population mean exists */
  readonly expectedSpend: Float64Array;
  /** for the expectation: doubt about the parameters alone; NaN on the boundary and for parameters that were given */
  readonly expectedLow: Float64Array;
  readonly expectedHigh: Float64Array;
  /** for the customer's own mean: doubt about the parameters and about the customer; NaN on the boundary */
  readonly predictedLow: Float64Array;
  readonly predictedHigh: Float64Array;
}

/**
 * Expected spend of each customer under a fitted Gamma-Gamma model, by class of frequency where the fit has them, with both intervals.
 *
 *   expected:  E exp(± z se(ln E)), se by the delta method: ∂ln E/∂p = 1/p - x/(px + q - 1), ∂q = -1/(px + q - 1), ∂v = 1/(v + xm)
 *   predicted: the customer's own mean p/ν, where ν | x, m ~ Gamma(px + q, v + xm): its quantiles, pushed out from the median so
 *              that on the scale of logarithms their distance and z se(ln E) add as squares
 *
 * Without a repeat purchase (x = 0) it is the population mean; with classes that of the lowest class, the nearest in frequency.
 * Time O(n), and three quantiles for each distinct frequency.
 *
 * @param frequency length n, x
 * @param monetary  length n, m, read where x > 0
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, OUT_OF_RANGE
 */
export function spendPrediction(
  fit: GammaGammaFit,
  frequency: Float64Array,
  monetary: Float64Array,
  confidenceLevel = 0.95,
): SpendPrediction {
  const n = requireSameLength({ frequency, monetary });
  requireConfidenceLevel(confidenceLevel);
  const columns: SpendPrediction = {
    expectedSpend: new Float64Array(n).fill(Number.NaN),
    expectedLow: new Float64Array(n).fill(Number.NaN),
    expectedHigh: new Float64Array(n).fill(Number.NaN),
    predictedLow: new Float64Array(n).fill(Number.NaN),
    predictedHigh: new Float64Array(n).fill(Number.NaN),
  };
  const z = twoSidedZ(confidenceLevel);
  const atFrequency = new Map<number, SpendAtFrequency>();
  for (let row = 0; row < n; row++) {
    const x = frequency[row]!;
    const m = x > 0 ? monetary[row]! : 0;
    let at = atFrequency.get(x);
    if (at === undefined) {
      at = spendAtFrequency(fit, x, confidenceLevel);
      atFrequency.set(x, at);
    }
    const expected = expectedSpendOf(at.fit.model, x, m);
    if (expected === null) continue;
    columns.expectedSpend[row] = expected;
    if (at.quantiles === null) continue;
    const logStdErr = Math.sqrt(logVariance(at.fit, x, m));
    if (at.fit.covariance !== null) {
      columns.expectedLow[row] = expected * Math.exp(-z * logStdErr);
      columns.expectedHigh[row] = expected * Math.exp(z * logStdErr);
    }
    const median = expected * at.quantiles.median;
    columns.predictedLow[row] = median * Math.exp(-Math.hypot(at.quantiles.logBelow, z * logStdErr));
    columns.predictedHigh[row] = median * Math.exp(Math.hypot(at.quantiles.logAbove, z * logStdErr));
  }
  return columns;
}

/** The part of a fit that predicts: the whole, or the class of a frequency. */
interface SpendFit {
  readonly model: SpendModel;
  readonly covariance: Float64Array | null;
}

/** What all customers with one frequency share. */
interface SpendAtFrequency {
  readonly fit: SpendFit;
  /** of the customer's own mean: its median as a multiple of its expectation, and how far the ends lie from the median, in logarithms */
  readonly quantiles: { readonly median: number; readonly logBelow: number; readonly logAbove: number } | null;
}

function spendAtFrequency(whole: GammaGammaFit, x: number, confidenceLevel: number): SpendAtFrequency {
  const fit: SpendFit = classOf(whole.byFrequency?.classes ?? [], x) ?? whole;
  if (fit.model.kind !== 'gammaGamma') return { fit, quantiles: null };
  const shape = fit.model.p * x + fit.model.q;
  const tail = (1 - confidenceLevel) / 2;
  const median = gammaQuantile(0.5, shape);
  return {
    fit,
    quantiles: {
      median: (shape - 1) / median, // the mean is p (v + xm) / ν, its expectation that with ν at shape - 1
      logBelow: Math.log(gammaQuantile(1 - tail, shape) / median),
      logAbove: Math.log(median / gammaQuantile(tail, shape)),
    },
  };
}

/** Variance of ln E from the doubt about p, q and v; 0 for parameters that were given. */
function logVariance({ model, covariance }: SpendFit, x: number, m: number): number {
  if (covariance === null || model.kind !== 'gammaGamma') return 0;
  const { p, q, v } = model;
  const divisor = p * x + q - 1;
  const byP = 1 / p - x / divisor;
  const byQ = -1 / divisor;
  const byV = 1 / (v + x * m);
  const [pp, pq, pv, , qq, qv, , , vv] = covariance as unknown as readonly number[];
  return byP * byP * pp! + byQ * byQ * qq! + byV * byV * vv! + 2 * (byP * byQ * pq! + byP * byV * pv! + byQ * byV * qv!);
}

import { invertPositiveDefinite } from '../../linalg/positiveDefinite.ts';
import { inLogarithms } from '../../optimize/inLogarithms.ts';
import { type Likelihood, newton } from '../../optimize/newton.ts';
import { gammaGammaLikelihood } from './gammaGammaLikelihood.ts';
import type { SpendModel } from './spendModel.ts';
import { type SpendSample, samplePart } from './spendSample.ts';

const MOST_CLASSES = 5;

/** Customers with frequency from `from` to `to` repeat purchases; the last class has no upper end. */
export interface SpendClass {
  readonly from: number;
  readonly to: number | null;
  readonly n: number;
  /** p and q are the same in every class */
  readonly model: Extract<SpendModel, { kind: 'gammaGamma' }>;
  /** of p, q and the class's v, 3 x 3 row-major */
  readonly covariance: Float64Array;
}

export interface SpendClasses {
  readonly classes: readonly SpendClass[];
  /** of p, q and the v of each class, row-major */
  readonly covariance: Float64Array;
  /** of all classes together */
  readonly logLikelihood: number;
}

/**
 * Gamma-Gamma model with a level of spend v for each class of frequency, p and q common to all: for spend that depends on frequency.
 *
 * Classes are cut along frequency where a fifth of the customers, and at least minimumCustomers, are together; a smaller rest joins
 * the last. The shapes are common because one class cannot tell them apart: at one frequency the spread of ln m is
 * ψ'(px) + ψ'(q), and only its fall with x shows which part lies within customers (CDNOW's customers with x = 2, fitted alone,
 * run to the boundary p = ∞ and would not be shrunk to the mean at all).
 *
 * @param start the maximum of the common model, v in the currency of the data
 * @returns null when there are customers for one class only, or the search does not settle
 */
export function spendClasses(sample: SpendSample, start: SpendModel, minimumCustomers: number): SpendClasses | null {
  const starts = classStarts(sample, minimumCustomers);
  if (starts.length < 2 || start.kind !== 'gammaGamma') return null;
  const ends = [...starts.slice(1), Number.POSITIVE_INFINITY];
  const parts = starts.map((from, i) => samplePart(sample, from, ends[i]!));
  const { p, q, v } = start;
  const first = Float64Array.from([p, q, ...starts.map(() => v / sample.unit)], Math.log);
  const found = newton(first, (logs) => inLogarithms(jointLikelihood(parts, logs.map(Math.exp)), logs.map(Math.exp)));
  const parameters = found.parameters.map(Math.exp);
  const size = parameters.length;
  const covariance = invertPositiveDefinite(jointLikelihood(parts, parameters).information, size);
  if (found.status !== 'CONVERGED' || covariance === null) return null;
  const { unit } = sample;
  const scales = [1, 1, ...starts.map(() => unit)];
  const scaled = covariance.map((value, i) => value * scales[Math.floor(i / size)]! * scales[i % size]!);
  const classes = parts.map(({ n }, i): SpendClass => {
    const at = [0, 1, 2 + i];
    const block = at.flatMap((row) => at.map((column) => scaled[row * size + column]!));
    return {
      from: starts[i]!,
      to: Number.isFinite(ends[i]!) ? ends[i]! - 1 : null,
      n,
      model: { kind: 'gammaGamma', p: parameters[0]!, q: parameters[1]!, v: parameters[2 + i]! * unit },
      covariance: Float64Array.from(block),
    };
  });
  return { classes, covariance: scaled, logLikelihood: found.logLikelihood - sample.n * Math.log(unit) };
}

/** The class of a frequency; without a repeat purchase the lowest, which is nearest. */
export function classOf<Class extends Pick<SpendClass, 'from'>>(classes: readonly Class[], frequency: number): Class | undefined {
  return classes.findLast(({ from }, i) => frequency >= from || i === 0);
}

/** The sum over the classes; parameters p, q and the v of each class. */
function jointLikelihood(parts: readonly SpendSample[], parameters: Float64Array): Likelihood {
  const size = parameters.length;
  const score = new Float64Array(size);
  const information = new Float64Array(size * size);
  let logLikelihood = 0;
  for (const [i, part] of parts.entries()) {
    const own = gammaGammaLikelihood(part, parameters[0]!, parameters[1]!, parameters[2 + i]!);
    const at = [0, 1, 2 + i];
    logLikelihood += own.logLikelihood;
    for (let a = 0; a < 3; a++) {
      score[at[a]!]! += own.score[a]!;
      for (let b = 0; b < 3; b++) information[at[a]! * size + at[b]!]! += own.information[3 * a + b]!;
    }
  }
  return { logLikelihood, score, information };
}

/** The lowest frequency of each class. */
function classStarts({ n, distinctFrequencies, customersAt }: SpendSample, minimumCustomers: number): number[] {
  const enough = Math.max(minimumCustomers, n / MOST_CLASSES);
  const starts: number[] = [];
  let [size, left] = [Number.POSITIVE_INFINITY, n];
  for (let i = 0; i < distinctFrequencies.length; i++) {
    if (size >= enough && left >= minimumCustomers) {
      starts.push(distinctFrequencies[i]!);
      size = 0;
    }
    size += customersAt[i]!;
    left -= customersAt[i]!;
  }
  return starts;
}

import { parameterCloud } from '../buying/parameterCloud.ts';
import type { GammaGammaFit, SpendHistories } from './gammaGamma.ts';
import { classOf } from './spendClasses.ts';
import { expectedSpendOf, type SpendModel } from './spendModel.ts';

/** Second moments of what a customer spends. */
export interface SpendMoments {
  /** E[M²] of the customer's own mean, NaN where it has none */
  readonly meanSquare: number;
  /** E[z²] of one purchase */
  readonly purchaseSquare: number;
}

/**
 * Second moments of a customer's spend, given x purchases of mean m: M = p/ν, ν ~ Gamma(a, v + xm), a = px + q, z ~ Gamma(p, ν).
 *
 *   E[M²] = p² (v + xm)² / ((a - 1)(a - 2)), for a > 2;   E[z²] = (1 + 1/p) E[M²]
 */
export function spendMoments(fit: GammaGammaFit, x: number, m: number): SpendMoments {
  const { model } = classOf(fit.byFrequency?.classes ?? [], x) ?? fit;
  if (model.kind === 'identical') {
    const meanSquare = (model.p / model.rate) ** 2;
    return { meanSquare, purchaseSquare: (1 + 1 / model.p) * meanSquare };
  }
  if (model.kind === 'steady') {
    const meanSquare = x > 0 ? m * m : inverseGammaSquare(model.scale, model.q);
    return { meanSquare, purchaseSquare: meanSquare };
  }
  const meanSquare = inverseGammaSquare(model.p * (model.v + x * (x > 0 ? m : 0)), model.p * x + model.q);
  return { meanSquare, purchaseSquare: (1 + 1 / model.p) * meanSquare };
}

const inverseGammaSquare = (scale: number, shape: number): number =>
  shape > 2 ? (scale * scale) / ((shape - 1) * (shape - 2)) : Number.NaN;

/**
 * Σ weight × expected spend over the customers at each point of the cloud of the spend model's parameters (parameterCloud): how far the doubt
 * about them moves a total. Classes of frequency move together. Empty for parameters that are given or on the boundary.
 *
 * @param weights length n, 0 for a customer who takes no part
 */
export function spendCloud(fit: GammaGammaFit, { frequency, monetary }: SpendHistories, weights: Float64Array): number[] {
  const { parameters, covariance } = parametersOf(fit);
  if (covariance === null) return [];
  const size = parameters.length;
  const logCovariance = covariance.map((value, i) => value / parameters[Math.floor(i / size)]! / parameters[i % size]!);
  const froms = fit.byFrequency?.classes.map(({ from }) => from) ?? [0];
  return parameterCloud(parameters, logCovariance).map(([p, q, ...levels]) => {
    const classes = froms.map((from, i) => ({ from, model: { kind: 'gammaGamma', p: p!, q: q!, v: levels[i]! } satisfies SpendModel }));
    let total = 0;
    for (let row = 0; row < weights.length; row++) {
      if (weights[row] === 0) continue;
      const { model } = classOf(classes, frequency[row]!)!;
      total += weights[row]! * (expectedSpendOf(model, frequency[row]!, monetary[row]!) ?? Number.NaN);
    }
    return total;
  });
}

function parametersOf({ model, covariance, byFrequency }: GammaGammaFit): { parameters: number[]; covariance: Float64Array | null } {
  if (byFrequency !== null) {
    const { p, q } = byFrequency.classes[0]!.model;
    return { parameters: [p, q, ...byFrequency.classes.map((part) => part.model.v)], covariance: byFrequency.covariance };
  }
  return model.kind === 'gammaGamma' ? { parameters: [model.p, model.q, model.v], covariance } : { parameters: [], covariance: null };
}

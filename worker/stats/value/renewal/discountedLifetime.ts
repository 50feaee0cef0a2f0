import { requireNonNegative } from '../../checks.ts';
import { ModelInputError } from '../../outcome.ts';
import { type RenewalModel, renewalRate } from './renewalModel.ts';

/**
 * Discounted expected lifetime of a customer under contract, in payments: what a new one will pay in all, the first payment included.
 *
 *   DEL = Σ_{t >= 0} S(t) / (1 + d)^t = 2F1(1, beta; alpha + beta; 1 / (1 + d))
 *
 * Times the margin of a period it is the value of the contract. Undiscounted (d = 0) it is (alpha + beta - 1) / (alpha - 1), which
 * exists for alpha > 1 only.
 *
 * @param discountRate d per period, 0.10 = 10 %, >= 0
 * @returns null where the sum has no bound
 * @throws ModelInputError NOT_FINITE, OUT_OF_RANGE
 * @see Fader & Hardie (2010), Marketing Science 29:85-93, doi:10.1287/mksc.1080.0482
 */
export function discountedLifetime(model: RenewalModel, discountRate: number): number | null {
  requireNonNegative({ discountRate });
  if (model.kind === 'geometric') return (1 + discountRate) / (discountRate + model.churn);
  if (model.kind === 'polarised') return discountRate > 0 ? 1 + (1 - model.churn) / discountRate : null;
  const { alpha, beta } = model;
  if (discountRate === 0) return alpha > 1 ? (alpha + beta - 1) / (alpha - 1) : null;
  return hypergeometric(beta, alpha, discountRate);
}

/**
 * Discounted expected residual lifetime of a customer who has made some renewals and stands before the next one, whose payment counts in full.
 *
 *   DERL = Σ_{t >= n} S(t) / S(n - 1) / (1 + d)^(t - n) = (beta + n - 1)/(alpha + beta + n - 1) 2F1(1, beta + n; alpha + beta + n; 1/(1 + d)),  n = renewalsMade + 1
 *
 * It grows with renewalsMade: who has stayed long is likely of the loyal kind.
 *
 * @throws ModelInputError NOT_FINITE, OUT_OF_RANGE
 */
export function discountedResidualLifetime(model: RenewalModel, renewalsMade: number, discountRate: number): number | null {
  if (!Number.isSafeInteger(renewalsMade) || renewalsMade < 0)
    throw new ModelInputError('OUT_OF_RANGE', `renewalsMade has ${renewalsMade}, a whole number from 0 up is needed`);
  const rest = discountedLifetime(after(model, renewalsMade + 1), discountRate);
  return rest === null ? null : renewalRate(model, renewalsMade + 1) * rest;
}

/** Expected number of payments in the first `periods` periods, undiscounted: Σ S(0) … S(periods - 1). */
export function expectedTenure(model: RenewalModel, periods: number): number {
  let [survival, tenure] = [1, 0];
  for (let t = 0; t < periods; t++) {
    if (t > 0) survival *= renewalRate(model, t);
    tenure += survival;
  }
  return tenure;
}

/** The model of those who have made so many renewals. */
function after(model: RenewalModel, renewals: number): RenewalModel {
  if (model.kind === 'sbg') return { ...model, beta: model.beta + renewals };
  return model.kind === 'geometric' ? model : { kind: 'polarised', churn: 0 };
}

/**
 * 2F1(1, b; a + b; z) at z = 1 / (1 + d), by Gauss's continued fraction, from the far end.
 *
 * By hand: @stdlib's hyp2f1 0.1.1 gives NaN for b from 300 up and fewer than 12 digits in a third of a grid of a, b and d; this has 12
 * and more for a >= 0.3, d >= 0.001 (45-digit arithmetic). Its terms shrink by ((1 - √(1 - z)) / (1 + √(1 - z))) each, so 20 / √(1 - z) pairs
 * reach rounding.
 *
 * @see DLMF 15.7.5, https://dlmf.nist.gov/15.7
 */
function hypergeometric(b: number, a: number, d: number): number {
  const z = 1 / (1 + d);
  const c = a + b;
  const pairs = Math.ceil(20 / Math.sqrt(d * z)) + 10;
  let tail = 1;
  for (let k = pairs; k >= 1; k--) {
    tail = 1 - (((b + k) * (c - 1 + k)) / ((c - 1 + 2 * k) * (c + 2 * k))) * (z / tail);
    tail = 1 - ((k * (a - 1 + k)) / ((c + 2 * k - 2) * (c + 2 * k - 1))) * (z / tail);
  }
  return 1 / (1 - ((b / c) * z) / tail);
}

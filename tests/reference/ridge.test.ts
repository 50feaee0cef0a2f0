import { describe, expect, it } from 'vitest';
import { ridge } from '../../worker/stats/index.ts';
import { digits, type Named, readCase } from './readCase.ts';

interface RidgeAtLambda {
  readonly lambda: number;
  readonly intercept: number;
  readonly coefficients: Named;
  /** times the driver's standard deviation (divisor n), in the unit of the outcome */
  readonly standardizedCoefficients: Named;
  readonly effectiveDf: number;
  readonly rss: number;
}

interface ExpectedRidge {
  readonly ols: { readonly n: number; readonly ssTotal: number };
  readonly ridge: { readonly fits: readonly RidgeAtLambda[] };
}

// 40-digit closed form against R 4.2.2 MASS::lm.ridge; relative 1e-9. lm.ridge's lambda is n times the penalty a row.
describe.each(['reg-swiss', 'reg-sfo2017'])('%s', (id) => {
  const { expected, model, column } = readCase<ExpectedRidge>(id);
  const { n, ssTotal } = expected.ols;
  const sdOutcome = Math.sqrt(ssTotal / n);

  it.each(expected.ridge.fits)('lambda $lambda', (at) => {
    const outcome = ridge(column(model.response), model.drivers.map(column), { penalties: [at.lambda / n] });
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    const { fit } = outcome;
    expect(digits(fit.intercept, at.intercept)).toBeGreaterThan(9);
    for (const { name, estimate, standardizedEstimate } of fit.coefficients) {
      expect(digits(estimate, at.coefficients[name]!)).toBeGreaterThan(9);
      expect(digits(standardizedEstimate * sdOutcome, at.standardizedCoefficients[name]!)).toBeGreaterThan(9);
    }
    expect(digits(fit.effectiveDf, at.effectiveDf)).toBeGreaterThan(9);
    expect(digits((1 - fit.rSquared) * ssTotal, at.rss)).toBeGreaterThan(9);
  });
});

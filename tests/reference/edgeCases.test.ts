import { describe, expect, it } from 'vitest';
import { driverRegression, nps } from '../../worker/stats/index.ts';
import { digits, type Named, readCase } from './readCase.ts';

interface DropLast {
  readonly dropLastAliasedFit: { readonly coefficients: Named; readonly rSquared: number };
}

describe('edge-rank-deficient: c = a + 2b exactly, k constant', () => {
  const { expected, model, column } = readCase<DropLast>('edge-rank-deficient');
  const regress = (names: readonly string[]) =>
    driverRegression({ outcome: column(model.response), drivers: names.map((name) => ({ ...column(name), scale: null })) });

  it('refuses and names the aliased drivers and the constant one', () => {
    const outcome = regress(model.drivers);
    expect(outcome).toMatchObject({
      kind: 'notEstimable',
      reason: 'RANK_DEFICIENT',
      detail: 'c is an exact linear combination of a, b; k has the same value in every row',
      subjects: ['c', 'a', 'b', 'k'],
    });
  });
  it('fits what is left when both are dropped', () => {
    const outcome = regress(['a', 'b']);
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    for (const { name, estimate } of outcome.fit.drivers) {
      expect(digits(estimate, expected.dropLastAliasedFit.coefficients[name]!)).toBeGreaterThan(9);
    }
    expect(digits(outcome.fit.model.rSquared, expected.dropLastAliasedFit.rSquared)).toBeGreaterThan(9);
  });
  it('refuses a constant alone as ZERO_VARIANCE', () =>
    expect(regress(['a', 'k'])).toMatchObject({ kind: 'notEstimable', reason: 'ZERO_VARIANCE', subjects: ['k'] }));
});

describe('edge-n-less-than-p: 12 rows, 14 drivers', () => {
  it('refuses: no residual degrees of freedom', () => {
    const { model, column } = readCase('edge-n-less-than-p');
    const outcome = driverRegression({
      outcome: column(model.response),
      drivers: model.drivers.map((name) => ({ ...column(name), scale: null })),
    });
    expect(outcome).toMatchObject({ kind: 'notEstimable', reason: 'NOT_ENOUGH_DATA' });
  });
});

describe('edge-nps-all-passive', () => {
  it('has no spread but a real interval', () => {
    const { expected, cells } = readCase<{ nps: number; se: number; ciAdjustedWald: [number, number] }>('edge-nps-all-passive');
    const passives = cells('score').filter((score) => score === '7' || score === '8').length;
    const result = nps({ promoters: 0, passives, detractors: cells('score').length - passives });
    expect(result).toMatchObject({ estimate: expected.nps, stdErr: expected.se });
    expect(result.ciLow).toBeCloseTo(expected.ciAdjustedWald[0], 12);
    expect(result.ciHigh).toBeCloseTo(expected.ciAdjustedWald[1], 12);
  });
});

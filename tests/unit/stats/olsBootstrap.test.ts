import { describe, expect, it } from 'vitest';
import { type OlsBootstrapOptions, type OlsFit, ols, olsBootstrap } from '../../../worker/stats/index.ts';
import { generatedRatings } from './generatedDrivers.ts';

const { outcome, drivers } = generatedRatings(300, 2);

function fitted(options?: OlsBootstrapOptions): OlsFit {
  const result = olsBootstrap(outcome, drivers, options);
  if (result.kind !== 'fitted') throw new Error(result.detail);
  return result.fit;
}

describe('bootstrap of least squares', () => {
  it('keeps the estimates of the rows themselves and gives them other errors', () => {
    const base = ols(outcome, drivers);
    if (base.kind !== 'fitted') throw new Error(base.detail);
    const { drivers: rows, model } = fitted({ draws: 2000 });
    expect(model).toMatchObject({ seType: 'BOOTSTRAP', rSquared: base.fit.model.rSquared });
    rows.forEach((row, j) => {
      const other = base.fit.drivers[j]!;
      expect(row.estimate).toBe(other.estimate);
      expect(Math.abs(row.stdErr! / other.stdErr! - 1)).toBeLessThan(0.1); // HC3 estimates the same spread
      expect(row).toMatchObject({ df: null, statistic: row.estimate / row.stdErr! });
    });
  });
  it('gives the same bits for the same seed, others for another', () => {
    expect(fitted({ draws: 100, seed: 3 })).toEqual(fitted({ draws: 100, seed: 3 }));
    expect(fitted({ draws: 100, seed: 3 })).not.toEqual(fitted({ draws: 100, seed: 4 }));
  });
  it('draws whole customers: errors that clusters inflate are inflated', () => {
    // each customer answers four times the same: the truth has 300 answers, not 1,200
    const fourfold = ({ name, values }: { name: string; values: ArrayLike<number> }) => ({
      name,
      values: Float64Array.from({ length: 1200 }, (_, i) => values[i >> 2]!),
    });
    const clusters = Int32Array.from({ length: 1200 }, (_, i) => i >> 2);
    const rows = [fourfold(outcome), drivers.map(fourfold)] as const;
    const byCustomer = olsBootstrap(...rows, { draws: 300, roles: { clusters } });
    const byAnswer = olsBootstrap(...rows, { draws: 300 });
    if (byCustomer.kind !== 'fitted' || byAnswer.kind !== 'fitted') throw new Error('not fitted');
    expect(byCustomer.fit.drivers[0]!.stdErr! / fitted({ draws: 300 }).drivers[0]!.stdErr!).toBeCloseTo(1, 6); // the same draws of the same customers
    expect(byAnswer.fit.drivers[0]!.stdErr! / byCustomer.fit.drivers[0]!.stdErr!).toBeLessThan(0.6);
  });
  it('counts the draws that a rare level is missing from', () => {
    const rare = { name: 'rare', values: Float64Array.from({ length: 300 }, (_, i) => Number(i < 2)) };
    const result = olsBootstrap(outcome, [...drivers, rare], { draws: 200 });
    expect(result).toMatchObject({
      kind: 'fitted',
      warnings: [{ code: 'RANK_DEFICIENT', detail: expect.stringContaining('of 200 draws left out') }],
    });
  });
  it('a single cluster is the same in every draw: no errors, not errors of 0', () => {
    const { drivers: rows, intercept, covariance } = fitted({ draws: 100, roles: { clusters: new Int32Array(300) } });
    expect(covariance).toBeNull();
    for (const row of [intercept, ...rows])
      expect(row).toMatchObject({ stdErr: null, statistic: null, pValue: null, ciLow: null, ciHigh: null, reason: 'NOT_ENOUGH_DATA' });
  });
  it('passes on what least squares refuses', () =>
    expect(olsBootstrap(outcome, [drivers[0]!, { ...drivers[0]!, name: 'copy' }])).toMatchObject({ reason: 'RANK_DEFICIENT' }));
  it('needs draws enough for percentiles', () =>
    expect(() => olsBootstrap(outcome, drivers, { draws: 50 })).toThrow('draws has 50, a whole number from 100 up is needed'));
});

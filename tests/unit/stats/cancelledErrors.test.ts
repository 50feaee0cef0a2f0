import { describe, expect, it } from 'vitest';
import { logit, type NamedColumn, ordinalLogit } from '../../../worker/stats/index.ts';

const column = (name: string, ...values: number[]): NamedColumn => ({ name, values: Float64Array.from(values) });

describe('a driver that tells two clusters apart and nothing else', () => {
  // Each cluster's residuals sum to 0 at the maximum, so that nothing says how far the odds of the two would be from those of others.
  const shop = column('shop', ...Array.from({ length: 40 }, (_, i) => Number(i >= 20)));
  const clusters = Int32Array.from(shop.values);

  it.each([
    [
      'logit',
      () =>
        logit(column('y', ...Array.from({ length: 40 }, (_, i) => Number(i % 20 < (i < 20 ? 5 : 12)))), [shop], { roles: { clusters } }),
    ],
    [
      'ordinal',
      () =>
        ordinalLogit(column('y', ...Array.from({ length: 40 }, (_, i) => (i * 7 + (i < 20 ? 0 : 2)) % 3)), [shop], { roles: { clusters } }),
    ],
  ])('has no error and no p in %s, and a warning names it', (_name, told) => {
    expect(told()).toMatchObject({
      kind: 'fitted',
      fit: { drivers: [{ stdErr: null, statistic: null, pValue: null, pAdjusted: null, ciLow: null, reason: 'NOT_ENOUGH_DATA' }] },
    });
    const result = told();
    expect(result.kind === 'fitted' && result.warnings.map(({ code, subject }) => [code, subject])).toContainEqual([
      'NOT_ENOUGH_DATA',
      'shop',
    ]);
  });
});

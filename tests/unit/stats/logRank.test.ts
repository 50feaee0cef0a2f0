import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logRank } from '../../../worker/stats/index.ts';
import { columnsOf, groupingOf, survivalRows } from './survivalRows.ts';

describe('logRank, whatever the data', () => {
  it('is 0 for identical groups', () =>
    fc.assert(
      fc.property(survivalRows(), fc.boolean(), fc.constantFrom(0, 1), (rows, isDelayed, rho) => {
        const twice = [...rows.map((row) => ({ ...row, group: 0 })), ...rows.map((row) => ({ ...row, group: 1 }))];
        const outcome = logRank(columnsOf(twice, isDelayed), groupingOf(twice), { rho });
        fc.pre(outcome.kind === 'fitted');
        expect(outcome.fit.chiSquare).toBeCloseTo(0, 12);
        expect(outcome.fit.pValue).toBeCloseTo(1, 5);
      }),
    ));
  it('observed and expected have the same sum, and each row of the covariance sums to 0', () =>
    fc.assert(
      fc.property(survivalRows({ groups: 3 }), fc.boolean(), (rows, isDelayed) => {
        const outcome = logRank(columnsOf(rows, isDelayed), groupingOf(rows, 3));
        fc.pre(outcome.kind === 'fitted');
        const { groups, covariance } = outcome.fit;
        expect(groups.reduce((sum, { observed, expected }) => sum + observed - expected, 0)).toBeCloseTo(0, 10);
        for (const g of [0, 1, 2]) expect(covariance.slice(3 * g, 3 * g + 3).reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 10);
      }),
    ));
  it('does not depend on the order of rows or of groups', () =>
    fc.assert(
      fc.property(survivalRows({ groups: 3 }), (rows) => {
        const outcome = logRank(columnsOf(rows), groupingOf(rows, 3));
        fc.pre(outcome.kind === 'fitted');
        const other = rows.toReversed().map((row) => ({ ...row, group: 2 - row.group }));
        const again = logRank(columnsOf(other), groupingOf(other, 3));
        expect(again.kind === 'fitted' ? again.fit.chiSquare : null).toBeCloseTo(outcome.fit.chiSquare, 8);
      }),
    ));
  it('one stratum is no stratum', () =>
    fc.assert(
      fc.property(survivalRows({ groups: 3 }), (rows) => {
        const strata = { codes: new Int32Array(rows.length), labels: ['all'] };
        expect(logRank(columnsOf(rows), groupingOf(rows, 3), { strata })).toEqual(logRank(columnsOf(rows), groupingOf(rows, 3)));
      }),
    ));
});

describe('logRank with delayed entry', () => {
  // R 4.2.2, survival 3.5-3: coxph(Surv(start, stop, event) ~ group, ties = "exact")$score, the score test of the exact partial likelihood
  it('is the score test of the discrete Cox model', () => {
    const start = Float64Array.of(0, 1, 0, 2, 3, 0, 1, 4, 2, 0, 5, 3);
    const time = Float64Array.of(4, 5, 3, 7, 6, 8, 5, 9, 7, 6, 10, 8);
    const event = Uint8Array.of(1, 1, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1);
    const grouping = { codes: Int32Array.of(0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1), labels: ['1', '2'] };
    const outcome = logRank({ start, time, event }, grouping);
    expect(outcome.kind === 'fitted' ? outcome.fit.chiSquare : null).toBeCloseTo(2.6701125193670454, 12);
  });
});

describe('logRank, edges', () => {
  const time = Float64Array.of(1, 2, 3, 4);
  const event = Uint8Array.of(1, 1, 1, 1);
  const labels = ['a', 'b', 'c', 'd'];
  it('a group that is never at risk at an event is not compared and lowers df', () => {
    const grouping = { codes: Int32Array.of(0, 1, 0, 1, 2), labels: labels.slice(0, 3) };
    const outcome = logRank({ time: Float64Array.of(1, 2, 3, 4, 0.5), event: Uint8Array.of(1, 1, 1, 1, 0) }, grouping);
    expect(outcome).toMatchObject({ kind: 'fitted', fit: { df: 1 } });
  });
  it('groups that never meet in a stratum cannot be compared', () => {
    const grouping = { codes: Int32Array.of(0, 1, 2, 3), labels };
    const strata = { codes: Int32Array.of(0, 0, 1, 1), labels: ['x', 'y'] };
    expect(logRank({ time, event }, grouping, { strata })).toMatchObject({ reason: 'RANK_DEFICIENT', subjects: ['c', 'd'] });
  });
  it('one group only, no event, no event while two are at risk', () => {
    const one = { codes: new Int32Array(4), labels: ['a'] };
    const two = { codes: Int32Array.of(0, 0, 1, 1), labels: ['a', 'b'] };
    expect(logRank({ time, event }, one)).toMatchObject({ reason: 'ZERO_VARIANCE' });
    expect(logRank({ time, event: new Uint8Array(4) }, two)).toMatchObject({ reason: 'TOO_FEW_EVENTS' });
    expect(logRank({ time, event: Uint8Array.of(0, 0, 0, 1) }, two)).toMatchObject({ reason: 'TOO_FEW_EVENTS' });
  });
  it('names the argument at fault', () => {
    const two = { codes: Int32Array.of(0, 0, 1, 1), labels: ['a', 'b'] };
    expect(() => logRank({ time, event }, two, { rho: -1 })).toThrow('rho has -1');
    const each = { codes: Int32Array.of(0, 1, 2, 3), labels: Array.from({ length: 101 }, (_, i) => `customer ${i}`) };
    expect(() => logRank({ time, event }, each)).toThrow('grouping has 101 groups, at most 100 can be compared');
    expect(() => logRank({ time, event }, { ...two, codes: Int32Array.of(0) })).toThrow('codes has length 1, time has 4');
    expect(() => logRank({ time, event }, two, { strata: { codes: Int32Array.of(0, 0, 0, 3), labels: ['x'] } })).toThrow(
      'codes has 3 at row 3',
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeRiskTables, type RiskTable, riskTables, survivalCurve } from '../../../worker/stats/index.ts';
import { columnsOf, groupingOf, survivalRows } from './survivalRows.ts';

describe('riskTables', () => {
  it('lists entries, exits and who is at risk, event before censoring', () => {
    const time = Float64Array.of(5, 5, 3, 9);
    const start = Float64Array.of(0, 3, 0, 3);
    const [table] = riskTables({ time, event: Uint8Array.of(1, 0, 1, 0), start });
    expect(table).toEqual({
      n: 4,
      fromBeginning: 0,
      times: Float64Array.of(0, 3, 5, 9),
      entered: Float64Array.of(2, 2, 0, 0),
      atRisk: Float64Array.of(0, 2, 3, 1), // who enters at 3 is not at risk at 3
      events: [Float64Array.of(0, 1, 1, 0)],
      censored: Float64Array.of(0, 0, 1, 1),
    });
  });
  it('counting whole days and sorting other times give the same table', () =>
    fc.assert(
      fc.property(survivalRows({ causes: 3 }), fc.boolean(), (rows, isDelayed) => {
        const whole = rows.map((row) => ({ ...row, start: 2 * row.start, time: 2 * row.time }));
        const thirds = whole.map((row) => ({ ...row, start: row.start / 3, time: row.time / 3 }));
        const counted = riskTables(columnsOf(whole, isDelayed), groupingOf(rows), 3);
        const sorted = riskTables(columnsOf(thirds, isDelayed), groupingOf(rows), 3);
        expect(sorted).toEqual(counted.map((table) => ({ ...table, times: table.times.map((time) => time / 3) })));
      }),
    ));
  it('at risk are those with start < t <= time', () =>
    fc.assert(
      fc.property(survivalRows(), (rows) => {
        const [table] = riskTables(columnsOf(rows, true));
        for (const [i, at] of table!.times.entries())
          expect(table!.atRisk[i]).toBe(rows.filter(({ start, time }) => start < at && at <= time).length);
      }),
    ));
  it('who starts below 0 is at risk at 0, too, counted or sorted', () => {
    const time = Float64Array.of(0, 2, 4);
    const [whole, halves] = [1, 2].map((unit) => {
      const start = Float64Array.of(-1, -1, 1).map((value) => value / unit);
      return riskTables({ time: time.map((value) => value / unit), event: Uint8Array.of(1, 1, 0), start })[0]!;
    });
    expect(whole).toMatchObject({ fromBeginning: 2, times: Float64Array.of(0, 1, 2, 4), atRisk: Float64Array.of(2, 1, 2, 1) });
    expect(halves).toEqual({ ...whole, times: whole!.times.map((value) => value / 2) });
  });
  it('refuses a cause above the number of causes and a group without a label', () => {
    const columns = { time: Float64Array.of(1, 2), event: Uint8Array.of(0, 2) };
    expect(() => riskTables(columns)).toThrow('event has 2 at row 1, a code up to 1 is needed');
    const grouping = { codes: Int32Array.of(0, 1), labels: ['a'] };
    expect(() => riskTables(columns, grouping, 2)).toThrow('codes has 1 at row 1, a code below 1 is needed');
  });
});

describe('mergeRiskTables', () => {
  it('two parts merge to the table of the whole, exactly', () =>
    fc.assert(
      fc.property(survivalRows({ causes: 2 }), survivalRows({ causes: 2 }), fc.boolean(), (left, right, isDelayed) => {
        const tableOf = (rows: typeof left): RiskTable => riskTables(columnsOf(rows, isDelayed), undefined, 2)[0]!;
        expect(mergeRiskTables(tableOf(left), tableOf(right))).toEqual(tableOf([...left, ...right]));
      }),
    ));
  it('however the rows are split into groups, the groups merge to the pooled curve', () =>
    fc.assert(
      fc.property(survivalRows({ groups: 4 }), (rows) => {
        const merged = riskTables(columnsOf(rows), groupingOf(rows, 4)).reduce(mergeRiskTables);
        const options = { confidenceType: 'log-log', confidenceLevel: 0.95, allTimes: true } as const;
        expect(survivalCurve(merged, options)).toEqual(survivalCurve(riskTables(columnsOf(rows))[0]!, options));
      }),
    ));
  it('refuses tables with different causes', () => {
    const columns = { time: Float64Array.of(1), event: Uint8Array.of(1) };
    const [one] = riskTables(columns);
    const [two] = riskTables(columns, undefined, 2);
    expect(() => mergeRiskTables(one!, two!)).toThrow('right has 2 causes, left has 1');
  });
});

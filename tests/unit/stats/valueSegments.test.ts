import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { riskWithin } from '../../../worker/stats/value/segments/riskWithin.ts';
import { loyalties, segmentAction } from '../../../worker/stats/value/segments/segmentAction.ts';
import { type SegmentCustomers, valueSegments } from '../../../worker/stats/value/segments/valueSegments.ts';

describe('risk carried to another horizon', () => {
  it('compounds at a constant hazard', () => {
    const risk = Float64Array.of(0, 0.1, 0.5, 1);
    const half = riskWithin(risk, 365, 182.5);
    for (const [row, probability] of risk.entries()) expect(1 - (1 - half[row]!) ** 2).toBeCloseTo(probability, 14);
    expect(riskWithin(risk, 90, 90)).toEqual(risk);
    expect(riskWithin(Float64Array.of(Number.NaN), 90, 365)).toEqual(Float64Array.of(Number.NaN)); // unknown stays unknown
  });
  it('keeps the digits of a small risk', () => expect(riskWithin(Float64Array.of(1e-15), 1, 2)[0]! / 2e-15).toBeCloseTo(1, 12));
  it('refuses what is no probability', () => expect(() => riskWithin(Float64Array.of(1.2), 90, 365)).toThrow('risk has 1.2 at row 0'));
});

describe('what to do about a segment', () => {
  it('is told by its place, and first of all by a net value that is surely below 0', () => {
    expect(loyalties.map((loyalty) => segmentAction(loyalty, 1, 3, 5))).toEqual(['PROTECT', 'CONVINCE', 'WIN_BACK', 'ASK']);
    expect(loyalties.map((loyalty) => segmentAction(loyalty, 2, 3, null))).toEqual(['GROW', 'MAINTAIN', 'REPAIR', 'MAINTAIN']);
    expect(loyalties.map((loyalty) => segmentAction(loyalty, 3, 3, 0))).toEqual(['GROW', 'SERVE_LEANLY', 'SERVE_LEANLY', 'SERVE_LEANLY']);
    expect(segmentAction('PROMOTER', 1, 3, -0.01)).toBe('COSTS_MORE_THAN_IT_BRINGS');
  });
});

describe('segments of value by loyalty', () => {
  const customer = fc.record({
    score: fc.oneof(fc.constant(Number.NaN), fc.integer({ min: 0, max: 10 })),
    value: fc.integer({ min: 0, max: 20 }),
    revenue: fc.double({ min: 0, max: 1000, noNaN: true }),
    costToServe: fc.double({ min: 0, max: 100, noNaN: true }),
    risk: fc.oneof(fc.constant(Number.NaN), fc.double({ min: 0, max: 1, noNaN: true })),
  });
  type Customer = typeof customer extends fc.Arbitrary<infer Row> ? Row : never;
  const columnsOf = (rows: Customer[]): SegmentCustomers => {
    const column = (of: (row: Customer) => number) => Float64Array.from(rows, of);
    return {
      score: column(({ score }) => score),
      value: column(({ value }) => value),
      valueLow: column(({ value }) => value / 2),
      valueHigh: column(({ value }) => 2 * value),
      revenue: column(({ revenue }) => revenue),
      costToServe: column(({ costToServe }) => costToServe),
      netValue: column(({ revenue, costToServe }) => revenue - costToServe),
      atRisk: column(({ risk, revenue }) => risk * revenue),
      atRiskLow: column(({ risk, revenue }) => (risk / 2) * revenue),
      atRiskHigh: column(() => Number.NaN),
    };
  };
  const customers = fc.array(customer, { minLength: 1, maxLength: 60 });
  const tiers = fc.integer({ min: 1, max: 6 });

  it('hold every customer once, and what a plain count of them gives', () =>
    fc.assert(
      fc.property(customers, tiers, (rows, count) => {
        const { segments, loyalty, tier } = valueSegments(columnsOf(rows), { tiers: count });
        expect(segments).toHaveLength(5 * (count + 1));
        for (const segment of segments) {
          const mine = rows.filter(
            (_, row) =>
              (segment.loyalty === 'ALL' || loyalties[loyalty[row]!] === segment.loyalty) &&
              (segment.tier === 0 || tier[row] === segment.tier),
          );
          const sum = (of: (row: Customer) => number) => mine.reduce((total, row) => total + of(row), 0);
          const known = mine.filter(({ risk }) => !Number.isNaN(risk));
          expect(segment.n).toBe(mine.length);
          expect(segment.share).toBeCloseTo(mine.length / rows.length, 12);
          expect(segment.value.estimate ?? 0).toBeCloseTo(
            sum(({ value }) => value),
            8,
          );
          expect(segment.revenue).toBeCloseTo(
            sum(({ revenue }) => revenue),
            8,
          );
          expect(segment.costToServe).toBeCloseTo(
            sum(({ costToServe }) => costToServe),
            8,
          );
          expect(segment.netValue.estimate ?? 0).toBeCloseTo(
            sum(({ revenue, costToServe }) => revenue - costToServe),
            8,
          );
          expect(segment.belowZero).toBe(mine.filter(({ revenue, costToServe }) => revenue < costToServe).length);
          expect(segment.atRisk.n).toBe(known.length);
          expect(segment.atRisk.estimate ?? 0).toBeCloseTo(
            known.reduce((total, { risk, revenue }) => total + risk * revenue, 0),
            8,
          );
          expect(segment.expectedLow ?? 0).toBeCloseTo(
            sum(({ value }) => value / 2),
            8,
          );
          expect(segment.atRiskHigh).toBeNull();
        }
      }),
    ));

  it('do not depend on the order of the customers', () =>
    fc.assert(
      fc.property(customers, (rows) => {
        const there = valueSegments(columnsOf(rows), { tiers: 3 }).segments;
        const back = valueSegments(columnsOf(rows.toReversed()), { tiers: 3 }).segments;
        for (const [index, { n, value }] of there.entries()) {
          expect(back[index]!.n).toBe(n);
          expect(back[index]!.value.stdErr ?? 0).toBeCloseTo(value.stdErr ?? 0, 8);
        }
      }),
    ));

  it('put no customer of more value into a lower tier, and equal values into one', () =>
    fc.assert(
      fc.property(customers, tiers, (rows, count) => {
        const { tier } = valueSegments(columnsOf(rows), { tiers: count });
        for (const [a, one] of rows.entries()) {
          for (const [b, other] of rows.entries()) {
            if (one.value > other.value) expect(tier[a]).toBeLessThanOrEqual(tier[b]!);
            if (one.value === other.value) expect(tier[a]).toBe(tier[b]);
          }
        }
      }),
    ));

  it('take 9 and 10 for promoters, 7 and 8 for passives, 0 to 6 for detractors', () => {
    const rows = [...Array(11).keys()].map((score) => ({ score, value: 1, revenue: 1, costToServe: 0, risk: 0 }));
    const { loyalty } = valueSegments(columnsOf(rows), { tiers: 1 });
    expect([...loyalty].map((index) => loyalties[index]![0]).join('')).toBe('DDDDDDDPPPP');
    expect([...loyalty]).toEqual([2, 2, 2, 2, 2, 2, 2, 1, 1, 0, 0]);
    expect(() => valueSegments(columnsOf([{ ...rows[0]!, score: 11 }]), { tiers: 1 })).toThrow('score has 11 at row 0');
  });
});

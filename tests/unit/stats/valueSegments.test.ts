import fc from 'fast-check';
import { Matrix, SVD } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../worker/stats/random.ts';
import { groupMean, groupTotal } from '../../../worker/stats/value/segments/groupTotal.ts';
import { hiddenCells, withTotals } from '../../../worker/stats/value/segments/hiddenCells.ts';
import { riskWithin } from '../../../worker/stats/value/segments/riskWithin.ts';
import { loyalties, segmentAction } from '../../../worker/stats/value/segments/segmentAction.ts';
import { mergeValueMoments, valueMoments } from '../../../worker/stats/value/segments/valueMoments.ts';
import { type SegmentCustomers, valueSegments } from '../../../worker/stats/value/segments/valueSegments.ts';

const momentsOf = (values: number[]) => valueMoments(Float64Array.from(values), new Uint8Array(values.length), 1)[0]!;

describe('moments of a group', () => {
  const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });
  it('merge to the moments of both groups together', () =>
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const merged = mergeValueMoments(momentsOf(a), momentsOf(b));
        const whole = momentsOf([...a, ...b]);
        expect(merged.n).toBe(whole.n);
        expect(Math.abs(merged.mean - whole.mean)).toBeLessThanOrEqual(1e-12 * 1e6);
        expect(Math.abs(merged.squares - whole.squares)).toBeLessThanOrEqual(1e-12 * 1e12 * whole.n);
      }),
    ));
  it('leave out rows whose number is not known', () => expect(momentsOf([1, Number.NaN, 3])).toEqual({ n: 2, mean: 2, squares: 2 }));
});

describe('a total by customer', () => {
  // Cochran (1977), 2.13: the variance of an estimated domain total is N² times that of the mean of y', y outside the domain being 0.
  it('has the error of N times the mean of contributions, 0 outside the group', () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1000, max: 1000, noNaN: true }), { minLength: 2, maxLength: 30 }),
        fc.nat({ max: 30 }),
        (inside, outside) => {
          const contributions = [...inside, ...new Array<number>(outside).fill(0)];
          const population = contributions.length;
          const mean = contributions.reduce((sum, x) => sum + x, 0) / population;
          const variance = contributions.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (population - 1);
          const { estimate, stdErr } = groupTotal(momentsOf(inside), population);
          expect(estimate).toBeCloseTo(population * mean, 8);
          expect(stdErr).toBeCloseTo(Math.sqrt(population * variance), 8);
        },
      ),
    ));

  it('has the spread of totals of customers drawn with replacement', () => {
    const random = randomStream(7);
    const customers = Array.from({ length: 200 }, () => ({ inside: random.uniform() < 0.3, value: random.gamma(0.8) * 100 }));
    const group = customers.filter(({ inside }) => inside).map(({ value }) => value);
    const draws = 4000;
    const totals = Array.from({ length: draws }, () => {
      let total = 0;
      for (let k = 0; k < customers.length; k++) {
        const { inside, value } = customers[random.integer(customers.length)]!;
        if (inside) total += value;
      }
      return total;
    });
    const mean = totals.reduce((sum, total) => sum + total, 0) / draws;
    const spread = Math.sqrt(totals.reduce((sum, total) => sum + (total - mean) ** 2, 0) / (draws - 1));
    const { stdErr } = groupTotal(momentsOf(group), customers.length);
    // a standard deviation of 4,000 draws has a standard error of about 1.1 %
    expect(Math.abs(spread / stdErr! - 1)).toBeLessThan(0.04);
  });

  it('covers the true total in 95 % of samples', () => {
    const random = randomStream(11);
    const [samples, n, share] = [2000, 300, 0.25];
    let covered = 0;
    for (let sample = 0; sample < samples; sample++) {
      const group: number[] = [];
      for (let customer = 0; customer < n; customer++) if (random.uniform() < share) group.push(50 + 20 * random.normal());
      const { ciLow, ciHigh } = groupTotal(momentsOf(group), n);
      if (ciLow! <= n * share * 50 && n * share * 50 <= ciHigh!) covered++;
    }
    expect(covered / samples).toBeGreaterThan(0.935); // three standard errors of a share of 2,000 are 1.5 points
    expect(covered / samples).toBeLessThan(0.97);
  });

  it('knows no error of a single customer, and nothing of nobody', () => {
    expect(groupTotal(momentsOf([5]), 10)).toEqual({ n: 1, estimate: 5, stdErr: null, ciLow: null, ciHigh: null });
    expect(groupTotal(momentsOf([Number.NaN]), 10)).toEqual({ n: 0, estimate: null, stdErr: null, ciLow: null, ciHigh: null });
  });

  // Student (1908), Biometrika 6:20, extra hours of sleep by drug 2: mean 2.33, s 2.002; R t.test: 0.8976775 to 3.7623225
  it('has the t interval of a mean', () => {
    const { estimate, ciLow, ciHigh } = groupMean(momentsOf([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]));
    expect(estimate).toBeCloseTo(2.33, 10);
    expect(ciLow).toBeCloseTo(0.8976775, 6);
    expect(ciHigh).toBeCloseTo(3.7623225, 6);
  });
});

describe('cells hidden to protect customers', () => {
  const tables = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })).chain(([rows, columns]) =>
    fc.array(fc.array(fc.oneof(fc.nat({ max: 14 }), fc.nat({ max: 60 })), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

  it('cannot be worked out from those shown: no hidden cell is fixed by the sums of its rows and columns', () =>
    fc.assert(
      fc.property(tables, (counts) => {
        const hidden = hiddenCells(counts, 10);
        expect(fixedCells(hidden)).toEqual([]);
      }),
      { numRuns: 400 },
    ));

  it('are all that hold 1 to 9, none that hold nobody, and leave no remainder of 1 to 9 beneath a total', () =>
    fc.assert(
      fc.property(tables, (counts) => {
        const table = withTotals(counts);
        const hidden = hiddenCells(counts, 10);
        for (const [row, cells] of table.entries()) {
          for (const [column, count] of cells.entries()) {
            if (count > 0 && count < 10) expect(hidden[row]![column]).toBe(true);
            if (count === 0) expect(hidden[row]![column]).toBe(false);
          }
          const remainder = cells.slice(0, -1).reduce((sum, count, column) => sum + (hidden[row]![column]! ? count : 0), 0);
          if (!hidden[row]!.at(-1)) expect(remainder === 0 || remainder >= 10).toBe(true);
        }
      }),
      { numRuns: 400 },
    ));

  it('are none where every cell holds enough', () =>
    expect(hiddenCells([[10, 11], [12, 30]], 10).flat()).not.toContain(true)); // biome-ignore format: a table

  it('take the smallest cells along that close the way by subtraction', () => {
    const hidden = hiddenCells(
      [
        [4, 50, 60],
        [40, 20, 70],
        [80, 90, 99],
      ],
      10,
    );
    // 4 alone follows from its row and from its column: 50 (its row's smallest) goes, and 40 and 20 close the square
    expect(hidden.map((row) => row.map(Number))).toEqual([
      [1, 1, 0, 0],
      [1, 1, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it('prefer one detour to several: where a loyalty has 4 customers in all, its total and one square go', () => {
    const hidden = hiddenCells(
      [
        [30, 15],
        [4, 0],
        [0, 20],
      ],
      10,
    );
    expect(hidden.map((row) => row.map(Number))).toEqual([
      [1, 0, 1],
      [1, 0, 1],
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  /** By linear algebra, without graphs: a hidden cell is fixed where its unit vector lies in the row space of the lines' equations. */
  function fixedCells(hidden: boolean[][]): number[] {
    const unknowns = hidden.flatMap((cells, row) => cells.flatMap((isHidden, column) => (isHidden ? [{ row, column }] : [])));
    if (unknowns.length === 0) return [];
    const line = (is: (cell: { row: number; column: number }) => boolean, sign: (cell: { row: number; column: number }) => number) =>
      unknowns.map((cell) => (is(cell) ? sign(cell) : 0));
    const width = hidden[0]!.length;
    const equations = [
      ...hidden.map((_, row) =>
        line(
          (cell) => cell.row === row,
          ({ column }) => (column === width - 1 ? -1 : 1),
        ),
      ),
      ...hidden[0]!.map((_, column) =>
        line(
          (cell) => cell.column === column,
          ({ row }) => (row === hidden.length - 1 ? -1 : 1),
        ),
      ),
    ];
    const rank = (rows: number[][]) => new SVD(new Matrix(rows), { autoTranspose: true }).diagonal.filter((value) => value > 1e-9).length;
    const full = rank(equations);
    return unknowns.flatMap((_, index) =>
      rank([...equations, unknowns.map((__, other) => (other === index ? 1 : 0))]) === full ? [index] : [],
    );
  }
});

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

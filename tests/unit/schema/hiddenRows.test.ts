/** What a reader of several answers can work out: nothing about few customers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CountedRow, hiddenRows, type KeysOfRows } from '../../../schema/metrics/hiddenRows.ts';

const row = (customers: number, reference: number, ...keys: string[]): CountedRow => ({
  keys,
  isOther: false,
  customers: { sums: customers, reference },
});
const plain: KeysOfRows = { width: 1, keptColumn: null, toReference: null };

/** Whether a vector is a sum of multiples of others: what can be solved for. */
function follows(from: readonly (readonly number[])[], wanted: readonly number[]): boolean {
  const rank = (rows: readonly (readonly number[])[]): number => {
    const left = rows.map((values) => [...values]);
    let found = 0;
    for (let column = 0; column < wanted.length; column++) {
      const pivot = left.findIndex((values, at) => at >= found && Math.abs(values[column]!) > 1e-9);
      if (pivot < 0) continue;
      [left[found], left[pivot]] = [left[pivot]!, left[found]!];
      for (const [at, values] of left.entries()) {
        if (at === found) continue;
        const factor = values[column]! / left[found]![column]!;
        for (let c = 0; c < wanted.length; c++) values[c]! -= factor * left[found]![c]!;
      }
      found++;
    }
    return found;
  };
  return rank(from) === rank([...from, wanted]);
}

describe('filters', () => {
  const plans = [row(60, 0, 'BASIC'), row(54, 0, 'PLUS'), row(6, 0, 'GOLD')];
  const shown = (...values: string[]) => {
    const customers = plans.filter(({ keys }) => values.includes(keys[0]!)).reduce((sum, one) => sum + one.customers.sums, 0);
    const asked = [{ keys: [], isOther: false, customers: { sums: customers, reference: 0 } }];
    return !hiddenRows(asked, { cells: plans, filters: [{ column: 0, values }] }, { ...plain, width: 0 }).sums[0];
  };
  it('for a group alone hide what its table hides: whoever asks for one group after the other learns no more', () => {
    expect([shown('BASIC'), shown('PLUS'), shown('GOLD')]).toEqual([true, false, false]);
    expect(shown('BASIC', 'PLUS')).toBe(false); // all but GOLD
    expect(shown('PLUS', 'GOLD')).toBe(true); // the total less BASIC
  });

  it('of any groups, in any number of questions, lead to none of few customers', () => {
    const counts = fc.array(fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 90 })), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(counts, (customers) => {
        const cells = customers.map((count, at) => row(count, 0, String(at)));
        const known = [customers.map(() => 1)]; // the total
        for (let choice = 1; choice < 2 ** customers.length; choice++) {
          const values = cells.flatMap(({ keys }, at) => (choice & (1 << at) ? keys : []));
          const sum = customers.reduce((total, count, at) => total + (choice & (1 << at) ? count : 0), 0);
          const asked = [{ keys: [], isOther: false, customers: { sums: sum, reference: 0 } }];
          const [isHidden] = hiddenRows(asked, { cells, filters: [{ column: 0, values }] }, { ...plain, width: 0 }).sums;
          if (!isHidden) known.push(customers.map((_, at) => Number((choice & (1 << at)) > 0)));
        }
        // empty groups may be known: they take no part
        const people = customers.flatMap((count, at) => (count > 0 ? [at] : []));
        const told = known.map((vector) => people.map((at) => vector[at]!));
        for (const [place, at] of people.entries())
          if (customers[at]! < 10 && people.length > 1)
            expect(
              follows(
                told,
                people.map((_, i) => Number(i === place)),
              ),
            ).toBe(false);
      }),
    );
  });

  it('beside groups hide the cells that the table of both hides', () => {
    const table = [
      row(5, 0, 'jan', 'a'),
      row(40, 0, 'jan', 'b'),
      row(41, 0, 'feb', 'a'),
      row(42, 0, 'feb', 'b'),
      row(43, 0, 'mar', 'a'),
      row(44, 0, 'mar', 'b'),
    ];
    const all = hiddenRows(table, null, { ...plain, width: 2 }).sums;
    const onlyB = hiddenRows(
      table.flatMap((cell) => (cell.keys[1] === 'b' ? [{ ...cell, keys: cell.keys.slice(0, 1) }] : [])),
      { cells: table, filters: [{ column: 1, values: ['b'] }] },
      plain,
    ).sums;
    expect(all).toEqual([true, true, true, true, false, false]);
    expect(onlyB).toEqual([true, true, false]);
  });
});

describe('a comparison with the bucket before', () => {
  const months = ['dec', 'jan', 'feb', 'mar'];
  const toReference: KeysOfRows['toReference'] = (keys) => keys.map((key) => months[months.indexOf(key ?? '') - 1] ?? 'none');
  it('hides a bucket as reference that it hides as itself', () => {
    // January has 5: beside it February, the smallest of the three shown, is hidden. As references December is the smallest.
    const rows = [row(5, 11, 'jan'), row(20, 5, 'feb'), row(50, 20, 'mar')];
    const { sums, reference } = hiddenRows(rows, null, { ...plain, toReference });
    expect(reference[1]).toBe(true);
    expect(sums[1]).toBe(reference[2]);
    expect(sums[0]).toBe(true);
    // one of December and February is hidden beside January, in whichever place it stands
    expect([reference[0], sums[1]]).toContain(true);
  });

  it('hides no whole bucket for the few who were there in the part of it with which one under way is compared', () => {
    // of February only the days that March has had so far are its reference
    expect(hiddenRows([row(40, 0, 'jan'), row(50, 40, 'feb'), row(12, 4, 'mar')], null, { ...plain, toReference })).toEqual({
      sums: [false, false, false],
      reference: [false, false, true],
    });
    // March is of few: hidden is the smallest month beside it, as without a comparison, and as a reference
    expect(hiddenRows([row(40, 0, 'jan'), row(50, 40, 'feb'), row(3, 12, 'mar')], null, { ...plain, toReference })).toEqual({
      sums: [true, false, true],
      reference: [false, true, false],
    });
  });

  it('hides beside few of that part another group of it, for all of it is told, too', () => {
    const byMonth: KeysOfRows = {
      ...plain,
      width: 2,
      toReference: ([month = null, ...rest]) => [...(toReference?.([month]) ?? []), ...rest],
    };
    const rows = ['jan', 'feb'].flatMap((month) => ['a', 'b', 'c'].map((way) => row(40, month === 'feb' ? 40 : 0, month, way)));
    const march = [row(30, 20, 'mar', 'a'), row(30, 4, 'mar', 'b'), row(30, 30, 'mar', 'c')];
    const { sums, reference } = hiddenRows([...rows, ...march], null, byMonth);
    expect(sums).not.toContain(true);
    expect(reference.map((isHidden, at) => (isHidden ? at : -1)).filter((at) => at >= 0)).toEqual([6, 7]);
  });

  it('of any buckets says the same of each in both places', () => {
    const counts = fc.array(fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 90 })), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(counts, (customers) => {
        const rows = months.slice(1).map((month, at) => row(customers[at + 1]!, customers[at]!, month));
        const { sums, reference } = hiddenRows(rows, null, { ...plain, toReference });
        for (let at = 1; at < rows.length; at++) expect(reference[at]).toBe(sums[at - 1]);
        for (const [at, one] of rows.entries()) if (one.customers.sums > 0 && one.customers.sums < 10) expect(sums[at]).toBe(true);
      }),
    );
  });
});

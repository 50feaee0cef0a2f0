/** Small groups are hidden, and nothing that is shown leads back to them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hiddenGroups, type ProtectedGroup } from '../../../worker/stats/descriptive/hiddenGroups.ts';

const group = (customers: number, ...keys: string[]): ProtectedGroup => ({ keys, customers });

/** Any sparse table of one to three columns. */
const tables = fc.integer({ min: 1, max: 3 }).chain((width) =>
  fc.uniqueArray(
    fc.record({
      keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: width, maxLength: width }),
      customers: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 200 })),
    }),
    { selector: ({ keys }) => keys.join(), maxLength: 40 },
  ),
);

describe('groups of few customers', () => {
  it('are hidden below the minimum, empty ones shown', () => {
    expect(hiddenGroups([group(9)], 10)).toEqual([true]);
    expect(hiddenGroups([group(10)], 10)).toEqual([false]);
    expect(hiddenGroups([group(0)], 10)).toEqual([false]);
    expect(hiddenGroups([], 10)).toEqual([]);
  });

  it('take the next smallest with them, or the total less the others would be theirs', () => {
    expect(hiddenGroups([group(50, 'mail'), group(4, 'fax'), group(30, 'phone')], 10)).toEqual([false, true, true]);
  });

  it('count no customers together, who may be the same ones', () => {
    // 6 + 7 might be 7 people
    expect(hiddenGroups([group(6, 'a'), group(7, 'b'), group(20, 'c'), group(90, 'd')], 10)).toEqual([true, true, true, false]);
  });

  it('are protected beside one that is hidden for a reason of its own, as large as it is', () => {
    const groups = [group(50, 'mail'), { ...group(40, 'fax'), isHidden: true }, group(30, 'phone')];
    expect(hiddenGroups(groups, 10)).toEqual([false, true, true]);
  });

  it('are protected along every column of a table', () => {
    const table = [group(5, 'jan', 'a'), group(40, 'jan', 'b'), group(41, 'feb', 'a'), group(42, 'feb', 'b')];
    expect(hiddenGroups(table, 10)).toEqual([true, true, true, true]);
  });

  it('are protected where all of a total are hidden and the other totals are not', () => {
    // January as a whole has 6 people: with all of February and March shown, the whole less these would be theirs
    const table = [group(3, 'jan', 'a'), group(4, 'jan', 'b'), group(60, 'feb', 'c'), group(70, 'mar', 'd')];
    expect(hiddenGroups(table, 10)).toEqual([true, true, true, false]);
  });

  it('of any table: what is left of any total is nothing, or tells of two groups and of the minimum of people', () => {
    fc.assert(
      fc.property(tables, (groups) => {
        const hidden = hiddenGroups(groups, 10);
        const width = groups[0]?.keys.length ?? 0;
        for (const [at, { customers }] of groups.entries()) {
          if (customers > 0 && customers < 10) expect(hidden[at]).toBe(true);
          if (customers === 0) expect(hidden[at]).toBe(false);
        }
        for (let summed = 1; summed < 2 ** width; summed++) {
          for (const one of groups) {
            const beneath = [...groups.keys()].filter(
              (at) =>
                groups[at]!.customers > 0 && groups[at]!.keys.every((key, column) => summed & (1 << column) || key === one.keys[column]),
            );
            const left = beneath.filter((at) => hidden[at]);
            if (left.length === 0 || left.length === beneath.length) continue;
            expect(left.length).toBeGreaterThan(1);
            expect(Math.max(...left.map((at) => groups[at]!.customers))).toBeGreaterThanOrEqual(10);
          }
        }
      }),
    );
  });
});

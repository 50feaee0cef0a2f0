/** What is hidden of a whole is nobody, or ten customers or more, and never more than that takes. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withoutFew } from '../../../schema/analyses/withoutFew.ts';

interface Part {
  readonly whole: string;
  readonly n: bigint;
}
const parts = fc.array(fc.record({ whole: fc.constantFrom('a', 'b'), n: fc.bigInt({ min: 0n, max: 25n }) }), { maxLength: 12 });
const sum = (rows: readonly Part[]) => rows.reduce((total, { n }) => total + n, 0n);

it('shows no part of fewer than ten, nor one that leads back to them, in the order of the rows', () =>
  fc.assert(
    fc.property(parts, (rows) => {
      const shown = withoutFew(
        rows,
        ({ whole }) => whole,
        ({ n }) => n,
      );
      expect(shown).toEqual(rows.filter((row) => shown.includes(row)));
      expect(shown.every(({ n }) => n >= 10n)).toBe(true);
      for (const name of ['a', 'b']) {
        const hidden = rows.filter((row) => row.whole === name && !shown.includes(row));
        const few = hidden.filter(({ n }) => n < 10n);
        const beside = hidden.filter(({ n }) => n >= 10n);
        if (sum(few) === 0n || sum(few) >= 10n) expect(beside).toEqual([]);
        else {
          const left = rows.filter((row) => row.whole === name && shown.includes(row));
          expect(beside.length).toBe(beside.length + left.length > 0 ? 1 : 0);
          for (const { n } of left) expect(n >= beside[0]!.n).toBe(true);
        }
      }
    }),
  ));

import type { Grouping } from '../rows/grouping.ts';
import type { NamedColumn } from '../rows/numericColumn.ts';

/**
 * A categorical regressor as 0/1 columns, one a level but the first (treatment coding): each coefficient is the difference
 * between its level and the first one.
 *
 * The first level is left out because, beside an intercept, all levels sum to the column of ones exactly.
 *
 * @param name of the regressor; the columns are named NAME=LEVEL
 */
export function dummyColumns(name: string, { codes, labels }: Grouping): NamedColumn[] {
  return labels.slice(1).map((label, index) => {
    const values = new Float64Array(codes.length);
    for (let i = 0; i < codes.length; i++) if (codes[i] === index + 1) values[i] = 1;
    return { name: `${name}=${label}`, values };
  });
}

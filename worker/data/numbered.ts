/** Adds the place in the list, from 1. */
export function numbered(rows: readonly object[]): object[] {
  return rows.map((row, index) => ({ position: index + 1, ...row }));
}

export interface Told {
  readonly source: string;
  readonly report: unknown;
  readonly errorMessage: string | null;
}

/**
 * What a key may see of what is said of an import. A file without a header has its first row taken for one, and then whatever names its
 * columns quotes that row; a file may be called after whom it is about.
 */
export function shownImport<Row extends Told>(row: Row, showPersonal: boolean): Row {
  if (showPersonal) return row;
  const { ignoredColumns: _named, ...report } = row.report as Readonly<Record<string, unknown>>;
  return { ...row, source: row.source.replaceAll(/[^\s@/\\]+@[^\s@/\\]+/g, '…'), report, errorMessage: null };
}

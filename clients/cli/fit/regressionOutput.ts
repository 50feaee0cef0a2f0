/** How a regression's coefficients are said: ols, drivers, logit and ordinal print the same rows the same way. */
import type { SeType, WaldRow } from '../../../worker/stats/index.ts';
import { formatInterval, formatLevel, formatNumber, formatPValue } from '../print/numbers.ts';
import { table } from '../print/table.ts';

/** A Wald row with what only some models know. Absent = the model has no such number. */
export interface CoefficientRow extends WaldRow {
  readonly classicalStdErr?: number | null;
  readonly vif?: number | null;
  readonly pAdjusted?: number | null;
}

/** A coefficient in the JSON: the same keys in every model, null where undefined, with the reason. */
export interface CoefficientJson {
  readonly term: string;
  readonly estimate: number;
  readonly stdErr: number | null;
  readonly statistic: number | null;
  readonly pValue: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly classicalStdErr: number | null;
  readonly vif: number | null;
  readonly pAdjusted: number | null;
  readonly df: number | null;
  readonly reason: string | null;
}

export function coefficientJson({ name, classicalStdErr = null, vif = null, pAdjusted = null, ...row }: CoefficientRow): CoefficientJson {
  const { estimate, stdErr, statistic, pValue, ciLow, ciHigh, df, reason } = row;
  return { term: name, estimate, stdErr, statistic, pValue, ciLow, ciHigh, classicalStdErr, vif, pAdjusted, df, reason };
}

/** The coefficients as a table: estimate, error, interval, p, and what only some models know where any row has it. */
export function coefficientLines(rows: readonly CoefficientRow[], confidenceLevel: number): string[] {
  const has = (key: 'vif' | 'pAdjusted'): boolean => rows.some((row) => typeof row[key] === 'number');
  const statistic = rows.some(({ df }) => df !== null) ? 't' : 'z';
  return table(
    [
      { title: 'term', cell: ({ name }) => name },
      { title: 'estimate', align: 'right', cell: ({ estimate }) => significant(estimate) },
      { title: 'std. error', align: 'right', cell: ({ stdErr }) => significant(stdErr) },
      {
        title: `${formatLevel(confidenceLevel)} interval`,
        align: 'right',
        cell: ({ ciLow, ciHigh }) => formatInterval(ciLow, ciHigh, significant),
      },
      { title: statistic, align: 'right', cell: (row) => formatNumber(row.statistic, 2) },
      { title: 'p', align: 'right', cell: ({ pValue }) => formatPValue(pValue) },
      ...(has('pAdjusted')
        ? [{ title: 'p (Holm)', align: 'right' as const, cell: ({ pAdjusted }: CoefficientRow) => formatPValue(pAdjusted) }]
        : []),
      ...(has('vif') ? [{ title: 'VIF', align: 'right' as const, cell: ({ vif }: CoefficientRow) => formatNumber(vif, 2) }] : []),
    ],
    rows,
  );
}

/** Which errors stand in the table, in words. */
export const seTypeNames: Readonly<Record<SeType, string>> = {
  CLASSICAL: 'classical errors',
  HC3: 'errors that allow for unequal spread (HC3)',
  CR1: 'errors by cluster (CR1)',
  LINEARIZED: 'errors for sampling weights (linearised)',
  BOOTSTRAP: 'errors by bootstrap',
};

/** Four significant digits, whatever the unit: coefficients of one table differ by powers of ten. */
export function significant(value: number | null): string {
  if (value === null || value === 0) return formatNumber(value, 0);
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  if (magnitude < -5 || magnitude > 8) return value.toExponential(3);
  return formatNumber(value, Math.max(0, 3 - magnitude));
}

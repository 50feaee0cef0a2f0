import type { Transaction } from '../../prisma/sql.ts';

/** The planner's estimate of the rows of a query: enough for a progress bar and to decide on slices, at no cost. */
export async function plannedRows(tx: Transaction, query: string): Promise<number> {
  const [plan] = await tx.unsafe<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }[]>(`explain (format json) ${query}`);
  return plan?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
}

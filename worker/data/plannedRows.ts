import type { Transaction } from '../../prisma/sql.ts';

/**
 * The planner's estimate of the rows of queries, together: enough for a progress bar and to decide on slices, at no cost. As good as the
 * statistics of the tables: just after a first import they are not gathered yet, and a large table may pass for a small one.
 */
export async function plannedRows(tx: Transaction, ...queries: readonly string[]): Promise<number> {
  if (queries.length === 0) return 0;
  const all = queries.map((query, index) => `select from (${query}) q${index}`).join(' union all ');
  const [plan] = await tx.unsafe<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }[]>(`explain (format json) ${all}`);
  return plan?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
}

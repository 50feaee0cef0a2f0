import type { Transaction } from '../../prisma/sql.ts';
import { joinedRowQueries } from './driverQuery.ts';
import { plannedRows } from './plannedRows.ts';
import type { DriverRun } from './readDriverRun.ts';

/**
 * So many facts are held against answers in the time of one row that is read. A million rows of CHURN or VALUE_LOYALTY take 2 s of processor, a
 * million answers of customers 3 s, and as many facts that the server joins and adds up 0.4 to 0.8 s.
 */
export const factsPerRow = 4;

/**
 * How much a driver run has to read. 0 where there is nothing to divide it by: answers of nobody known are all in the first slice, and a million
 * of those take one thread less than a second.
 */
export async function plannedDriverRows(tx: Transaction, workspaceId: number, run: DriverRun): Promise<number> {
  if (!run.isOfCustomers) return 0;
  const { answers, facts } = joinedRowQueries(workspaceId, run);
  const [answerRows, factRows] = await Promise.all([plannedRows(tx, answers), plannedRows(tx, ...facts)]);
  return answerRows + factRows / factsPerRow;
}

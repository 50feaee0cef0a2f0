import type { Prisma } from '../../../prisma/generated/client/client.ts';

/** By which the schedulers decide ticks: by that of a host which is ahead the next tick of a schedule would be left out. */
export async function databaseTime(tx: Prisma.TransactionClient): Promise<Date> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`select clock_timestamp() as now`;
  if (!row) throw new Error('the database gave no time');
  return row.now;
}

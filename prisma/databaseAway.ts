/**
 * The database could not be reached, gave no session, or ended the one that there was: it restarts, another takes its place, or all its connections are
 * taken. Nothing is wrong with what was asked, and the same again may succeed. What had begun may be done all the same.
 */
import { isWithoutSession } from './noSession.ts';

/** Between threads an error keeps its message alone: this is what a thread's host makes of such a fault. */
export class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway';
}

/** Of sockets and, with a P, of Prisma; 57P0x is how PostgreSQL says that it stops or starts, class 08 that a connection failed. */
const codes = /^(CONNECTION_\w+|57P0\w|08\w{3}|ECONNRESET|EPIPE|ETIMEDOUT|P1001|P1002|P1008|P1017|P2037)$/;

/** What node-postgres, beneath Prisma, says without a code. */
const words = /^(Connection terminated|timeout exceeded when trying to connect)/;

/** All connections of Prisma's pool were in use for two seconds. */
const isPoolBusy = ({ code, message }: Fault) => code === 'P2028' && /Unable to start a transaction/.test(message);

interface Fault extends Error {
  readonly code?: unknown;
  /** Of Prisma: what the driver said. */
  readonly meta?: { readonly driverAdapterError?: { readonly cause?: { readonly originalCode?: unknown } } };
}

export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const fault: Fault = error;
  const all = [fault.code, fault.meta?.driverAdapterError?.cause?.originalCode];
  return (
    error instanceof DatabaseAway ||
    isWithoutSession(error) ||
    isPoolBusy(fault) ||
    words.test(fault.message) ||
    all.some((code) => typeof code === 'string' && codes.test(code))
  );
}

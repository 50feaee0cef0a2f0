/**
 * The database gave no session: it has no connection left, is starting, or is not there. Nothing has begun then, so whoever asked may ask again
 * for as long as they like. The loss of a session that there was is no such fault: what was done in it may be why it was lost.
 */
const codes: ReadonlySet<unknown> = new Set([
  '53300',
  '57P03',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CONNECT_TIMEOUT',
]);

/** How the message of such a fault begins: between threads an error keeps its message and not its code. */
export const noSessionWords = 'the database gave no session';

export const isWithoutSession = (error: unknown): error is Error => error instanceof Error && codes.has((error as { code?: unknown }).code);

/** Others have all the connections. The sessions that this process has live on. */
export const isFull = (error: unknown): boolean => error instanceof Error && (error as { code?: unknown }).code === '53300';

/** With the code alone: addresses of the database are nobody's business who reads of a run. */
export function noSessionMessage(error: Error): string {
  const remedy = isFull(error) ? 'it has no connection left, `earshot doctor` counts them' : 'its operator may see why by `earshot doctor`';
  return `${noSessionWords} (${(error as { code?: string }).code}): ${remedy}`;
}

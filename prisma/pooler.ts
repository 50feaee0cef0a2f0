/** What may stand between us and the server: a pooler (PgBouncer and its like), which lends its own connections to those who call. */
import { connect, type Queryable, type Sql } from './sql.ts';

/** For how long it lends one: for as long as its caller stays, or for a transaction at a time. */
export type Lending = 'SESSION' | 'TRANSACTION';

/**
 * How the pooler lends that the URL leads to; null where it leads to the server itself. A server tells each caller the process that serves them; a pooler tells a number of its own.
 * Two callers who are both connected are served by two processes, unless what serves one was lent to the other in between.
 */
export async function findPooler(url: string): Promise<Lending | null> {
  const callers = [1, 2].map(() => connect(url, { applicationName: 'earshot doctor', max: 1 }));
  try {
    const [first, second] = callers as [Sql, Sql];
    const one = await servedBy(first);
    if (one.told === one.process) return null;
    for (let tries = 0; tries < 5; tries++) {
      // Each lends what was given back last: what serves the one then serves the other.
      const before = await servedBy(first);
      const other = await servedBy(second);
      if (other.process === before.process) return 'TRANSACTION';
    }
    return 'SESSION';
  } finally {
    await Promise.all(callers.map((caller) => caller.end({ timeout: 0.5 })));
  }
}

interface Server {
  /** As the caller was told when they connected. */
  readonly told: number;
  readonly process: number;
}

async function servedBy(sql: Queryable): Promise<Server> {
  const statement = sql<{ process: number }[]>`select pg_backend_pid() as process`.simple(); // nothing prepared, which another process would not know
  const [row] = await statement;
  if (!row) throw new Error('the server does not tell its process');
  return { told: (statement as unknown as { readonly state: { readonly pid: number } }).state.pid, process: row.process };
}

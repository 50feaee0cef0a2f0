/** The database server: which it is, what time it has, whether there are connections enough. */
import { assertServer, openAdmin } from '../../prisma/adminConnection.ts';
import { type EarshotSessions, readConnections } from '../../prisma/connectionBudget.ts';
import { hiddenRows, tablesHiddenFrom } from '../../prisma/migrate/ownerPolicies.ts';
import { findPooler } from '../../prisma/pooler.ts';
import { release } from '../../prisma/release.ts';
import type { Queryable } from '../../prisma/sql.ts';
import { workerConnections } from '../../worker/config.ts';
import { apiConnections } from '../config.ts';
import { counted, type Finding, ok, problem, warning } from './finding.ts';

/** @throws StartError where it is too old, and whatever the connection failed of */
export async function checkServer(sql: Queryable, urlVariable: string): Promise<Finding> {
  await assertServer(sql);
  const [row] = await sql<{ version: string; citus: string | null }[]>`
    select current_setting('server_version') as version, (select extversion from pg_extension where extname = 'citus') as citus`;
  return ok('database', `${urlVariable} answers: PostgreSQL ${row?.version}${row?.citus ? ` with Citus ${row.citus}` : ''}`);
}

/** Whether both URLs lead to the server itself. */
export async function checkPooler(urls: readonly { readonly variable: string; readonly url: string }[]): Promise<Finding> {
  for (const { variable, url } of urls) {
    const lending = await findPooler(url);
    const remedy = `name the server itself in ${variable}: Earshot has pools of its own, of a fixed size (see connections)`;
    if (lending === 'TRANSACTION')
      return problem(
        'pooler',
        `${variable} leads to a pooler that lends a connection for a transaction: what is announced is heard by nobody, locks of a session are lost and prepared statements fail`,
        remedy,
      );
    if (lending === 'SESSION')
      return warning(
        'pooler',
        `${variable} leads to a pooler: it keeps limits of time from the server, and what is given up is not cancelled there`,
        remedy,
      );
  }
  return ok('pooler', 'no pooler stands before the server');
}

/** The owner's login: migrations, backups and BI logins need it. */
export async function checkOwner(sql: Queryable, adminUrl: string): Promise<Finding> {
  const place = (on: Queryable) =>
    on<{ database: string; started: string; login: string }[]>`
      select current_database() as database, pg_postmaster_start_time()::text as started, current_user as login`;
  const admin = await openAdmin(adminUrl);
  try {
    const [[owner], [app], [foreign], hidden] = await Promise.all([
      place(admin),
      place(sql),
      admin<{ table: string }[]>`
        select relname as table from pg_class c
         where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not pg_has_role(relowner, 'USAGE')
           and (relname = '_prisma_migrations' or exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'own_workspace')) limit 1`,
      tablesHiddenFrom(admin),
    ]);
    if (owner?.database !== app?.database || owner?.started !== app?.started)
      return problem('owner', 'DATABASE_ADMIN_URL and DATABASE_URL name two databases', 'let both name the same one');
    if (foreign)
      return problem(
        'owner',
        `the login ${owner?.login} of DATABASE_ADMIN_URL does not own the table ${foreign.table}`,
        'set DATABASE_ADMIN_URL to the login that ran `earshot migrate`',
      );
    if (hidden.tables.length > 0) {
      const { message, remedy } = hiddenRows(hidden.login, hidden.tables);
      return problem('owner', message, remedy);
    }
    return ok('owner', `the owner's login ${owner?.login} answers, too`);
  } finally {
    await admin.end({ timeout: 1 });
  }
}

const tolerableSeconds = 3;

export async function checkClock(sql: Queryable): Promise<Finding> {
  const before = Date.now();
  const [row] = await sql<
    { milliseconds: number }[]
  >`select (extract(epoch from clock_timestamp()) * 1000)::double precision as milliseconds`;
  const after = Date.now();
  return judgeClock((row?.milliseconds ?? Number.NaN) - (before + after) / 2, (after - before) / 2);
}

/**
 * @param aheadMilliseconds of the database's clock before this machine's, by the middle of the question
 * @param doubtMilliseconds half of what the question took: the answer may have come from any moment of it
 */
export function judgeClock(aheadMilliseconds: number, doubtMilliseconds: number): Finding {
  const apart = Math.abs(aheadMilliseconds) / 1000;
  if (apart - doubtMilliseconds / 1000 <= tolerableSeconds) return ok('clock', "the database's clock and this machine's agree");
  return warning(
    'clock',
    `the database's clock is ${apart.toFixed(0)} s ${aheadMilliseconds > 0 ? 'ahead of' : 'behind'} this machine's`,
    'let both keep time by NTP: tokens and leases end by their clocks',
  );
}

/** Other releases may be at work beside this one only for as long as a change of release takes. */
export function checkReleases({ apis, workers, others }: EarshotSessions): Finding | null {
  if (apis + workers + others.length === 0) return null;
  const here = `${counted(apis, 'API')} and ${counted(workers, 'worker')} of ${release} are connected`;
  if (others.length === 0) return ok('releases', here);
  return warning(
    'releases',
    `${here}, beside those of ${others.join(', ')}`,
    `run the release ${release} on every host, or the other one here`,
  );
}

/** Whether all processes together may open what their pools hold. `threads` of the workers: as this machine's, for lack of knowing. */
export async function checkConnections(sql: Queryable, { apis, workers }: EarshotSessions, threads: number): Promise<Finding> {
  const { usable, ofOthers, limitedBy } = await readConnections(sql);
  const [apiCount, workerCount] = [Math.max(1, apis), Math.max(1, workers)];
  const needed = apiCount * apiConnections + workerCount * workerConnections(threads);
  const found = `${counted(apiCount, 'API')} and ${counted(workerCount, 'worker')} of ${counted(threads, 'thread')} may open ${needed} connections, other programs hold ${ofOthers}, and ${limitedBy} allows ${usable}`;
  if (needed + ofOthers <= usable) return ok('connections', found);
  return warning(
    'connections',
    found,
    `raise ${limitedBy} by ${needed + ofOthers - usable}, or run fewer processes or threads (EARSHOT_WORKER_THREADS)`,
  );
}

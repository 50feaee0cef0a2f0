/** Every check that asks the database. One that fails is a finding, and those that need nothing of it go on. */
import { explainConnection } from '../../prisma/adminConnection.ts';
import { readSessions } from '../../prisma/connectionBudget.ts';
import { messageWithoutValues } from '../../prisma/describeError.ts';
import { connect, type Sql } from '../../prisma/sql.ts';
import { StartError } from '../../prisma/startError.ts';
import { checkQueue, judgeJobs, judgeWorker, readQueue } from './checkQueue.ts';
import { checkPolicies, checkRole, checkSchema, checkStatistics } from './checkSchema.ts';
import { checkClock, checkConnections, checkOwner, checkPooler, checkReleases, checkServer } from './checkServer.ts';
import { checkWork } from './checkWork.ts';
import { type CheckName, type Finding, problem } from './finding.ts';

const statementSeconds = 5; // of the 8 that all checks have

export interface DatabaseToExamine {
  readonly appUrl: string;
  /** Null on a host that runs only the API or a worker. */
  readonly adminUrl: string | null;
  /** How the finding names it. */
  readonly name: string;
  /** It was started for this question alone. */
  readonly isStopped: boolean;
  /** Threads of a worker on this machine. */
  readonly threads: number;
}

export async function examineDatabase(database: DatabaseToExamine, report: (finding: Finding) => void): Promise<void> {
  const { appUrl, adminUrl, name, isStopped, threads } = database;
  // Nothing is changed here, and the server itself sees to it.
  const settings = { default_transaction_read_only: 'on', statement_timeout: `${statementSeconds}s` };
  const sql = connect(appUrl, { applicationName: 'earshot doctor', max: 1, settings });
  const look = async (check: CheckName, work: () => Promise<Finding | null> | Finding | null): Promise<boolean> => {
    const finding = await attempt(check, work, appUrl);
    if (finding) report(finding);
    return finding?.status === 'ok';
  };
  try {
    if (!(await look('database', () => checkServer(sql, name)))) return;
    const urls = [{ variable: 'DATABASE_URL', url: appUrl }, ...(adminUrl ? [{ variable: 'DATABASE_ADMIN_URL', url: adminUrl }] : [])];
    await look('pooler', () => checkPooler(urls));
    if (adminUrl) await look('owner', () => checkOwner(sql, adminUrl));
    await look('clock', () => checkClock(sql));
    const isOfThisRelease = await look('schema', () => checkSchema(sql));
    await look('role', () => checkRole(sql));
    await look('policies', () => checkPolicies(sql));
    if (isOfThisRelease) await look('statistics', () => checkStatistics(sql));
    const sessions = await readSessions(sql);
    await look('releases', () => checkReleases(sessions));
    await look('connections', () => checkConnections(sql, sessions, threads));
    if (!(await look('queue', () => checkQueue(sql)))) return;
    await examineQueue(sql, look, { sessions, isStopped, isOfThisRelease });
  } finally {
    await sql.end({ timeout: 0.5 });
  }
}

async function examineQueue(
  sql: Sql,
  look: (check: CheckName, work: () => Promise<Finding | null> | Finding | null) => Promise<boolean>,
  known: { sessions: Awaited<ReturnType<typeof readSessions>>; isStopped: boolean; isOfThisRelease: boolean },
): Promise<void> {
  const queue = await readQueue(sql);
  await look('worker', () => judgeWorker(known.sessions, queue, known.isStopped));
  await look('jobs', () => judgeJobs(queue));
  if (!known.isOfThisRelease) return;
  // Read together, and told together that it could not be: each by itself would wait as long for what holds one of them.
  await look('leases', async () => {
    const [leases, ...others] = await checkWork(sql, known.isStopped);
    for (const finding of others) await look(finding.check, () => finding);
    return leases ?? null;
  });
}

async function attempt(check: CheckName, work: () => Promise<Finding | null> | Finding | null, appUrl: string): Promise<Finding | null> {
  try {
    return await work();
  } catch (error) {
    const known = explainConnection(error, appUrl, 'DATABASE_URL');
    if (known instanceof StartError) return problem(check, known.message, known.remedy);
    if ((error as { code?: unknown }).code === '57014')
      return problem(
        check,
        `the database gave no answer to this within ${statementSeconds} s`,
        'something holds a lock or all of its time: see pg_stat_activity',
      );
    const why = known instanceof Error ? messageWithoutValues(known) : 'for no reason given';
    return problem(check, `this could not be asked: ${why}`, 'mend what is told above first; then look again');
  }
}

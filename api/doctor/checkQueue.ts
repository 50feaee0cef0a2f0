/** The queue: is it there, does somebody take from it, does what was taken go on. */
import bossManifest from 'pg-boss/package.json' with { type: 'json' };
import type { EarshotSessions } from '../../prisma/connectionBudget.ts';
import type { Queryable } from '../../prisma/sql.ts';
import { abandonedQueue, contracts, performContract } from '../../worker/queue.ts';
import { counted, type Finding, ok, problem, spanText, warning } from './finding.ts';

const migrateIt = 'run `earshot migrate`, which installs it';

export async function checkQueue(sql: Queryable): Promise<Finding> {
  const [there] = await sql<{ isInstalled: boolean }[]>`select to_regclass('pgboss.version') is not null as "isInstalled"`;
  if (!there?.isInstalled) return problem('queue', 'the queue is not installed in this database', migrateIt);
  const [mine] = await sql<{ mayUse: boolean }[]>`
    select has_schema_privilege('pgboss', 'USAGE')
       and has_table_privilege('pgboss.job', 'SELECT, INSERT, UPDATE, DELETE') and has_table_privilege('pgboss.version', 'SELECT') as "mayUse"`;
  if (!mine?.mayUse)
    return problem('queue', 'the login of DATABASE_URL may not use the queue', 'run `earshot migrate`, which grants what is missing');
  const [[installed], queues] = await Promise.all([
    sql<{ version: number }[]>`select version from pgboss.version`,
    sql<{ name: string }[]>`select name from pgboss.queue`,
  ]);
  const expected = bossManifest.pgboss.schema;
  if ((installed?.version ?? 0) < expected)
    return problem(
      'queue',
      `the queue's schema is ${installed?.version ?? 'none'}, older than this release's ${expected}`,
      'run `earshot migrate`',
    );
  if ((installed?.version ?? 0) > expected)
    return problem(
      'queue',
      `the queue's schema is ${installed?.version}, newer than this release's ${expected}`,
      'upgrade Earshot on this machine',
    );
  const missing = [abandonedQueue, ...contracts.map(({ name }) => name)].find((name) => !queues.some((queue) => queue.name === name));
  if (missing) return problem('queue', `the queue ${missing} is missing`, migrateIt);
  return ok('queue', `the queue is installed (schema ${expected})`);
}

export interface QueueState {
  readonly waiting: number;
  readonly oldestSeconds: number;
  readonly active: number;
  readonly abandonedWaiting: number;
  /** Whose every attempt was lost with its worker, within a day. */
  readonly abandonedLately: number;
  /** Since a worker last looked after the queue; null: never. */
  readonly upkeepSeconds: number | null;
}

export async function readQueue(sql: Queryable): Promise<QueueState> {
  const [state] = await sql<QueueState[]>`
    with job as (
      select name, state, created_on, state in ('created', 'retry') and start_after <= now() as waits,
             extract(epoch from now() - greatest(created_on, start_after))::double precision as age
        from pgboss.job where name in (${performContract.name}, ${abandonedQueue}))
    select (count(*) filter (where waits and name = ${performContract.name}))::integer as waiting,
           coalesce(max(age) filter (where waits and name = ${performContract.name}), 0) as "oldestSeconds",
           (count(*) filter (where state = 'active' and name = ${performContract.name}))::integer as active,
           (count(*) filter (where waits and name = ${abandonedQueue}))::integer as "abandonedWaiting",
           (count(*) filter (where name = ${abandonedQueue} and created_on > now() - interval '1 day'))::integer as "abandonedLately",
           (select extract(epoch from now() - max(monitor_on))::double precision from pgboss.queue) as "upkeepSeconds"
      from job`;
  if (!state) throw new Error('the queue gave no row');
  return state;
}

const silentSeconds = 60; // a worker looks after the queue every 5

/** @param isStopped the database was started for this question alone: nothing else can be running */
export function judgeWorker({ workers }: EarshotSessions, queue: QueueState, isStopped: boolean): Finding {
  const { waiting, upkeepSeconds } = queue;
  const remedy = 'start one: `earshot start` on this machine, or `earshot worker`';
  if (workers === 0) {
    if (isStopped) return warning('worker', `Earshot is not running here, and ${waitText(waiting)}`, 'run `earshot start`');
    const found = `no worker is alive, and ${waitText(waiting)}`;
    return waiting > 0 ? problem('worker', found, remedy) : warning('worker', found, remedy);
  }
  const alive = workers === 1 ? '1 worker is connected' : `${workers} workers are connected`;
  if (upkeepSeconds === null || upkeepSeconds <= silentSeconds) return ok('worker', alive);
  return warning(
    'worker',
    `${alive}, but nobody has looked after the queue for ${spanText(upkeepSeconds)}`,
    'read the log of the worker, and start it again',
  );
}

const waitText = (waiting: number) => (waiting === 0 ? 'no job waits' : `${counted(waiting, 'job')} ${waiting === 1 ? 'waits' : 'wait'}`);

const patienceSeconds = 900;

export function judgeJobs({ waiting, oldestSeconds, active, abandonedWaiting, abandonedLately }: QueueState): Finding {
  const oldest = waiting > 0 ? `, the oldest for ${spanText(oldestSeconds)}` : '';
  const found = `${waitText(waiting)}${oldest}; ${active} at work`;
  if (abandonedLately + abandonedWaiting > 0)
    return warning(
      'jobs',
      `${found}; ${counted(Math.max(abandonedLately, abandonedWaiting), 'job')} lost every worker that took ${Math.max(abandonedLately, abandonedWaiting) === 1 ? 'it' : 'them'}`,
      'read the logs of the workers for why they died (often memory: EARSHOT_RUN_MEMORY_MB, EARSHOT_WORKER_THREADS), then start the runs again',
    );
  if (oldestSeconds > patienceSeconds)
    return warning('jobs', found, 'start more workers, or give them more threads (EARSHOT_WORKER_THREADS)');
  return ok('jobs', found);
}

interface LeaseCounts {
  readonly running: number;
  /** No job of theirs is in the queue: nobody will ever end them. */
  readonly orphans: number;
  /** Their worker has missed its heartbeat. */
  readonly silent: number;
}

/** Of one workspace: runs and files that say RUNNING, and the jobs that keep them. */
export async function countLeases(tx: Queryable, workspaceId: number): Promise<LeaseCounts> {
  const [counts] = await tx<LeaseCounts[]>`
    with work as (
      select 'run' as "table", id from run where workspace_id = ${workspaceId} and state = 'RUNNING'
      union all
      select 'import', id from import where workspace_id = ${workspaceId} and state = 'RUNNING'),
    kept as (
      select work."table", work.id, count(job.id) > 0 as has_job,
             coalesce(bool_and(job.state = 'active' and job.heartbeat_on + job.heartbeat_seconds * interval '1 second' < now()), false) as is_silent
        from work left join pgboss.job
          on job.name in (${performContract.name}, ${abandonedQueue}) and job.state in ('created', 'retry', 'active')
         and job.data->>'workspaceId' = ${String(workspaceId)} and job.data->>'table' = work."table" and job.data->>'id' = work.id::text
       group by work."table", work.id)
    select count(*)::integer as running, (count(*) filter (where not has_job))::integer as orphans,
           (count(*) filter (where has_job and is_silent))::integer as silent
      from kept`;
  return counts ?? { running: 0, orphans: 0, silent: 0 };
}

export function judgeLeases({ running, orphans, silent }: LeaseCounts, places: readonly string[]): Finding {
  if (orphans > 0)
    return problem(
      'leases',
      `${workText(orphans)} of the workspace${places.length === 1 ? '' : 's'} ${places.slice(0, 5).join(', ')}${places.length > 5 ? ' …' : ''} ${orphans === 1 ? 'says' : 'say'} RUNNING, and no job will ever end ${orphans === 1 ? 'it' : 'them'}`,
      'end them with `earshot runs cancel ID` or `earshot imports cancel ID`, and start them again',
    );
  if (silent > 0)
    return warning(
      'leases',
      `${silent} of ${workText(running)} at work ${silent === 1 ? 'has' : 'have'} a worker that fell silent`,
      'any living worker takes them again within seconds: start one (`earshot worker`), or look again in a moment',
    );
  return ok('leases', running === 0 ? 'no run or import is at work' : `${workText(running)} at work, each with a living worker`);
}

const workText = (count: number) => (count === 1 ? '1 run or import' : `${count} runs or imports`);

/**
 * What the workspaces do: runs and files at work, analyses whose runs fail, schedules that are overdue, webhooks that reach nobody. One
 * workspace after the other, for the login sees no more than one at a time.
 */
import { type Queryable, type Sql, setWorkspace, snapshotMode } from '../../prisma/sql.ts';
import { transaction } from '../../prisma/transaction.ts';
import { countLeases, judgeLeases } from './checkQueue.ts';
import { counted, type Finding, ok, spanText, warning } from './finding.ts';

/** Something of a workspace that is not as it should be, since when, and in a word why. */
export interface Trouble {
  /** acme/churn */
  readonly name: string;
  readonly seconds: number;
  readonly why?: string;
}

/** Of one kind of thing: how many there are, and which have trouble. */
export interface Troubles {
  readonly all: number;
  readonly troubled: readonly Trouble[];
}

const overdueMinutes = 5; // a tick is noticed within two seconds
const unreachedMinutes = 60; // an endpoint may be restarted

/** @param isStopped nothing can be running: what is due waits for the next start */
export async function checkWork(sql: Sql, isStopped: boolean): Promise<Finding[]> {
  const leases = { running: 0, orphans: 0, silent: 0 };
  const orphanPlaces: string[] = [];
  const [analyses, schedules, webhooks] = [noTroubles(), noTroubles(), noTroubles()];
  await transaction(sql, snapshotMode, async (tx) => {
    for (const { id, key } of await tx<{ id: number; key: string }[]>`select id, key from workspace order by id`) {
      await setWorkspace(tx, id);
      const { running, orphans, silent } = await countLeases(tx, id);
      leases.running += running;
      leases.orphans += orphans;
      leases.silent += silent;
      if (orphans > 0) orphanPlaces.push(key);
      add(analyses, key, await readAnalyses(tx, id));
      add(schedules, key, await readSchedules(tx, id));
      add(webhooks, key, await readWebhooks(tx, id));
    }
  });
  return [
    judgeLeases(leases, orphanPlaces),
    judgeAnalyses(analyses),
    judgeSchedules(isStopped ? { ...schedules, troubled: [] } : schedules),
    judgeWebhooks(webhooks),
  ];
}

const noTroubles = () => ({ all: 0, troubled: [] as Trouble[] });

interface Row {
  readonly name: string;
  readonly isTroubled: boolean;
  readonly seconds: number;
  readonly why?: string;
}

function add(sum: ReturnType<typeof noTroubles>, key: string, rows: readonly Row[]): void {
  sum.all += rows.length;
  for (const { name, isTroubled, seconds, why } of rows)
    if (isTroubled) sum.troubled.push({ name: `${key}/${name}`, seconds, ...(why && { why }) });
}

/**
 * Each with the last of its runs that succeeded or failed, but for backfills. One that failed long ago and that
 * nothing starts any more is no trouble.
 */
const readAnalyses = (tx: Queryable, workspaceId: number) => tx<Row[]>`
  select a.name, last.error_code as why, extract(epoch from now() - last.finished_at)::double precision as seconds,
         last.state = 'FAILED' and (last.finished_at > now() - interval '1 day' or a.run_on_change
           or exists (select from schedule s where s.workspace_id = a.workspace_id and s.analysis_id = a.id and s.paused_at is null)) as "isTroubled"
    from analysis a
   cross join lateral (
     select r.state, r.error_code, r.finished_at from run r
      where r.workspace_id = a.workspace_id and r.analysis_id = a.id and r.backfill_id is null and r.state in ('SUCCEEDED', 'FAILED')
      order by r.queued_at desc, r.id desc limit 1) last
   where a.workspace_id = ${workspaceId}
   order by a.name`;

const readSchedules = (tx: Queryable, workspaceId: number) => tx<Row[]>`
  select a.name, extract(epoch from now() - s.next_run_at)::double precision as seconds,
         s.next_run_at < now() - make_interval(mins => ${overdueMinutes}) as "isTroubled"
    from schedule s join analysis a on a.workspace_id = s.workspace_id and a.id = s.analysis_id
   where s.workspace_id = ${workspaceId} and s.paused_at is null
   order by a.name`;

/** By its host: the rest of an address may hold a secret. */
async function readWebhooks(tx: Queryable, workspaceId: number): Promise<Row[]> {
  const rows = await tx<(Omit<Row, 'name'> & { url: string })[]>`
  select url, case disabled_reason when 'FAILING' then 'disabled' end as why,
         extract(epoch from now() - coalesce(failing_since, disabled_at))::double precision as seconds,
         coalesce(disabled_reason = 'FAILING', failing_since < now() - make_interval(mins => ${unreachedMinutes}), false) as "isTroubled"
    from webhook
   where workspace_id = ${workspaceId} and (disabled_reason is null or disabled_reason = 'FAILING')
   order by id`;
  return rows.map(({ url, ...row }) => ({ ...row, name: URL.parse(url)?.host ?? 'webhook' }));
}

export function judgeAnalyses({ all, troubled }: Troubles): Finding {
  if (troubled.length === 0) return ok('analyses', all === 0 ? 'no analysis has run yet' : 'no analysis fails');
  return warning(
    'analyses',
    `${troubled.length} of ${counted(all, 'analysis', 'analyses')} that ran failed the last time: ${list(troubled, ({ why, seconds }) => `${why ?? 'failed'}, ${spanText(seconds)} ago`)}`,
    'with a key of the workspace `earshot runs --state failed` lists the runs, and `earshot runs show ID` tells why and what to do',
  );
}

export function judgeSchedules({ all, troubled }: Troubles): Finding {
  if (troubled.length === 0) return ok('schedules', all === 0 ? 'nothing is scheduled' : 'no schedule is overdue');
  return warning(
    'schedules',
    `${troubled.length} of ${counted(all, 'schedule')} ${troubled.length === 1 ? 'is' : 'are'} overdue: ${list(troubled, ({ seconds }) => `for ${spanText(seconds)}`)}`,
    'workers schedule: see that one is alive, and read its log for "scheduler"',
  );
}

export function judgeWebhooks({ all, troubled }: Troubles): Finding {
  if (troubled.length === 0) return ok('webhooks', all === 0 ? 'nobody is told by webhook' : 'no webhook fails');
  return warning(
    'webhooks',
    `${troubled.length} of ${counted(all, 'webhook')} ${troubled.length === 1 ? 'reaches' : 'reach'} nobody: ${list(troubled, ({ why, seconds }) => `${why ? `${why}, nothing arrived ` : ''}for ${spanText(seconds)}`)}`,
    'mend what should answer; then with a key of the workspace `earshot webhooks` lists them, `webhooks enable ID` and `webhooks replay-all ID --since MOMENT` bring one back, `webhooks delete ID` ends it',
  );
}

const mostNamed = 5;

function list(troubled: readonly Trouble[], tell: (trouble: Trouble) => string): string {
  const named = troubled.slice(0, mostNamed).map((trouble) => `${trouble.name} (${tell(trouble)})`);
  return `${named.join(', ')}${troubled.length > mostNamed ? ' …' : ''}`;
}

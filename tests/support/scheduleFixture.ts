/** A schedule with its ticks and a backfill with its dates, as a scheduler would have left them. */
import type { Sql } from '../../prisma/sql.ts';

export interface ScheduleFixture {
  readonly schedule: bigint;
  /** RUNNING. */
  readonly backfill: bigint;
}

/** The end of January 2026 in Berlin, the zone of the workspaces of tests. */
const endOfJanuary = '2026-01-31T22:59:59.999Z';

export async function fillSchedules(admin: Sql, workspaceId: number, analysisId: bigint, mark: string): Promise<ScheduleFixture> {
  const of = { workspace_id: workspaceId, analysis_id: analysisId };
  const [schedule] = await admin<{ id: bigint }[]>`insert into schedule ${admin({
    ...of,
    cron: '0 6 * * *',
    time_zone: 'Europe/Berlin',
    catch_up: 'LATEST',
    overlap: 'SKIP',
    next_run_at: new Date('2100-01-01T05:00:00Z'),
    last_due_at: new Date('2026-01-04T05:00:00Z'),
  })} returning id`;
  const [backfill] = await admin<{ id: bigint }[]>`insert into backfill ${admin({
    ...of,
    from_date: '2026-01-01',
    to_date: '2026-02-28',
    step: 'MONTH',
    time_zone: 'Europe/Berlin',
    mode: 'MISSING',
    concurrency: 1,
    triggered_by: `key of ${mark}`,
  })} returning id`;
  const [run] = await admin<{ id: bigint }[]>`
    insert into run (workspace_id, analysis_id, kind, trigger, triggered_by, as_of, backfill_id, parameters, population, state, queued_at, finished_at, error_code, error_message)
    select ${workspaceId}::integer, id, kind, 'BACKFILL', ${`backfill of ${mark}`}::text, ${endOfJanuary}::timestamptz, ${backfill!.id}::bigint, parameters, population,
           'FAILED', '2026-02-01', now(), 'BROKEN', ${mark}::text
      from analysis where workspace_id = ${workspaceId} and id = ${analysisId} returning id`;
  const runId = run!.id;
  await admin`insert into backfill_date ${admin([
    {
      workspace_id: workspaceId,
      backfill_id: backfill!.id,
      as_of: new Date(endOfJanuary),
      end_date: '2026-01-31',
      is_included: true,
      run_id: runId,
    },
    {
      workspace_id: workspaceId,
      backfill_id: backfill!.id,
      as_of: new Date('2026-02-28T22:59:59.999Z'),
      end_date: '2026-02-28',
      is_included: true,
      run_id: null,
    },
  ])}`;
  const tick = (day: number, outcome: string, run_id: bigint | null) => {
    const due = new Date(Date.UTC(2026, 0, day, 5));
    return { ...of, due_at: due, due_until: due, outcome, run_id };
  };
  await admin`insert into schedule_tick ${admin([tick(1, 'MISSED', null), tick(2, 'OVERLAP_SKIPPED', runId), tick(3, 'RUN', runId)])}`;
  await admin`insert into analysis_former_name ${admin({ ...of, name: `once ${analysisId} of ${mark}` })}`;
  await admin`
    insert into backfill_joined_key (workspace_id, backfill_id, idempotency_key) values (${workspaceId}, ${backfill!.id}, ${`joined by ${mark}`})`;
  return { schedule: schedule!.id, backfill: backfill!.id };
}

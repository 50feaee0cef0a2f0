import DataLoader from 'dataloader';
import type { Backfill, BackfillDate, Schedule } from '../../../prisma/generated/client/client.ts';
import { cursorTime, type Page, pageKey } from '../../connection.ts';
import { groupsInOrder, inOrder } from '../../inOrder.ts';
import type { LoaderSource } from '../../loaders.ts';

export interface ScheduleTickRow {
  readonly analysisId: bigint;
  readonly dueAt: Date;
  readonly dueUntil: Date;
  readonly outcome: string;
  readonly runId: bigint | null;
  readonly decidedAt: Date;
}

/** How many dates of a backfill stand where. */
export interface BackfillCounts {
  readonly backfillId: bigint;
  readonly dates: number;
  readonly leftOut: number;
  readonly toStart: number;
  readonly queued: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
}

interface TickPage {
  readonly analysisId: bigint;
  readonly page: Page;
}

export interface ScheduleLoaders {
  /** By analysis. */
  readonly scheduleOf: DataLoader<bigint, Schedule | null>;
  /** A page of ticks by analysis, newest first, one more than asked for. */
  readonly scheduleTicks: DataLoader<TickPage, ScheduleTickRow[], string>;
  readonly backfill: DataLoader<bigint, Backfill | null>;
  /** All dates of a backfill, ascending. */
  readonly backfillDates: DataLoader<bigint, BackfillDate[]>;
  readonly backfillCounts: DataLoader<bigint, BackfillCounts | null>;
}

export function createScheduleLoaders(source: LoaderSource): ScheduleLoaders {
  const { workspaceId, db } = source;
  return {
    scheduleOf: new DataLoader(async (analysisIds) => {
      const rows = await db.schedule.findMany({ where: { workspaceId, analysisId: { in: [...analysisIds] } } });
      return inOrder(analysisIds, rows, (row) => row.analysisId);
    }),
    scheduleTicks: new DataLoader((pages) => readTickPages(source, pages), {
      cacheKeyFn: ({ analysisId, page }) => pageKey(analysisId, page),
    }),
    backfill: new DataLoader(async (ids) =>
      inOrder(ids, await db.backfill.findMany({ where: { workspaceId, id: { in: [...ids] } } }), (row) => row.id),
    ),
    backfillDates: new DataLoader(async (backfillIds) => {
      const where = { workspaceId, backfillId: { in: [...backfillIds] } };
      const rows = await db.backfillDate.findMany({ where, orderBy: [{ backfillId: 'asc' }, { asOf: 'asc' }] });
      return groupsInOrder(backfillIds, rows, (row) => row.backfillId);
    }),
    backfillCounts: new DataLoader(async (ids) => inOrder(ids, await readCounts(source, ids), (row) => row.backfillId)),
  };
}

/** One statement, whatever pages are asked for of however many schedules. */
async function readTickPages({ workspaceId, snapshot }: LoaderSource, pages: readonly TickPage[]): Promise<ScheduleTickRow[][]> {
  const asked = pages.map(({ analysisId, page }) => ({ analysisId, first: page.first + 1, before: page.after && cursorTime(page.after) }));
  const rows = await snapshot.read(
    (sql) => sql<(ScheduleTickRow & { place: number })[]>`
      select p.place::integer, t.analysis_id as "analysisId", t.due_at as "dueAt", t.due_until as "dueUntil", t.outcome, t.run_id as "runId",
             t.decided_at as "decidedAt"
        from unnest(${asked.map(({ analysisId }) => String(analysisId))}::bigint[], ${asked.map(({ first }) => first)}::integer[],
                    ${asked.map(({ before }) => before?.toISOString() ?? null)}::timestamptz[])
             with ordinality as p (analysis_id, first, before, place)
       cross join lateral (
             select * from schedule_tick
              where workspace_id = ${workspaceId} and analysis_id = p.analysis_id and (p.before is null or due_at < p.before)
              order by due_at desc limit p.first) t
       order by p.place, t.due_at desc`,
  );
  return pages.map((_page, index) => rows.filter(({ place }) => place === index + 1));
}

function readCounts({ workspaceId, snapshot }: LoaderSource, backfillIds: readonly bigint[]): Promise<BackfillCounts[]> {
  return snapshot.read(
    (sql) => sql<BackfillCounts[]>`
      select d.backfill_id as "backfillId", count(*)::integer as dates,
             count(*) filter (where not d.is_included)::integer as "leftOut",
             count(*) filter (where d.is_included and d.run_id is null)::integer as "toStart",
             count(*) filter (where d.is_included and r.state = 'QUEUED')::integer as queued,
             count(*) filter (where d.is_included and r.state = 'RUNNING')::integer as running,
             count(*) filter (where d.is_included and r.state = 'SUCCEEDED')::integer as succeeded,
             count(*) filter (where d.is_included and r.state = 'FAILED')::integer as failed,
             count(*) filter (where d.is_included and r.state = 'CANCELLED')::integer as cancelled
        from backfill_date d left join run r on r.workspace_id = d.workspace_id and r.id = d.run_id
       where d.workspace_id = ${workspaceId} and d.backfill_id = any(${backfillIds.map(String)}::bigint[])
       group by d.backfill_id`,
  );
}

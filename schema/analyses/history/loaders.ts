import DataLoader from 'dataloader';
import type { Run } from '../../../prisma/generated/client/client.ts';
import { type Page, pageKey } from '../../connection.ts';
import { inOrder } from '../../inOrder.ts';
import type { LoaderSource } from '../../loaders.ts';

export interface RunLogRow {
  readonly runId: bigint;
  readonly position: bigint;
  readonly at: Date;
  readonly attempt: number;
  readonly level: string;
  readonly message: string;
}

interface LogPage {
  readonly runId: bigint;
  readonly page: Page;
}

export interface HistoryLoaders {
  /** By analysis: the run whose numbers stand. */
  readonly currentRun: DataLoader<bigint, Run | null>;
  /** A page of a run's log, from its beginning, one line more than asked for. */
  readonly runLog: DataLoader<LogPage, RunLogRow[], string>;
}

export function createHistoryLoaders(source: LoaderSource): HistoryLoaders {
  const { workspaceId, db, snapshot } = source;
  return {
    currentRun: new DataLoader(async (analysisIds) => {
      const current = await snapshot.read(
        (sql) => sql<{ id: bigint }[]>`
          select distinct on (r.analysis_id) r.id
            from run r join analysis a on a.workspace_id = r.workspace_id and a.id = r.analysis_id
           where r.workspace_id = ${workspaceId} and r.analysis_id = any(${analysisIds.map(String)}::bigint[])
             and r.state = 'SUCCEEDED' and r.outcome = 'FITTED' and (r.as_of is null or r.id = a.published_run_id)
           order by r.analysis_id, (r.id = a.published_run_id) is true desc, r.finished_at desc, r.id desc`,
      );
      const rows = await db.run.findMany({ where: { workspaceId, id: { in: current.map(({ id }) => id) } } });
      return inOrder<bigint | null, Run>(analysisIds, rows, (row) => row.analysisId);
    }),
    runLog: new DataLoader((pages) => readLogPages(source, pages), { cacheKeyFn: ({ runId, page }) => pageKey(runId, page) }),
  };
}

/** One statement, whatever pages are asked for of however many runs. */
async function readLogPages({ workspaceId, snapshot }: LoaderSource, pages: readonly LogPage[]): Promise<RunLogRow[][]> {
  const rows = await snapshot.read(
    (sql) => sql<(RunLogRow & { place: number })[]>`
      select p.place::integer, l.run_id as "runId", l.position, l.at, l.attempt, l.level, l.message
        from unnest(${pages.map(({ runId }) => String(runId))}::bigint[], ${pages.map(({ page }) => page.first + 1)}::integer[],
                    ${pages.map(({ page }) => `${page.after?.id ?? 0n}`)}::bigint[])
             with ordinality as p (run_id, first, after, place)
       cross join lateral (
             select * from run_log where workspace_id = ${workspaceId} and run_id = p.run_id and position > p.after order by position limit p.first) l
       order by p.place, l.position`,
  );
  return pages.map((_page, index) => rows.filter(({ place }) => place === index + 1));
}

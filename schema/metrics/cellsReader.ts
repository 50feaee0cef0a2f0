import type { Queryable } from '../../prisma/sql.ts';
import { selectCells } from './cells.sql.ts';
import type { Coverage } from './metricContext.sql.ts';
import type { CellsRequest, MetricCell } from './metricsRequest.ts';
import { selectExtents, selectRollupCells } from './rollup/rollupCells.sql.ts';
import { isRolledUp, type RollupExtent, rollupPlan } from './rollup/rollupPlan.ts';
import type { CellsContext } from './sources/sourceSql.ts';

export type ServedFrom = 'ROLLUP' | 'FACTS' | 'BOTH';

/** Reads the cells of one answer: from roll-ups where they have the same, else from the facts. */
export interface CellsReader {
  /** In the order of their groups; one more than `mostCells` at most. */
  read(request: CellsRequest): Promise<MetricCell[]>;
  /** Of the table that a filtered answer is a part of: the surveys that a filter leaves out are scored in it, too. */
  readFrame(request: CellsRequest): Promise<MetricCell[]>;
  /** Of all that was read. */
  servedFrom(): ServedFrom;
}

export function openCells(sql: Queryable, context: CellsContext, coverage: readonly Coverage[]): CellsReader {
  const served = new Set<'ROLLUP' | 'FACTS'>();
  let extents: readonly RollupExtent[] | undefined;
  const planOf = async (request: CellsRequest, of: CellsContext) => {
    if (!isRolledUp(request)) return null;
    extents ??= await selectExtents(sql, context.workspaceId);
    const extent = extents.find(({ source }) => source === request.source);
    return extent ? rollupPlan(request, of, extent, coverage) : null;
  };
  const readBy = (of: CellsContext) => async (request: CellsRequest) => {
    const plan = await planOf(request, of);
    served.add(plan ? 'ROLLUP' : 'FACTS');
    return inOrder(plan ? await selectRollupCells(sql, of, request, plan) : await selectCells(sql, of, request));
  };
  return {
    read: readBy(context),
    readFrame: readBy({ ...context, ...context.frame }),
    servedFrom: () => (served.size > 1 ? 'BOTH' : served.has('ROLLUP') ? 'ROLLUP' : 'FACTS'),
  };
}

/** Which of two equally large groups is hidden beside a small one goes by their order: it must not be another one each time. */
function inOrder(cells: readonly MetricCell[]): MetricCell[] {
  const named = cells.map((cell) => ({ cell, name: JSON.stringify(cell.keys) }));
  return named.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ cell }) => cell);
}

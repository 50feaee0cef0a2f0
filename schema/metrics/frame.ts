/** The table that a filtered answer is a part of: what is hidden is told by all of it (hiddenRows.ts). */
import type { FrameFilter } from './hiddenRows.ts';
import { nameOf } from './metricsPlan.ts';
import type { CellsRequest, MetricGrouping } from './metricsRequest.ts';

export interface Frame {
  readonly request: CellsRequest;
  readonly filters: readonly FrameFilter[];
}

/** Without the filters, grouped by what they ask for beside the groups of the answer. */
export function frameOf(request: CellsRequest): Frame {
  const by: MetricGrouping[] = [...request.by];
  const filters = request.where.map((filter): FrameFilter => {
    const known = by.findIndex((grouping, column) => column !== request.kept?.column && nameOf(grouping) === nameOf(filter));
    const column =
      known >= 0 ? known : by.push({ dimension: filter.dimension, traitKey: filter.traitKey, segmentKey: filter.segmentKey }) - 1;
    return { column, values: filter.values };
  });
  return { request: { ...request, by, where: [] }, filters };
}

/** Where that table is too large: only whether all filters hold. */
export const coarseFrameOf = (request: CellsRequest): Frame => ({
  request: { ...request, isFlagged: true },
  filters: [{ column: request.by.length, values: ['true'] }],
});

const mostLooks = 250_000;

/** Whether a frame can be gone through: each of its cells lies beneath a total for every choice of columns. */
export const isWithinReach = ({ request }: Frame, cells: number): boolean => cells * 2 ** request.by.length <= mostLooks;

/** What is asked of `metrics`, checked and without GraphQL in it, and what comes back from the data: cells of sums. */
import type { CellSums, SharedSums } from '../../worker/stats/descriptive/cellSums.ts';
import type { MetricDimension, TimeUnit } from './metricDimensions.ts';

/** Where facts come from: one statement each. */
export const metricSources = [
  'ANSWER',
  'INVITATION',
  'ORDER',
  'TICKET',
  'VISIT',
  'BASE',
  'CUSTOMER',
  'CONTRACT',
  'SCORE',
  'SPEND',
] as const;
export type MetricSource = (typeof metricSources)[number];

/** One column of groups. `traitKey` is given for TRAIT and for nothing else, `segmentKey` for SEGMENT. */
export interface MetricGrouping {
  readonly dimension: MetricDimension;
  readonly traitKey: string | null;
  readonly segmentKey: string | null;
}

/** Only facts whose group is one of these; null among them is "unknown". */
export interface MetricFilter extends MetricGrouping {
  readonly values: readonly (string | null)[];
}

/** Of one statement: the facts of one source, summed in cells. */
export interface CellsRequest {
  readonly source: MetricSource;
  /** Which sums: names of parts of the source. */
  readonly parts: readonly string[];
  /** At most one of them is of time. */
  readonly by: readonly MetricGrouping[];
  readonly where: readonly MetricFilter[];
  /** Inclusive; null = no bound. With a bound, undated facts are left out. */
  readonly from: Date | null;
  /** Exclusive; null = no bound. */
  readonly until: Date | null;
  /** By sampling weight; answers without one are left out. */
  readonly weighted: boolean;
  /** The period that each cell is compared with; null = none. */
  readonly reference: ReferencePeriod | null;
  /** Groups that keep a cell of their own in one of the columns; all others fall into one cell, "other". Null = all keep their own. */
  readonly kept: KeptGroups | null;
  /** Narrows nothing and groups by whether all filters hold instead: true or false, behind the other keys. */
  readonly isFlagged: boolean;
  /** Without facts of nobody known. */
  readonly ofCustomers?: boolean;
}

export interface KeptGroups {
  /** Index into `by`. */
  readonly column: number;
  readonly values: readonly (string | null)[];
}

/** Grouped by time: each cell with the one so much earlier. Else: with all facts of [from, until). */
export type ReferencePeriod =
  | { readonly kind: 'SHIFT'; readonly amount: number; readonly unit: TimeUnit }
  | { readonly kind: 'BOUNDS'; readonly from: Date; readonly until: Date };

/** One cell: its groups, in the order of `by`, and the sums of the parts, in the order in which they were asked for. */
export interface MetricCell {
  /** Text of each group; of time the beginning of the bucket, ISO in UTC. Null = unknown. */
  readonly keys: readonly (string | null)[];
  /** Whether this is the cell of all groups that were not kept. */
  readonly isOther: boolean;
  readonly sums: readonly CellSums[];
  /** Of the reference period; absent without one. */
  readonly reference?: readonly CellSums[];
  /** Of customers in both; absent without a reference period. */
  readonly shared?: readonly SharedSums[];
}

/** Cells beyond this are refused: they are estimated and protected as a whole, whatever page of them is shown. */
export const mostCells = 10_000;

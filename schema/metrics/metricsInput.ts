/** What is asked of `metrics`, as it was said; metricsPlan.ts checks it. */

import type { MeasureName } from './metricMeasures.ts';
import type { MetricFilter, MetricGrouping } from './metricsRequest.ts';

export const comparisons = ['PREVIOUS_PERIOD', 'SAME_PERIOD_LAST_YEAR'] as const;
export type Comparison = (typeof comparisons)[number];

export interface MetricsInput {
  readonly measures: readonly MeasureName[];
  readonly by: readonly MetricGrouping[];
  readonly where: readonly MetricFilter[];
  readonly from: Date | null;
  readonly until: Date | null;
  readonly weighted: boolean;
  readonly poolSurveyKinds: boolean;
  readonly question: string | null;
  readonly targetHours: number;
  readonly compare: Comparison | null;
  readonly having: readonly MetricHaving[];
  readonly orderBy: readonly MetricOrder[];
  readonly top: MetricTop | null;
  readonly first: number;
  /** Null = from the beginning. */
  readonly after: MetricsCursor | null;
}

/** A row, counted from 1, of one question in one state of the data. */
export interface MetricsCursor {
  readonly row: number;
  readonly question: string;
  readonly state: string;
}

/** Bounds are inclusive; null = no bound. */
export interface MetricHaving {
  readonly measure: MeasureName;
  readonly valueFrom: number | null;
  readonly valueTo: number | null;
  readonly nFrom: number | null;
}

/** By one of both. */
export interface MetricOrder {
  readonly measure: MeasureName | null;
  readonly dimension: MetricGrouping['dimension'] | null;
  readonly descending: boolean;
}

export interface MetricTop {
  readonly count: number;
  readonly measure: MeasureName | null;
  readonly dimension: MetricGrouping['dimension'] | null;
}

import { storedLabel } from '../../prisma/storedLabel.ts';
import { builder } from '../builder.ts';
import { badUserInput } from '../errors.ts';
import { ComparisonEnum, Dimension, Measure } from './metricEnums.ts';
import { readCursor } from './metricsCursor.ts';
import type { MetricsInput } from './metricsInput.ts';
import type { MetricFilter } from './metricsRequest.ts';

const pageRows = { default: 1000, most: 10_000 } as const;
const longestList = 1000;

const segmentKey = { description: 'Key of the segment, for SEGMENT and for nothing else.' };
const traitKey = { description: 'Which trait, for TRAIT and for nothing else.' };

export const MetricGroupingInput = builder.inputType('MetricGroupingInput', {
  description: 'A column of groups.',
  fields: (t) => ({
    dimension: t.field({ type: Dimension, required: true, description: 'What to group by.' }),
    traitKey: t.string(traitKey),
    segmentKey: t.string(segmentKey),
  }),
});
export const MetricFilterInput = builder.inputType('MetricFilterInput', {
  description: 'Only facts whose group is one of these.',
  fields: (t) => ({
    dimension: t.field({
      type: Dimension,
      required: true,
      description: 'What to narrow by; not time, for which there are `from` and `until`.',
    }),
    traitKey: t.string(traitKey),
    segmentKey: t.string(segmentKey),
    in: t.field({ type: ['String'], required: { list: true, items: true }, description: 'The groups, as the answer names them.' }),
    orUnknown: t.boolean({ defaultValue: false, description: 'Whether facts whose group is unknown belong to them.' }),
  }),
});
const MetricHavingInput = builder.inputType('MetricHavingInput', {
  description: 'Only rows in which a measure lies within bounds. A value that is unknown or hidden lies within none.',
  fields: (t) => ({
    measure: t.field({ type: Measure, required: true, description: 'One of the measures asked for.' }),
    valueFrom: t.float({ description: 'At least this. Default: no bound.' }),
    valueTo: t.float({ description: 'At most this. Default: no bound.' }),
    nFrom: t.int({ description: 'At least so many facts. Default: no bound.' }),
  }),
});
const MetricOrderInput = builder.inputType('MetricOrderInput', {
  description: 'What rows are ordered by: a measure or a grouping. Unknown ones come last.',
  fields: (t) => ({
    measure: t.field({ type: Measure, description: 'One of the measures asked for.' }),
    dimension: t.field({ type: Dimension, description: 'One of the groupings asked for.' }),
    descending: t.boolean({ defaultValue: false, description: 'Whether the largest comes first.' }),
  }),
});
const MetricTopInput = builder.inputType('MetricTopInput', {
  description:
    'Only the largest groups of one grouping keep rows of their own; all others are one row, "other", computed from the facts of the rest. ' +
    'Which are the largest is told by that grouping alone, over the whole period.',
  fields: (t) => ({
    count: t.int({ required: true, description: 'How many groups, 1 to 1000.' }),
    measure: t.field({ type: Measure, description: 'By which they are the largest. Default: the first measure asked for.' }),
    dimension: t.field({ type: Dimension, description: 'Of which grouping. Default: the first that is not of time.' }),
  }),
});

export const MetricsInputType = builder.inputType('MetricsInput', {
  description: 'What to measure, in which groups, of what, and how to show it.',
  fields: (t) => ({
    measures: t.field({ type: [Measure], required: true, description: 'What to measure, each once.' }),
    by: t.field({ type: [MetricGroupingInput], description: 'In which groups: up to four groupings, one of time. Default: all as one.' }),
    where: t.field({ type: [MetricFilterInput], description: 'All of these have to hold. Default: everything.' }),
    from: t.field({ type: 'DateTime', description: 'Facts from this moment on. Undated answers are then left out.' }),
    until: t.field({ type: 'DateTime', description: 'Facts before this moment. Undated answers are then left out.' }),
    weighted: t.boolean({
      defaultValue: false,
      description: 'Whether scores use sampling weights. Answers without one are then left out.',
    }),
    question: t.string({ description: 'Key of the question that scores are made of. Default: the first of its kind in each survey.' }),
    poolSurveyKinds: t.boolean({
      defaultValue: false,
      description: 'Whether answers to relational and transactional surveys may be pooled. Else asking for both at once is refused.',
    }),
    targetHours: t.float({
      defaultValue: 24,
      description: 'Within which a ticket should be answered, for ANSWERED_WITHIN_TARGET. Default: 24.',
    }),
    compare: t.field({ type: ComparisonEnum, description: 'With which period. Default: with none.' }),
    having: t.field({ type: [MetricHavingInput], description: 'Which rows to show: all of these have to hold. Default: all.' }),
    orderBy: t.field({ type: [MetricOrderInput], description: 'Order of the rows. Default: by their groups.' }),
    top: t.field({ type: MetricTopInput, description: 'Which groups to show on their own. Default: all.' }),
    first: t.int({ defaultValue: pageRows.default, description: `How many rows, up to ${pageRows.most}. Default: ${pageRows.default}.` }),
    after: t.string({
      description:
        'The endCursor of the page before, of the same input but for `first`. Once the data has changed it leads nowhere: CONFLICT says to begin again. Default: the beginning.',
    }),
  }),
});

/** For the cost of a page; one that is not possible is refused as such, not for what it would cost. */
export const rowsOfPage = (first: number | null | undefined) => Math.max(1, Math.min(first ?? pageRows.default, pageRows.most));

/** What was asked, with its defaults. @throws BAD_USER_INPUT for what no other part of the question decides */
export function toMetricsInput(asked: typeof MetricsInputType.$inferInput): MetricsInput {
  const { first, targetHours } = asked;
  if (first != null && (first < 1 || first > pageRows.most)) throw badUserInput('input.first', `1 to ${pageRows.most} are possible`);
  return {
    measures: asked.measures,
    by: (asked.by ?? []).map(toGrouping),
    where: (asked.where ?? []).map(toFilter),
    from: asked.from ?? null,
    until: asked.until ?? null,
    weighted: asked.weighted ?? false,
    poolSurveyKinds: asked.poolSurveyKinds ?? false,
    question: asked.question ?? null,
    targetHours: toTargetHours(targetHours),
    compare: asked.compare ?? null,
    having: (asked.having ?? []).map(({ measure, valueFrom, valueTo, nFrom }) => ({
      measure,
      valueFrom: valueFrom ?? null,
      valueTo: valueTo ?? null,
      nFrom: nFrom ?? null,
    })),
    orderBy: (asked.orderBy ?? []).map(({ measure, dimension, descending }) => ({
      measure: measure ?? null,
      dimension: dimension ?? null,
      descending: descending ?? false,
    })),
    top: asked.top ? { count: asked.top.count, measure: asked.top.measure ?? null, dimension: asked.top.dimension ?? null } : null,
    first: first ?? pageRows.default,
    after: asked.after == null ? null : readCursor(asked.after),
  };
}

export const toGrouping = ({ dimension, traitKey: trait, segmentKey: segment }: typeof MetricGroupingInput.$inferInput) => ({
  dimension,
  traitKey: trait ?? null,
  segmentKey: segment ?? null,
});

/** @throws BAD_USER_INPUT */
export function toFilter(filter: typeof MetricFilterInput.$inferInput): MetricFilter {
  if (filter.in.length > longestList) throw badUserInput('input.where', `${filter.in.length} groups, at most ${longestList} are possible`);
  const groups = filter.dimension === 'TICKET_KIND' ? filter.in.map(storedLabel) : filter.in;
  return { ...toGrouping(filter), values: [...groups, ...(filter.orUnknown ? [null] : [])] };
}

/** @throws BAD_USER_INPUT */
export function toTargetHours(asked: number | null | undefined): number {
  if (asked != null && !(asked > 0 && asked <= 100_000)) throw badUserInput('input.targetHours', 'a number above 0 is needed');
  return asked ?? 24;
}

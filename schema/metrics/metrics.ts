import { builder } from '../builder.ts';
import { badUserInput } from '../errors.ts';
import { encodeGlobalId } from '../globalId.ts';
import { inTurns } from '../inTurns.ts';
import { fieldsAsOne } from '../limits/longList.ts';
import { listsBelow } from '../limits/selectionCost.ts';
import type { CurrentClvRun } from './metricContext.sql.ts';
import { dimensionCatalogue, isTime, type MetricDimension } from './metricDimensions.ts';
import { Dimension, Measure, MetricUnitEnum, ServedFromEnum } from './metricEnums.ts';
import { type MeasureName, type MetricUnit, measureCatalogue } from './metricMeasures.ts';
import type { MetricRow as MetricRowData } from './metricRows.ts';
import { MetricsInputType, rowsOfPage, toMetricsInput } from './metricsArguments.ts';
import { cursorOf, stateOf } from './metricsCursor.ts';
import { nameOf } from './metricsPlan.ts';
import { MetricValue } from './metricValue.ts';
import { type MetricsAnswer, readMetrics } from './readMetrics.ts';
import { bucketEnd, bucketLabel } from './timeBuckets.ts';

interface GroupRow {
  readonly dimension: MetricDimension;
  readonly traitKey: string | null;
  readonly segmentKey: string | null;
  readonly key: string | null;
  readonly timeZone: string;
}

const unitIn = ({ dimension }: GroupRow) => (isTime(dimension) ? dimension : null);

export const MetricGroup = builder.objectRef<GroupRow>('MetricGroup').implement({
  description: 'The group of a row in one grouping.',
  fields: (t) => ({
    dimension: t.field({ type: Dimension, description: 'The grouping.', resolve: ({ dimension }) => dimension }),
    traitKey: t.exposeString('traitKey', { nullable: true, description: 'Its trait, of TRAIT.' }),
    segmentKey: t.exposeString('segmentKey', { nullable: true, description: 'Its segment, of SEGMENT.' }),
    value: t.string({
      nullable: true,
      description:
        'The group: of time its label, such as 2026-W05, 2026-01 or 2026-Q1. Null is unknown, or, in the row "other", all the rest.',
      resolve: (group) => {
        const unit = unitIn(group);
        return unit === null || group.key === null ? group.key : bucketLabel(group.key, unit, group.timeZone);
      },
    }),
    start: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Of time: its first moment.',
      resolve: (group) => (unitIn(group) === null ? null : group.key),
    }),
    end: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Of time: the first moment behind it.',
      resolve: (group) => {
        const unit = unitIn(group);
        return unit === null || group.key === null ? null : bucketEnd(group.key, unit, group.timeZone);
      },
    }),
  }),
});

/** @throws BAD_USER_INPUT */
export function groupAt(groups: readonly GroupRow[], at: number): GroupRow {
  const group = groups[at];
  if (!group) throw badUserInput('at', `there are ${groups.length} groupings, counted from 0`);
  return group;
}

interface RowOfAnswer {
  readonly answer: MetricsAnswer;
  readonly row: MetricRowData;
}

const groupsOf = ({ answer: { input, facts }, row }: RowOfAnswer): GroupRow[] =>
  input.by.map((grouping, column) => ({ ...grouping, key: row.keys[column] ?? null, timeZone: facts.timeZone }));

const MetricRow = builder.objectRef<RowOfAnswer>('MetricRow').implement({
  description:
    'One group, with its measures. For a table without lists in its rows: `month: group(at: 0) { value } nps: value(of: NPS) { value n }`.',
  fields: (t) => ({
    groups: t.field({
      type: [MetricGroup],
      description: 'What the group is in each grouping, in the order asked for.',
      resolve: groupsOf,
    }),
    group: t.field({
      type: MetricGroup,
      description: 'What the group is in one grouping.',
      args: { at: t.arg.int({ required: true, description: 'Which of the groupings, in the order asked for: 0 is the first.' }) },
      resolve: (row, { at }) => groupAt(groupsOf(row), at),
    }),
    isOther: t.boolean({ description: 'Whether this is the row of all groups that `top` left out.', resolve: ({ row }) => row.isOther }),
    values: t.field({ type: [MetricValue], description: 'The measures, in the order asked for.', resolve: ({ row }) => row.values }),
    value: t.field({
      type: MetricValue,
      description: 'One measure.',
      args: { of: t.arg({ type: Measure, required: true, description: 'Which of the measures asked for.' }) },
      resolve: ({ row }, { of }) => {
        const value = row.values.find(({ measure }) => measure === of);
        if (!value) throw badUserInput('of', `${of} is not among the measures asked for`);
        return value;
      },
    }),
  }),
});

interface ColumnRow {
  readonly key: string;
  readonly label: string;
  readonly dimension: MetricDimension | null;
  readonly measure: MeasureName | null;
  readonly unit: MetricUnit | null;
  readonly description: string;
}

const MetricColumn = builder.objectRef<ColumnRow>('MetricColumn').implement({
  description: 'What a column of the rows holds.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Its name, unique in this answer.' }),
    label: t.exposeString('label', { description: 'What people read.' }),
    dimension: t.field({
      type: Dimension,
      nullable: true,
      description: 'Its grouping. Null for a measure.',
      resolve: ({ dimension }) => dimension,
    }),
    measure: t.field({
      type: Measure,
      nullable: true,
      description: 'Its measure. Null for a grouping.',
      resolve: ({ measure }) => measure,
    }),
    unit: t.field({
      type: MetricUnitEnum,
      nullable: true,
      description: 'Of its numbers. Null for a grouping.',
      resolve: ({ unit }) => unit,
    }),
    description: t.exposeString('description', { description: 'What it means.' }),
  }),
});

const MetricRunFreshness = builder.objectRef<CurrentClvRun>('MetricRunFreshness').implement({
  description: 'The run that values of customers come from.',
  fields: (t) => ({
    runId: t.id({ description: 'The run.', resolve: ({ runId }) => encodeGlobalId('Run', BigInt(runId)) }),
    dataThrough: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The latest fact that it saw.',
      resolve: ({ dataThrough }) => (dataThrough === null ? null : new Date(dataThrough)),
    }),
    computedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it ended.',
      resolve: ({ computedAt }) => (computedAt === null ? null : new Date(computedAt)),
    }),
    isStale: t.exposeBoolean('isStale', { description: 'Whether the data it read has changed since.' }),
  }),
});

export const MetricsFreshness = builder.objectRef<Pick<MetricsAnswer, 'coverage' | 'facts' | 'clvRun'>>('MetricsFreshness').implement({
  description: 'How fresh an answer is. Its numbers are those of the rows when it was asked for, but for what comes from a run.',
  fields: (t) => ({
    dataThrough: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The latest fact until now that the measures know of, of the source that ends first. Null where nothing is dated.',
      resolve: ({ coverage }) => {
        const ends = coverage.flatMap(({ through }) => (through === null ? [] : [+through]));
        return ends.length === 0 ? null : new Date(Math.min(...ends));
      },
    }),
    computedAt: t.field({ type: 'DateTime', description: 'When it was computed.', resolve: ({ facts }) => facts.now }),
    isStale: t.boolean({
      description: 'Whether data has changed since it was computed: of a run that it reads; rows themselves are never stale.',
      resolve: ({ clvRun }) => clvRun?.isStale ?? false,
    }),
    clvRun: t.field({
      type: MetricRunFreshness,
      nullable: true,
      description: 'The CLV run that was read. Null: none.',
      resolve: ({ clvRun }) => clvRun,
    }),
  }),
});

const columnsOf = ({ input }: MetricsAnswer): ColumnRow[] => [
  ...input.by.map((grouping) => ({
    key: nameOf(grouping).toLowerCase().replaceAll(' ', '_'),
    label: grouping.traitKey ?? grouping.segmentKey ?? dimensionCatalogue[grouping.dimension].label,
    dimension: grouping.dimension,
    measure: null,
    unit: null,
    description: dimensionCatalogue[grouping.dimension].description,
  })),
  ...input.measures.map((measure) => {
    const { label, unit, description } = measureCatalogue[measure];
    return { key: measure.toLowerCase(), label, dimension: null, measure, unit, description };
  }),
];

const pageOf = ({ input: { first, after }, rows }: MetricsAnswer) => rows.slice(after?.row ?? 0, (after?.row ?? 0) + first);

const MetricsResult = builder.objectRef<MetricsAnswer>('MetricsResult').implement({
  description: 'Measures in groups.',
  fields: (t) => ({
    rows: t.field({
      type: [MetricRow],
      description: 'The groups of this page, each once.',
      resolve: (answer) => inTurns(pageOf(answer).map((row) => ({ answer, row }))),
    }),
    columns: t.field({ type: [MetricColumn], description: 'What the rows hold: groupings, then measures.', resolve: columnsOf }),
    rowCount: t.int({ description: 'How many rows there are on all pages.', resolve: ({ rows }) => rows.length }),
    currency: t.string({ description: 'Of all money, ISO 4217.', resolve: ({ facts }) => facts.currency }),
    pageInfo: t.field({
      type: builder.pageInfoRef(),
      description: 'Where this page stands in the list.',
      resolve: async (answer, _args, { snapshot, workspaceId }) => {
        const begin = answer.input.after?.row ?? 0;
        const end = begin + pageOf(answer).length;
        const state = answer.input.after?.state ?? (await snapshot.read((sql) => stateOf(sql, workspaceId, answer)));
        const at = (row: number) => (end > begin ? cursorOf(workspaceId, answer.input, state, row) : null);
        return { hasNextPage: end < answer.rows.length, hasPreviousPage: begin > 0, startCursor: at(begin + 1), endCursor: at(end) };
      },
    }),
    freshness: t.field({ type: MetricsFreshness, description: 'How fresh it is.', resolve: (answer) => answer }),
    servedFrom: t.field({
      type: ServedFromEnum,
      description: 'What the numbers were read from. They are the same; how long it took is not.',
      resolve: ({ servedFrom }) => servedFrom,
    }),
  }),
});

const listSizes = listsBelow(({ input: { measures, by, first } }: { readonly input: typeof MetricsInputType.$inferInput }) => ({
  'MetricsResult.rows': rowsOfPage(first) / fieldsAsOne,
  'MetricsResult.columns': (by?.length ?? 0) + measures.length,
  'MetricRow.groups': by?.length ?? 0,
  'MetricRow.values': measures.length,
}));

builder.queryField('metrics', (t) =>
  t.field({
    type: MetricsResult,
    description:
      'Measures over the joined data, in groups. Fewer than 30 customers behind a value: not reliable, not compared; fewer than 10: hidden, ' +
      'with whatever would lead back to it.',
    args: { input: t.arg({ type: MetricsInputType, required: true, description: 'What to measure.' }) },
    complexity: ({ input }) => 100 + 100 * input.measures.length, // each reads all facts of a period
    extensions: listSizes,
    resolve: (_root, { input }, context) => readMetrics(toMetricsInput(input), context),
  }),
);

import { pages } from '../../sdk/core/pages.ts';
import type { TypedDocument } from '../../sdk/core/typedDocument.ts';
import { chosenOption } from '../chosenOption.ts';
import { UsageError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import { countOption } from '../countOption.ts';
import { metricCatalogueDocument, metricsDocument, respondersDocument, scoreChangeDocument } from '../documents/metrics.ts';
import type { MetricsInput, MetricsQuery, ScoredMeasure } from '../generated/graphql.ts';
import { hiddenValues, justBegun, rowsBefore } from '../justBegun.ts';
import { filterNamed, groupingNamed, measureNamed, wordsOf } from '../metricsQuestion.ts';
import { excelOption, requireCsv } from '../print/csv.ts';
import { changeReport, metricsCsv, metricsTable } from '../print/metricsReport.ts';
import { respondersReport } from '../print/respondersReport.ts';
import { table } from '../print/table.ts';
import { writeAll } from '../print/writeAll.ts';
import { ask, askPatiently } from '../server/ask.ts';
import { type Connection, connectionFromEnvironment, GraphRefusal } from '../server/connection.ts';
import { momentOptions } from '../server/momentOption.ts';

const comparisons = { PREVIOUS: 'PREVIOUS_PERIOD', YEAR: 'SAME_PERIOD_LAST_YEAR' } as const;
const comparisonOf = (given: string | undefined) => {
  const choice = chosenOption('compare', given, ['PREVIOUS', 'YEAR']);
  return choice === undefined ? null : comparisons[choice];
};

/** Options of a filter and of the answers that count, which all questions have. */
const shared = {
  where: {
    type: 'string',
    multiple: true,
    value: 'GROUPING=GROUP,…',
    help: 'only these groups, may be repeated; an empty group is the unknown one',
  },
  from: {
    type: 'string',
    value: 'DAY',
    help: 'facts from the beginning of this day on, in the time zone of the workspace, or from a moment',
  },
  until: { type: 'string', value: 'DAY', help: 'facts before this day or moment' },
  question: { type: 'string', value: 'KEY', help: 'of which scores are made (default: the first of its kind in each survey)' },
  'pool-surveys': { type: 'boolean', help: 'answers to relational and transactional surveys together' },
  json: { type: 'boolean', help: 'the whole answer as JSON, with every digit' },
} as const;
const weights = { type: 'boolean', help: 'use sampling weights' } as const;
const environment = ['EARSHOT_URL', 'EARSHOT_API_KEY'];

export const metrics = defineCommand({
  name: 'metrics',
  summary: 'Scores, orders, service, visits and spend in one table, by month, touchpoint, trait and more',
  usage: [
    'metrics MEASURE[,MEASURE…] [--by GROUPING[,GROUPING…]] [--where GROUPING=GROUP,…] [--from DAY] [--until DAY] [--compare previous|year]',
  ],
  parameters: ['MEASURE'],
  options: {
    by: { type: 'string', value: 'GROUPING,…', help: 'month, touchpoint, trait:KEY, segment:KEY …, up to four' },
    ...shared,
    weighted: weights,
    compare: { type: 'string', value: 'WHICH', help: 'with the period before: previous, or year for the same a year before' },
    top: { type: 'string', value: 'N', help: 'only the N largest groups on their own, the others as one' },
    order: { type: 'string', value: 'MEASURE', help: 'largest first by this measure (default: by group)' },
    first: { type: 'string', value: 'N', help: 'at most so many rows (default 1000)' },
    csv: { type: 'boolean', help: 'as CSV, with every digit' },
    excel: excelOption,
  },
  notes:
    'Marks are explained below the table that has them. p is adjusted for all comparisons of the table; differences of shares are in points of per cent (pp). --csv has them, too, and says of each value whether it is hidden. ' +
    'Without --until a month (or another time) that has only just begun is left out where nothing of it can be told and others would be hidden beside it.',
  examples: [
    'earshot metrics nps,revenue --by month --compare previous',
    'earshot metrics nps --by trait:plan --where touchpoint=checkout --json',
  ],
  environment,
  run: async ({ by, where, from, until, question, weighted, compare, top, order, first, json, csv, excel, ...values }, [measures = '']) => {
    if (json && csv) throw new UsageError('give either --json or --csv');
    requireCsv({ excel }, csv ?? false);
    const connection = connectionFromEnvironment();
    const answer = await metricsSoFar(connection, first === undefined ? 1000 : countOption('first', first), {
      measures: wordsOf(measures).map(measureNamed),
      by: wordsOf(by ?? '').map(groupingNamed),
      where: (where ?? []).map((text) => filterNamed('where', text)),
      ...(await momentOptions(connection, { from, until })),
      ...{ question: question ?? null, weighted: weighted ?? false, poolSurveyKinds: values['pool-surveys'] ?? false },
      compare: comparisonOf(compare),
      top: top === undefined ? null : { count: countOption('top', top) },
      orderBy: order === undefined ? [] : [{ measure: measureNamed(order), descending: true }],
    });
    if (json) console.log(JSON.stringify(answer.metrics, null, 2));
    else if (csv) await writeAll(metricsCsv(answer.metrics, { excel }));
    else if (answer.metrics.rows.length === 0) console.log('There are no facts of that period and these groups');
    else for (const line of metricsTable(answer.metrics, answer.workspace.timeZone)) console.log(line);
    const left = answer.metrics.rowCount - answer.metrics.rows.length;
    if (left > 0) console.error(`${left} more rows: --first ${answer.metrics.rowCount} shows them`);
    return 0;
  },
});

export const metricsWhy = defineCommand({
  name: 'metrics why',
  summary: 'Why a score moved: who answered (mix), and how the same groups answered (within)',
  usage: [
    'metrics why MEASURE --by GROUPING --from DAY --until DAY [--compare previous|year | --reference-from DAY --reference-until DAY]',
    'metrics why MEASURE --by GROUPING --of GROUPING=GROUP --against GROUPING=GROUP',
  ],
  parameters: ['MEASURE'],
  options: {
    by: { type: 'string', value: 'GROUPING', help: 'the groups whose shares and scores are told apart' },
    ...shared,
    weighted: weights,
    compare: { type: 'string', value: 'WHICH', help: 'with the period before (previous, the default) or the same a year before (year)' },
    'reference-from': { type: 'string', value: 'DAY', help: 'with a period from this day on' },
    'reference-until': { type: 'string', value: 'DAY', help: 'and before this day' },
    of: { type: 'string', value: 'GROUPING=GROUP', help: 'two groups instead of two periods: this one' },
    against: { type: 'string', value: 'GROUPING=GROUP', help: 'less this one' },
    groups: { type: 'string', value: 'N', help: 'how many groups stand on their own (default 20)' },
  },
  notes:
    'Mix and within add up to the change. A group of one period only is new or vanished, and all mix. p of a group is of its within part, adjusted for all of them.',
  examples: ['earshot metrics why nps --by touchpoint --from 2026-02-01 --until 2026-03-01'],
  environment,
  run: async ({ by, where, from, until, question, weighted, compare, of, against, groups, json, ...values }, [measure = '']) => {
    if (by === undefined) throw new UsageError('--by GROUPING is missing', 'for example --by touchpoint');
    const connection = connectionFromEnvironment();
    const moments = await momentOptions(connection, {
      from,
      until,
      'reference-from': values['reference-from'],
      'reference-until': values['reference-until'],
    });
    const { scoreChange, workspace } = await askOfMetrics(connection, scoreChangeDocument, {
      input: {
        measure: measureNamed(measure),
        by: groupingNamed(by),
        where: (where ?? []).map((text) => filterNamed('where', text)),
        ...{ from: moments.from, until: moments.until },
        ...{ referenceFrom: moments['reference-from'], referenceUntil: moments['reference-until'], compare: comparisonOf(compare) },
        of: of === undefined ? null : filterNamed('of', of),
        against: against === undefined ? null : filterNamed('against', against),
        groups: groups === undefined ? 20 : countOption('groups', groups),
        ...{ question: question ?? null, weighted: weighted ?? false, poolSurveyKinds: values['pool-surveys'] ?? false },
      },
    });
    if (json) console.log(JSON.stringify(scoreChange, null, 2));
    else for (const line of changeReport(scoreChange, workspace.timeZone)) console.log(line);
    return 0;
  },
});

const bases = { CUSTOMERS: 'customers', INVITED: 'invited customers' } as const;

export const metricsResponders = defineCommand({
  name: 'metrics responders',
  summary: 'Who answered, beside all who could have, and the score as if all of them had',
  usage: [
    'metrics responders SCORE --by GROUPING[,GROUPING…] [--base customers|invited] [--where GROUPING=GROUP,…] [--from DAY] [--until DAY]',
  ],
  parameters: ['SCORE'],
  options: {
    by: {
      type: 'string',
      value: 'GROUPING,…',
      help: 'one to three of what is known of everybody: trait:KEY, segment:KEY, cohort, acquisition-channel, value-tier',
    },
    base: { type: 'string', value: 'WHO', help: 'who could have answered: customers (the default), or invited: those who were asked' },
    ...shared,
  },
  notes:
    'SCORE is nps, csat, ces, ces-agreeing or csi. The post-stratified score counts each group by its customers in the base instead of its answers: it corrects what the groups tell of who answered, and nothing else. "hidden" is what would tell of fewer than 10 customers; a tilde marks what fewer than 30 stand behind; a dash is not known.',
  examples: [
    'earshot metrics responders nps --by value-tier --from 2026-02-01 --until 2026-03-01',
    'earshot metrics responders csat --by trait:plan,acquisition-channel --base invited --json',
  ],
  environment,
  run: async ({ by, base, where, from, until, question, json, ...values }, [score = '']) => {
    if (by === undefined) throw new UsageError('--by GROUPING is missing', 'for example --by value-tier');
    const choice = chosenOption('base', base, ['CUSTOMERS', 'INVITED']) ?? 'CUSTOMERS';
    const connection = connectionFromEnvironment();
    const { responders } = await askOfMetrics(connection, respondersDocument, {
      input: {
        measure: measureNamed(score) as ScoredMeasure,
        by: wordsOf(by).map(groupingNamed),
        base: choice === 'INVITED' ? 'INVITED_CUSTOMERS' : 'CUSTOMERS',
        where: (where ?? []).map((text) => filterNamed('where', text)),
        ...(await momentOptions(connection, { from, until })),
        ...{ question: question ?? null, poolSurveyKinds: values['pool-surveys'] ?? false },
      },
    });
    if (json) console.log(JSON.stringify(responders, null, 2));
    else for (const line of respondersReport(responders, bases[choice])) console.log(line);
    return 0;
  },
});

export const metricsList = defineCommand({
  name: 'metrics list',
  summary: 'All measures, and what each can be grouped by',
  usage: ['metrics list'],
  parameters: [],
  options: { json: { type: 'boolean', help: 'as JSON, with descriptions' } },
  examples: ['earshot metrics list'],
  environment,
  run: async ({ json }) => {
    const { metricCatalogue } = await ask(connectionFromEnvironment(), metricCatalogueDocument, {});
    if (json) console.log(JSON.stringify(metricCatalogue, null, 2));
    else
      for (const line of table(
        [
          { title: 'measure', cell: ({ measure }) => measure.toLowerCase() },
          { title: 'unit', cell: ({ unit }) => unit.toLowerCase() },
          { title: 'by', cell: ({ groupings }) => groupings.join(', ').toLowerCase() },
        ],
        metricCatalogue,
      ))
        console.log(line);
    return 0;
  },
});

/** Without `until`, a bucket of time that has only just begun, of which nothing can be told, is left out where others would be hidden beside it. */
async function metricsSoFar(connection: Connection, rows: number, input: MetricsInput): Promise<MetricsQuery> {
  const found = await metricsInPages(connection, rows, input);
  const { rows: all, rowCount } = found.metrics;
  const begun = input.until == null && all.length === rowCount ? justBegun(all, new Date()) : null;
  const beside = begun === null ? 0 : hiddenValues(rowsBefore(all, begun));
  if (begun === null || beside === 0) return found;
  const before = await metricsInPages(connection, rows, { ...input, until: begun.start });
  if (hiddenValues(before.metrics.rows) >= beside) return found;
  console.error(
    `${begun.label} is left out: it is of fewer than 10 customers so far, and beside it others would be hidden. With an --until after its beginning it is there`,
  );
  return before;
}

/** What one page of all columns may have: rows times measures. */
const valuesOfPage = 6000;

/** The first rows of an answer, in as many pages as it takes. */
async function metricsInPages(connection: Connection, rows: number, input: MetricsInput): Promise<MetricsQuery> {
  const most = Math.max(1, Math.floor(valuesOfPage / Math.max(1, input.measures.length)));
  const read: MetricsQuery['metrics']['rows'][number][] = [];
  let found: MetricsQuery | undefined;
  const readPage = async (after: string | null) => {
    const first = Math.min(most, rows - read.length);
    found = await askOfMetrics(connection, metricsDocument, { input: { ...input, after, first } });
    return { nodes: found.metrics.rows, pageInfo: found.metrics.pageInfo };
  };
  for await (const row of pages(readPage)) if (read.push(row) >= rows) break;
  if (!found) throw new Error('the first page of metrics was not read');
  return { ...found, metrics: { ...found.metrics, rows: read } };
}

const listRemedy = 'earshot metrics list shows the measures, and what each can be grouped by';

/** Which names there are, the server knows; where to look them up, it does not. */
async function askOfMetrics<Result, Needed>(connection: Connection, document: TypedDocument<Result, Needed>, variables: Needed) {
  try {
    return await askPatiently(connection, document, variables);
  } catch (error) {
    if (error instanceof GraphRefusal && error.message.includes('poolSurveyKinds'))
      throw new GraphRefusal(error.code, error.message, '--by survey, --where survey=KEY or --pool-surveys');
    if (error instanceof GraphRefusal && error.message.includes('metricCatalogue lists'))
      throw new GraphRefusal(error.code, error.message.replace(/: metricCatalogue lists.*$/, ''), listRemedy);
    const unknown = error instanceof GraphRefusal ? /"(Measure|ScoredMeasure|Dimension)" enum/.exec(error.message)?.[1] : undefined;
    if (!(error instanceof GraphRefusal) || unknown === undefined) throw error;
    const remedy = unknown === 'ScoredMeasure' ? 'the scores of answers are nps, csat, ces, ces-agreeing or csi' : listRemedy;
    const name = /Value ("[^"]*") does not exist/.exec(error.message)?.[1];
    const noun = unknown === 'Dimension' ? 'grouping' : unknown === 'Measure' ? 'measure' : 'score';
    throw new GraphRefusal(error.code, name ? `there is no ${noun} ${name}` : error.message, remedy);
  }
}

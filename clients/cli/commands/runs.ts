import { chosenOption } from '../chosenOption.ts';
import { defineCommand } from '../command.ts';
import { countOption } from '../countOption.ts';
import { cancelRunDocument, runsDocument } from '../documents/runs.ts';
import type { RunsQuery } from '../generated/graphql.ts';
import { formatCount, formatDuration, formatTime } from '../print/numbers.ts';
import { startedBy } from '../print/runOrigin.ts';
import { exitCodeOfRun, runShowReport } from '../print/runReport.ts';
import { table } from '../print/table.ts';
import { ask } from '../server/ask.ts';
import { connectionFromEnvironment } from '../server/connection.ts';
import { readRun } from '../server/followRun.ts';
import { requireAnalysis } from '../server/requireAnalysis.ts';
import { timeoutOption, waitedSeconds, waitOption } from '../waitOptions.ts';
import { untilEnded } from './run.ts';

const environment = ['EARSHOT_URL', 'EARSHOT_API_KEY'];
const json = { type: 'boolean', help: 'JSON instead of text' } as const;
const states = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const;
type RunRow = RunsQuery['runs']['edges'][number]['node'];

export const runs = defineCommand({
  name: 'runs',
  summary: 'The latest runs, newest first',
  usage: ['runs [--analysis NAME] [--state STATE[,STATE]] [--first N] [--json]'],
  parameters: [],
  options: {
    analysis: { type: 'string', value: 'NAME', help: 'only runs of this analysis' },
    state: { type: 'string', value: 'STATE,…', help: `only those that are ${states.map((state) => state.toLowerCase()).join(', ')}` },
    first: { type: 'string', value: 'N', help: 'how many, 1 to 500 (default 20)' },
    json,
  },
  notes:
    'In the column numbers: whose result stands for its analysis, because it is published or the latest one, and whether the data have changed since (stale).',
  examples: ['earshot runs --analysis satisfaction', 'earshot runs --state failed'],
  environment,
  run: async ({ analysis, state: words, first = '20', json: asJson }) => {
    const count = countOption('first', first, { most: 500 });
    const state = words?.split(',').map((word) => chosenOption('state', word.trim(), states)) ?? null;
    const connection = connectionFromEnvironment();
    const answer = await ask(connection, runsDocument, { analysis: analysis ?? null, state, first: count });
    const rows = answer.runs.edges.map(({ node }) => node);
    if (rows.length === 0 && analysis !== undefined) await requireAnalysis(connection, analysis);
    if (asJson) console.log(JSON.stringify(rows, null, 2));
    else if (rows.length === 0) console.log(state ? 'There are no such runs' : 'There are no runs yet: earshot run ANALYSIS --wait');
    else for (const line of runTable(rows)) console.log(line);
    return 0;
  },
});

function runTable(rows: readonly RunRow[]): string[] {
  return table(
    [
      { title: 'run', cell: ({ id }) => id },
      { title: 'analysis', cell: ({ analysis }) => analysis.name },
      { title: 'state', cell: ({ state }) => state },
      { title: 'result', cell: ({ result, waitsFor }) => (waitsFor ? `waits for ${waitsFor.id}` : resultWord(result)) },
      { title: 'numbers', cell: standing },
      { title: 'as of', cell: ({ asOf }) => formatTime(asOf) },
      { title: 'by', cell: startedBy },
      { title: 'asked for', cell: ({ queuedAt }) => formatTime(queuedAt) },
      {
        title: 'took', // without the time that it waited for a worker, as `runs show` has it
        align: 'right',
        cell: ({ startedAt, finishedAt }) =>
          startedAt && finishedAt ? formatDuration(Date.parse(finishedAt) - Date.parse(startedAt)) : '–',
      },
      { title: 'rows used', align: 'right', cell: ({ rowsUsed }) => formatCount(rowsUsed) },
    ],
    rows,
  );
}

/** Of the one run of an analysis whose result is shown wherever that is asked for. */
function standing({ id, analysis: { currentRun, publishedRun }, result }: RunRow): string {
  if (currentRun?.id !== id) return '';
  return `${publishedRun?.id === id ? 'published' : 'stand'}${'isStale' in result && result.isStale ? ', stale' : ''}`;
}

function resultWord(result: RunRow['result']): string {
  switch (result.__typename) {
    case 'DriverResultReady':
    case 'ChurnResultReady':
    case 'ClvResultReady':
    case 'ValueLoyaltyResultReady':
      return 'fitted';
    case 'NotEstimable':
      return result.code;
    case 'Failed':
      return result.failure;
    case 'Pending':
    case 'Cancelled':
      return '–';
  }
}

export const runsShow = defineCommand({
  name: 'runs show',
  summary: 'What one run found, who asked for it, on which data, and how long it took',
  usage: ['runs show ID [--wait [--timeout TIME]] [--json]'],
  parameters: ['ID'],
  options: {
    wait: waitOption,
    timeout: timeoutOption,
    json: { type: 'boolean', help: 'JSON instead of text, with every digit' },
  },
  notes: 'With --wait, the exit code is 1 when the run failed or was cancelled, and 3 when it had not ended within --timeout.',
  examples: ['earshot runs show UnVuOjE', 'earshot runs show UnVuOjE --wait --timeout 30m'],
  environment,
  run: async (values, [id = '']) => {
    const timeoutSeconds = waitedSeconds(values);
    const connection = connectionFromEnvironment();
    let run = await readRun(connection, id);
    if (values.wait && ['QUEUED', 'RUNNING'].includes(run.state)) {
      await untilEnded(connection, id, timeoutSeconds);
      run = await readRun(connection, id);
    }
    if (values.json) console.log(JSON.stringify(run, null, 2));
    else for (const line of runShowReport(run)) console.log(line);
    return values.wait ? exitCodeOfRun(run) : 0;
  },
});

export const runsCancel = defineCommand({
  name: 'runs cancel',
  summary: 'Cancel a run that waits or is under way',
  usage: ['runs cancel ID [--json]'],
  parameters: ['ID'],
  options: { json },
  examples: ['earshot runs cancel UnVuOjE'],
  environment,
  run: async ({ json: asJson }, [id = '']) => {
    const { cancelRun } = await ask(connectionFromEnvironment(), cancelRunDocument, { id });
    console.log(
      asJson
        ? JSON.stringify(cancelRun)
        : cancelRun.state === 'CANCELLED'
          ? `Run ${id} is cancelled`
          : `Run ${id} had ended before: ${cancelRun.state}`,
    );
    return 0;
  },
});

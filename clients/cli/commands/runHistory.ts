/** What became of runs, which one's numbers stand, and what differs between two. */
import { CliError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import { compareRunsDocument, publishRunDocument, runLogDocument, unpublishRunDocument } from '../documents/history.ts';
import type { CompareRunsQuery, RunLogQuery } from '../generated/graphql.ts';
import { formatTime } from '../print/numbers.ts';
import { table } from '../print/table.ts';
import { ask, askForAll } from '../server/ask.ts';
import { type Connection, connectionFromEnvironment } from '../server/connection.ts';

const environment = ['EARSHOT_URL', 'EARSHOT_API_KEY'];
const json = { type: 'boolean', help: 'JSON instead of text' } as const;

export const runsPublish = defineCommand({
  name: 'runs publish',
  summary: 'Say that the numbers of a run stand, whatever runs later',
  usage: ['runs publish ID [--json]'],
  parameters: ['ID'],
  options: { json },
  notes: 'Publishing an earlier run rolls back to it. earshot runs unpublish ANALYSIS lets the latest run stand again.',
  examples: ['earshot runs publish UnVuOjE'],
  environment,
  run: async ({ json: asJson }, [id = '']) => {
    const { publishRun } = await ask(connectionFromEnvironment(), publishRunDocument, { id });
    console.log(asJson ? JSON.stringify(publishRun) : `The numbers of ${publishRun.name} are those of run ${id} from now on`);
    return 0;
  },
});

export const runsUnpublish = defineCommand({
  name: 'runs unpublish',
  summary: 'Let the latest run of an analysis stand again',
  usage: ['runs unpublish ANALYSIS [--json]'],
  parameters: ['ANALYSIS'],
  options: { json },
  examples: ['earshot runs unpublish satisfaction'],
  environment,
  run: async ({ json: asJson }, [analysis = '']) => {
    const { unpublishRun } = await ask(connectionFromEnvironment(), unpublishRunDocument, { analysis });
    const current = unpublishRun.currentRun ? `those of run ${unpublishRun.currentRun.id}` : 'not there yet';
    console.log(asJson ? JSON.stringify(unpublishRun) : `The numbers of ${analysis} are ${current}`);
    return 0;
  },
});

type LogLine = NonNullable<RunLogQuery['run']>['log']['edges'][number]['node'];

export const runsLog = defineCommand({
  name: 'runs log',
  summary: 'What happened to a run, line by line',
  usage: ['runs log ID [--json]'],
  parameters: ['ID'],
  options: { json },
  examples: ['earshot runs log UnVuOjE'],
  environment,
  run: async ({ json: asJson }, [id = '']) => {
    const lines = await readLog(connectionFromEnvironment(), id);
    if (asJson) console.log(JSON.stringify(lines, null, 2));
    else if (lines.length === 0) console.log('Nothing has happened to it yet: it waits for a worker');
    else for (const line of logTable(lines)) console.log(line);
    return 0;
  },
});

function readLog(connection: Connection, id: string): Promise<LogLine[]> {
  return askForAll(connection, runLogDocument, { id }, ({ run }) => {
    if (!run) throw new CliError(`there is no run ${id}`, 'earshot runs lists them');
    return run.log;
  });
}

export function logTable(lines: readonly LogLine[]): string[] {
  return table(
    [
      { title: 'at', cell: ({ at }) => formatTime(at) },
      { title: 'attempt', align: 'right', cell: ({ attempt }) => String(attempt) },
      { title: 'level', cell: ({ level }) => level.toLowerCase() },
      { title: 'what', cell: ({ message }) => message },
    ],
    lines,
  );
}

export const runsCompare = defineCommand({
  name: 'runs compare',
  summary: 'Two runs of one analysis side by side',
  usage: ['runs compare A B [--json]'],
  parameters: ['A', 'B'],
  options: { json: { type: 'boolean', help: 'JSON instead of text, with every digit' } },
  notes: 'Differences have no interval: the runs share customers, so the two do not err independently.',
  examples: ['earshot runs compare UnVuOjE UnVuOjI'],
  environment,
  run: async ({ json: asJson }, [a = '', b = '']) => {
    const { compareRuns } = await ask(connectionFromEnvironment(), compareRunsDocument, { a, b });
    if (asJson) console.log(JSON.stringify(compareRuns, null, 2));
    else for (const line of comparisonLines(compareRuns)) console.log(line);
    return 0;
  },
});

type Comparison = CompareRunsQuery['compareRuns'];

export function comparisonLines({ a, b, inputs, warningsGone, warningsNew, numbers }: Comparison): string[] {
  const text = (value: unknown) =>
    value === null || value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value);
  const asked = table(
    [
      { title: 'differs in', cell: ({ name }) => name },
      { title: 'A', cell: ({ a }) => text(a) },
      { title: 'B', cell: ({ b }) => text(b) },
    ],
    inputs,
  );
  const found = table(
    [
      { title: 'number', cell: ({ label }) => label },
      { title: 'A', align: 'right', cell: ({ estimateA }) => digits(estimateA) },
      { title: 'its interval', cell: ({ ciLowA, ciHighA }) => range(ciLowA, ciHighA) },
      { title: 'B', align: 'right', cell: ({ estimateB }) => digits(estimateB) },
      { title: 'its interval', cell: ({ ciLowB, ciHighB }) => range(ciLowB, ciHighB) },
      { title: 'B - A', align: 'right', cell: ({ difference }) => digits(difference) },
    ],
    numbers,
  );
  return [
    ...(inputs.length > 0 ? asked : ['They were asked the same, of the same data']),
    '',
    ...(numbers.length > 0 ? found : [withoutNumbers(a, b)]),
    ...(warningsGone.length > 0 ? ['', `Warnings that only A has: ${warningsGone.join(', ')}`] : []),
    ...(warningsNew.length > 0 ? ['', `Warnings that only B has: ${warningsNew.join(', ')}`] : []),
  ];
}

/** A run may have a result, and nothing of it to set beside another's: a churn run of too few losses, or all of it of fewer than ten customers. */
function withoutNumbers(a: Comparison['a'], b: Comparison['b']): string {
  const [hasA, hasB] = [a, b].map(({ result }) => result.__typename.endsWith('Ready'));
  if (hasA && hasB) return 'Both have a result, and neither a number to compare';
  if (!hasA && !hasB) return 'Neither has a result';
  return `Only ${hasA ? 'A' : 'B'} has a result, and no number to compare`;
}

/** Numbers of very different size stand in one column: four digits that count. */
const digits = (value: number | null) => (value === null ? '–' : String(Number(value.toPrecision(Math.abs(value) >= 1000 ? 7 : 4))));
const range = (low: number | null, high: number | null) => (low === null || high === null ? '–' : `${digits(low)} to ${digits(high)}`);

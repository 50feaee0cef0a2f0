import { readFile } from 'node:fs/promises';
import { analysisInput, analysisKinds } from '../analysisInput.ts';
import { CliError, UsageError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import { analysesDocument, analysisDocument, createAnalysisDocument } from '../documents/analyses.ts';
import type { AnalysesQuery, AnalysisQuery } from '../generated/graphql.ts';
import { formatTime } from '../print/numbers.ts';
import { table } from '../print/table.ts';
import { ask, askForAll } from '../server/ask.ts';
import { connectionFromEnvironment } from '../server/connection.ts';
import { limitOptions, limitWords, readLimits } from './analysisLimits.ts';

const environment = ['EARSHOT_URL', 'EARSHOT_API_KEY'];
const json = { type: 'boolean', help: 'JSON instead of text' } as const;

export const analyses = defineCommand({
  name: 'analyses',
  summary: 'The analyses: questions to the data that can be asked again and again',
  usage: ['analyses [--json]'],
  parameters: [],
  options: { json },
  examples: ['earshot analyses'],
  environment,
  run: async ({ json: asJson }) => {
    const rows = await askForAll(connectionFromEnvironment(), analysesDocument, {}, (data) => data.analyses);
    if (asJson) console.log(JSON.stringify(rows, null, 2));
    else if (rows.length === 0) console.log('There are no analyses yet: earshot analyses create --kind KIND NAME');
    else for (const line of analysisTable(rows)) console.log(line);
    return 0;
  },
});

function analysisTable(rows: AnalysesQuery['analyses']['nodes']): string[] {
  return table(
    [
      { title: 'analysis', cell: ({ name }) => name },
      { title: 'kind', cell: ({ kind }) => kind },
      { title: 'survey', cell: ({ survey }) => survey?.key ?? '–' },
      { title: 'latest run', cell: ({ latestRun }) => latestRun?.state ?? 'none' },
      { title: 'asked for', cell: ({ latestRun }) => formatTime(latestRun?.queuedAt) },
    ],
    rows,
  );
}

export const analysesShow = defineCommand({
  name: 'analyses show',
  summary: 'What one analysis asks for, every default made explicit',
  usage: ['analyses show NAME [--json]'],
  parameters: ['NAME'],
  options: { json },
  examples: ['earshot analyses show satisfaction'],
  environment,
  run: async ({ json: asJson }, [name = '']) => {
    const { analysis } = await ask(connectionFromEnvironment(), analysisDocument, { name });
    if (!analysis) throw new CliError(`there is no analysis ${JSON.stringify(name)}`, 'earshot analyses lists them');
    if (asJson) console.log(JSON.stringify(analysis, null, 2));
    else for (const line of analysisLines(analysis)) console.log(line);
    return 0;
  },
});

type Shown = NonNullable<AnalysisQuery['analysis']>;

function analysisLines(analysis: Shown): string[] {
  const { name, kind, survey, parametersJson, createdAt, latestRun } = analysis;
  const limits = limitWords(analysis);
  const parameters = Object.entries(parametersJson as Record<string, unknown>);
  const width = Math.max(0, ...parameters.map(([key]) => key.length));
  return [
    `${name}: ${kind}${survey ? `, survey ${survey.key}` : ''}, created ${formatTime(createdAt)}`,
    ...parameters.map(([key, value]) => `  ${key.padEnd(width)}  ${typeof value === 'string' ? value : JSON.stringify(value)}`),
    ...(limits === null ? [] : [`Its runs may take ${limits}`]),
    latestRun
      ? `Latest run: ${latestRun.state}, asked for ${formatTime(latestRun.queuedAt)}; earshot runs show ${latestRun.id} tells what it found`
      : `It was never run: earshot run ${name} --wait`,
    ...standingLines(analysis),
    ...byItselfLines(analysis),
  ];
}

function standingLines({ currentRun, publishedRun, publishedAt, publishedBy }: Shown): string[] {
  if (!currentRun) return [];
  const why = publishedRun ? `published ${formatTime(publishedAt)} by ${publishedBy}` : 'the latest with a result on all the data';
  const since = 'isStale' in currentRun.result && currentRun.result.isStale ? '; the data have changed since' : '';
  return [`Its numbers: those of run ${currentRun.id} of ${formatTime(currentRun.finishedAt)}, ${why}${since}`];
}

function byItselfLines({ name, schedule, runOnChange }: Shown): string[] {
  const next = schedule?.pausedAt ? `paused since ${formatTime(schedule.pausedAt)}` : `next ${formatTime(schedule?.nextRunAt)}`;
  return [
    ...(schedule ? [`By the clock: ${schedule.cron} (${schedule.timeZone}), ${next}; earshot schedules show ${name} tells its ticks`] : []),
    ...(runOnChange ? ['It runs when data that it reads have changed'] : []),
  ];
}

export const analysesCreate = defineCommand({
  name: 'analyses create',
  summary: 'Create an analysis, from a file or from options',
  usage: ['analyses create FILE.json [--set PATH=VALUE …]', 'analyses create --kind KIND NAME [--set PATH=VALUE …]'],
  parameters: ['FILE.json or NAME'],
  options: {
    kind: { type: 'string', value: 'KIND', help: `which question: ${analysisKinds.join(', ')}` },
    set: { type: 'string', multiple: true, value: 'PATH=VALUE', help: 'a field of the input; a value that is JSON is read as JSON' },
    ...limitOptions,
    json,
  },
  notes:
    'The file, and what --set changes, is the AnalysisInput of the graph: name, kind, survey, and a field for each kind with its parameters. An analysis never changes: created again it is the same one, and the same name for another question is refused. Its name and its limits may change: earshot analyses rename, earshot analyses limits. One that is no longer wanted is deleted (earshot analyses delete), or rests without a schedule: earshot schedules remove, earshot schedules on-change --off.',
  examples: [
    'earshot analyses create churn --kind churn',
    'earshot analyses create --kind value-loyalty segments --set valueLoyalty.tiers=4 --set survey=relationship-2026',
    'earshot analyses create satisfaction.json --set drivers.confidenceLevel=0.9',
  ],
  environment,
  run: async ({ kind, set = [], json: asJson, ...values }, [given = '']) => {
    const connection = connectionFromEnvironment();
    const input =
      kind === undefined
        ? analysisInput(await readJsonFile(given), { name: null, kind: null, set })
        : analysisInput(null, { name: given, kind, set });
    const { createAnalysis } = await ask(connection, createAnalysisDocument, { input: { ...input, ...readLimits(values) } });
    console.log(
      asJson ? JSON.stringify(createAnalysis) : `Analysis ${createAnalysis.name} is there: earshot run ${createAnalysis.name} --wait`,
    );
    return 0;
  },
});

async function readJsonFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UsageError(`${path} cannot be read`, 'name a JSON file, or give --kind KIND and a name');
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UsageError(`${path} is no JSON: ${(error as Error).message}`);
  }
}

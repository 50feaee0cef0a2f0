import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { chosenOption } from '../chosenOption.ts';
import { CliError, UsageError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import { countOption } from '../countOption.ts';
import { workspaceDocument } from '../documents/analyses.ts';
import {
  backfillDatesDocument,
  backfillDocument,
  backfillPreviewDocument,
  backfillsDocument,
  cancelBackfillDocument,
  pauseBackfillDocument,
  resumeBackfillDocument,
  startBackfillDocument,
} from '../documents/backfills.ts';
import type { BackfillInput, BackfillQuery } from '../generated/graphql.ts';
import { backfillDateTable, backfillLine, backfillTable, previewTable } from '../print/backfillReport.ts';
import { formatDay } from '../print/numbers.ts';
import { openProgress, type Progress } from '../print/progress.ts';
import { ask, askForAll, askPatiently } from '../server/ask.ts';
import { type Connection, connectionFromEnvironment } from '../server/connection.ts';
import { requireAnalysis } from '../server/requireAnalysis.ts';
import { whileWaiting } from '../server/whileWaiting.ts';
import { timeoutOption, waitedSeconds } from '../waitOptions.ts';

const environment = ['EARSHOT_URL', 'EARSHOT_API_KEY'];
const json = { type: 'boolean', help: 'JSON instead of text' } as const;
type BackfillReport = NonNullable<BackfillQuery['backfill']>;

export const backfill = defineCommand({
  name: 'backfill',
  summary: 'Run an analysis as of the end of every month (day, week) of a range',
  usage: ['backfill ANALYSIS --from DAY [--to DAY] [--step …] [--mode …] [--concurrency N] [--preview | --wait [--timeout TIME]] [--json]'],
  parameters: ['ANALYSIS'],
  options: {
    from: { type: 'string', value: 'DAY', help: 'first day of the range: 2025-01-01, or 2025-01' },
    to: { type: 'string', value: 'DAY', help: 'its last day: 2025-12-31, or 2025-12 (default: today)' },
    step: { type: 'string', value: 'STEP', help: 'as of the end of every day, week or month (default)' },
    mode: { type: 'string', value: 'MODE', help: 'missing (default: dates without a run), failed, or all' },
    concurrency: { type: 'string', value: 'N', help: 'how many of its runs wait or are under way at once, 1 to 20 (default 2)' },
    preview: { type: 'boolean', help: 'tell what would run, and start nothing' },
    wait: { type: 'boolean', help: 'wait for its end' },
    timeout: timeoutOption,
    json,
  },
  notes:
    'Exit code 1 when, with --wait, the backfill was cancelled or any of its runs failed or was cancelled; 3 when it had not ended within --timeout.',
  examples: ['earshot backfill churn --from 2025-01 --preview', 'earshot backfill churn --from 2025-01 --to 2025-12 --wait'],
  environment,
  run: async (values, [analysis = '']) => {
    if (values.from === undefined) throw new UsageError('--from is missing', 'for example --from 2025-01');
    const step = chosenOption('step', values.step, ['DAY', 'WEEK', 'MONTH']);
    const mode = chosenOption('mode', values.mode, ['MISSING', 'FAILED', 'ALL']);
    const from = dayOf('from', values.from, 'first');
    const given = values.to === undefined ? null : dayOf('to', values.to, 'last');
    const timeoutSeconds = waitedSeconds(values);
    const concurrency = countOption('concurrency', values.concurrency ?? '2', { most: 20 });
    const connection = connectionFromEnvironment();
    const to = given ?? (await today(connection));
    if (given === null && from > to) throw new UsageError(`--from ${values.from} is still to come`, 'a backfill is of days that are over');
    const input = { analysis, from, to, ...(step && { step }), ...(mode && { mode }) };
    if (values.preview) return preview(connection, input, values.json);
    const variables = { input, concurrency, idempotencyKey: randomUUID() };
    const { startBackfill } = await askPatiently(connection, startBackfillDocument, variables);
    if (values.wait) return wait(connection, startBackfill.id, { asJson: values.json ?? false, timeoutSeconds });
    const { id, state, counts } = startBackfill;
    if (values.json) console.log(JSON.stringify(startBackfill));
    else
      console.log(
        `Backfill ${id} is ${state}, ${counts.toStart} of ${counts.dates} dates are to be run; earshot backfills show ${id} tells how far it is`,
      );
    return 0;
  },
});

async function preview(connection: Connection, input: BackfillInput, asJson = false): Promise<number> {
  const { backfillPreview } = await ask(connection, backfillPreviewDocument, { input });
  if (asJson) console.log(JSON.stringify(backfillPreview, null, 2));
  else for (const line of previewTable(backfillPreview)) console.log(line);
  return 0;
}

async function wait(
  connection: Connection,
  id: string,
  { asJson, timeoutSeconds }: { asJson: boolean; timeoutSeconds: number | null },
): Promise<number> {
  console.error(`Waiting for backfill ${id}`);
  const progress = openProgress();
  const goesOn = `backfill ${id} goes on: earshot backfills tells how far it is, backfills cancel ${id} ends it`;
  const found = await whileWaiting({ goesOn, progress, timeoutSeconds }, (signal) => untilEnded(connection, id, progress, signal));
  console.log(asJson ? JSON.stringify(found, null, 2) : backfillLine(found));
  return found.state === 'CANCELLED' || found.counts.failed + found.counts.cancelled > 0 ? 1 : 0;
}

async function untilEnded(connection: Connection, id: string, progress: Progress, signal: AbortSignal): Promise<BackfillReport> {
  for (;;) {
    const found = await readBackfill(connection, id, signal);
    if (['COMPLETED', 'CANCELLED'].includes(found.state)) return found;
    const { dates, leftOut, toStart, queued, running } = found.counts;
    const wanted = dates - leftOut;
    const over = wanted - toStart - queued - running;
    progress.show(found.state === 'PAUSED' ? 'paused' : 'running', wanted === 0 ? null : over / wanted, `${over} of ${wanted} dates`);
    await sleep(1000, undefined, { signal });
  }
}

async function readBackfill(connection: Connection, id: string, signal?: AbortSignal): Promise<BackfillReport> {
  const { backfill: found } = await askPatiently(connection, backfillDocument, { id }, signal);
  if (!found) throw new CliError(`there is no backfill ${id}`, 'earshot backfills lists them');
  return found;
}

/** A day as it is, or the first or last of a month. */
function dayOf(option: string, text: string, which: 'first' | 'last'): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (year === undefined || month === undefined)
    throw new UsageError(`--${option} ${text} is no day such as 2025-01-31, and no month such as 2025-01`);
  if (which === 'first') return `${text}-01`;
  return new Date(Date.UTC(Number(year), Number(month), 0)).toISOString().slice(0, 10);
}

/** On the clock of the workspace, by which the days of a backfill end. */
async function today(connection: Connection): Promise<string> {
  const { workspace } = await ask(connection, workspaceDocument, {});
  return formatDay(new Date().toISOString(), workspace.timeZone);
}

export const backfills = defineCommand({
  name: 'backfills',
  summary: 'The latest backfills and how far they are, newest first',
  usage: ['backfills [--analysis NAME] [--first N] [--json]'],
  parameters: [],
  options: {
    analysis: { type: 'string', value: 'NAME', help: 'only backfills of this analysis' },
    first: { type: 'string', value: 'N', help: 'how many, 1 to 500 (default 20)' },
    json,
  },
  examples: ['earshot backfills'],
  environment,
  run: async ({ analysis, first = '20', json: asJson }) => {
    const count = countOption('first', first, { most: 500 });
    const connection = connectionFromEnvironment();
    const answer = await ask(connection, backfillsDocument, { analysis: analysis ?? null, first: count });
    const rows = answer.backfills.nodes;
    if (rows.length === 0 && analysis !== undefined) await requireAnalysis(connection, analysis);
    if (asJson) console.log(JSON.stringify(rows, null, 2));
    else if (rows.length === 0) console.log('There are no backfills yet: earshot backfill ANALYSIS --from 2025-01 --preview');
    else for (const line of backfillTable(rows)) console.log(line);
    return 0;
  },
});

export const backfillsShow = defineCommand({
  name: 'backfills show',
  summary: 'A backfill date by date: what became of each, and by which run',
  usage: ['backfills show ID [--json]'],
  parameters: ['ID'],
  options: { json },
  notes: 'Beside what its mode left out stands the run that was there before.',
  examples: ['earshot backfills show QmFja2ZpbGw6MQ'],
  environment,
  run: async ({ json: asJson }, [id = '']) => {
    const connection = connectionFromEnvironment();
    const found = await readBackfill(connection, id);
    const dates = await askForAll(connection, backfillDatesDocument, { id }, (data) => data.backfill?.dates);
    if (asJson) console.log(JSON.stringify({ ...found, dates }, null, 2));
    else for (const line of [backfillLine(found), '', ...backfillDateTable(dates)]) console.log(line);
    return 0;
  },
});

function change(
  verb: 'pause' | 'resume' | 'cancel',
  summary: string,
  send: (connection: Connection, id: string) => Promise<{ state: string }>,
) {
  return defineCommand({
    name: `backfills ${verb}`,
    summary,
    usage: [`backfills ${verb} ID`],
    parameters: ['ID'],
    options: {},
    examples: [`earshot backfills ${verb} QmFja2ZpbGw6MQ`],
    environment,
    run: async (_values, [id = '']) => {
      const { state } = await send(connectionFromEnvironment(), id);
      console.log(`Backfill ${id} is ${state}`);
      return 0;
    },
  });
}

export const backfillsPause = change('pause', 'Let a backfill ask for no more runs', async (connection, id) => {
  return (await ask(connection, pauseBackfillDocument, { id })).pauseBackfill;
});
export const backfillsResume = change('resume', 'Let a paused backfill go on', async (connection, id) => {
  return (await ask(connection, resumeBackfillDocument, { id })).resumeBackfill;
});
export const backfillsCancel = change('cancel', 'End a backfill, and cancel its runs under way', async (connection, id) => {
  return (await ask(connection, cancelBackfillDocument, { id })).cancelBackfill;
});

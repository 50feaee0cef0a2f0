import { randomUUID } from 'node:crypto';
import { defineCommand } from '../command.ts';
import { runAnalysisDocument } from '../documents/runs.ts';
import type { RunTrigger } from '../generated/graphql.ts';
import { durationInWords, openProgress, type Progress, stageName } from '../print/progress.ts';
import { exitCodeOfRun, runReport } from '../print/runReport.ts';
import { askPatiently } from '../server/ask.ts';
import { type Connection, connectionFromEnvironment } from '../server/connection.ts';
import { followRun, readRun } from '../server/followRun.ts';
import { asOfMoment } from '../server/momentOption.ts';
import { whileWaiting } from '../server/whileWaiting.ts';
import { timeoutOption, waitedSeconds } from '../waitOptions.ts';

export const run = defineCommand({
  name: 'run',
  summary: 'Run an analysis; with --wait, tell what it found',
  usage: ['run ANALYSIS [--as-of DATE] [--force] [--wait [--timeout TIME]] [--json]'],
  parameters: ['ANALYSIS'],
  options: {
    'as-of': {
      type: 'string',
      value: 'DATE',
      help: 'facts after it are not seen: a moment with its offset, or a day, of which the end counts',
    },
    force: { type: 'boolean', help: 'compute it anew even if nothing has changed since a run that ended' },
    wait: { type: 'boolean', help: 'wait for the result and print it' },
    timeout: timeoutOption,
    json: { type: 'boolean', help: 'JSON instead of text, with every digit' },
  },
  notes:
    'Where nothing has changed since a run that ended, its result is shown and nothing computed. Exit code 1 when the run failed or was cancelled, 3 when it had not ended within --timeout. That the data cannot tell is an answer: exit code 0.',
  examples: ['earshot run satisfaction --wait', 'earshot run churn --as-of 2026-03-31 --wait'],
  environment: ['EARSHOT_URL', 'EARSHOT_API_KEY', 'NO_COLOR'],
  run: async (values, [name = '']) => {
    const timeoutSeconds = waitedSeconds(values);
    const connection = connectionFromEnvironment();
    const asOf = await asOfMoment(connection, values['as-of']);
    const { id, state } = await begin(connection, name, 'CLI', { asOf, force: values.force ?? false });
    if (!values.wait) {
      console.log(values.json ? JSON.stringify({ id, state }) : `Run ${id} is ${state}; earshot runs show ${id} tells what it found`);
      return 0;
    }
    await untilEnded(connection, id, timeoutSeconds);
    const found = await readRun(connection, id);
    if (values.json) console.log(JSON.stringify(found, null, 2));
    else for (const line of runReport(found)) console.log(line);
    return exitCodeOfRun(found);
  },
});

/** Waits until a run has ended, however it does. */
export async function untilEnded(connection: Connection, id: string, timeoutSeconds: number | null): Promise<void> {
  console.error(`Waiting for run ${id}`);
  const progress = openProgress();
  const goesOn = `run ${id} goes on: earshot runs show ${id} tells what it found, runs cancel ${id} ends it`;
  await whileWaiting({ goesOn, progress, timeoutSeconds }, (signal) => follow(connection, id, progress, signal));
}

/** Sent again with the same key when an answer is lost, so that one order is one run. */
export async function begin(
  connection: Connection,
  name: string,
  trigger: RunTrigger,
  { asOf = null, force = false, signal }: { asOf?: string | null; force?: boolean; signal?: AbortSignal | undefined } = {},
): Promise<{ id: string; state: string }> {
  const variables = { name, trigger, asOf, force, idempotencyKey: randomUUID() };
  const { runAnalysis } = await askPatiently(connection, runAnalysisDocument, variables, signal);
  return runAnalysis;
}

export function follow(connection: Connection, id: string, progress: Progress, signal?: AbortSignal): Promise<void> {
  progress.show('waiting for a worker', 0);
  return followRun(connection, id, {
    signal,
    onProgress: ({ state, progress: { stage, fraction, rowsDone, estimatedSecondsLeft } }) => {
      const rows = rowsDone ? [`${rowsDone.toLocaleString('en-US')} rows`] : [];
      const left = estimatedSecondsLeft === null ? [] : [`about ${durationInWords(estimatedSecondsLeft)} left`];
      progress.show(stageName(state, stage), fraction, [...rows, ...left].join(', '));
    },
  });
}

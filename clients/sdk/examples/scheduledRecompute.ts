/**
 * For a scheduler of your own (cron, Airflow, a CI job): asks for a run, waits until it has ended, prints what came out. Started twice on
 * one day it is the same run, for the key is made of the day. Earshot can also do this by itself: `earshot schedules set`.
 *
 *   EARSHOT_API_KEY=ek_… node clients/sdk/examples/scheduledRecompute.ts satisfaction
 */
import process from 'node:process';
import { createClient, RunAnalysisDocument, RunDocument, waitForRun } from '../index.ts';

const { EARSHOT_URL: url = 'http://localhost:4000', EARSHOT_API_KEY: key } = process.env;
const [name, day = new Date().toISOString().slice(0, 10)] = process.argv.slice(2);
if (!key || !name) throw new Error('EARSHOT_API_KEY=… node scheduledRecompute.ts ANALYSIS [DAY]');
const client = createClient({ url, key, clientName: 'scheduled-recompute', retries: 10 });

const { runAnalysis } = await client.request(RunAnalysisDocument, { name, idempotencyKey: `recompute-${name}-${day}` });
const { state } = await waitForRun(client, runAnalysis.id, {
  signal: AbortSignal.timeout(3_600_000),
  onProgress: ({ progress }) => process.stderr.write(`${progress.stage} ${Math.round(100 * (progress.fraction ?? 0))} %\n`),
});
const { run } = await client.request(RunDocument, { id: runAnalysis.id });
const { result, rowsUsed, warnings = [] } = run ?? {};
process.stdout.write(`${name} ${state}: ${result?.__typename}, ${rowsUsed ?? 'no'} rows\n`);
for (const { code, manager } of warnings) process.stdout.write(`  ${code}: ${manager}\n`);
if (result?.__typename === 'NotEstimable') process.stdout.write(`  ${result.code}: ${result.manager}\n`); // an answer, not a fault
if (state !== 'SUCCEEDED') process.exitCode = 1;

import { samePressMilliseconds } from '../childProcess.ts';
import { CliError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import { createWorkspace, type DemoPlace, demoKey, signInLink } from '../demo/access.ts';
import { demoDirectory } from '../demo/demoDirectory.ts';
import { type DemoFindings, demoDirections, demoReport } from '../demo/demoReport.ts';
import { type DemoServer, startDemoServer } from '../demo/demoServer.ts';
import { codebookFile, pastedQueries, satisfactionAnalysis, surveyFile } from '../demo/satisfaction.ts';
import { createAnalysisDocument, scoresDocument } from '../documents/analyses.ts';
import { coloursFor } from '../print/colour.ts';
import { countLine } from '../print/importReport.ts';
import { formatDuration } from '../print/numbers.ts';
import { openProgress, type Progress } from '../print/progress.ts';
import { ask, askAnything, GraphRefusal } from '../server/ask.ts';
import type { Connection } from '../server/connection.ts';
import { readRun } from '../server/followRun.ts';
import { announce, follow as followImport, upload } from './importFile.ts';
import { begin, follow as followRun } from './run.ts';

export const demo = defineCommand({
  name: 'demo',
  summary: 'A real airport survey in, what drives satisfaction out; then it keeps serving',
  usage: ['demo [--once] [--json]'],
  parameters: [],
  options: {
    once: { type: 'boolean', help: 'print the report, stop everything and exit 0' },
    json: { type: 'boolean', help: 'the report as JSON, with every digit' },
  },
  notes:
    'The demo has a data directory of its own (EARSHOT_DATA_DIR, or the default, with -demo at its end) and an embedded\ndatabase; it never touches yours. It can be run again and again.',
  examples: ['npm run demo -- --once', 'PORT=4100 earshot demo'],
  environment: ['PORT', 'EARSHOT_DATA_DIR', 'LOG_LEVEL', 'NO_COLOR'],
  run: async ({ once = false, json = false }) => {
    const dataDir = demoDirectory();
    const env = demoEnvironment(dataDir, once);
    const server = startDemoServer(env);
    const stopped = stopOnSignal(server);
    try {
      const findings = await Promise.race([findOut(server, { env, dataDir, signal: stopped.signal }), server.died]);
      print(findings, { once, json });
      if (!once) {
        server.relay((line) => console.error(line));
        console.error(`\nEarshot goes on serving at ${findings.url} (Ctrl-C stops it)`);
        return await server.ended;
      }
    } catch (error) {
      server.stop();
      await server.ended;
      if (stopped.signal.aborted) return 130;
      throw error;
    }
    server.relay(() => {}); // that it stops is no news
    server.stop();
    const code = await server.ended;
    return stopped.signal.aborted ? 130 : code;
  },
});

const defaultUrl = 'http://localhost:4000';

/** Nothing of the user's own database reaches the demo. */
function demoEnvironment(dataDir: string, once: boolean): NodeJS.ProcessEnv {
  const { DATABASE_URL: _app, DATABASE_ADMIN_URL: _admin, EARSHOT_URL: _url, EARSHOT_API_KEY: _key, ...rest } = process.env;
  return {
    ...rest,
    EARSHOT_DATA_DIR: dataDir,
    PORT: process.env.PORT || (once ? '0' : '4000'),
    LOG_LEVEL: process.env.LOG_LEVEL || 'warn',
  };
}

/** Aborted by the first signal, which also stops the server in order; a later one stops it at once. */
function stopOnSignal(server: DemoServer): AbortController {
  const stopped = new AbortController();
  let lastAt = 0;
  const stop = () => {
    if (Date.now() - lastAt < samePressMilliseconds) return;
    lastAt = Date.now();
    stopped.abort();
    server.stop();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) process.on(name, stop);
  return stopped;
}

async function findOut(server: DemoServer, { env, dataDir, signal }: Omit<DemoPlace, 'url'>): Promise<DemoFindings> {
  const progress = openProgress();
  const startedAt = Date.now();
  progress.show('starting', null, 'PostgreSQL, API and worker');
  server.relay((line) => progress.show('starting', null, line));
  const url = await server.url;
  server.relay((line) => progress.done(line));
  const place = { env, dataDir, url, signal };
  await createWorkspace(place);
  const connection = { url, key: await demoKey(place) };
  progress.done(`✓ Earshot is up at ${url} (${formatDuration(Date.now() - startedAt)})`);
  const { imported, survey } = await load(connection, progress, signal);
  const run = await analyse(connection, survey, progress, signal);
  const { survey: scores } = await ask(connection, scoresDocument, { survey }, signal);
  if (!scores) throw new CliError(`the survey ${survey} is not there after its import`);
  const queries = pastedQueries(survey);
  for (const query of queries) {
    const [error] = (await askAnything(connection, query, {}, signal)).errors ?? [];
    if (error) throw new GraphRefusal(error);
  }
  return {
    ...connection,
    servingUrl: process.env.PORT ? url : defaultUrl,
    signInLink: await signInLink(place),
    queries,
    import: imported,
    scores,
    run,
  };
}

async function load(connection: Connection, progress: Progress, signal: AbortSignal) {
  const startedAt = Date.now();
  const announcement = await announce(surveyFile, { as: 'responses', codebook: codebookFile });
  const { key: survey } = announcement.codebook as { key: string };
  const id = await upload(connection, surveyFile, announcement, progress, signal);
  const imported = await followImport(connection, id, progress, signal);
  if (imported.state !== 'SUCCEEDED') throw new CliError(`the survey was not loaded: ${imported.errorMessage ?? imported.state}`);
  progress.done(`✓ ${countLine(imported)} (${formatDuration(Date.now() - startedAt)})`);
  return { imported, survey };
}

async function analyse(connection: Connection, survey: string, progress: Progress, signal: AbortSignal) {
  const startedAt = Date.now();
  const input = satisfactionAnalysis(survey);
  await ask(connection, createAnalysisDocument, { input }, signal);
  const { id } = await begin(connection, input.name, 'DEMO', signal);
  await followRun(connection, id, progress, signal);
  const run = await readRun(connection, id, signal);
  progress.done(`✓ Analysis "${run.analysis.name}" ${run.state} (${formatDuration(Date.now() - startedAt)})`);
  return run;
}

function print(findings: DemoFindings, { once, json }: { once: boolean; json: boolean }): void {
  const colours = coloursFor(process.stdout);
  const lines = json
    ? [JSON.stringify(findings, null, 2)]
    : [...demoReport(findings, colours), ...demoDirections(findings, !once, colours)];
  for (const line of lines) console.log(line);
}

import { samePressMilliseconds } from '../childProcess.ts';
import { defineCommand } from '../command.ts';
import { type DemoPlace, signInLink } from '../demo/access.ts';
import { demoDirectory } from '../demo/demoDirectory.ts';
import { type DemoReport, demoDirections, demoReport } from '../demo/demoReport.ts';
import { type DemoServer, startDemoServer } from '../demo/demoServer.ts';
import { findOut } from '../demo/findOut.ts';
import { workspaces } from '../demo/workspaces.ts';
import { coloursFor } from '../print/colour.ts';
import { formatDuration } from '../print/numbers.ts';
import { openProgress } from '../print/progress.ts';

export const demo = defineCommand({
  name: 'demo',
  summary: 'Four companies in, what drives their customers out; then it keeps serving',
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
      const findings = await Promise.race([explore(server, { env, dataDir, signal: stopped.signal }), server.died]);
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
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
  process.on('disconnect', () => lastAt === 0 && stop()); // npm, or the launcher under an older Node, has vanished (earshot.js)
  return stopped;
}

async function explore(server: DemoServer, { env, dataDir, signal }: Omit<DemoPlace, 'url'>): Promise<DemoReport> {
  const progress = openProgress();
  const startedAt = Date.now();
  progress.show('starting', null, 'PostgreSQL, API and worker');
  server.relay((line) => progress.show('starting', null, line));
  const url = await server.url;
  server.relay((line) => progress.done(line));
  progress.done(`✓ Earshot is up at ${url} (${formatDuration(Date.now() - startedAt)})`);
  const place = { env, dataDir, url, signal };
  const findings = await findOut(place, progress);
  const [sfo, lumen] = await Promise.all([signInLink(place, workspaces.sfo), signInLink(place, workspaces.lumen)]);
  return { ...findings, servingUrl: process.env.PORT ? url : defaultUrl, signInLinks: { sfo, lumen } };
}

function print(findings: DemoReport, { once, json }: { once: boolean; json: boolean }): void {
  const colours = coloursFor(process.stdout);
  const lines = json
    ? [JSON.stringify(findings, null, 2)]
    : [...demoReport(findings, colours), ...demoDirections(findings, !once, colours)];
  for (const line of lines) console.log(line);
}

/**
 * One host, one process tree: a database (embedded or given), migrations, the API and a worker as child processes.
 * What is printed about it is start.ts's business; `start` returns addresses and a way to stop.
 */
import { createServer } from 'node:net';
import { join } from 'node:path';
import { databaseUrls } from '../prisma/databaseUrls.ts';
import { type DatabaseUrls, type EmbeddedServer, startEmbedded } from '../prisma/embedded.ts';
import { StartError } from '../prisma/startError.ts';
import { processorsBesideApi } from '../worker/runProcessors.ts';
import { migrateDatabase } from './migrate.ts';
import { apiFlags, processEnvironment, workerFlags } from './processFlags.ts';
import { type Part, superviseParts } from './supervise.ts';

export interface StartOptions {
  /** 0 takes a free one. Default: PORT, else 4000. */
  readonly port?: number;
  /** The embedded data directory; given, it is used even when DATABASE_URL is set. */
  readonly dataDir?: string;
  readonly log?: (line: string) => void;
  /** How messages name the holder of the data directory. */
  readonly command?: string;
  /** Other programs in place of api/main.ts and worker/main.ts: tests of the composition alone. */
  readonly files?: { readonly api: string; readonly worker: string };
}

export interface Started extends DatabaseUrls {
  readonly apiUrl: string;
  /** In order: the API drains, the worker hands back, PostgreSQL stops. Safe to call twice. */
  stop(): Promise<void>;
  /** At once: children are killed, PostgreSQL stops without a checkpoint. */
  stopNow(): void;
  /** Rejects when something that cannot be restarted has died; never resolves. */
  readonly failed: Promise<never>;
}

const partFiles = { api: join(import.meta.dirname, 'main.ts'), worker: join(import.meta.dirname, '../worker/main.ts') };
const drainSeconds = 10;

export async function start(options: StartOptions = {}): Promise<Started> {
  const log = options.log ?? (() => {});
  const port = options.port ?? portOf(process.env.PORT);
  await assertPortFree(port); // before the seconds that the database takes
  const given = options.dataDir === undefined ? databaseUrls() : null;
  const embedded = given
    ? null
    : await startEmbedded({
        log,
        ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
        command: options.command ?? 'earshot start',
      });
  const urls = given ?? (embedded as EmbeddedServer);
  try {
    await migrateDatabase(urls, log);
    return await run(urls, embedded, port, options.files ?? partFiles, log);
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

async function run(
  urls: DatabaseUrls,
  embedded: EmbeddedServer | null,
  port: number,
  files: typeof partFiles,
  log: (line: string) => void,
): Promise<Started> {
  const { DATABASE_ADMIN_URL: _owner, ...inherited } = process.env; // neither part is to know the owner's password
  const runProcessors = process.env.EARSHOT_RUN_PROCESSORS || ((await processorsBesideApi()) ?? 'all');
  const common = { ...processEnvironment, ...inherited, DATABASE_URL: urls.appUrl, EARSHOT_RUN_PROCESSORS: runProcessors };
  const apiEnv = { ...common, PORT: String(port) };
  const api: Part = { name: 'API', file: files.api, flags: apiFlags, env: apiEnv, stopSeconds: drainSeconds + 2 };
  const worker: Part = { name: 'worker', file: files.worker, flags: workerFlags, env: common, stopSeconds: drainSeconds + 2 };
  const parts = superviseParts([api, worker], log);
  const [ready] = await parts.ready;
  const databaseGone = embedded ? watchServer(embedded) : null;
  let stopping: Promise<void> | undefined;
  const failed = Promise.race([parts.failed, ...(databaseGone ? [databaseGone.failed] : [])]);
  failed.catch(() => {}); // whoever cares has it from the returned object
  return {
    ...urls,
    apiUrl: ready?.url ?? `http://localhost:${port}`,
    failed,
    stop: () => {
      databaseGone?.end();
      stopping ??= parts.stop().then(() => embedded?.stop());
      return stopping;
    },
    stopNow: () => {
      databaseGone?.end();
      parts.killNow();
      embedded?.killNow();
    },
  };
}

/** An adopted server is nobody's child, so its death is seen by looking. */
function watchServer(server: EmbeddedServer): { failed: Promise<never>; end: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setInterval(() => {
    if (server.isAlive()) return;
    clearInterval(timer);
    reject(
      new StartError(
        'the embedded PostgreSQL has stopped',
        `its log is ${join(server.dataDir, 'postgres.log')}; start again, it recovers by itself`,
      ),
    );
  }, 1000);
  promise.catch(() => {});
  return { failed: promise, end: () => clearInterval(timer) };
}

function portOf(text: string | undefined): number {
  if (text === undefined || text === '') return 4000;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new StartError(`PORT is ${text}, which is not a port`, 'set PORT to a number from 0 (any free one) to 65535');
}

function assertPortFree(port: number): Promise<void> {
  if (port === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      // The same address as api/config.ts: whatever listens there, or everywhere, is in the way.
      const reason = error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be opened (${error.code})`;
      reject(new StartError(`port ${port} ${reason}`, `stop that program, or choose another port: PORT=${port + 1} earshot start`));
    });
    probe.listen(port, process.env.HOST || '127.0.0.1', () => probe.close(() => resolve()));
  });
}

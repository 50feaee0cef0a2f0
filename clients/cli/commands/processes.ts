/** `earshot start`, and its two processes on their own. */
import { ofDatabase, serving } from '../childCommand.ts';

const ofWorker = [
  'EARSHOT_WORKER_THREADS',
  'EARSHOT_RUN_TIMEOUT_SECONDS',
  'EARSHOT_RUN_MEMORY_MB',
  'EARSHOT_ROWS_PER_PART',
  'EARSHOT_KEEP_UPLOADS_DAYS',
  'EARSHOT_KEEP_SCORES_DAYS',
  'EARSHOT_WORKER_GIVES_WAY',
  'EARSHOT_RUN_PROCESSORS',
  'EARSHOT_WEBHOOK_ALLOW_PRIVATE',
] as const;

const ofApi = ['PORT', 'HOST', 'EARSHOT_OIDC_ISSUER', 'EARSHOT_OIDC_AUDIENCE'] as const;

export const start = serving('api/start.ts', {
  name: 'start',
  summary: 'Everything on this machine until Ctrl-C: embedded database, API and worker',
  usage: ['start'],
  options: {},
  notes:
    'A second start finds the data again. With DATABASE_URL and DATABASE_ADMIN_URL set, that database is used instead. In a terminal it\nprints a one-time sign-in link for each of the first workspaces.',
  examples: ['PORT=4100 earshot start'],
  environment: [...ofApi, ...ofDatabase, ...ofWorker, 'LOG_LEVEL'],
});

export const api = serving('api/main.ts', {
  flags: [
    '--max-semi-space-size=16',
    '--heap-growing-percent=100',
    '--no-allocation-site-pretenuring',
    '--no-memory-reducer',
    '--no-parallel-scavenge',
  ], // why: api/processFlags.ts
  name: 'api',
  summary: 'The API alone, for more than one machine',
  usage: ['api'],
  options: {},
  examples: ['DATABASE_URL=postgres://earshot_app:…@db/earshot earshot api'],
  environment: ['DATABASE_URL', ...ofApi, 'EARSHOT_RUN_PROCESSORS', 'EARSHOT_WEBHOOK_ALLOW_PRIVATE', 'LOG_LEVEL'],
});

export const worker = serving('worker/main.ts', {
  flags: ['--single-threaded'], // why: api/processFlags.ts
  name: 'worker',
  summary: 'A worker alone, as many as you like',
  usage: ['worker'],
  options: {},
  examples: ['DATABASE_URL=postgres://earshot_app:…@db/earshot earshot worker'],
  environment: ['DATABASE_URL', ...ofWorker, 'LOG_LEVEL'],
});

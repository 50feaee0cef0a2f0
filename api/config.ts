/** The environment of the API, parsed once; every fault is told at once, and none repeats a value that may be secret. */
import { z } from 'zod';
import { StartError } from '../prisma/startError.ts';
import { runProcessors } from '../worker/runProcessors.ts';
import { isSafeIssuerUrl } from './auth/issuerKeys.ts';
import { asymmetricAlgorithms, type TokenSettings } from './auth/verifyToken.ts';
import { type Limits, limitsOf, limitVariables } from './limits/limits.ts';

const databaseUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'is not a postgres:// URL' });

const issuerUrl = z.string().refine(isSafeIssuerUrl, 'is neither an https:// URL nor http:// on this machine');
/** A list with commas. */
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);

/** As browsers send it: scheme, host in lower case, and a port where it is not the usual one. */
const isOrigin = (text: string) => /^https?:[^*]+$/.test(text) && URL.parse(text)?.origin === text;
const origins = list.refine(
  (items) => items.every(isOrigin),
  'is not a list of exact origins: name each as browsers send it, for example https://app.example.com or http://localhost:5173 (no *, no path)',
);

const environment = z.object({
  DATABASE_URL: databaseUrl,
  PORT: z.coerce
    .number({ error: 'is not a number' })
    .int('is not a whole number')
    .min(0, 'is below 0')
    .max(65_535, 'is above 65535')
    .default(4000),
  HOST: z.string().min(1).default('127.0.0.1'), // other machines reach the API only when this says so
  EARSHOT_RUN_PROCESSORS: runProcessors,
  EARSHOT_WEBHOOK_ALLOW_PRIVATE: z.enum(['0', '1'], { error: 'is neither 0 nor 1' }).default('0'),
  EARSHOT_CORS_ORIGINS: origins.optional(),
  EARSHOT_OIDC_ISSUER: issuerUrl.optional(),
  EARSHOT_OIDC_AUDIENCE: list.optional(),
  EARSHOT_OIDC_JWKS_URL: issuerUrl.optional(),
  EARSHOT_OIDC_CLOCK_SKEW_SECONDS: z.coerce.number({ error: 'is not a number' }).min(0, 'is below 0').max(600, 'is above 600').default(60),
  EARSHOT_OIDC_ALGORITHMS: list
    .pipe(z.array(z.enum(asymmetricAlgorithms, { error: `is not of ${asymmetricAlgorithms.join(', ')}` })).min(1, 'is empty'))
    .optional(),
  EARSHOT_OIDC_WORKSPACE_CLAIM: z.string().default('earshot_workspace'),
  EARSHOT_OIDC_ROLE_CLAIM: z.string().default('earshot_role'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  ...limitVariables,
});

/** Connections that one API process may hold at once. Their sum with those of a worker is checked at start (prisma/connectionBudget.ts). */
export const poolSizes = { snapshot: 10, export: 4, prisma: 4, listen: 1, queue: 1, cancel: 1, upload: 2 } as const;
export const apiConnections = Object.values(poolSizes).reduce((sum, size) => sum + size, 0);

/** Requests wait for it while the database is away, and after it has come back; the default of the driver grows to 20. */
export const reconnectSeconds = 1;

/** Texts of times and numbers must not follow what a server or a role is set to. */
const textSettings = { timezone: 'UTC', datestyle: 'ISO, YMD', extra_float_digits: '1' } as const;

/**
 * Session settings of the snapshot pool. The statements of the graph are few and always the same: one plan each, made
 * once, saves a third of a request's time in the database. Their rows are too few for compiled expressions to pay.
 */
export const snapshotSettings = {
  statement_timeout: '16s', // a request is given up before (api/plugins/timeout.ts); this is for one whose process is stuck
  idle_in_transaction_session_timeout: '30s',
  plan_cache_mode: 'force_generic_plan',
  jit: 'off',
  ...textSettings,
} as const;

/** Session settings of the uploads' pool: what a process that is stuck or paused holds is free again soon, for the sender to go on at another. */
export const uploadSettings = { statement_timeout: '16s', idle_in_transaction_session_timeout: '30s' } as const;

/** Session settings of the exports' pool: a statement lasts as long as its client takes to read a whole dataset. */
export const exportSettings = {
  statement_timeout: '30min',
  idle_in_transaction_session_timeout: '60s',
  client_connection_check_interval: '2s',
  ...textSettings,
} as const;

export const exportLimits = { perProcess: poolSizes.export, perWorkspace: 3, waitingPerWorkspace: 20, waitSeconds: 20 } as const;

/** How long the client of an export may take nothing before its place goes to another. */
export const exportStallSeconds = 60;

export interface Config {
  readonly databaseUrl: string;
  readonly port: number;
  readonly host: string;
  /** To which runs on this machine keep, and V8's helpers here (lowerHelpers.ts); null: all. */
  readonly runProcessors: string | null;
  /** Webhooks may go to http and to addresses of one's own network: for tests and closed networks. */
  readonly allowPrivateWebhooks: boolean;
  /** Of the pages that may read answers. */
  readonly corsOrigins: ReadonlySet<string>;
  readonly limits: Limits;
  /** Tokens of an identity provider. Null: none is taken. */
  readonly tokens: TokenSettings | null;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')); // PORT= is the same as no PORT
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return set[name] === undefined ? `${name} is not set` : `${name} ${message}`;
    });
    throw new StartError(faults.join('; '), 'set these in the environment, or use `earshot start`, which needs none of them');
  }
  const { DATABASE_URL, PORT, HOST, EARSHOT_WEBHOOK_ALLOW_PRIVATE, EARSHOT_CORS_ORIGINS, LOG_LEVEL } = parsed.data;
  return {
    databaseUrl: DATABASE_URL,
    port: PORT,
    host: HOST,
    runProcessors: parsed.data.EARSHOT_RUN_PROCESSORS,
    allowPrivateWebhooks: EARSHOT_WEBHOOK_ALLOW_PRIVATE === '1',
    corsOrigins: new Set(EARSHOT_CORS_ORIGINS),
    limits: limitsOf(parsed.data),
    tokens: readTokenSettings(parsed.data),
    logLevel: LOG_LEVEL,
  };
}

function readTokenSettings(env: z.infer<typeof environment>): TokenSettings | null {
  const { EARSHOT_OIDC_ISSUER: issuer, EARSHOT_OIDC_AUDIENCE: audiences } = env;
  if (!issuer && !audiences?.length) return null;
  if (!issuer || !audiences?.length)
    throw new StartError(
      `${issuer ? 'EARSHOT_OIDC_AUDIENCE' : 'EARSHOT_OIDC_ISSUER'} is not set`,
      'a token is let in only where both its issuer and whom it is for are known: set both, or neither',
    );
  return {
    issuer,
    audiences,
    jwksUrl: env.EARSHOT_OIDC_JWKS_URL ?? null,
    cooldownSeconds: 30,
    algorithms: env.EARSHOT_OIDC_ALGORITHMS ?? asymmetricAlgorithms,
    clockSkewSeconds: env.EARSHOT_OIDC_CLOCK_SKEW_SECONDS,
    workspaceClaim: env.EARSHOT_OIDC_WORKSPACE_CLAIM,
    roleClaim: env.EARSHOT_OIDC_ROLE_CLAIM,
  };
}

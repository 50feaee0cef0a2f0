/** From the credential of a request to everything its resolvers may use; nothing later asks "who". */
import type { Logger } from 'pino';
import { createPrisma, forWorkspace, inWorkspaceTransaction, type WorkspaceClient } from '../prisma/client.ts';
import type { PrismaClient } from '../prisma/generated/client/client.ts';
import { listenerOfApi } from '../prisma/release.ts';
import { connect, executor, type Sql } from '../prisma/sql.ts';
import type { Context, Principal, RunEvents } from '../schema/context.ts';
import { createLoaders } from '../schema/index.ts';
import { type JobSender, openSender } from '../worker/queue.ts';
import { type Authenticate, createAuthenticator } from './auth/authenticator.ts';
import type { Credential } from './auth/credential.ts';
import { isStillGood } from './auth/isStillGood.ts';
import { createTokenAuthenticator } from './auth/tokenAuthenticator.ts';
import { datasetFault } from './bi/datasetFault.ts';
import { ExportPool } from './bi/exportPool.ts';
import { type ExportLimits, ExportSlots } from './bi/exportSlots.ts';
import { AnswerCache } from './cache/answerCache.ts';
import {
  type Config,
  exportLimits,
  exportSettings,
  exportStallSeconds,
  poolSizes,
  reconnectSeconds,
  snapshotSettings,
  uploadSettings,
} from './config.ts';
import { readClientDocuments } from './documents/clientDocuments.ts';
import type { GraphParams } from './formats/nextPageUrl.ts';
import type { TableWish } from './formats/tableWish.ts';
import { defaultLimits, type Limits } from './limits/limits.ts';
import type { Allowance } from './limits/rateLimit.ts';
import { type ClosableSnapshot, openSnapshotLazily, senderGone } from './requestSnapshot.ts';
import { openRunEvents } from './runEvents.ts';
import { type ChunkStore, openChunkStore } from './uploads/chunkStore.ts';

/** What lives as long as the process. */
export interface Services {
  readonly sql: Sql;
  readonly prisma: PrismaClient;
  readonly queue: JobSender;
  readonly runEvents: RunEvents;
  readonly allowPrivateWebhooks: boolean;
  readonly limits: Limits;
  /** Hashes of documents that are trusted in every workspace. */
  readonly clientDocuments: ReadonlySet<string>;
  readonly exports: ExportServices;
  readonly chunks: ChunkStore;
  /** Null: every answer is computed. */
  readonly answers: AnswerCache | null;
  readonly authenticate: Authenticate;
  /** Ends the statement that a connection of ours is running, if it is running one. */
  cancelStatement(backendPid: number): Promise<void>;
  readonly clientOf: (workspaceId: number) => WorkspaceClient;
  close(): Promise<void>;
}

/** What flat exports have of their own, so that slow clients of large files take nothing from the graph. */
export interface ExportServices {
  readonly pool: ExportPool;
  readonly slots: ExportSlots;
  readonly stallSeconds: number;
}

/** What the server knows of a request once it is authenticated. */
export interface GraphRequest {
  readonly requestId: string;
  readonly credential: Credential;
  readonly principal: Principal;
  readonly signal: AbortSignal;
  /** Takes points of the key's allowance, and tells the caller where it stands. */
  spend(points: number): Promise<Allowance>;
  /** The query is to be costed, not executed. */
  readonly isCostOnly: boolean;
  /** As it was asked for, with its search. */
  readonly url: URL;
  /** Null: JSON, as GraphQL has it. */
  readonly table: TableWish | null;
  /** The saved document that the address names, with its variables; null at /graphql. */
  readonly saved: GraphParams | null;
  /** Run when the request is over, however it ended. */
  readonly cleanup: (() => Promise<void>)[];
}

export interface RequestContext extends Context {
  snapshot: ClosableSnapshot;
}

export interface ServiceOptions {
  /** Called with the text of every statement of postgres.js: lets a test count them. */
  readonly onStatement?: (text: string) => void;
  readonly prisma?: PrismaClient;
  readonly exports?: Partial<ExportLimits> & { readonly stallSeconds?: number };
}

export async function openServices(
  config: Pick<Config, 'databaseUrl'> & Partial<Pick<Config, 'allowPrivateWebhooks' | 'limits' | 'tokens'>>,
  log: Logger,
  options: ServiceOptions = {},
): Promise<Services> {
  const { databaseUrl, limits = defaultLimits } = config;
  const statementSeconds = limits.requestTimeoutSeconds + 1;
  const { sql, listener, queueSql, cancelSql, exportPool } = openPools(databaseUrl, statementSeconds, options.onStatement);
  const prisma =
    options.prisma ?? createPrisma(databaseUrl, { max: poolSizes.prisma, applicationName: 'earshot api prisma', statementSeconds });
  const chunks = openChunkStore({ databaseUrl, settings: uploadSettings, connections: poolSizes.upload, reconnectSeconds });
  const clientOf = cachedClients(prisma);
  const runEvents = await openRunEvents(listener, (workspaceId, uuid) =>
    clientOf(workspaceId).run.findFirst({
      where: { workspaceId, uuid, analysisId: { not: null } },
      select: { state: true, attempt: true, progress: true },
    }),
  );
  const queue = await openSender(executor(queueSql));
  return {
    sql,
    prisma,
    queue,
    runEvents,
    allowPrivateWebhooks: config.allowPrivateWebhooks ?? false,
    limits,
    clientDocuments: limits.trustedOnly ? readClientDocuments(limits.trustedDocuments) : new Set(),
    exports: {
      pool: exportPool,
      slots: new ExportSlots({ ...exportLimits, ...options.exports }),
      stallSeconds: options.exports?.stallSeconds ?? exportStallSeconds,
    },
    chunks,
    answers: limits.answerCacheMegabytes > 0 ? new AnswerCache(limits.answerCacheMegabytes * 2 ** 20) : null,
    cancelStatement: async (pid) => {
      await cancelSql`select pg_cancel_backend(${pid})`;
    },
    authenticate: createAuthenticator(sql, openTokens(config.tokens ?? null, sql, log), (err) =>
      log.warn({ err }, 'the last use of a key could not be noted'),
    ),
    clientOf,
    close: async () => {
      await queue.stop();
      await Promise.all([sql, queueSql, cancelSql, listener].map((pool) => pool.end({ timeout: 2 })));
      await Promise.all([exportPool.end(), chunks.close()]);
      await prisma.$disconnect();
    },
  };
}

/** The connections of postgres.js, by what must not wait for what. */
function openPools(databaseUrl: string, statementSeconds: number, onStatement: ServiceOptions['onStatement']) {
  const told = onStatement && { onStatement };
  return {
    sql: connect(databaseUrl, {
      applicationName: 'earshot api',
      max: poolSizes.snapshot,
      reconnectSeconds,
      settings: { ...snapshotSettings, statement_timeout: `${statementSeconds}s` },
      ...told,
    }),
    listener: connect(databaseUrl, { applicationName: listenerOfApi, max: poolSizes.listen, reconnectSeconds }),
    // A pool of its own: the queue may ask for something while a mutation holds a connection, and must not wait for that one.
    queueSql: connect(databaseUrl, { applicationName: 'earshot api queue', max: poolSizes.queue, reconnectSeconds }),
    // Another of its own, opened when needed: what is to be cancelled may hold all the others.
    cancelSql: connect(databaseUrl, { applicationName: 'earshot api cancel', max: poolSizes.cancel, reconnectSeconds }),
    exportPool: new ExportPool((onClose) =>
      connect(databaseUrl, { applicationName: 'earshot api export', max: 1, settings: exportSettings, reconnectSeconds, onClose, ...told }),
    ),
  };
}

function openTokens(settings: Config['tokens'], sql: Sql, log: Logger) {
  return (
    settings &&
    createTokenAuthenticator(sql, settings, {
      onFault: (err) => log.warn({ err }, 'the keys of the identity provider could not be fetched'),
      // The reason alone: what a token says of somebody is in the rest.
      onRefusal: (error) => log.info({ reason: (error as { code?: unknown }).code ?? 'CLAIM_INVALID' }, 'a token was refused'),
    })
  );
}

const cachedWorkspaces = 1000;

/** Making a Prisma extension costs more than a query: one a workspace, the oldest makes room. */
function cachedClients(prisma: PrismaClient): (workspaceId: number) => WorkspaceClient {
  const clients = new Map<number, WorkspaceClient>();
  return (workspaceId) => {
    const known = clients.get(workspaceId);
    if (known) return known;
    const client = forWorkspace(prisma, workspaceId);
    clients.set(workspaceId, client);
    const [oldest] = clients.keys();
    if (clients.size > cachedWorkspaces && oldest !== undefined) clients.delete(oldest);
    return client;
  };
}

export function createContext(services: Services, request: GraphRequest, checkDocument: Context['checkDocument']): RequestContext {
  const { requestId, principal, credential, signal } = request;
  const { workspaceId } = principal;
  const db = services.clientOf(workspaceId);
  return {
    requestId,
    principal,
    workspaceId,
    db,
    ...openReads(services, request),
    written: null, // useWrittenParts
    inTransaction: (work, seconds) => inWorkspaceTransaction(services.prisma, workspaceId, work, seconds),
    queue: services.queue,
    runEvents: services.runEvents,
    checkDocument,
    allowPrivateWebhooks: services.allowPrivateWebhooks,
    datasetFault,
    isStillAuthenticated: () => isStillGood(services.authenticate, credential),
    signal,
  };
}

/** A snapshot and loaders on it: of a request, and anew of every event of a subscription. */
export function openReads(
  services: Services,
  { principal, cleanup }: GraphRequest,
): Pick<RequestContext, 'snapshot' | 'loaders' | 'renewReads'> {
  const { workspaceId, scopes } = principal;
  const snapshot = openSnapshotLazily(services, workspaceId);
  // Nothing is left to do for a request that was answered; one whose sender went away is not worked on any longer.
  cleanup.splice(0, cleanup.length, async () => snapshot.abandon(senderGone));
  const db = services.clientOf(workspaceId);
  const openLoaders = () => createLoaders({ workspaceId, snapshot, db, showPersonal: scopes.has('pii') });
  async function renewReads(this: RequestContext): Promise<void> {
    await snapshot.renew();
    this.loaders = openLoaders();
  }
  return { snapshot, loaders: openLoaders(), renewReads };
}

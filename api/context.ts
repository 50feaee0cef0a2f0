/** From the credential of a request to everything its resolvers may use; nothing later asks "who". */
import type { Logger } from 'pino';
import { createPrisma, forWorkspace, inWorkspaceTransaction, type WorkspaceClient } from '../prisma/client.ts';
import type { PrismaClient } from '../prisma/generated/client/client.ts';
import { connect, executor, type Queryable, type Sql, setWorkspace } from '../prisma/sql.ts';
import type { Context, Principal, RunEvents, Snapshot } from '../schema/context.ts';
import { createLoaders } from '../schema/index.ts';
import { type JobSender, openSender } from '../worker/queue.ts';
import { type Authenticate, createAuthenticator } from './auth/authenticator.ts';
import type { Credential } from './auth/credential.ts';
import { type Config, poolSizes, snapshotSettings } from './config.ts';
import { openRunEvents } from './plugins/runEvents.ts';

/** What lives as long as the process. */
export interface Services {
  readonly sql: Sql;
  readonly prisma: PrismaClient;
  readonly queue: JobSender;
  readonly runEvents: RunEvents;
  readonly allowPrivateWebhooks: boolean;
  readonly authenticate: Authenticate;
  readonly clientOf: (workspaceId: number) => WorkspaceClient;
  close(): Promise<void>;
}

/** What the server knows of a request once it is authenticated. */
export interface GraphRequest {
  readonly requestId: string;
  readonly credential: Credential;
  readonly principal: Principal;
  readonly signal: AbortSignal;
  /** Run when the request is over, however it ended. */
  readonly cleanup: (() => Promise<void>)[];
}

export interface RequestContext extends Context {
  snapshot: ClosableSnapshot;
}

export interface ClosableSnapshot extends Snapshot {
  /**
   * Gives the connection back, for good: a resolver that is still running when its answer has been given up (a field
   * beside it failed) must not open another that nobody closes.
   */
  close(): Promise<void>;
}

export interface ServiceOptions {
  /** Called with the text of every statement of postgres.js: lets a test count them. */
  readonly onStatement?: (text: string) => void;
  readonly prisma?: PrismaClient;
}

export async function openServices(
  config: Pick<Config, 'databaseUrl'> & Partial<Pick<Config, 'allowPrivateWebhooks'>>,
  log: Logger,
  options: ServiceOptions = {},
): Promise<Services> {
  const { databaseUrl } = config;
  const sql = connect(databaseUrl, {
    applicationName: 'earshot api',
    max: poolSizes.snapshot,
    settings: snapshotSettings,
    ...(options.onStatement && { onStatement: options.onStatement }),
  });
  const prisma = options.prisma ?? createPrisma(databaseUrl, { max: poolSizes.prisma, applicationName: 'earshot api prisma' });
  const listener = connect(databaseUrl, { applicationName: 'earshot api listen', max: poolSizes.listen });
  // A pool of its own: the queue may ask for something while a mutation holds a connection, and must not wait for that one.
  const queueSql = connect(databaseUrl, { applicationName: 'earshot api queue', max: poolSizes.queue });
  const runEvents = await openRunEvents(listener);
  const queue = await openSender(executor(queueSql));
  return {
    sql,
    prisma,
    queue,
    runEvents,
    allowPrivateWebhooks: config.allowPrivateWebhooks ?? false,
    authenticate: createAuthenticator(sql, (err) => log.warn({ err }, 'the last use of a key could not be noted')),
    clientOf: cachedClients(prisma),
    close: async () => {
      await queue.stop();
      await Promise.all([sql, queueSql, listener].map((pool) => pool.end({ timeout: 2 })));
      await prisma.$disconnect();
    },
  };
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

export function createContext(services: Services, request: GraphRequest): RequestContext {
  const { requestId, principal, credential, signal } = request;
  const { workspaceId } = principal;
  const db = services.clientOf(workspaceId);
  return {
    requestId,
    principal,
    workspaceId,
    db,
    ...openReads(services, request),
    inTransaction: (work) => inWorkspaceTransaction(services.prisma, workspaceId, work),
    queue: services.queue,
    runEvents: services.runEvents,
    allowPrivateWebhooks: services.allowPrivateWebhooks,
    isStillAuthenticated: async () => (await services.authenticate(credential)) !== null,
    signal,
  };
}

/** A snapshot and loaders on it: of a request, and anew of every event of a subscription. */
export function openReads(services: Services, { principal, cleanup }: GraphRequest): Pick<RequestContext, 'snapshot' | 'loaders'> {
  const { workspaceId, scopes } = principal;
  const snapshot = openSnapshotLazily(services.sql, workspaceId);
  cleanup.splice(0, cleanup.length, () => snapshot.close());
  const db = services.clientOf(workspaceId);
  return { snapshot, loaders: createLoaders({ workspaceId, snapshot, db, showPersonal: scopes.has('pii') }) };
}

interface OpenSnapshot {
  readonly tx: Promise<Queryable>;
  /** Settles when the transaction is over; rejects when it or its connection failed. */
  readonly over: Promise<void>;
  /** Rejects when it is over, for reads that are still under way then. */
  readonly lost: Promise<never>;
  readonly end: () => void;
}

/**
 * One connection, one REPEATABLE READ transaction, opened by the first read. The binding to the workspace is sent
 * without waiting, ahead of the first statement on the same connection. A connection that is lost fails the reads
 * that follow: on a new one, unbound, row-level security would answer with nothing, which is not the truth.
 */
function openSnapshotLazily(sql: Sql, workspaceId: number): ClosableSnapshot {
  let open: OpenSnapshot | null = null;
  let isClosed = false;
  const markClosed = () => {
    isClosed = true;
  };
  const assertOpen = () => {
    if (isClosed) throw new Error('the snapshot of this answer is closed');
  };
  return {
    async read(statement) {
      assertOpen();
      if (!open) {
        open = openSnapshot(sql, workspaceId);
        open.over.then(markClosed, markClosed); // a lost connection is one that others may get: nothing more is sent on it
      }
      const { tx, lost } = open;
      const bound = await tx;
      assertOpen();
      return Promise.race([statement(bound), lost]);
    },
    async close() {
      markClosed();
      open?.end();
      await open?.over.catch(() => {}); // the read that failed has told it
    },
  };
}

function openSnapshot(sql: Sql, workspaceId: number): OpenSnapshot {
  const ended = Promise.withResolvers<void>();
  const started = Promise.withResolvers<Queryable>();
  const over = sql
    .begin('isolation level repeatable read read only', async (tx) => {
      const binding = setWorkspace(tx, workspaceId);
      started.resolve(tx);
      await binding;
      await ended.promise;
    })
    .then(() => {});
  over.catch(started.reject);
  const lost = over.then(() => Promise.reject(new Error('the snapshot was closed during a read')));
  for (const promise of [started.promise, lost]) promise.catch(() => {}); // whoever reads awaits them too
  return { tx: started.promise, over, lost, end: ended.resolve };
}

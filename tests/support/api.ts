/** The API in this process, on a free port and a test database, with a count of every statement that it sends. */

import { PrismaPg } from '@prisma/adapter-pg';
import { createApiKey } from '../../api/auth/apiKeys.ts';
import type { TokenSettings } from '../../api/auth/verifyToken.ts';
import { openServices, type ServiceOptions, type Services } from '../../api/context.ts';
import { defaultLimits, type Limits } from '../../api/limits/limits.ts';
import { createLog } from '../../api/log.ts';
import { startServer } from '../../api/server.ts';
import { PrismaClient } from '../../prisma/generated/client/client.ts';
import { connect, type Sql } from '../../prisma/sql.ts';
import { scopes as allScopes, type Scope } from '../../schema/context.ts';
import type { TestDatabase } from './database.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the test asked for
export type Answer = { data?: any; errors?: { message: string; path?: unknown[]; extensions: Record<string, any> }[] };

export interface TestApi {
  readonly url: string;
  readonly services: Services;
  /** The owner's connection: fixtures in any workspace. */
  readonly admin: Sql;
  /** Every statement since the last call of `forgetStatements`, of both libraries. */
  readonly statements: string[];
  readonly log: string[];
  createKey(workspaceId: number, scopes?: readonly Scope[]): Promise<string>;
  query(key: string, query: string, variables?: Record<string, unknown>): Promise<Answer>;
  close(): Promise<void>;
}

export interface TestApiOptions {
  readonly allowPrivateWebhooks?: boolean;
  /**
   * As in production, but for wrong credentials (suites of attacks show more of them than anybody else would) and for the cache of
   * answers (fixtures write rows without the versions that an import would raise).
   */
  readonly limits?: Partial<Limits>;
  readonly exports?: ServiceOptions['exports'];
  readonly tokens?: TokenSettings;
  readonly corsOrigins?: readonly string[];
}

export async function startTestApi(
  database: TestDatabase,
  { allowPrivateWebhooks = false, limits = {}, exports = {}, tokens, corsOrigins = [] }: TestApiOptions = {},
): Promise<TestApi> {
  const statements: string[] = [];
  const lines: string[] = [];
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  const prisma = new PrismaClient({
    adapter: new PrismaPg({ connectionString: database.appUrl, max: 4 }),
    log: [{ level: 'query', emit: 'event' }],
  });
  prisma.$on('query', ({ query }) => void statements.push(query));
  const allLimits: Limits = { ...defaultLimits, wrongCredentialsPerMinute: 0, answerCacheMegabytes: 0, ...limits };
  const config = { databaseUrl: database.appUrl, allowPrivateWebhooks, limits: allLimits, ...(tokens && { tokens }) };
  const services = await openServices(config, log, {
    onStatement: (text) => void statements.push(text),
    prisma: prisma as unknown as PrismaClient,
    exports,
  });
  const server = await startServer({ host: '127.0.0.1', port: 0, corsOrigins: new Set(corsOrigins) }, { services, log });
  const admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
  const query = async (key: string, text: string, variables: Record<string, unknown> = {}): Promise<Answer> => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify({ query: text, variables }),
    });
    return (await response.json()) as Answer;
  };
  return {
    url: server.url,
    services,
    admin,
    statements,
    log: lines,
    createKey: async (workspaceId, scopes = allScopes) =>
      (await createApiKey(services.sql, { workspaceId, name: 'test', scopes, expiresAt: null })).key,
    query,
    close: async () => {
      await server.close(2);
      await services.close();
      await admin.end();
    },
  };
}

/** A workspace of its own. */
export async function createWorkspace(admin: Sql, key: string): Promise<number> {
  const [row] = await admin<{ id: number }[]>`
    insert into workspace (key, name, currency, time_zone) values (${key}, ${`Workspace ${key}`}, 'EUR', 'Europe/Berlin') returning id`;
  return row!.id;
}

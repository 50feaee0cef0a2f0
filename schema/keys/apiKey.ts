import type { Prisma } from '../../prisma/generated/client/client.ts';
import { builder, idDescription } from '../builder.ts';
import { pageArgs, pageCost, parsePage, toConnection } from '../connection.ts';
import type { Scope } from '../context.ts';

export const ApiKeyScope = builder.enumType('ApiKeyScope', {
  description: 'What a credential may do.',
  values: {
    READ: { value: 'read', description: 'Numbers and rows.' },
    PII: { value: 'pii', description: 'Also personal data: names, addresses, comments.' },
    INGEST: { value: 'ingest', description: 'Load files and declare surveys.' },
    COMPUTE: { value: 'compute', description: 'Create and run analyses.' },
    ADMIN: { value: 'admin', description: 'All settings: keys, webhooks, the record of what was done.' },
  } as const,
});

export const ApiKey = builder.prismaNode('ApiKey', {
  description: 'A key of this workspace, as far as it is shown: the key itself is known to whoever made it alone.',
  authScopes: { admin: true },
  id: { resolve: (key) => String(key.id), description: idDescription },
  findUnique: (id, { workspaceId }) => ({ workspaceId_id: { workspaceId, id: BigInt(id) } }),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is for, in the words of whoever made it.' }),
    prefix: t.exposeString('prefix', { description: 'The first characters of the key, to recognise it.' }),
    scopes: t.field({ type: [ApiKeyScope], description: 'What it may do.', resolve: ({ scopes }) => scopes as Scope[] }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true, description: 'When it ends by itself. Null: never.' }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true, description: 'When somebody ended it. Null: nobody has.' }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, to the minute. Null: it never was.',
    }),
    isGood: t.boolean({
      description: 'Whether it opens anything now: neither revoked nor expired.',
      resolve: ({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt.getTime() > Date.now()),
    }),
  }),
});

const ApiKeyConnection = builder.connectionObject(
  { type: ApiKey, name: 'ApiKeyConnection', description: 'A page of keys.' },
  { name: 'ApiKeyEdge', description: 'A key and its place in the list.' },
);

builder.queryField('apiKeys', (t) =>
  t.field({
    type: ApiKeyConnection,
    description: 'The keys of this workspace, those that are good no more among them, oldest first.',
    authScopes: { admin: true },
    args: { isGood: t.arg.boolean({ description: 'Only those that open something now, or only the others. Default: all.' }), ...pageArgs },
    complexity: pageCost,
    resolve: async (_root, { isGood, ...args }, { db, workspaceId }) => {
      const page = parsePage(args);
      const good: Prisma.ApiKeyWhereInput = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] };
      const rows = await db.apiKey.findMany({
        where: {
          workspaceId,
          ...(page.after && { id: { gt: page.after.id } }),
          ...(isGood != null && (isGood ? { AND: good } : { NOT: good })),
        },
        orderBy: { id: 'asc' },
        take: page.first + 1,
      });
      return toConnection(rows, page, ({ id }) => ({ sortValue: null, id }));
    },
  }),
);

import { builder, idDescription } from '../builder.ts';
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

builder.queryField('apiKeys', (t) =>
  t.prismaField({
    type: [ApiKey],
    description: 'The keys of this workspace, those that are good no more among them, oldest first.',
    authScopes: { admin: true },
    resolve: (query, _root, _args, { db, workspaceId }) => db.apiKey.findMany({ ...query, where: { workspaceId }, orderBy: { id: 'asc' } }),
  }),
);

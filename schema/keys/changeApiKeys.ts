import { prismaExecutor } from '../../prisma/client.ts';
import type { ApiKey as ApiKeyRow, Prisma } from '../../prisma/generated/client/client.ts';
import { recordAudit } from '../audit/recordAudit.ts';
import { builder } from '../builder.ts';
import { scopes as allScopes, type Context, type Scope } from '../context.ts';
import { badUserInput, conflict, forbidden, notFound } from '../errors.ts';
import { rowId } from '../globalId.ts';
import { ApiKey, ApiKeyScope } from './apiKey.ts';
import { createSecret, hashSecret, prefixOf } from './secret.ts';

interface WithSecret {
  readonly apiKey: ApiKeyRow;
  readonly secret: string | null;
}

const ApiKeyWithSecret = builder.objectRef<WithSecret>('ApiKeyWithSecret').implement({
  description: 'A key, with itself, which is shown this once.',
  fields: (t) => ({
    apiKey: t.field({ type: ApiKey, description: 'What is kept of it.', resolve: ({ apiKey }) => apiKey }),
    secret: t.exposeString('secret', {
      nullable: true,
      description: 'The key (ek_…): keep it, it is stored as a hash alone. Null where there was such a key already.',
    }),
  }),
});

const ApiKeyInput = builder.inputType('ApiKeyInput', {
  description: 'A key.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What it is for. Of the keys that are good, one has this name.' }),
    scopes: t.field({
      type: [ApiKeyScope],
      required: true,
      description: 'What it may do: at most what the credential that makes it may.',
    }),
    expiresAt: t.field({ type: 'DateTime', description: 'When it is to end by itself. Default: never.' }),
  }),
});

function checkInput(input: typeof ApiKeyInput.$inferInput, { principal }: Context) {
  const name = input.name.trim();
  const scopes = allScopes.filter((scope) => (input.scopes as readonly Scope[]).includes(scope));
  const expiresAt = input.expiresAt ?? null;
  if (name === '' || name.length > 200) throw badUserInput('input.name', '1 to 200 characters are possible');
  if (scopes.length === 0) throw badUserInput('input.scopes', 'at least one is needed');
  const beyond = scopes.find((scope) => !principal.scopes.has(scope));
  if (beyond) throw forbidden(beyond); // else whoever may make keys could give himself whatever he lacks
  if (expiresAt && expiresAt.getTime() <= Date.now()) throw badUserInput('input.expiresAt', 'this is in the past');
  return { name, scopes, expiresAt };
}

function createApiKey(input: typeof ApiKeyInput.$inferInput, context: Context): Promise<WithSecret> {
  const { workspaceId, inTransaction } = context;
  const { name, scopes, expiresAt } = checkInput(input, context);
  return inTransaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`api_key ${name}`}, ${workspaceId}))`; // two calls at once
    const stored = await findGoodKey(tx, workspaceId, name);
    if (stored) {
      const isSame = stored.scopes.toSorted().join() === scopes.toSorted().join() && stored.expiresAt?.getTime() === expiresAt?.getTime();
      if (isSame) return { apiKey: stored, secret: null };
      throw conflict('input.name: a key of this name is good and has other scopes or another end: revoke it, or choose another name', {
        argument: 'input.name',
      });
    }
    const secret = createSecret('ek');
    const apiKey = await tx.apiKey.create({
      data: { workspaceId, name, prefix: prefixOf(secret), hash: new Uint8Array(hashSecret(secret)), scopes, expiresAt },
    });
    await recordAudit(prismaExecutor(tx), context, 'API_KEY_CREATED', ['ApiKey', apiKey.id], { name, scopes, expiresAt });
    return { apiKey, secret };
  });
}

const findGoodKey = (tx: Prisma.TransactionClient, workspaceId: number, name: string) =>
  tx.apiKey.findFirst({
    where: { workspaceId, name, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] },
    orderBy: { id: 'asc' },
  });

function revokeApiKey(id: bigint, context: Context): Promise<ApiKeyRow> {
  const { workspaceId, inTransaction } = context;
  return inTransaction(async (tx) => {
    const { count } = await tx.apiKey.updateMany({ where: { workspaceId, id, revokedAt: null }, data: { revokedAt: new Date() } });
    const apiKey = await tx.apiKey.findFirst({ where: { workspaceId, id } });
    if (!apiKey) throw notFound('id', 'key');
    if (count > 0) await recordAudit(prismaExecutor(tx), context, 'API_KEY_REVOKED', ['ApiKey', id], { name: apiKey.name });
    return apiKey;
  });
}

builder.mutationFields((t) => ({
  createApiKey: t.field({
    type: ApiKeyWithSecret,
    description: 'Makes a key. Sent again while it is good, it returns the same one, without its secret.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: ApiKeyInput, required: true, description: 'The key.' }) },
    resolve: (_root, { input }, context) => createApiKey(input, context),
  }),
  revokeApiKey: t.field({
    type: ApiKey,
    description: 'Ends a key for good, within seconds; subscriptions and signed addresses of it end too.',
    authScopes: { admin: true },
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_root, { id }, context) => revokeApiKey(rowId('ApiKey', id, 'id'), context),
  }),
}));

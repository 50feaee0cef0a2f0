import { randomBytes } from 'node:crypto';
import { prismaExecutor } from '../../prisma/client.ts';
import type { Prisma, SigningKey } from '../../prisma/generated/client/client.ts';
import { recordAudit } from '../audit/recordAudit.ts';
import { builder } from '../builder.ts';
import type { Context, DatasetFault } from '../context.ts';
import { badUserInput, unauthenticated } from '../errors.ts';
import { signatureParameter, signedPath } from './signedPath.ts';

const DatasetFormat = builder.enumType('DatasetFormat', {
  description: 'How the rows of a dataset are written.',
  values: {
    CSV: { value: 'csv', description: 'Text with commas, or another delimiter.' },
    JSON: { value: 'json', description: 'One document.' },
    NDJSON: { value: 'ndjson', description: 'A JSON object a line.' },
    ARROW: { value: 'arrow', description: 'Apache Arrow, as a stream.' },
  } as const,
});

const DatasetParameter = builder.inputType('DatasetParameter', {
  description: 'One parameter of the address of a dataset.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Its name, for example since.' }),
    value: t.string({ required: true, description: 'Its value, as it would stand in the address.' }),
  }),
});

interface Signed {
  readonly path: string;
  readonly expiresAt: Date;
}
const SignedUrl = builder.objectRef<Signed>('SignedUrl').implement({
  description: 'An address that opens one dataset for a while, for tools that cannot send a key. Whoever has it can read what it opens.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'The address below that of the API: /bi/v1/… with its signature.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it ends, if the key does not end before.' }),
  }),
});

const longestMinutes = 24 * 60;
const rotationMilliseconds = 30 * 24 * 3_600_000;

/** The newest key, or a new one each month; one that no address can name any more is deleted. */
async function currentSigningKey(tx: Prisma.TransactionClient, context: Context): Promise<SigningKey> {
  const { workspaceId } = context;
  const newest = await tx.signingKey.findFirst({ where: { workspaceId }, orderBy: { id: 'desc' } });
  const now = Date.now();
  if (newest && now - newest.createdAt.getTime() < rotationMilliseconds) return newest;
  const unused = new Date(now - rotationMilliseconds - longestMinutes * 60_000);
  await tx.signingKey.deleteMany({ where: { workspaceId, createdAt: { lt: unused } } });
  const created = await tx.signingKey.create({ data: { workspaceId, secret: new Uint8Array(randomBytes(32)) } });
  await recordAudit(prismaExecutor(tx), context, 'SIGNING_KEY_ROTATED', ['SigningKey', created.id]);
  return created;
}

interface Order {
  readonly dataset: string;
  readonly format: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly minutes: number;
  readonly allPages: boolean;
}

function createSignedUrl({ dataset, format, parameters, minutes, allPages }: Order, context: Context): Promise<Signed> {
  const { workspaceId, principal, inTransaction } = context;
  if (principal.kind !== 'API_KEY')
    throw badUserInput(
      'dataset',
      'a signed address lives and dies with a key: ask for it with a key (createApiKey), not with a session or a token',
    );
  if (minutes < 1 || minutes > longestMinutes) throw badUserInput('validForMinutes', `1 to ${longestMinutes} are possible`);
  const query = new URLSearchParams(parameters.map(({ name, value }) => [name, value]));
  const pathname = `/bi/v1/${encodeURIComponent(dataset)}.${format}`;
  const fault: DatasetFault | null = query.has(signatureParameter)
    ? { part: 'parameters', message: 'signature: it is made here' }
    : context.datasetFault(new URL(`${pathname}?${query}`, 'http://localhost'));
  if (fault) throw badUserInput(fault.part, fault.message);
  if (allPages && !query.has('limit'))
    throw badUserInput('allPages', 'without the parameter limit all rows come at once, and there are no pages');
  return inTransaction(async (tx) => {
    const key = await tx.apiKey.findFirst({ where: { workspaceId, id: principal.id, revokedAt: null } });
    if (!key) throw unauthenticated();
    const expires = Math.min(
      Math.floor(Date.now() / 1000) + minutes * 60,
      Math.floor((key.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) / 1000),
    );
    const signingKey = await currentSigningKey(tx, context);
    const claims = { workspaceId, signingKeyId: signingKey.id, apiKeyId: principal.id, expires, allPages };
    const expiresAt = new Date(expires * 1000);
    const details = { dataset, format, parameters: parameters.map(({ name }) => name), allPages, expiresAt };
    await recordAudit(prismaExecutor(tx), context, 'SIGNED_URL_CREATED', ['ApiKey', principal.id], details);
    return { path: signedPath(signingKey.secret, claims, pathname, query), expiresAt };
  });
}

builder.mutationField('createSignedUrl', (t) =>
  t.field({
    type: SignedUrl,
    description:
      'Signs an address of one dataset with exactly these parameters. It ends with its time or with the key that asks, whichever is sooner, and shows no personal data, whatever that key may see. Sent again, it gives another as good.',
    authScopes: { read: true },
    args: {
      dataset: t.arg.string({ required: true, description: 'Name of the dataset, as /bi/v1/$schema lists it.' }),
      format: t.arg({ type: DatasetFormat, required: true, description: 'How its rows are written.' }),
      parameters: t.arg({ type: [DatasetParameter], description: 'Parameters of the address. Default: none.' }),
      allPages: t.arg.boolean({
        defaultValue: false,
        description:
          'Whether it opens the pages after it, too: of one with the parameter limit, each page names the next, signed for as long, in its header Link. ' +
          'Default: this page alone, without Link; the next needs a signature of its own, with the parameter after.',
      }),
      validForMinutes: t.arg.int({ defaultValue: 60, description: `For how long, 1 to ${longestMinutes} minutes.` }),
    },
    resolve: (_root, { dataset, format, parameters, allPages, validForMinutes }, context) =>
      createSignedUrl(
        { dataset, format, parameters: parameters ?? [], minutes: validForMinutes ?? 60, allPages: allPages ?? false },
        context,
      ),
  }),
);

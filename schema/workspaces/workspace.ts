import { builder } from '../builder.ts';
import type { DataVersionRow } from './loaders.ts';

const DataVersion = builder.objectRef<DataVersionRow>('DataVersion').implement({
  description: 'How often one domain of the data has changed. A result that was computed from another version is stale.',
  fields: (t) => ({
    domain: t.exposeString('domain', {
      description: 'feedback, customers, crm, web, journey, or scores: which runs say what customers are worth and who leaves.',
    }),
    version: t.expose('version', {
      type: 'BigInt',
      description: 'Rises once with every committed change, and with one of the workspace’s time zone or currency.',
    }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When data of it last changed.' }),
  }),
});

export const Workspace = builder.prismaObject('Workspace', {
  description: 'One company, or one brand that is run on its own. A key belongs to exactly one and sees nothing of any other.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'What people type to name it.' }),
    name: t.exposeString('name', { description: 'What people read.' }),
    currency: t.exposeString('currency', { description: 'ISO 4217 code of every amount of money in it.' }),
    timeZone: t.exposeString('timeZone', { description: 'IANA name of the zone in which its days, weeks and months begin.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    dataVersions: t.field({
      type: [DataVersion],
      description: 'The current versions of its data, one a domain that has any.',
      resolve: (_workspace, _args, { loaders, workspaceId }) => loaders.dataVersions.load(workspaceId),
    }),
  }),
});

builder.queryField('workspace', (t) =>
  t.prismaField({
    type: Workspace,
    description: 'The workspace of the credential.',
    resolve: (query, _root, _args, { db, workspaceId }) => db.workspace.findUniqueOrThrow({ ...query, where: { id: workspaceId } }),
  }),
);

import type { Segment as SegmentRow, SegmentVersion as VersionRow } from '../../prisma/generated/client/client.ts';
import { builder, idDescription } from '../builder.ts';
import { pageArgs, pageCost, parsePage, toConnection } from '../connection.ts';
import { CustomerConnection, listArgs, listCost, listCustomers } from '../customers/customerList.ts';
import { parseCustomerFilter } from '../customers/filter/customerFilter.ts';
import { badUserInput } from '../errors.ts';
import type { Loaders } from '../loaders.ts';
import { shownDefinition } from './shownDefinition.ts';

const definitionDescription =
  'The filter, as CustomerFilter takes it. Values of traits that are personal are left out for keys without the scope pii.';

const faultDescription =
  'Why it cannot be said who is in it by this definition: a survey or a question that is gone, a bound off the scale, no run that says a score. Null where it can.';

const SegmentVersion = builder.objectRef<VersionRow>('SegmentVersion').implement({
  description: 'A definition that a segment has, or once had.',
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'From 1, one more with every change.' }),
    definition: t.field({
      type: 'JSON',
      description: definitionDescription,
      resolve: ({ definition }, _args, context) => shownDefinition(definition, context),
    }),
    fault: t.string({
      nullable: true,
      description: faultDescription,
      resolve: ({ definition }, _args, { loaders }) => loaders.definitionFault.load(definition as object),
    }),
    createdBy: t.exposeString('createdBy', { description: 'Which credential.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when it is, or was, the definition.' }),
  }),
});

const versionArgs = builder.args((t) => ({
  version: t.int({ description: 'By which version of the definition. Default: the present one.' }),
}));

export const Segment = builder.prismaNode('Segment', {
  description: 'Customers by a filter that is kept under a name. Who is in it is judged when asked, and never stored.',
  id: { resolve: (segment) => String(segment.id), description: idDescription },
  findUnique: (id, { workspaceId }) => ({ workspaceId_id: { workspaceId, id: BigInt(id) } }),
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Its name in commands and queries.' }),
    name: t.exposeString('name', { description: 'What people read.' }),
    description: t.exposeString('description', { nullable: true, description: 'What it is for.' }),
    definition: t.field({
      type: 'JSON',
      description: definitionDescription,
      resolve: ({ definition }, _args, context) => shownDefinition(definition, context),
    }),
    fault: t.string({
      nullable: true,
      description: `${faultDescription} A segment with a fault can be changed and deleted like any.`,
      resolve: ({ definition }, _args, { loaders }) => loaders.definitionFault.load(definition as object),
    }),
    version: t.exposeInt('version', { description: 'Of the definition, from 1, one more with every change.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When anything of it last changed.' }),
    versions: t.field({
      type: [SegmentVersion],
      description: 'Every definition that it has had, the present one first: a plain list, for people change them by hand.',
      resolve: ({ id }, _args, { loaders }) => loaders.segmentVersions.load(id),
    }),
    count: t.int({
      nullable: true,
      description: 'How many customers are in it. Null where it cannot be said: `fault` says why.',
      args: {
        asOf: t.arg({ type: 'DateTime', description: 'Only what had happened by then. Default: now.' }),
        ...versionArgs,
      },
      complexity: 250, // it looks at all customers
      resolve: async (segment, { asOf, version }, { loaders }) => {
        const { definition, path } = await definitionOf(segment, version, loaders);
        if ((await loaders.definitionFault.load(definition)) !== null) return null;
        return loaders.customerListCount.load({ filter: parseCustomerFilter(definition, path), path, asOf: asOf ?? null, order: 'ID' });
      },
    }),
    customers: t.field({
      type: CustomerConnection,
      nullable: true,
      description: 'Who is in it. Where it has a `fault` this alone is refused, with the same words; the rest of the segment is there.',
      args: { ...listArgs, ...versionArgs },
      complexity: listCost,
      resolve: async (segment, { version, ...args }, context, info) => {
        const { definition, path, version: used } = await definitionOf(segment, version, context.loaders);
        return listCustomers(context, { filter: parseCustomerFilter(definition, path), path }, args, used, info);
      },
    }),
  }),
});

/** The path tells whoever reads a message which segment is at fault: of a page of them, one may name a survey that is gone. */
async function definitionOf({ id, key, definition, version: present }: SegmentRow, asked: number | null | undefined, loaders: Loaders) {
  const version = asked ?? present;
  const path = `segment ${key}`;
  if (version === present) return { definition: definition as object, path, version };
  const found = (await loaders.segmentVersions.load(id)).find((one) => one.version === version);
  if (!found) throw badUserInput('version', `segment ${key} has the versions 1 to ${present}`);
  return { definition: found.definition as object, path, version };
}

const SegmentConnection = builder.connectionObject(
  { type: Segment, name: 'SegmentConnection', description: 'A page of segments.' },
  { name: 'SegmentEdge', description: 'A segment and its place in the list.' },
);

builder.queryFields((t) => ({
  segments: t.field({
    type: SegmentConnection,
    description: 'All segments, by key.',
    args: { ...pageArgs },
    complexity: pageCost,
    resolve: async (_root, args, { db, workspaceId }) => {
      const page = parsePage(args);
      const behind = page.after ? { key: { gt: page.after.sortValue ?? '' } } : {};
      const rows = await db.segment.findMany({ where: { workspaceId, ...behind }, orderBy: { key: 'asc' }, take: page.first + 1 });
      return toConnection(rows, page, ({ key, id }) => ({ sortValue: key, id }));
    },
  }),
  segment: t.prismaField({
    type: Segment,
    nullable: true,
    description: 'The segment with this key. Null when there is none.',
    args: { key: t.arg.string({ required: true, description: 'Its key.' }) },
    resolve: (query, _root, { key }, { db, workspaceId }) => db.segment.findFirst({ ...query, where: { workspaceId, key } }),
  }),
}));

import { Kind, type OperationDefinitionNode, parse, print } from 'graphql';
import type { SavedDocument as SavedDocumentRow } from '../../prisma/generated/client/client.ts';
import { builder, idDescription } from '../builder.ts';
import { pageArgs, pageCost, parsePage, toConnection } from '../connection.ts';

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly defaultValue: string | null;
}

const SavedVariable = builder.objectRef<Variable>('SavedVariable').implement({
  description: 'A variable of a saved document: a parameter of its address.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name, without the dollar sign.' }),
    type: t.exposeString('type', { description: 'Its type as the document declares it, for example `Int!`.' }),
    isRequired: t.exposeBoolean('isRequired', { description: 'Whether there is no answer without it.' }),
    defaultValue: t.exposeString('defaultValue', {
      nullable: true,
      description: 'What it is when it is left out, as the document writes it.',
    }),
  }),
});

const SavedOperation = builder.enumType('SavedOperation', {
  description: 'What a saved document does.',
  values: {
    QUERY: { description: 'It reads, and has an address.' },
    MUTATION: { description: 'It changes something, and is asked for by POST alone.' },
  } as const,
});

export const SavedDocument = builder.prismaNode('SavedDocument', {
  description: 'A document that has a name here: a BI tool asks for it by an address, and a server may answer these and no others.',
  id: { resolve: (document) => String(document.id), description: idDescription },
  findUnique: (id, { workspaceId }) => ({ workspaceId_id: { workspaceId, id: BigInt(id) } }),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name, unique in the workspace.' }),
    description: t.exposeString('description', { nullable: true, description: 'What it is for, in the words of whoever saved it.' }),
    document: t.exposeString('document', { description: 'Its text.' }),
    operation: t.field({ type: SavedOperation, description: 'What it does.', resolve: ({ operation }) => operation as 'QUERY' }),
    path: t.string({
      nullable: true,
      description: 'Where a GET asks for it, `/q/{name}`; `?format=csv` and others as tables. Null for a mutation.',
      resolve: ({ operation, name }) => (operation === 'QUERY' ? `/q/${name}` : null),
    }),
    variables: t.field({ type: [SavedVariable], description: 'The parameters of its address.', resolve: variablesOf }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When its name was first saved.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
});

function variablesOf({ document }: SavedDocumentRow): Variable[] {
  const operation = parse(document).definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
  return (operation.variableDefinitions ?? []).map(({ variable, type, defaultValue }) => ({
    name: variable.name.value,
    type: print(type),
    isRequired: type.kind === Kind.NON_NULL_TYPE && !defaultValue,
    defaultValue: defaultValue ? print(defaultValue) : null,
  }));
}

const SavedDocumentConnection = builder.connectionObject(
  { type: SavedDocument, name: 'SavedDocumentConnection', description: 'A page of saved documents.' },
  { name: 'SavedDocumentEdge', description: 'A saved document and its place in the list.' },
);

builder.queryFields((t) => ({
  savedDocuments: t.field({
    type: SavedDocumentConnection,
    description: 'Saved documents, by name.',
    args: { ...pageArgs },
    complexity: pageCost,
    resolve: async (_root, args, { db, workspaceId }) => {
      const page = parsePage(args);
      const behind = page.after && { name: { gt: page.after.sortValue ?? '' } };
      const rows = await db.savedDocument.findMany({ where: { workspaceId, ...behind }, orderBy: { name: 'asc' }, take: page.first + 1 });
      return toConnection(rows, page, ({ name, id }) => ({ sortValue: name, id }));
    },
  }),
  savedDocument: t.prismaField({
    type: SavedDocument,
    nullable: true,
    description: 'The saved document of a name.',
    args: { name: t.arg.string({ required: true, description: 'Its name.' }) },
    resolve: (query, _root, { name }, { db, workspaceId }) => db.savedDocument.findFirst({ ...query, where: { workspaceId, name } }),
  }),
}));

import { type DocumentNode, Kind, type OperationDefinitionNode } from 'graphql';
import { prismaExecutor } from '../../prisma/client.ts';
import type { Prisma, SavedDocument as SavedDocumentRow } from '../../prisma/generated/client/client.ts';
import { recordAudit } from '../audit/recordAudit.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { badUserInput } from '../errors.ts';
import { overLimit, queryCost } from '../limits/queryCost.ts';
import { documentHash } from './documentHash.ts';
import { SavedDocument } from './savedDocument.ts';

/** Parameters of an address that are no variables. */
export const reservedParameters: readonly string[] = ['format', 'costOnly', 'delimiter', 'bom', 'excel'];

/** The most that a workspace can have. */
const mostDocuments = 1000;

const SavedDocumentInput = builder.inputType('SavedDocumentInput', {
  description: 'A document and its name.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Small letters, digits, - and _, at most 64.' }),
    document: t.string({
      required: true,
      description: `One query or mutation with its fragments. Its variables become parameters of its address; none may be called ${reservedParameters.join(', ')}.`,
    }),
    description: t.string({ description: 'What it is for.' }),
  }),
});

async function saveDocument(input: typeof SavedDocumentInput.$inferInput, context: Context): Promise<SavedDocumentRow> {
  const { workspaceId, principal } = context;
  const { name } = input;
  if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(name))
    throw badUserInput('input.name', 'small letters, digits, - and _ are possible, at most 64, a letter or digit first');
  if (input.description != null && input.description.length > 500)
    throw badUserInput('input.description', 'at most 500 characters are possible');
  const parsed = check(input.document, context);
  const data = {
    document: input.document,
    hash: new Uint8Array(documentHash(parsed)),
    operation: operationOf(parsed).operation.toUpperCase(),
    description: input.description ?? null,
  };
  return context.inTransaction(async (tx) => {
    const stored = await tx.savedDocument.findFirst({ where: { workspaceId, name } });
    const savedBy = `${principal.kind} ${principal.id}`;
    if (stored?.document === data.document && stored.description === data.description) return stored; // sent again
    const where = { workspaceId_id: { workspaceId, id: stored?.id ?? 0n } };
    const saved = stored
      ? await tx.savedDocument.update({ where, data: { ...data, savedBy, updatedAt: new Date() } })
      : await create(tx, { ...data, workspaceId, name, savedBy });
    await recordAudit(prismaExecutor(tx), context, 'DOCUMENT_SAVED', ['SavedDocument', saved.id], { name });
    return saved;
  });
}

async function create(tx: Prisma.TransactionClient, data: Prisma.SavedDocumentUncheckedCreateInput): Promise<SavedDocumentRow> {
  if ((await tx.savedDocument.count({ where: { workspaceId: data.workspaceId } })) >= mostDocuments)
    throw badUserInput('input', `a workspace has at most ${mostDocuments} saved documents`);
  return tx.savedDocument.create({ data });
}

/** As it would be checked at /graphql, and whether it can stand behind an address. */
function check(text: string, { checkDocument }: Context): DocumentNode {
  const { schema, document, errors } = checkDocument(text);
  const [fault] = errors;
  if (fault || !document) throw badUserInput('input.document', fault?.message ?? 'this is not a document');
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operations.length !== 1) throw badUserInput('input.document', `it has ${operations.length} operations, one is needed`);
  const { operation, variableDefinitions = [] } = operationOf(document);
  if (operation === 'subscription')
    throw badUserInput('input.document', 'a subscription is watched at /graphql, not asked for by an address');
  const reserved = variableDefinitions.find(({ variable }) => reservedParameters.includes(variable.name.value));
  if (reserved)
    throw badUserInput(
      'input.document',
      `a variable may not be called ${reserved.variable.name.value}: the address has a parameter of that name`,
    );
  const cost = queryCost({ schema, document, variables: {} }); // null where variables are required: told when it is asked for
  const tooMuch = cost && overLimit(cost);
  if (tooMuch) throw badUserInput('input.document', tooMuch.message);
  return document;
}

const operationOf = (document: DocumentNode) =>
  document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;

builder.mutationFields((t) => ({
  saveDocument: t.field({
    type: SavedDocument,
    description:
      'Saves a document under a name, or puts it in the place of the one that has the name. It is checked against the graph and its limits.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: SavedDocumentInput, required: true, description: 'The document.' }) },
    resolve: (_root, { input }, context) => saveDocument(input, context),
  }),
  deleteDocument: t.string({
    description: 'Deletes the saved document of a name, and with it its address. One that is gone already is no error. Returns the name.',
    authScopes: { admin: true },
    args: { name: t.arg.string({ required: true, description: 'Its name.' }) },
    resolve: (_root, { name }, context) =>
      context.inTransaction(async (tx) => {
        const { workspaceId } = context;
        const stored = await tx.savedDocument.findFirst({ where: { workspaceId, name } });
        if (!stored) return name;
        await tx.savedDocument.deleteMany({ where: { workspaceId, id: stored.id } });
        await recordAudit(prismaExecutor(tx), context, 'DOCUMENT_DELETED', ['SavedDocument', stored.id], { name });
        return name;
      }),
  }),
}));

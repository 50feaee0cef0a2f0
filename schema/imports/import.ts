import type { Prisma } from '../../prisma/generated/client/client.ts';
import { RunProgress } from '../analyses/runDetails.ts';
import { progress } from '../analyses/storedRun.ts';
import { builder, idDescription } from '../builder.ts';
import { cursorTime, type Page, pageArgs, pageCost, parsePage, toConnection } from '../connection.ts';
import { encodeGlobalId, rowId } from '../globalId.ts';
import { shownImport } from './shownImport.ts';

const ImportKind = builder.enumType('ImportKind', {
  description: 'What the rows of a file are.',
  values: {
    CUSTOMERS: { description: 'Customers.' },
    RESPONSES: { description: 'Responses to one survey.' },
    ORDERS: { description: 'Orders.' },
    SUBSCRIPTIONS: { description: 'Subscriptions.' },
    TICKETS: { description: 'Tickets: questions, complaints, reviews.' },
    SPEND: { description: 'What was spent on customers, by period.' },
    VISITS: { description: 'Visits to a website or an app.' },
    EVENTS: { description: 'What happened in visits.' },
    INVITATIONS: { description: 'Invitations to answer a survey.' },
    TOUCHPOINTS: { description: 'The touchpoints of the customer journey.' },
  } as const,
});
const ImportState = builder.enumType('ImportState', {
  description: 'Where an import stands.',
  values: {
    UPLOADING: { description: 'Bytes are still to come.' },
    QUEUED: { description: 'All bytes are durable; waiting for a worker.' },
    RUNNING: { description: 'A worker has it.' },
    SUCCEEDED: { description: 'Good rows are loaded, bad rows are listed.' },
    FAILED: { description: 'Nothing was loaded.' },
    CANCELLED: { description: 'Somebody cancelled it; nothing was loaded.' },
    UNDONE: { description: 'What it had loaded was taken back (undoImport).' },
  } as const,
});

const ImportError = builder.prismaObject('ImportError', {
  description: 'A row that was not loaded, or a line that a later one replaced.',
  fields: (t) => ({
    position: t.expose('position', { type: 'BigInt', description: 'Order of discovery, from 1.' }),
    line: t.expose('line', { type: 'BigInt', description: 'Line of the file, 1 = header.' }),
    field: t.exposeString('field', { nullable: true, description: 'The field at fault. Null: the whole row.' }),
    code: t.exposeString('code', { description: 'What kind of fault.' }),
    reason: t.exposeString('reason', {
      description: 'What is wrong and what would be right; or that it is no longer kept, for it quotes the row.',
      authScopes: { pii: true },
    }),
    raw: t.exposeString('raw', {
      nullable: true,
      description:
        'The row as it came, its first 4,096 bytes. Null: no longer kept (EARSHOT_KEEP_UPLOADS_DAYS of the worker). Needs the scope pii.',
      authScopes: { pii: true },
    }),
  }),
});

const ImportErrorConnection = builder.connectionObject(
  { type: ImportError, name: 'ImportErrorConnection', description: 'A page of the errors of an import.' },
  { name: 'ImportErrorEdge', description: 'An error and its place in the list.' },
);

export const Import = builder.prismaNode('Import', {
  description: 'One file on its way into the data; or the undoing of one, with rows taken back for rows loaded.',
  id: { resolve: (row) => String(row.id), description: idDescription },
  findUnique: (id, { workspaceId }) => ({ workspaceId_id: { workspaceId, id: BigInt(id) } }),
  fields: (t) => ({
    kind: t.field({ type: ImportKind, description: 'What its rows are.', resolve: ({ kind }) => kind as 'RESPONSES' }),
    source: t.string({
      description: "The file's name, as the sender gave it. Keys without the scope pii see … for an e-mail address in it.",
      resolve: (row, _args, { principal }) => shownImport(row, principal.scopes.has('pii')).source,
    }),
    format: t.exposeString('format', { description: 'CSV.' }),
    surveyKey: t.exposeString('surveyKey', { nullable: true, description: 'Key of the survey that its responses answer.' }),
    dryRun: t.exposeBoolean('dryRun', { description: 'Whether nothing is to be loaded, only checked.' }),
    undoes: t.id({
      nullable: true,
      description: 'The import that this one takes back, in place of loading a file (undoImport). Null: it loads one.',
      resolve: ({ undoesId }) => (undoesId === null ? null : encodeGlobalId('Import', undoesId)),
    }),
    state: t.field({ type: ImportState, description: 'Where it stands.', resolve: ({ state }) => state as 'QUEUED' }),
    progress: t.field({ type: RunProgress, description: 'How far it is.', resolve: (row) => progress.parse(row.progress) }),
    uploadLength: t.expose('uploadLength', {
      type: 'BigInt',
      nullable: true,
      description: 'Bytes announced. Null where they were streamed.',
    }),
    uploadedBytes: t.expose('uploadedBytes', { type: 'BigInt', description: 'Bytes that are durable.' }),
    checksum: t.exposeString('checksum', {
      nullable: true,
      description: 'SHA-256 of the bytes, in hex. Until all are here what the sender said of it, or null.',
    }),
    rowsRead: t.expose('rowsRead', { type: 'BigInt', nullable: true, description: 'Rows in the file. Null until it ends.' }),
    rowsLoaded: t.expose('rowsLoaded', { type: 'BigInt', nullable: true, description: 'Rows inserted or changed.' }),
    rowsUnchanged: t.expose('rowsUnchanged', {
      type: 'BigInt',
      nullable: true,
      description: 'Rows that were there already, to the letter.',
    }),
    rowsRejected: t.expose('rowsRejected', { type: 'BigInt', nullable: true, description: 'Rows that were not loaded: see errors.' }),
    report: t.field({
      type: 'JSON',
      description:
        'The codebook used, columns ignored and the like. Names of columns need the scope pii: without a header they are the first row.',
      resolve: (row, _args, { principal }) => shownImport(row, principal.scopes.has('pii')).report,
    }),
    errorCode: t.exposeString('errorCode', { nullable: true, description: 'Why it failed.' }),
    errorMessage: t.string({
      nullable: true,
      description: 'The same in words. Null where the key lacks the scope pii, too: it may quote the file.',
      resolve: (row, _args, { principal }) => shownImport(row, principal.scopes.has('pii')).errorMessage,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was announced.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When a worker took it last.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it ended.' }),
    errors: t.field({
      type: ImportErrorConnection,
      description: 'Rows that were not loaded, in order of discovery: of a file the first 10,000; `errorCount` of the report counts all.',
      args: { ...pageArgs },
      complexity: pageCost,
      resolve: async (row, args, { loaders }) => loaders.importErrors.load({ importId: row.id, page: parsePage(args) }),
    }),
  }),
});

const ImportConnection = builder.connectionObject(
  { type: Import, name: 'ImportConnection', description: 'A page of imports.' },
  { name: 'ImportEdge', description: 'An import and its place in the list.' },
);

/** Newest first; ties by id. */
function behind({ after }: Page): Prisma.ImportWhereInput {
  const time = after && cursorTime(after);
  return after && time ? { OR: [{ createdAt: { lt: time } }, { createdAt: time, id: { lt: after.id } }] } : {};
}

builder.queryFields((t) => ({
  import: t.prismaField({
    type: Import,
    nullable: true,
    description: 'One import. Null when there is no such import.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (query, _root, args, { db, workspaceId }) =>
      db.import.findFirst({ ...query, where: { workspaceId, id: rowId('Import', args.id, 'id') } }),
  }),
  imports: t.field({
    type: ImportConnection,
    description: 'Imports, newest first.',
    args: {
      kind: t.arg({ type: [ImportKind], description: 'Only files whose rows are one of these. Default: all.' }),
      state: t.arg({ type: [ImportState], description: 'Only those in one of these states. Default: all.' }),
      ...pageArgs,
    },
    complexity: pageCost,
    resolve: async (_root, { kind, state, ...args }, { db, workspaceId }) => {
      const page = parsePage(args);
      const rows = await db.import.findMany({
        where: { workspaceId, ...(kind && { kind: { in: kind } }), ...(state && { state: { in: state } }), ...behind(page) },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: page.first + 1,
      });
      return toConnection(rows, page, (row) => ({ sortValue: row.createdAt.toISOString(), id: row.id }));
    },
  }),
}));

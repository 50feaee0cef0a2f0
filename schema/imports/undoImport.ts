import { prismaExecutor } from '../../prisma/client.ts';
import type { Prisma } from '../../prisma/generated/client/client.ts';
import { enqueueInTurn } from '../../worker/enqueueInTurn.ts';
import { recordAudit } from '../audit/recordAudit.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { conflict, notFound } from '../errors.ts';
import { rowId } from '../globalId.ts';
import { Import } from './import.ts';

type ImportRow = Prisma.ImportGetPayload<object>;

/** Why it cannot be undone, and what to do instead; null: nothing that its row tells. */
function faultOf({ state, dryRun, undoesId, clearBegunAt }: ImportRow): string | null {
  if (undoesId !== null) return 'this one undid another: send the file of that one again';
  if (['UPLOADING', 'QUEUED', 'RUNNING'].includes(state)) return `it has not ended (${state}): cancel it`;
  if (state !== 'SUCCEEDED' || dryRun) return `nothing of it was loaded (${dryRun ? 'dry run' : state})`;
  if (clearBegunAt !== null)
    return 'what it overwrote is no longer kept (EARSHOT_KEEP_UPLOADS_DAYS of the worker): send a file with what is right';
  return null;
}

/** The import that undoes one, waiting for a worker. Asked for twice it is the one that is under way, or that has done it. */
async function requestUndo(tx: Prisma.TransactionClient, context: Context, id: bigint, dryRun: boolean): Promise<ImportRow> {
  const { workspaceId, queue } = context;
  await tx.$queryRaw`select id from import where workspace_id = ${workspaceId} and id = ${id} for no key update`;
  const row = await tx.import.findFirst({ where: { workspaceId, id } });
  if (!row) throw notFound('id', 'import');
  const before = await tx.import.findFirst({
    where: {
      ...{ workspaceId, undoesId: id },
      ...(row.state === 'UNDONE' ? { state: 'SUCCEEDED', dryRun: false } : { state: { in: ['QUEUED', 'RUNNING'] } }),
    },
    orderBy: { id: 'desc' },
  });
  if (before && (row.state === 'UNDONE' || before.dryRun === dryRun)) return before;
  if (before) throw conflict('id: another undo of this import is under way: wait for its end, or cancel it', {});
  const fault = faultOf(row);
  if (fault !== null) throw conflict(`id: the import cannot be undone: ${fault}`, { state: row.state });
  const { kind, source, surveyKey } = row;
  const undo = await tx.import.create({
    data: { workspaceId, kind, source, surveyKey, dryRun, undoesId: id, state: 'QUEUED', queuedAt: new Date() },
  });
  await enqueueInTurn(prismaExecutor(tx), queue, { table: 'import', workspaceId, id: undo.id });
  await recordAudit(prismaExecutor(tx), context, 'IMPORT_UNDO_STARTED', ['Import', id], { kind, dryRun });
  return undo;
}

builder.mutationField('undoImport', (t) =>
  t.field({
    type: Import,
    description:
      'Takes back what an import has loaded: rows that it changed are as before, rows that it made are gone, with customers and questions that nothing else needs. Answers with the import that does so, QUEUED; it fails, and changes nothing, where later files have built on it (BUILT_ON). Possible as long as the file is kept. Asked for again it is the same one.',
    authScopes: { ingest: true },
    args: {
      id: t.arg.id({ required: true, description: 'The import that is taken back.' }),
      dryRun: t.arg.boolean({ defaultValue: false, description: 'Only say in its report what would be taken back.' }),
    },
    resolve: (_root, { id, dryRun }, context) =>
      context.inTransaction((tx) => requestUndo(tx, context, rowId('Import', id, 'id'), dryRun ?? false)),
  }),
);

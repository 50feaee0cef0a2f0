import { prismaExecutor } from '../../prisma/client.ts';
import { recordAudit } from '../audit/recordAudit.ts';
import { builder } from '../builder.ts';
import { notFound } from '../errors.ts';
import { rowId } from '../globalId.ts';
import { Import } from './import.ts';

builder.mutationField('cancelImport', (t) =>
  t.field({
    type: Import,
    description: 'Cancels an import that has not ended; nothing of it is loaded. One that has ended is returned as it is.',
    authScopes: { ingest: true },
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_root, args, context) => {
      const { workspaceId, inTransaction } = context;
      const id = rowId('Import', args.id, 'id');
      return inTransaction(async (tx) => {
        const { count } = await tx.import.updateMany({
          where: { workspaceId, id, state: { in: ['UPLOADING', 'QUEUED', 'RUNNING'] } },
          data: { state: 'CANCELLED', finishedAt: new Date() },
        });
        const row = await tx.import.findFirst({ where: { workspaceId, id } });
        if (!row) throw notFound('id', 'import');
        if (count > 0) await recordAudit(prismaExecutor(tx), context, 'IMPORT_CANCELLED', ['Import', id], { kind: row.kind });
        return row;
      });
    },
  }),
);

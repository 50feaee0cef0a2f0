import { prismaExecutor } from '../../prisma/client.ts';
import { builder } from '../builder.ts';
import { notFound } from '../errors.ts';
import { rowId } from '../globalId.ts';
import { Import } from './import.ts';
import { stopImport } from './stopImport.ts';

builder.mutationField('cancelImport', (t) =>
  t.field({
    type: Import,
    description:
      'Cancels an import that has not ended: nothing of it is loaded, and its bytes are deleted. One that has ended is returned as it is.',
    authScopes: { ingest: true },
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_root, args, context) => {
      const { workspaceId, inTransaction } = context;
      const id = rowId('Import', args.id, 'id');
      return inTransaction(async (tx) => {
        await stopImport(prismaExecutor(tx), context, id);
        const row = await tx.import.findFirst({ where: { workspaceId, id } });
        if (!row) throw notFound('id', 'import');
        return row;
      });
    },
  }),
);

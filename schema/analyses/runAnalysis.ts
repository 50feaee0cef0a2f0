import { prismaExecutor } from '../../prisma/client.ts';
import type { Prisma, Run as RunRow } from '../../prisma/generated/client/client.ts';
import { fitDriversContract } from '../../worker/queue.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { badUserInput, conflict, notFound } from '../errors.ts';
import { rowId } from '../globalId.ts';
import { onceMoreIfTaken } from '../onceMoreIfTaken.ts';
import { Run, RunTrigger } from './run.ts';

interface RunRequest {
  readonly analysis: { readonly name: string } | { readonly id: bigint };
  readonly idempotencyKey: string | null;
  readonly trigger: 'API' | 'CLI' | 'DEMO';
}

/** The run and its job are one transaction: a worker sees both or neither. */
async function runAnalysis(request: RunRequest, { workspaceId, inTransaction, queue }: Context): Promise<RunRow> {
  const { idempotencyKey, trigger } = request;
  return inTransaction(async (tx) => {
    const analysis = await tx.analysis.findFirst({ where: { workspaceId, ...request.analysis } });
    if (!analysis) throw notFound('name' in request.analysis ? 'name' : 'id', 'analysis');
    const replayed = idempotencyKey === null ? null : await tx.run.findFirst({ where: { workspaceId, idempotencyKey } });
    if (replayed) {
      if (replayed.analysisId === analysis.id) return replayed;
      throw conflict('idempotencyKey: this key has started a run of another analysis', { argument: 'idempotencyKey' });
    }
    const waiting = await tx.run.findFirst({ where: { workspaceId, analysisId: analysis.id, state: 'QUEUED' } });
    if (waiting) return waiting;
    const run = await tx.run.create({
      data: {
        workspaceId,
        analysisId: analysis.id,
        trigger,
        idempotencyKey,
        parameters: analysis.parameters as Prisma.InputJsonValue,
        population: analysis.population as Prisma.InputJsonValue,
      },
    });
    await queue.enqueue(prismaExecutor(tx), fitDriversContract, { workspaceId, runId: String(run.id) });
    return run;
  });
}

builder.mutationField('runAnalysis', (t) =>
  t.field({
    type: Run,
    description: 'Runs an analysis. While a run of it is waiting, that one is returned: it will see the same data.',
    authScopes: { compute: true },
    args: {
      name: t.arg.string({ description: 'Name of the analysis; or give `id`.' }),
      id: t.arg.id({ description: 'Id of the analysis; or give `name`.' }),
      idempotencyKey: t.arg.string({ description: 'Sent again with the same key, the first run is returned, also when it has ended.' }),
      trigger: t.arg({ type: RunTrigger, defaultValue: 'API', description: 'What starts it.' }),
    },
    resolve: (_root, { name, id, idempotencyKey, trigger }, context) => {
      if ((name == null) === (id == null)) throw badUserInput('name', 'give either name or id');
      if (idempotencyKey != null && !/^[\x21-\x7e]{1,200}$/.test(idempotencyKey)) {
        throw badUserInput('idempotencyKey', '1 to 200 visible ASCII characters are possible');
      }
      const analysis = name == null ? { id: rowId('Analysis', String(id), 'id') } : { name };
      const request = { analysis, idempotencyKey: idempotencyKey ?? null, trigger: trigger ?? ('API' as const) };
      return onceMoreIfTaken(() => runAnalysis(request, context));
    },
  }),
);

import { prismaExecutor } from '../../prisma/client.ts';
import type { Run as RunRow } from '../../prisma/generated/client/client.ts';
import { asOfFault, type RunOrder, requestRun } from '../../worker/requestRun.ts';
import { recordAudit } from '../audit/recordAudit.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { badUserInput, conflict, notFound } from '../errors.ts';
import { rowId } from '../globalId.ts';
import { noAnalysis } from './noAnalysis.ts';
import { Run, RunTrigger } from './run.ts';

type Trigger = 'API' | 'CLI' | 'DEMO';
const isTrigger = (trigger: string): trigger is Trigger => ['API', 'CLI', 'DEMO'].includes(trigger);

interface RunCall extends Pick<RunOrder, 'asOf' | 'force' | 'idempotencyKey'> {
  readonly analysis: { readonly name: string } | { readonly id: bigint };
  readonly trigger: Trigger;
}

async function runAnalysis({ analysis: named, ...order }: RunCall, context: Context): Promise<RunRow> {
  const { workspaceId, principal, inTransaction, queue } = context;
  return inTransaction(async (tx) => {
    const analysis = await tx.analysis.findFirst({ where: { workspaceId, ...named }, select: { id: true } });
    const triggeredBy = `${principal.kind} ${principal.id}`;
    const requested =
      analysis && (await requestRun(prismaExecutor(tx), queue, { workspaceId, analysisId: analysis.id, triggeredBy, ...order }));
    if (!requested)
      throw 'name' in named ? await noAnalysis(prismaExecutor(tx), workspaceId, 'name', named.name) : notFound('id', 'analysis');
    if (requested.isOfAnotherOrder) {
      throw conflict('idempotencyKey: this key was sent with another analysis, asOf or force', { argument: 'idempotencyKey' });
    }
    if (requested.isNew) await recordAudit(prismaExecutor(tx), context, 'RUN_REQUESTED', ['Run', requested.runId]);
    return tx.run.findFirstOrThrow({ where: { workspaceId, id: requested.runId } });
  });
}

builder.mutationField('runAnalysis', (t) =>
  t.field({
    type: Run,
    description:
      'Runs an analysis. While a run of it is waiting, that one is returned: it will see the same data. ' +
      "When nothing has changed since a run that ended, the new run shows that one's result.",
    authScopes: { compute: true },
    args: {
      name: t.arg.string({ description: 'Name of the analysis; or give `id`.' }),
      id: t.arg.id({ description: 'Id of the analysis; or give `name`.' }),
      idempotencyKey: t.arg.string({
        description:
          'Sent again with the same key, the same run is returned, also when it has ended; with another analysis, asOf or force it is a CONFLICT.',
      }),
      asOf: t.arg({ type: 'DateTime', description: 'A past moment: facts after it are not seen. Default: all that there are.' }),
      force: t.arg.boolean({ defaultValue: false, description: 'Compute it anew even if nothing has changed since a run that ended.' }),
      trigger: t.arg({ type: RunTrigger, defaultValue: 'API', description: 'What starts it: API, CLI or DEMO.' }),
    },
    resolve: (_root, { name, id, idempotencyKey, asOf, force, trigger }, context) => {
      if ((name == null) === (id == null)) throw badUserInput('name', 'give either name or id');
      if (idempotencyKey != null && !/^[\x21-\x7e]{1,200}$/.test(idempotencyKey)) {
        throw badUserInput('idempotencyKey', '1 to 200 visible ASCII characters are possible');
      }
      const fault = asOf ? asOfFault(asOf, new Date()) : null;
      if (fault !== null) throw badUserInput('asOf', fault);
      const analysis = name == null ? { id: rowId('Analysis', String(id), 'id') } : { name };
      const by = trigger ?? 'API';
      if (!isTrigger(by)) throw badUserInput('trigger', `${by} is not for callers: leave it out`);
      const call = { analysis, idempotencyKey: idempotencyKey ?? null, asOf: asOf ?? null, force: force ?? false, trigger: by };
      return runAnalysis(call, context);
    },
  }),
);

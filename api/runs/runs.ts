/** POST /v1/analyses/{name}/runs: a run for whoever can send one request and no GraphQL, such as another system's webhook. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { executor, inWorkspace } from '../../prisma/sql.ts';
import { presentName, renamedWords } from '../../schema/analyses/noAnalysis.ts';
import { type AuditActor, recordAudit } from '../../schema/audit/recordAudit.ts';
import type { Principal } from '../../schema/context.ts';
import { encodeGlobalId } from '../../schema/globalId.ts';
import type { SqlExecutor } from '../../worker/queue.ts';
import { requestRun } from '../../worker/requestRun.ts';
import type { Services } from '../context.ts';
import { Problem, sendJson } from '../problem.ts';
import { type RunWish, readRunRequest } from './runRequest.ts';

interface RunExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The analysis, as it stands in the address. */
  readonly named: string;
  readonly requestId: string;
  readonly principal: Principal;
  readonly services: Pick<Services, 'sql' | 'queue' | 'limits'>;
}

/** @throws Problem */
export async function startRun({ request, response, named, requestId, principal, services }: RunExchange): Promise<void> {
  const wish = await readRunRequest(request, services.limits);
  const actor = { workspaceId: principal.workspaceId, principal, requestId };
  sendJson(response, 202, await requestByName(decodeName(named), wish, actor, services));
}

/** The same whether there is no such analysis or it is another workspace's: a stranger cannot tell the two apart. */
const notFound = () => new Problem(404, 'NOT_FOUND', 'there is no such analysis');

async function noSuchName(db: SqlExecutor, workspaceId: number, name: string): Promise<Problem> {
  const present = await presentName(db, workspaceId, name);
  return present ? new Problem(404, 'NOT_FOUND', renamedWords(name, present)) : notFound();
}

function decodeName(encoded: string): string {
  try {
    const name = decodeURIComponent(encoded);
    if (!name.includes('\0')) return name; // a NUL is in no name, and PostgreSQL takes none
  } catch {
    // not UTF-8, so no name either
  }
  throw notFound();
}

/** @throws Problem 404, 409 */
function requestByName(
  name: string,
  wish: RunWish,
  actor: AuditActor,
  { sql, queue }: RunExchange['services'],
): Promise<{ id: string; state: string }> {
  const { workspaceId, principal } = actor;
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [analysis] = await tx<{ id: bigint }[]>`select id from analysis where workspace_id = ${workspaceId} and name = ${name}`;
    if (!analysis) throw await noSuchName(executor(tx), workspaceId, name);
    const triggeredBy = `${principal.kind} ${principal.id}`;
    const order = { workspaceId, analysisId: analysis.id, trigger: 'WEBHOOK', triggeredBy, ...wish } as const;
    const requested = await requestRun(executor(tx), queue, order);
    if (!requested) throw notFound();
    if (requested.isOfAnotherOrder)
      throw new Problem(409, 'CONFLICT', 'Idempotency-Key: this key was sent with another analysis, asOf or force');
    if (requested.isNew) await recordAudit(executor(tx), actor, 'RUN_REQUESTED', ['Run', requested.runId]);
    const [run] = await tx<{ state: string }[]>`select state from run where workspace_id = ${workspaceId} and id = ${requested.runId}`;
    if (!run) throw new Error(`run ${requested.runId} is gone again`);
    return { id: encodeGlobalId('Run', requested.runId), state: run.state };
  });
}

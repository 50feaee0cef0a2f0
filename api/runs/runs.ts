/** POST /v1/analyses/{name}/runs: a run for whoever can send one request and no GraphQL, such as another system's webhook. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { executor, inWorkspace } from '../../prisma/sql.ts';
import { type AuditActor, recordAudit } from '../../schema/audit/recordAudit.ts';
import type { Principal } from '../../schema/context.ts';
import { encodeGlobalId } from '../../schema/globalId.ts';
import { requestRun } from '../../worker/requestRun.ts';
import type { Services } from '../context.ts';
import { Problem, sendJson, sendProblem } from '../problem.ts';
import { hasGone } from '../readJson.ts';
import { refuseRest } from '../refuseRest.ts';
import { type RunWish, readRunRequest } from './runRequest.ts';

type RunServices = Pick<Services, 'sql' | 'queue'>;

/** Answers requests at /v1/analyses/{name}/runs; false when the path is another. */
export async function handleRuns(
  request: IncomingMessage,
  response: ServerResponse,
  principal: Principal,
  services: RunServices,
): Promise<boolean> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const encoded = /^\/v1\/analyses\/([^/]+)\/runs\/?$/.exec(pathname)?.[1];
  if (encoded === undefined) return false;
  try {
    if (request.method !== 'POST') throw new Problem(405, 'METHOD_NOT_ALLOWED', 'a run begins with POST', { allow: 'POST' });
    if (!principal.scopes.has('compute')) throw new Problem(403, 'FORBIDDEN', 'this needs a key with the scope "compute"');
    const wish = await readRunRequest(request);
    const actor = { workspaceId: principal.workspaceId, principal, requestId: String(response.getHeader('x-request-id')) };
    sendJson(response, 202, await startRun(decodeName(encoded), wish, actor, services));
  } catch (error) {
    if (hasGone(request)) return true; // nobody is left to answer
    if (!(error instanceof Problem)) throw error;
    refuseRest(request, response);
    sendProblem(response, error);
  }
  return true;
}

/** The same whether there is no such analysis or it is another workspace's: a stranger cannot tell the two apart. */
const notFound = () => new Problem(404, 'NOT_FOUND', 'there is no such analysis');

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
function startRun(name: string, wish: RunWish, actor: AuditActor, { sql, queue }: RunServices): Promise<{ id: string; state: string }> {
  const { workspaceId, principal } = actor;
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [analysis] = await tx<{ id: bigint }[]>`select id from analysis where workspace_id = ${workspaceId} and name = ${name}`;
    if (!analysis) throw notFound();
    const triggeredBy = `${principal.kind} ${principal.id}`;
    const order = { workspaceId, analysisId: analysis.id, trigger: 'WEBHOOK', triggeredBy, ...wish } as const;
    const requested = await requestRun(executor(tx), queue, order);
    if (!requested) throw notFound();
    if (requested.analysisId !== analysis.id)
      throw new Problem(409, 'CONFLICT', 'Idempotency-Key: this key has started a run of another analysis');
    if (requested.isNew) await recordAudit(executor(tx), actor, 'RUN_REQUESTED', ['Run', requested.runId]);
    const [run] = await tx<{ state: string }[]>`select state from run where workspace_id = ${workspaceId} and id = ${requested.runId}`;
    if (!run) throw new Error(`run ${requested.runId} is gone again`);
    return { id: encodeGlobalId('Run', requested.runId), state: run.state };
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../cliError.ts';
import { runReportDocument, runUpdatedDocument } from '../documents/runs.ts';
import type { RunReportQuery, RunUpdatedSubscription } from '../generated/graphql.ts';
import { ask } from './ask.ts';
import { type Connection, Unreachable } from './connection.ts';
import { retrying } from './retrying.ts';
import { subscribe } from './subscribe.ts';

export type RunReport = NonNullable<RunReportQuery['run']>;
type RunUpdate = RunUpdatedSubscription['runUpdated'];

const quietSeconds = 60;

/** Watches a run until it has ended, over a subscription that is opened anew when it breaks: it begins with the state as it is. */
export async function followRun(
  connection: Connection,
  id: string,
  { onProgress, signal }: { onProgress?: (run: RunUpdate) => void; signal?: AbortSignal | undefined } = {},
): Promise<void> {
  for (let lastAt = Date.now(); ; ) {
    try {
      for await (const { runUpdated } of subscribe(connection, runUpdatedDocument, { id }, signal)) {
        lastAt = Date.now();
        if (hasEnded(runUpdated.state)) return;
        onProgress?.(runUpdated);
      }
    } catch (error) {
      if (!(error instanceof Unreachable) || Date.now() - lastAt > quietSeconds * 1000) throw error;
    }
    await sleep(500, undefined, signal ? { signal } : {});
  }
}

export const hasEnded = (state: string) => ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(state);

export async function readRun(connection: Connection, id: string, signal?: AbortSignal): Promise<RunReport> {
  const { run } = await retrying(() => ask(connection, runReportDocument, { id }, signal), { signal });
  if (!run) throw new CliError(`there is no run ${id}`, 'earshot runs lists them');
  return run;
}

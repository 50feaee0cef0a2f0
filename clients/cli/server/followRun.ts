import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../cliError.ts';
import { churnResultDocument, clvResultDocument, driverResultDocument, valueLoyaltyResultDocument } from '../documents/runResults.ts';
import { runReportDocument, runUpdatedDocument } from '../documents/runs.ts';
import type {
  ChurnResultQuery,
  ClvResultQuery,
  DriverResultQuery,
  RunReportQuery,
  RunUpdatedSubscription,
  ValueLoyaltyResultQuery,
} from '../generated/graphql.ts';
import { ask } from './ask.ts';
import { type Connection, Unreachable } from './connection.ts';
import { retrying } from './retrying.ts';
import { subscribe } from './subscribe.ts';

type Asked = NonNullable<RunReportQuery['run']>;
type Ready =
  | ReadyOf<DriverResultQuery, 'DriverResultReady'>
  | ReadyOf<ValueLoyaltyResultQuery, 'ValueLoyaltyResultReady'>
  | ReadyOf<ChurnResultQuery, 'ChurnResultReady'>
  | ReadyOf<ClvResultQuery, 'ClvResultReady'>;
type ReadyOf<Query extends { readonly run?: { readonly result: { readonly __typename: string } } | null }, Name extends string> = Extract<
  NonNullable<Query['run']>['result'],
  { readonly __typename: Name }
>;
export type RunReport = Omit<Asked, 'result'> & { readonly result: Exclude<Asked['result'], { __typename: Ready['__typename'] }> | Ready };
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

/** The run, then its result by kind: one query for all kinds would have more fields than a query may have. */
export async function readRun(connection: Connection, id: string, signal?: AbortSignal): Promise<RunReport> {
  const { run } = await retrying(() => ask(connection, runReportDocument, { id }, signal), { signal });
  if (!run) throw new CliError(`there is no run ${id}`, 'earshot runs lists them');
  const { result } = run;
  switch (result.__typename) {
    case 'DriverResultReady':
    case 'ValueLoyaltyResultReady':
    case 'ChurnResultReady':
    case 'ClvResultReady':
      return { ...run, result: await readResult(connection, id, result.__typename, signal) };
    default:
      return { ...run, result };
  }
}

async function readResult(connection: Connection, id: string, name: Ready['__typename'], signal: AbortSignal | undefined): Promise<Ready> {
  const documentOf = {
    DriverResultReady: driverResultDocument,
    ValueLoyaltyResultReady: valueLoyaltyResultDocument,
    ChurnResultReady: churnResultDocument,
    ClvResultReady: clvResultDocument,
  };
  const { run } = await retrying(
    () =>
      ask<DriverResultQuery | ChurnResultQuery | ValueLoyaltyResultQuery | ClvResultQuery, { id: string }>(
        connection,
        documentOf[name],
        { id },
        signal,
      ),
    { signal },
  );
  const result = run?.result;
  if (result?.__typename !== name) throw new CliError(`the result of run ${id} is gone`);
  return result as Ready;
}

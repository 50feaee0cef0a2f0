import type { RunUpdate } from '../../sdk/waitForRun.ts';
import { CliError } from '../cliError.ts';
import { churnResultDocument, clvResultDocument, driverResultDocument, valueLoyaltyResultDocument } from '../documents/runResults.ts';
import { runReportDocument } from '../documents/runs.ts';
import type { ChurnResultQuery, ClvResultQuery, DriverResultQuery, RunReportQuery, ValueLoyaltyResultQuery } from '../generated/graphql.ts';
import { askPatiently, tellingPeople } from './ask.ts';
import { type Connection, clientOf } from './connection.ts';

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
export type RunReport = Omit<Asked, 'result'> & {
  /** Of all money of the run: that of the workspace. */
  readonly currency: string;
  /** In which days of the workspace begin. */
  readonly timeZone: string;
  readonly result: Exclude<Asked['result'], { __typename: Ready['__typename'] }> | Ready;
};

/** Watches a run until it has ended, over a subscription that is opened anew when it breaks. */
export async function followRun(
  connection: Connection,
  id: string,
  { onProgress, signal }: { onProgress?: (run: RunUpdate) => void; signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const { waitForRun } = await import('../../sdk/waitForRun.ts'); // brings all documents of the SDK with it: not for every command
  await tellingPeople(waitForRun(clientOf(connection), id, { signal, ...(onProgress && { onProgress }) }));
}

/** The run, then its result by kind: one query for all kinds would have more fields than a query may have. */
export async function readRun(connection: Connection, id: string, signal?: AbortSignal): Promise<RunReport> {
  const { run, workspace } = await askPatiently(connection, runReportDocument, { id }, signal);
  if (!run) throw new CliError(`there is no run ${id}`, 'earshot runs lists them');
  const { result } = run;
  const { currency, timeZone } = workspace;
  switch (result.__typename) {
    case 'DriverResultReady':
    case 'ValueLoyaltyResultReady':
    case 'ChurnResultReady':
    case 'ClvResultReady':
      return { ...run, currency, timeZone, result: await readResult(connection, id, result.__typename, signal) };
    default:
      return { ...run, currency, timeZone, result };
  }
}

async function readResult(connection: Connection, id: string, name: Ready['__typename'], signal: AbortSignal | undefined): Promise<Ready> {
  const documentOf = {
    DriverResultReady: driverResultDocument,
    ValueLoyaltyResultReady: valueLoyaltyResultDocument,
    ChurnResultReady: churnResultDocument,
    ClvResultReady: clvResultDocument,
  };
  type ResultQuery = DriverResultQuery | ChurnResultQuery | ValueLoyaltyResultQuery | ClvResultQuery;
  const { run } = await askPatiently<ResultQuery, { id: string }>(connection, documentOf[name], { id }, signal);
  const result = run?.result;
  if (result?.__typename !== name) throw new CliError(`the result of run ${id} is gone`);
  return result as Ready;
}

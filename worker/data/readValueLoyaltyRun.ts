import { z } from 'zod';
import type { Transaction } from '../../prisma/sql.ts';
import { ModelInputError } from '../stats/outcome.ts';
import { readLoyaltyQuestion } from './readLoyaltyQuestion.ts';
import type { RunRequest } from './readRunRequest.ts';
import { readServiceCosts } from './readServiceCosts.ts';
import { readSourceRun } from './readSourceRun.ts';
import { valueLoyaltyParameters } from './valueLoyaltyParameters.ts';
import type { Period, ValueLoyaltyRun } from './valueLoyaltyRun.ts';

/** The one parameter of a CHURN run that its probabilities cannot be read without; its default is that of the analysis. */
const churnHorizon = z.object({ horizonDays: z.number().positive().default(90) });

/**
 * What a VALUE_LOYALTY run reads and from which runs, looked up in the run's snapshot.
 *
 * @throws ModelInputError where a parameter names what is not there, or there are no facts at all
 */
export async function readValueLoyaltyRun(tx: Transaction, request: RunRequest): Promise<ValueLoyaltyRun> {
  const { workspaceId, surveyId, asOf } = request;
  const parameters = valueLoyaltyParameters.parse(request.parameters);
  const question = await readLoyaltyQuestion(tx, workspaceId, { surveyId, question: parameters.question });
  const { dataThrough, from, until } = await readPeriod(tx, request, question.surveyId);
  const source = { workspaceId, asOf };
  const value = await readSourceRun(tx, { ...source, kind: 'CLV', argument: 'valueAnalysis', name: parameters.valueAnalysis });
  const churn = await readSourceRun(tx, { ...source, kind: 'CHURN', argument: 'churnAnalysis', name: parameters.churnAnalysis });
  return {
    parameters,
    question,
    period: { from, until },
    dataThrough,
    value,
    churn: churn && { ...churn, horizonDays: churnHorizon.parse(churn.parameters).horizonDays },
    marginShare: parameters.marginShare ?? (await readMarginShare(tx, workspaceId, { from, until })),
    service: await readServiceCosts(tx, workspaceId, { from, until }),
  };
}

/** The twelve months, by the workspace's calendar, that end at the run's as-of: the latest fact where none is named, never the clock. */
async function readPeriod(
  tx: Transaction,
  { workspaceId, asOf, timeZone }: RunRequest,
  surveyId: bigint,
): Promise<Period & { readonly dataThrough: Date | null }> {
  const [row] = await tx<{ dataThrough: Date | null; until: Date | null; from: Date | null }[]>`
    with seen as (
      select greatest(
        (select max(occurred_at) from "order" where workspace_id = ${workspaceId} and (${asOf}::timestamptz is null or occurred_at <= ${asOf})),
        (select max(started_at) from subscription where workspace_id = ${workspaceId} and (${asOf}::timestamptz is null or started_at <= ${asOf})),
        (select max(opened_at) from ticket where workspace_id = ${workspaceId} and (${asOf}::timestamptz is null or opened_at <= ${asOf})),
        (select max(responded_at) from response where workspace_id = ${workspaceId} and survey_id = ${surveyId}
                                                  and (${asOf}::timestamptz is null or responded_at <= ${asOf}))) as data_through
    )
    select data_through as "dataThrough", coalesce(${asOf}::timestamptz, data_through) as until,
           ((coalesce(${asOf}::timestamptz, data_through) at time zone ${timeZone}::text) - interval '12 months') at time zone ${timeZone}::text as from
      from seen`;
  const { dataThrough = null, until, from } = row ?? {};
  if (!until || !from) throw new ModelInputError('EMPTY', 'the workspace has neither orders nor subscriptions nor tickets nor answers');
  return { dataThrough, from, until };
}

/** Margin over revenue of the orders of the period that say both; null: none does. */
async function readMarginShare(tx: Transaction, workspaceId: number, { from, until }: Period): Promise<number | null> {
  const [row] = await tx<{ share: number | null }[]>`
    select (sum(margin) / nullif(sum(revenue - coalesce(refunded_amount, 0)), 0))::double precision as share from "order"
     where workspace_id = ${workspaceId} and occurred_at > ${from} and occurred_at <= ${until}
       and status is distinct from 'CANCELLED' and margin is not null and revenue is not null`;
  return row?.share ?? null;
}

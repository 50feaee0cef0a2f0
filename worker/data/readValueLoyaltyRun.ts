import type { Transaction } from '../../prisma/sql.ts';
import { ModelInputError } from '../stats/outcome.ts';
import type { StatusCode } from '../stats/statusCodes.ts';
import { readLoyaltyQuestion } from './readLoyaltyQuestion.ts';
import type { RunRequest } from './readRunRequest.ts';
import { readServiceCosts } from './readServiceCosts.ts';
import { readSourceRun, type SourceRun } from './readSourceRun.ts';
import { valueLoyaltyParameters } from './valueLoyaltyParameters.ts';
import type { Foretold, Period, ValueLoyaltyRun } from './valueLoyaltyRun.ts';

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
    churn: churn && { ...churn, ...(await readForetold(tx, workspaceId, churn)) },
    marginShare: parameters.marginShare ?? (await readMarginShare(tx, workspaceId, until)),
    service: await readServiceCosts(tx, workspaceId, { from, until }),
  };
}

/**
 * The twelve months, by the workspace's calendar, that end at the run's as-of: at the latest fact where none is named, or where the data end before
 * it; never at the clock.
 */
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
    ), ended as (
      select data_through,
             case when exists (select from "order" where workspace_id = ${workspaceId} and occurred_at > ${asOf}::timestamptz)
                    or exists (select from subscription where workspace_id = ${workspaceId} and started_at > ${asOf}::timestamptz)
                    or exists (select from ticket where workspace_id = ${workspaceId} and opened_at > ${asOf}::timestamptz)
                    or exists (select from response where workspace_id = ${workspaceId} and survey_id = ${surveyId} and responded_at > ${asOf}::timestamptz)
                  then ${asOf}::timestamptz else data_through end as until
        from seen
    )
    select data_through as "dataThrough", until, ((until at time zone ${timeZone}::text) - interval '12 months') at time zone ${timeZone}::text as from
      from ended`;
  const { dataThrough = null, until, from } = row ?? {};
  if (!until || !from) throw new ModelInputError('EMPTY', 'the workspace has neither orders nor subscriptions nor tickets nor answers');
  return { dataThrough, from, until };
}

/** The horizon is what the run used, which of silent churn is more than what was asked for where N is. */
async function readForetold(tx: Transaction, workspaceId: number, { analysis, resultRunId }: SourceRun): Promise<Foretold> {
  const [row] = await tx<{ horizonDays: number; reason: StatusCode | null; detail: string | null }[]>`
    select horizon_days as "horizonDays", reason, detail from risk_model where workspace_id = ${workspaceId} and run_id = ${resultRunId}`;
  if (!row) throw new ModelInputError('EMPTY', `churnAnalysis has ${analysis}, whose current run foretells nothing`);
  const { horizonDays, reason, detail } = row;
  return { horizonDays, refusal: reason === null ? null : { code: reason, detail: detail ?? '' } };
}

/**
 * Σ margin / Σ revenue over the orders of known customers that say both, cancelled and fully refunded ones left out: what a CLV run
 * measures on the same orders (readPurchases.ts). Null: no order says both.
 */
async function readMarginShare(tx: Transaction, workspaceId: number, until: Date): Promise<number | null> {
  const [row] = await tx<{ share: number | null }[]>`
    select sum(o.margin)::double precision / nullif(sum(o.revenue)::double precision, 0) as share
      from "order" o
      join identity i on i.workspace_id = ${workspaceId} and i.id = o.identity_id and i.customer_id is not null
     where o.workspace_id = ${workspaceId} and o.occurred_at <= ${until} and o.status is distinct from 'CANCELLED'
       and o.margin is not null and o.revenue is not null
       and (o.refunded_amount > 0 and o.refunded_amount >= o.revenue) is not true`;
  return row?.share ?? null;
}

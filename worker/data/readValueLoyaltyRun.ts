import type { Transaction } from '../../prisma/sql.ts';
import { ModelInputError } from '../stats/outcome.ts';
import type { StatusCode } from '../stats/statusCodes.ts';
import { readLastChange } from './readLastChange.ts';
import { readLoyaltyQuestion } from './readLoyaltyQuestion.ts';
import { readPassedOverRun } from './readPassedOverRun.ts';
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
  const { dataThrough, from, until, lastChange, datedLater } = await readPeriod(tx, request, question.surveyId);
  const source = { workspaceId, asOf };
  const ofValue = { ...source, kind: 'CLV', argument: 'valueAnalysis', name: parameters.valueAnalysis } as const;
  const ofChurn = { ...source, kind: 'CHURN', argument: 'churnAnalysis', name: parameters.churnAnalysis } as const;
  const value = await readSourceRun(tx, ofValue);
  const churn = await readSourceRun(tx, ofChurn);
  return {
    parameters,
    question,
    period: { from, until },
    dataThrough,
    lastChange,
    datedLater,
    value,
    churn: churn && { ...churn, ...(await readForetold(tx, workspaceId, churn)) },
    passedOver: { value: await readPassedOverRun(tx, ofValue, value), churn: await readPassedOverRun(tx, ofChurn, churn) },
    marginShare: parameters.marginShare ?? (await readMarginShare(tx, workspaceId, until)),
    service: await readServiceCosts(tx, workspaceId, { from, until }),
  };
}

/**
 * The twelve months, by the workspace's calendar, that end at the run's as-of: at the latest fact where none is named, or where the data end before
 * it; never at the clock. What is dated after the last change of the data is no fact yet: an order mistyped by ten years would leave nobody active.
 */
async function readPeriod(
  tx: Transaction,
  { workspaceId, asOf, timeZone }: RunRequest,
  surveyId: bigint,
): Promise<Period & Pick<ValueLoyaltyRun, 'dataThrough' | 'lastChange' | 'datedLater'>> {
  const lastChange = await readLastChange(tx, workspaceId, ['crm', 'customers', 'feedback']);
  const known = asOf !== null && asOf < lastChange ? asOf : lastChange;
  const facts = [
    { table: 'order', at: 'occurred_at', which: tx`true` },
    { table: 'subscription', at: 'started_at', which: tx`true` },
    { table: 'ticket', at: 'opened_at', which: tx`true` },
    { table: 'response', at: 'responded_at', which: tx`survey_id = ${surveyId}` },
  ];
  let dataThrough: Date | null = null;
  let goesOn = false;
  let datedLater = 0;
  for (const { table, at, which } of facts) {
    const own = tx`from ${tx(table)} where workspace_id = ${workspaceId} and ${which}`;
    const [row] = await tx<{ latest: Date | null; goesOn: boolean; later: number }[]>`
      select (select max(${tx(at)}) ${own} and ${tx(at)} <= ${known}) as latest,
             exists (select ${own} and ${tx(at)} > ${known} and ${tx(at)} <= ${lastChange}) as "goesOn",
             (select count(*)::integer ${own} and ${tx(at)} > ${lastChange} and (${asOf}::timestamptz is null or ${tx(at)} <= ${asOf})) as later`;
    if (!row) throw new Error('a select without a table has one row');
    if (row.latest && (!dataThrough || row.latest > dataThrough)) dataThrough = row.latest;
    goesOn ||= row.goesOn;
    datedLater += row.later;
  }
  const until = goesOn ? known : dataThrough;
  if (until === null) throw new ModelInputError('EMPTY', 'the workspace has neither orders nor subscriptions nor tickets nor answers');
  const [year] = await tx<{ from: Date }[]>`
    select ((${until}::timestamptz at time zone ${timeZone}::text) - interval '12 months') at time zone ${timeZone}::text as from`;
  if (!year) throw new Error('a select without a table has one row');
  return { dataThrough, from: year.from, until, lastChange, datedLater };
}

/** The horizon is what the run used, which of silent churn is more than what was asked for where N is. */
async function readForetold(tx: Transaction, workspaceId: number, { analysis, resultRunId }: SourceRun): Promise<Foretold> {
  const [row] = await tx<{ method: Foretold['method']; horizonDays: number; reason: StatusCode | null; detail: string | null }[]>`
    select method, horizon_days as "horizonDays", reason, detail from risk_model where workspace_id = ${workspaceId} and run_id = ${resultRunId}`;
  if (!row) throw new ModelInputError('EMPTY', `churnAnalysis has ${analysis}, whose current run foretells nothing`);
  const { method, horizonDays, reason, detail } = row;
  return { method, horizonDays, refusal: reason === null ? null : { code: reason, detail: detail ?? '' } };
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

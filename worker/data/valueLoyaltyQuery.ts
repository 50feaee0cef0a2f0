/**
 * One row a customer: what they said last, what they brought in the period and what serving them cost, and their scores by other runs.
 * Text because COPY takes no parameters: every value goes through `literal`.
 */
import { literal } from '../../prisma/sql.ts';
import { partOfCustomer, type Slice } from './customerSlice.ts';
import type { ValueLoyaltyRun } from './valueLoyaltyRun.ts';

/** The columns behind the customer's id, all double precision; NULL is "not known" or "nothing". */
export const valueLoyaltyColumns = [
  'score',
  'revenue',
  'margin',
  'retained',
  'costToServe',
  'isActive',
  'value',
  'valueLow',
  'valueHigh',
  'risk',
  'riskLow',
  'riskHigh',
] as const;
export type ValueLoyaltyColumn = (typeof valueLoyaltyColumns)[number];

const daysPerMonth = 365.25 / 12;

/**
 * - revenue: of orders less refunds, without cancelled ones, and of subscriptions (mrr for the days paid for); of the period
 * - margin: what orders say, of a partly refunded one the part that is left of its revenue, else revenue times `marginShare` (revenue
 *   itself where nothing says a margin)
 * - retained: margin of the orders of the period, and of twelve months of the subscriptions that nobody has cancelled
 * - score: the last answer, where it is not older than `answerMaxAgeDays`
 * - isActive: 1 where the customer ordered, subscribed, had a ticket handled or answered within the period, whatever the greatest age
 *
 * Joined as sets, each table once, and to be run with enable_nestloop off: joinedFeatures.ts tells why. Ascending by customer.
 */
export function valueLoyaltyQuery(workspaceId: number, run: ValueLoyaltyRun, slice: Slice): string {
  const of = (alias: string) => `${alias}.workspace_id = ${literal(workspaceId)}`;
  const kin = (alias: string) =>
    `join identity i on ${of('i')} and i.id = ${alias}.identity_id and ${partOfCustomer('i.customer_id', slice)}`;
  const [from, until] = [literal(run.period.from), literal(run.period.until)];
  const share = `${literal(run.marginShare ?? 1)}::double precision`;
  const net = '(o.revenue - coalesce(o.refunded_amount, 0))::double precision';
  const margin = 'o.margin::double precision * coalesce(1 - o.refunded_amount / nullif(o.revenue, 0), 1)::double precision';
  const paidFrom = `greatest(s.started_at, s.observed_from, ${from})`; // greatest ignores NULL
  const paidUntil = `least(s.ended_at, ${until})`;
  const paidMonths = `greatest(0, extract(epoch from ${paidUntil} - ${paidFrom}) / ${literal(86_400 * daysPerMonth)})::double precision`;
  const isKept = `(s.ended_at is null or s.ended_at > ${until}) and (s.canceled_at is null or s.canceled_at > ${until})`;
  return `
    with bought as (
      select i.customer_id, sum(${net}) as revenue, sum(coalesce(${margin}, ${net} * ${share})) as margin
        from "order" o ${kin('o')}
       where ${of('o')} and o.occurred_at > ${from} and o.occurred_at <= ${until} and o.status is distinct from 'CANCELLED'
       group by 1),
    subscribed as (
      select i.customer_id, sum(s.mrr::double precision * ${paidMonths}) as revenue, sum(s.mrr::double precision) filter (where ${isKept}) as mrr
        from subscription s ${kin('s')}
       where ${of('s')} and s.started_at <= ${until} and (s.ended_at is null or s.ended_at > ${from})
       group by 1),
    cost (channel, per_ticket) as (${costRows(run)}),
    served as (
      select i.customer_id, sum(coalesce(cost.per_ticket, 0)) as cost
        from ticket t ${kin('t')} left join cost on cost.channel = lower(t.channel)
       where ${of('t')} and coalesce(t.first_response_at, t.resolved_at) > ${from} and coalesce(t.first_response_at, t.resolved_at) <= ${until}
       group by 1),
    ${answered(run, of('r'), kin('r'))},
    valued as (select customer_id, value, value_expected_low, value_expected_high from ${scoresOf(workspaceId, run.value?.resultRunId, slice)}),
    risky as (select customer_id, churn_risk, churn_risk_ci_low, churn_risk_ci_high from ${scoresOf(workspaceId, run.churn?.resultRunId, slice)})
    select c.id, answered.score, coalesce(bought.revenue, 0) + coalesce(subscribed.revenue, 0),
           coalesce(bought.margin, 0) + coalesce(subscribed.revenue, 0) * ${share},
           coalesce(bought.margin, 0) + coalesce(subscribed.mrr, 0) * 12 * ${share}, coalesce(served.cost, 0),
           case when coalesce(bought.customer_id, subscribed.customer_id, served.customer_id, case when answered.is_active then answered.customer_id end) is null then 0 else 1 end::double precision,
           valued.value, valued.value_expected_low, valued.value_expected_high, risky.churn_risk, risky.churn_risk_ci_low, risky.churn_risk_ci_high
      from customer c
      left join bought on bought.customer_id = c.id left join subscribed on subscribed.customer_id = c.id
      left join served on served.customer_id = c.id left join answered on answered.customer_id = c.id
      left join valued on valued.customer_id = c.id left join risky on risky.customer_id = c.id
     where ${of('c')} and c.erased_at is null and (c.acquired_at is null or c.acquired_at <= ${until}) and ${partOfCustomer('c.id', slice)}
     order by c.id`;
}

/** The last answer to the loyalty question, on its scale: its score where it is not too old, and whether it is of the period. */
function answered({ question, parameters, period }: ValueLoyaltyRun, ofWorkspace: string, kin: string): string {
  const value = `r."values"[${literal(question.position)}]`;
  const scoredSince = new Date(period.until.getTime() - parameters.answerMaxAgeDays * 86_400_000);
  const since = scoredSince < period.from ? scoredSince : period.from;
  const masked = question.notApplicableCodes.map((code) => ` and ${value} <> ${literal(code)}`).join('');
  return `answered as (
      select distinct on (i.customer_id) i.customer_id, r.responded_at > ${literal(period.from)} as is_active,
             case when r.responded_at > ${literal(scoredSince)} then ${value}::double precision end as score
        from response r ${kin}
       where ${ofWorkspace} and r.survey_id = ${literal(question.surveyId)} and r.responded_at > ${literal(since)}
         and r.responded_at <= ${literal(period.until)} and ${value} in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)${masked}
       order by i.customer_id, r.responded_at desc, r.id desc)`;
}

function costRows({ service }: ValueLoyaltyRun): string {
  const rows = service.flatMap(({ channel, costPerTicket }) =>
    channel === null || costPerTicket === null ? [] : [`(${literal(channel)}, ${literal(costPerTicket)}::double precision)`],
  );
  return rows.length > 0 ? `values ${rows.join(', ')}` : 'select null::text, null::double precision where false';
}

/** The scores of a run; none where there is no run. */
function scoresOf(workspaceId: number, runId: bigint | undefined, slice: Slice): string {
  const which = runId === undefined ? 'false' : `run_id = ${literal(runId)} and ${partOfCustomer('customer_id', slice)}`;
  return `customer_score where workspace_id = ${literal(workspaceId)} and ${which}`;
}

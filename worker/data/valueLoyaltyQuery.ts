/**
 * One row a customer: what they said last, what they brought in the period and what serving them cost, and their scores by other runs.
 * Text because COPY takes no parameters: every value goes through `literal`.
 */
import { literal } from '../../prisma/sql.ts';
import { partOfCustomer, type Slice, wholeSlice } from './customerSlice.ts';
import { millisecondsPerDay } from './days.ts';
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
 * Sums are of numeric, which add up to the same in any order; a double's last bits tell in which the rows came, and so how many slices there are.
 * Joined as sets, each table once, and to be run with enable_nestloop off: joinedFeatures.ts tells why. Ascending by customer.
 */
export function valueLoyaltyQuery(workspaceId: number, run: ValueLoyaltyRun, slice: Slice): string {
  const rows = rowsRead(workspaceId, run, slice);
  const [from, until] = [literal(run.period.from), literal(run.period.until)];
  const share = exact(run.marginShare ?? 1);
  const net = '(o.revenue - coalesce(o.refunded_amount, 0))';
  const margin = 'o.margin * coalesce(1 - o.refunded_amount / nullif(o.revenue, 0), 1)';
  const paidFrom = `greatest(s.started_at, s.observed_from, ${from})`; // greatest ignores NULL
  const paidUntil = `least(s.ended_at, ${until})`;
  const paidMonths = `greatest(0, extract(epoch from ${paidUntil} - ${paidFrom}) / ${literal(86_400 * daysPerMonth)})`;
  const handledAt = 'coalesce(t.first_response_at, t.resolved_at)';
  const isKept = `(s.ended_at is null or s.ended_at > ${until}) and (s.canceled_at is null or s.canceled_at > ${until})`;
  return `
    with bought as (
      select i.customer_id, sum(${net}) as revenue, sum(coalesce(${margin}, ${net} * ${share})) as margin
        from ${rows.orders}
       group by 1),
    subscribed as (
      select i.customer_id, sum(s.mrr * ${paidMonths}) as revenue, sum(s.mrr) filter (where ${isKept}) as mrr
        from ${rows.subscriptions}
       group by 1),
    cost (channel, per_ticket) as (${costRows(run)}),
    served as (
      select customer_id, sum(coalesce(cost.per_ticket, 0)) as cost
        from (select i.customer_id, lower(t.channel) as channel from ${rows.tickets} and ${handledAt} > ${from} and ${handledAt} <= ${until}) handled left join cost using (channel)
       group by 1),
    ${answered(run, rows.answers)},
    valued as (select customer_id, value, value_expected_low, value_expected_high from ${rows.values}),
    risky as (select customer_id, churn_risk, churn_risk_ci_low, churn_risk_ci_high from ${rows.risks})
    select c.id, answered.score, (coalesce(bought.revenue, 0) + coalesce(subscribed.revenue, 0))::double precision,
           (coalesce(bought.margin, 0) + coalesce(subscribed.revenue, 0) * ${share})::double precision,
           (coalesce(bought.margin, 0) + coalesce(subscribed.mrr, 0) * 12 * ${share})::double precision, coalesce(served.cost, 0)::double precision,
           case when coalesce(bought.customer_id, subscribed.customer_id, served.customer_id, case when answered.is_active then answered.customer_id end) is null then 0 else 1 end::double precision,
           valued.value, valued.value_expected_low, valued.value_expected_high, risky.churn_risk, risky.churn_risk_ci_low, risky.churn_risk_ci_high
      from (select c.id from ${rows.customers}) c
      left join bought on bought.customer_id = c.id left join subscribed on subscribed.customer_id = c.id
      left join served on served.customer_id = c.id left join answered on answered.customer_id = c.id
      left join valued on valued.customer_id = c.id left join risky on risky.customer_id = c.id
     order by c.id`;
}

/** A query of a row for each customer that a run reads. */
export function valueLoyaltyCustomers(workspaceId: number, run: ValueLoyaltyRun): string {
  return `select from ${rowsRead(workspaceId, run, wholeSlice).customers}`;
}

/** Queries of a row for each row that a run reads. */
export function valueLoyaltyRowQueries(workspaceId: number, run: ValueLoyaltyRun): string[] {
  return Object.values(rowsRead(workspaceId, run, wholeSlice)).map((from) => `select from ${from}`);
}

/** What stands behind FROM to read the rows of each table that count; tickets whenever they were handled, for the planner cannot tell how many in a period. */
function rowsRead(workspaceId: number, run: ValueLoyaltyRun, slice: Slice) {
  const { question, value, churn, period } = run;
  const [from, until] = [literal(period.from), literal(period.until)];
  const of = (alias: string) => `${alias}.workspace_id = ${literal(workspaceId)}`;
  const kin = (alias: string) =>
    `join identity i on ${of('i')} and i.id = ${alias}.identity_id and ${partOfCustomer('i.customer_id', slice)} where ${of(alias)}`;
  return {
    customers: `customer c
     where ${of('c')} and c.erased_at is null and (c.acquired_at is null or c.acquired_at <= ${until}) and ${partOfCustomer('c.id', slice)}`,
    orders: `"order" o ${kin('o')} and o.occurred_at > ${from} and o.occurred_at <= ${until} and o.status is distinct from 'CANCELLED'`,
    subscriptions: `subscription s ${kin('s')} and s.started_at <= ${until} and (s.ended_at is null or s.ended_at > ${from})`,
    tickets: `ticket t ${kin('t')}`,
    answers: `response r ${kin('r')} and r.survey_id = ${literal(question.surveyId)}
       and r.responded_at > ${literal(answeredSince(run))} and r.responded_at <= ${until}`,
    values: scoresOf(workspaceId, value?.resultRunId, slice),
    risks: scoresOf(workspaceId, churn?.resultRunId, slice),
  };
}

/** The last answer to the loyalty question, on its scale: its score where it is not too old, and whether it is of the period. */
function answered(run: ValueLoyaltyRun, answers: string): string {
  const { question, period } = run;
  const value = `r."values"[${literal(question.position)}]`;
  const masked = question.notApplicableCodes.map((code) => ` and ${value} <> ${literal(code)}`).join('');
  return `answered as (
      select distinct on (i.customer_id) i.customer_id, r.responded_at > ${literal(period.from)} as is_active,
             case when r.responded_at > ${literal(scoredSince(run))} then ${value}::double precision end as score
        from ${answers} and ${value} in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)${masked}
       order by i.customer_id, r.responded_at desc, r.id desc)`;
}

function scoredSince({ parameters, period }: ValueLoyaltyRun): Date {
  return new Date(period.until.getTime() - parameters.answerMaxAgeDays * millisecondsPerDay);
}

function answeredSince(run: ValueLoyaltyRun): Date {
  const since = scoredSince(run);
  return since < run.period.from ? since : run.period.from;
}

function costRows({ service }: ValueLoyaltyRun): string {
  const rows = service.flatMap(({ channel, costPerTicket }) =>
    channel === null || costPerTicket === null ? [] : [`(${literal(channel)}, ${exact(costPerTicket)})`],
  );
  return rows.length > 0 ? `values ${rows.join(', ')}` : 'select null::text, null::numeric where false';
}

/** A double as the shortest decimal number that it is read from. */
function exact(value: number): string {
  return `${literal(String(value))}::numeric`;
}

/** The scores of a run; none where there is no run. */
function scoresOf(workspaceId: number, runId: bigint | undefined, slice: Slice): string {
  const which = runId === undefined ? 'false' : `run_id = ${literal(runId)} and ${partOfCustomer('customer_id', slice)}`;
  return `customer_score where workspace_id = ${literal(workspaceId)} and ${which}`;
}

/**
 * What customers did, as drivers beside what they said. A feature of an answer is taken from the facts of its customer, under
 * whatever identity they came, and from the window [respondedAt - windowDays × 24 h, respondedAt) alone: what happened at the
 * answer or later may be its consequence, and never explains it (definitions.md, sections 3 and 4).
 *
 * An answer without a date or without a customer has no features: missing, not 0. A customer without facts in the window has
 * counts of 0. Each row below is a feature in full; in its SQL `f` is a fact within the window of the answer `q`, and `c`
 * the customer of the answer `r`.
 */
import { literal } from '../../prisma/sql.ts';
import type { JoinedFeature, RequestedFeature } from './driverParameters.ts';
import type { Domain } from './readDataVersions.ts';

interface FactTable {
  readonly table: string;
  readonly time: string;
  readonly domain: 'crm' | 'web';
}

const orders: FactTable = { table: '"order"', time: 'occurred_at', domain: 'crm' };
const tickets: FactTable = { table: 'ticket', time: 'opened_at', domain: 'crm' };
const visits: FactTable = { table: 'visit', time: 'started_at', domain: 'web' };

interface Declaration {
  readonly label: string;
  /** Null: of the customer, and so without a window. */
  readonly facts: FactTable | null;
  /** An aggregate over the facts of the window, or a column of the customer. NaN and NULL are missing. */
  readonly value: string;
  /** What no fact in the window means. */
  readonly whenNone: '0' | 'null';
}

const declarations: Readonly<Record<JoinedFeature, Declaration>> = {
  ORDERS: { label: 'Orders', facts: orders, value: 'count(*)', whenNone: '0' },
  // As placed. Neither status nor refunds: an order is cancelled or paid back later, perhaps after the answer and because of it.
  // One order of unknown revenue makes the sum unknown, not smaller.
  REVENUE: {
    label: 'Revenue',
    facts: orders,
    value: `case when count(*) = count(f.revenue) then sum(f.revenue) else 'NaN' end`,
    whenNone: '0',
  },
  TICKETS: { label: 'Tickets', facts: tickets, value: 'count(*)', whenNone: '0' },
  COMPLAINTS: { label: 'Complaints', facts: tickets, value: `count(*) filter (where f.kind = 'COMPLAINT')`, whenNone: '0' },
  // Over the tickets that were also answered by then: a wait that was not over at the answer has a length that was known later.
  FIRST_RESPONSE_HOURS: {
    label: 'Mean hours to the first response to tickets',
    facts: tickets,
    value: 'avg(extract(epoch from f.first_response_at - f.opened_at) / 3600) filter (where f.first_response_at < q.responded_at)',
    whenNone: 'null',
  },
  VISITS: { label: 'Visits', facts: visits, value: 'count(*)', whenNone: '0' },
  TENURE_DAYS: {
    label: 'Days as a customer at the answer',
    facts: null,
    value: 'case when c.acquired_at <= r.responded_at then extract(epoch from r.responded_at - c.acquired_at) / 86400 end',
    whenNone: 'null',
  },
};

/** The driver's key in the results, such as orders_90d or tenure_days. The graph knows the rule too (schema/analyses/joinedFeature.ts). */
export function featureKey({ feature, windowDays }: RequestedFeature): string {
  return windowDays === null ? feature.toLowerCase() : `${feature.toLowerCase()}_${windowDays}d`;
}

export function featureLabel({ feature, windowDays }: RequestedFeature): string {
  const { label } = declarations[feature];
  return windowDays === null ? label : `${label} in the ${windowDays === 1 ? 'day' : `${windowDays} days`} before the answer`;
}

/** The domains whose versions a run with these features has read: identities and tenure are of `customers`. */
export function domainsOf(features: readonly RequestedFeature[]): Domain[] {
  const facts = features.map(({ feature }) => declarations[feature].facts?.domain);
  return [...new Set<Domain | undefined>(features.length > 0 ? ['customers', ...facts] : [])].filter((domain) => domain !== undefined);
}

/**
 * Answers with their features: the columns "values" and a `real[]`, in the order asked for, empty where there are none.
 * Only the tables of these features are read, once for each length of window, each from end to end.
 *
 * Joined as sets, and to be run with enable_nestloop off: a million answers with four features of three tables (five million
 * facts) took 22 s of processor. Index scans answer by answer took 33 s; and on tables without statistics, as they are just
 * after an import (the worker may not ANALYZE), they went by the index on time, through the facts of all customers for each
 * answer: 100,000 answers were not done in 100 s, here in 5 s. Hash and merge joins are linear in the facts, but for a customer
 * of many answers and many facts. Window functions are linear there too, and cost a half more than joins; and
 * FIRST_RESPONSE_HOURS has a bound on a second column.
 * The order is that of the ids, whatever the plan, for bits depend on the order of summation.
 *
 * @param conditions on the columns of `response`, one of which names the workspace
 */
export function answersWithFeatures(workspaceId: number, features: readonly RequestedFeature[], conditions: readonly string[]): string {
  const ofWorkspace = (alias: string) => `${alias}.workspace_id = ${literal(workspaceId)}`;
  const own: string[] = []; // what the answer's customer itself has
  const windows = new Map<string, { facts: FactTable; hours: number; values: string[]; name: string }>();
  const elements = features.map(({ feature, windowDays }, index) => {
    const { facts, value, whenNone } = declarations[feature];
    if (facts === null || windowDays === null) {
      own.push(`, ${value} as value_${index}`);
      return `a.value_${index}::real`;
    }
    const key = `${facts.table} ${windowDays}`;
    const window = windows.get(key) ?? { facts, hours: 24 * windowDays, values: [], name: `w${windows.size}` };
    windows.set(key, window);
    window.values.push(`${value} as value_${index}`);
    return `coalesce(${window.name}.value_${index}, ${whenNone})::real`;
  });
  const scans = [...windows.values()].map(
    ({ facts: { table, time }, hours, values, name }) => `,
      ${name} as (
        select q.id, ${values.join(', ')}
          from kin q join ${table} f on ${ofWorkspace('f')} and f.identity_id = q.identity_id
         where f.${time} >= q.responded_at - make_interval(hours => ${literal(hours)}) and f.${time} < q.responded_at
         group by q.id)`,
  );
  const customer = own.length > 0 ? `join customer c on ${ofWorkspace('c')} and c.id = i.customer_id` : '';
  return `
    with answer as not materialized (select id, "values", responded_at, identity_id from response where ${conditions.join(' and ')}),
      asked as materialized (
        select r.id, r.responded_at, i.customer_id${own.join('')}
          from answer r join identity i on ${ofWorkspace('i')} and i.id = r.identity_id ${customer}
         where r.responded_at is not null),
      kin as materialized (
        select a.id, a.responded_at, k.id as identity_id from asked a join identity k on ${ofWorkspace('k')} and k.customer_id = a.customer_id)${scans.join('')}
    select r."values", case when a.id is null then '{}' else array[${elements.join(', ')}] end
      from answer r left join asked a on a.id = r.id ${[...windows.values()].map(({ name }) => `left join ${name} on ${name}.id = r.id`).join(' ')}
     order by r.id`;
}

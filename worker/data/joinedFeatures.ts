/**
 * The SQL of joined features. A feature of an answer is taken from the facts of its customer, under whatever identity they came,
 * and from the window [respondedAt - windowDays × 24 h, respondedAt) alone: what happened at the answer or later may be its
 * consequence, and never explains it (definitions.md, sections 3 and 4). So the moment that a run looks at needs no bound of its own
 * here: an answer before it has facts before it.
 *
 * An answer without a date or without a customer has no features: missing, not 0. A customer without facts in the window has
 * counts of 0. Each row below is a feature in full; in its SQL `f` is a fact within the window of the answer `q`, and `c`
 * the customer of the answer `r`.
 */
import { literal } from '../../prisma/sql.ts';
import { featureCatalogue, type JoinedFeature, type RequestedFeature } from '../featureCatalogue.ts';
import type { Domain } from './readDataVersions.ts';

interface FactTable {
  readonly table: string;
  readonly time: string;
}

const orders: FactTable = { table: '"order"', time: 'occurred_at' };
const tickets: FactTable = { table: 'ticket', time: 'opened_at' };
const visits: FactTable = { table: 'visit', time: 'started_at' };
const events: FactTable = { table: 'event', time: 'occurred_at' };

interface Declaration {
  /** Null: of the customer, and so without a window. */
  readonly facts: FactTable | null;
  /** An aggregate over the facts of the window, or a column of the customer. NaN and NULL are missing. */
  readonly value: string;
  /** What no fact in the window means. */
  readonly whenNone: '0' | 'null';
}

const declarations: Readonly<Record<JoinedFeature, Declaration>> = {
  ORDERS: { facts: orders, value: 'count(*)', whenNone: '0' },
  // As placed. Neither status nor refunds: an order is cancelled or paid back later, perhaps after the answer and because of it.
  // One order of unknown revenue makes the sum unknown, not smaller.
  REVENUE: {
    facts: orders,
    value: `case when count(*) = count(f.revenue) then sum(f.revenue) else 'NaN' end`,
    whenNone: '0',
  },
  RECENCY_DAYS: { facts: orders, value: 'extract(epoch from min(q.responded_at - f.occurred_at)) / 86400', whenNone: 'null' },
  TICKETS: { facts: tickets, value: 'count(*)', whenNone: '0' },
  COMPLAINTS: { facts: tickets, value: `count(*) filter (where f.kind = 'COMPLAINT')`, whenNone: '0' },
  // Over the tickets that were also answered by then: a wait that was not over at the answer has a length that was known later.
  FIRST_RESPONSE_HOURS: {
    facts: tickets,
    value: 'avg(extract(epoch from f.first_response_at - f.opened_at) / 3600) filter (where f.first_response_at < q.responded_at)',
    whenNone: 'null',
  },
  VISITS: { facts: visits, value: 'count(*)', whenNone: '0' },
  // How many pages a visit has is known when it is over. One whose end nobody noted counts as over.
  BOUNCE_SHARE: {
    facts: visits,
    value: `avg(case when f.pageviews = 1 then 1.0 else 0 end)
            filter (where f.pageviews is not null and coalesce(f.ended_at, f.started_at) < q.responded_at)`,
    whenNone: 'null',
  },
  EVENTS: { facts: events, value: 'count(*)', whenNone: '0' },
  TENURE_DAYS: {
    facts: null,
    value: 'case when c.acquired_at <= r.responded_at then extract(epoch from r.responded_at - c.acquired_at) / 86400 end',
    whenNone: 'null',
  },
};

/** The domains whose versions a run with these features has read: identities and tenure are of `customers`. */
export function domainsOf(features: readonly RequestedFeature[]): Domain[] {
  return features.length === 0
    ? []
    : [...new Set<Domain>(['customers', ...features.map(({ feature }) => featureCatalogue[feature].domain)])];
}

/** What the features need in the query of the answers: columns of `asked`, tables of aggregates by answer, and the values themselves. */
export interface FeatureSql {
  /** Columns of the customer, `, expression as name` each. */
  readonly own: readonly string[];
  /** Common tables `name as (select q.id, … group by q.id)`, and their names, to be joined by id. */
  readonly tables: readonly { readonly name: string; readonly sql: string }[];
  /** One expression of type real a feature, in their order. */
  readonly values: readonly string[];
  /** What each of the tables joins to the answers. */
  readonly facts: readonly JoinedFacts[];
}

/** Facts `f` of the customers who answered that meet a condition, whatever their time. */
export interface JoinedFacts {
  readonly table: string;
  readonly condition: string;
}

/**
 * Each table is read once for each length of window, from end to end.
 *
 * A million answers with four features of three tables (five million facts) took 22 s of processor. Index scans answer by answer
 * took 33 s; and on tables without statistics, as they are just after an import (the worker may not ANALYZE), they went by the
 * index on time, through the facts of all customers for each answer: 100,000 answers were not done in 100 s, here in 5 s. Hash
 * and merge joins are linear in the facts, but for a customer of many answers and many facts. Window functions are linear there
 * too, and cost a half more than joins; and FIRST_RESPONSE_HOURS has a bound on a second column.
 */
export function featureSql(workspaceId: number, features: readonly RequestedFeature[]): FeatureSql {
  const own: string[] = [];
  const windows = new Map<string, FactWindow>();
  const values = features.map((requested, index) => {
    const { facts, value, whenNone } = declarations[requested.feature];
    if (facts === null) {
      own.push(`, ${value} as value_${index}`);
      return `a.value_${index}::real`;
    }
    const window = windowOf(windows, facts, requested);
    const { event } = requested;
    window.values.push(`${event === null ? value : `${value} filter (where f.name = ${literal(event)})`} as value_${index}`);
    return `coalesce(${window.name}.value_${index}, ${whenNone})::real`;
  });
  const tables = [...windows.values()].map((window) => ({ name: window.name, sql: windowSql(workspaceId, window) }));
  const facts = [...windows.values()].map((window) => ({ table: window.facts.table, condition: factCondition(window) }));
  return { own, tables, values, facts };
}

interface FactWindow {
  readonly name: string;
  readonly facts: FactTable;
  readonly windowDays: number | null;
  readonly values: string[];
  /** Only events of these names; empty: all facts. */
  readonly events: string[];
}

function windowOf(windows: Map<string, FactWindow>, facts: FactTable, { windowDays, event }: RequestedFeature): FactWindow {
  const key = `${facts.table} ${windowDays}`;
  const window = windows.get(key) ?? { name: `w${windows.size}`, facts, windowDays, values: [], events: [] };
  windows.set(key, window);
  if (event !== null) window.events.push(event);
  return window;
}

function factCondition({ events }: FactWindow): string {
  return events.length === 0 ? 'true' : `f.name in (${events.map(literal).join(', ')})`;
}

function windowSql(workspaceId: number, window: FactWindow): string {
  const { name, windowDays, values } = window;
  const { table, time } = window.facts;
  const conditions = [
    ...(windowDays === null ? [] : [`f.${time} >= q.responded_at - make_interval(hours => ${literal(24 * windowDays)})`]),
    `f.${time} < q.responded_at`,
    factCondition(window),
  ];
  return `${name} as (
        select q.id, ${values.join(', ')}
          from kin q join ${table} f on f.workspace_id = ${literal(workspaceId)} and f.identity_id = q.identity_id
         where ${conditions.join(' and ')}
         group by q.id)`;
}

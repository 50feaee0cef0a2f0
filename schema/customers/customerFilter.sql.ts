/**
 * A filter as a condition on a row `c` of customer, for whichever statement has one: lists of customers, segments, and sums over the
 * facts of customers in a segment. Every sub-select names the workspace.
 *
 * What has to have happened is written as EXISTS over rows alone, which the planner turns into a join from either side: from the
 * few facts of a day to their customers, or from the customers of a page to their facts. Counts and sums cannot be
 * joined so; they stand behind it and are worked out only for customers who pass.
 */
import type { Queryable } from '../../prisma/sql.ts';
import { earned } from '../crm/order.sql.ts';
import { badUserInput, forbidden } from '../errors.ts';
import type { Fragment } from '../facts/factTable.ts';
import { answeredCondition } from './filter/answered.sql.ts';
import { cellCondition } from './filter/cell.sql.ts';
import { after, between, type FilterScope, inPeriod, joined, moment, oneOf, present } from './filter/condition.sql.ts';
import { countedFacts } from './filter/countedFacts.sql.ts';
import type { Condition, ConditionKind, CustomerFilter } from './filter/customerFilter.ts';
import { conditionKinds } from './filter/customerFilter.ts';
import { keyOfRun, kindOfMeasure, runOfScore, standingAnalysis } from './filter/filterNames.ts';

type Build<Kind extends ConditionKind> = (sql: Queryable, scope: FilterScope, condition: Condition<Kind>) => Fragment;

/**
 * @returns a condition on `c`, which must be customers of the workspace
 * @throws BAD_USER_INPUT where a name in it stands for nothing, FORBIDDEN where it goes by a personal trait without the scope pii
 */
export function customerFilter(sql: Queryable, scope: FilterScope, filter: CustomerFilter): Fragment {
  const parts = conditionKinds.flatMap((kind) => {
    const condition = filter[kind];
    return condition ? [(builds[kind] as Build<typeof kind>)(sql, below(scope, kind), condition as never)] : [];
  });
  for (const [index, one] of (filter.and ?? []).entries()) parts.push(customerFilter(sql, below(scope, `and.${index}`), one));
  if (filter.or)
    parts.push(
      sql`(${joined(
        sql,
        filter.or.map((one, index) => customerFilter(sql, { ...below(scope, `or.${index}`), isJoinable: false }, one)),
        'or',
      )})`,
    );
  if (filter.not) parts.push(sql`(${customerFilter(sql, { ...below(scope, 'not'), isJoinable: false }, filter.not)}) is not true`);
  return parts.length === 0 ? sql`true` : joined(sql, parts, 'and');
}

/** Who was known to be a customer then. */
export const knownThen = (sql: Queryable, asOf: Date | null): Fragment =>
  asOf === null ? sql`true` : sql`(c.acquired_at is null or c.acquired_at <= ${asOf.toISOString()}::timestamptz)`;

const below = (scope: FilterScope, step: string): FilterScope => ({ ...scope, path: `${scope.path}.${step}` });

const builds: { readonly [Kind in ConditionKind]: Build<Kind> } = {
  answered: (sql, scope, condition) => answeredCondition(sql, scope, condition),
  orders: (sql, scope, { statuses, channels, from, until, ...rest }) =>
    countedFacts(sql, scope, {
      table: 'order',
      where: [inPeriod(sql, 'occurred_at', scope, from, until), oneOf(sql, 'status', statuses), oneOf(sql, 'channel', channels)],
      ...rest,
      having: [
        between(sql, sql`case when count(*) = 0 then 0 else sum(${earned(sql)}) end`, rest.minRevenue, rest.maxRevenue, sql`numeric`),
        after(sql, sql`max(f.occurred_at)`, rest.lastFrom, rest.lastUntil),
      ],
      needsSome: rest.minRevenue !== undefined || rest.lastFrom !== undefined || rest.lastUntil !== undefined,
      allowsNone: rest.maxRevenue !== undefined,
    }),
  subscriptions: (sql, scope, condition) => subscriptionCondition(sql, scope, condition),
  tickets: (sql, scope, { kinds, channels, touchpoints, isOpen, from, until, ...rest }) =>
    countedFacts(sql, scope, {
      table: 'ticket',
      where: [
        inPeriod(sql, 'opened_at', scope, from, until),
        oneOf(sql, 'kind', kinds),
        oneOf(sql, 'channel', channels),
        oneOf(sql, 'touchpoint', touchpoints),
        isOpen === undefined ? null : sql`(f.is_open or coalesce(f.resolved_at > ${moment(sql, scope)}, false)) = ${isOpen}::boolean`,
      ],
      ...rest,
    }),
  visits: (sql, scope, { sources, campaigns, converted, from, until, ...rest }) =>
    countedFacts(sql, scope, {
      table: 'visit',
      where: [
        inPeriod(sql, 'started_at', scope, from, until),
        oneOf(sql, 'source', sources),
        oneOf(sql, 'campaign', campaigns),
        converted === undefined ? null : sql`f.converted = ${converted}::boolean`,
      ],
      ...rest,
    }),
  events: (sql, scope, { names, from, until, ...rest }) =>
    countedFacts(sql, scope, {
      table: 'event',
      where: [inPeriod(sql, 'occurred_at', scope, from, until), oneOf(sql, 'name', names)],
      ...rest,
    }),
  trait: (sql, scope, { key, values }) => {
    if (scope.names.personalTraits.has(key) && !scope.showPersonal) throw forbidden('pii');
    const value = values ? sql`and t.value_text = any(${[...values]}::text[])` : sql``;
    return sql`exists (select from customer_trait t where t.workspace_id = ${scope.workspaceId} and t.customer_id = c.id and t.key = ${key} ${value})`;
  },
  acquired: (sql, { asOf }, { channels, from, until }) => {
    const parts = [
      from === undefined ? null : sql`c.acquired_at >= ${from}::timestamptz`,
      until === undefined ? null : sql`c.acquired_at < ${until}::timestamptz`,
      from === undefined && until === undefined && channels === undefined ? sql`c.acquired_at is not null` : null,
      channels === undefined ? null : sql`c.acquisition_channel = any(${[...channels]}::text[])`,
      knownThen(sql, asOf),
    ];
    return sql`(${joined(sql, present(parts), 'and')})`;
  },
  score: (sql, scope, condition) => scoreCondition(sql, scope, condition),
  cell: (sql, scope, condition) => cellCondition(sql, scope, condition),
};

const subscriptionCondition: Build<'subscriptions'> = (sql, scope, condition) => {
  const { plans, states, startedFrom, startedUntil, endedFrom, endedUntil, minMrr, maxMrr, ...counts } = condition;
  const at = moment(sql, scope);
  const inState = {
    ACTIVE: sql`(f.started_at <= ${at} and (f.ended_at is null or f.ended_at > ${at}))`,
    CANCELED: sql`f.canceled_at <= ${at}`,
    ENDED: sql`f.ended_at <= ${at}`,
  } as const;
  return countedFacts(sql, scope, {
    table: 'subscription',
    where: [
      inPeriod(sql, 'started_at', scope, startedFrom, startedUntil),
      endedFrom === undefined && endedUntil === undefined ? null : inPeriod(sql, 'ended_at', scope, endedFrom, endedUntil),
      oneOf(sql, 'plan', plans),
      states === undefined
        ? null
        : sql`(${joined(
            sql,
            states.map((state) => inState[state]),
            'or',
          )})`,
    ],
    ...counts,
    having: [between(sql, sql`case when count(*) = 0 then 0 else sum(f.mrr) end`, minMrr, maxMrr, sql`numeric`)],
    needsSome: minMrr !== undefined,
    allowsNone: maxMrr !== undefined,
  });
};

const scoreColumns = {
  CHURN_RISK: 'churn_risk',
  CHURN_RISK_PERCENTILE: 'percentile',
  VALUE: 'value',
  P_ALIVE: 'p_alive',
  EXPECTED_PURCHASES: 'expected_purchases',
  PERCENTILE: 'percentile',
  TIER: 'tier',
} as const;

const scoreCondition: Build<'score'> = (sql, { workspaceId, names, asOf, path }, condition) => {
  const run = names.runs.get(keyOfRun(runOfScore(condition, asOf)));
  if (!run) {
    const { analysis, measure } = condition;
    const of = analysis === undefined ? standingAnalysis(kindOfMeasure(measure)) : `analysis ${JSON.stringify(analysis)}`;
    const seen =
      asOf === null ? ': run one first' : ` that saw nothing after ${asOf.toISOString()} and whose scores are kept: run one as of then`;
    throw badUserInput(`${path}.measure`, `there is no finished run of ${of}${seen}`);
  }
  const column = sql`${sql(`s.${scoreColumns[condition.measure]}`)}`;
  const holds = condition.tiers
    ? sql`${column} = any(${[...condition.tiers]}::text[])`
    : (between(sql, column, condition.min, condition.max, sql`double precision`) ?? sql`true`);
  return sql`exists (select from customer_score s
    where s.workspace_id = ${workspaceId} and s.run_id = ${String(run.resultId)}::bigint and s.customer_id = c.id and ${holds})`;
};

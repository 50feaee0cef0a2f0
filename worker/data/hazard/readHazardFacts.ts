import { literal, type Transaction } from '../../../prisma/sql.ts';
import type { EpisodeSource, SourceGroup } from '../churn/episodeSource.ts';
import { groupColumns } from '../churn/groupColumns.ts';
import { momentOfDays } from '../days.ts';
import { joinSets } from '../joinSets.ts';
import { plannedRows } from '../plannedRows.ts';
import { type CustomerRows, mergeCustomerRows } from './customerRows.ts';
import type { HazardSource } from './hazardSource.ts';
import { type Answers, answersQuery, readAnswers } from './readAnswers.ts';
import { readCustomerRows } from './readCustomerRows.ts';

/**
 * What was measured of customers, each with the day from which it was known. Null: nobody asked for it. Facts after as-of are not there, and
 * which of them count at a moment of a customer's life is decided by `featureAt` (worker/stats/survival/spellFeatures.ts).
 */
export interface HazardFacts {
  /** For curves by band as well. Null: there is no survey with scores. */
  readonly answers: Answers | null;
  /** value 0: 1 = a complaint */
  readonly tickets: CustomerRows | null;
  readonly orders: CustomerRows | null;
  readonly visits: CustomerRows | null;
  /** From each start of a subscription on: by group PLAN or BILLING_INTERVAL of the source, the index of the level. */
  readonly contracts: CustomerRows | null;
  /** One row a customer: by group of channel or trait, the index of the level. */
  readonly customers: CustomerRows | null;
}

/**
 * Reads what the features of a run are made of, in the transaction's snapshot. A number of statements that depends on the kinds of features alone,
 * joined as sets.
 *
 * @param ofSlice SQL condition on i.customer_id that tells the customers to be read, `true` for all
 * @param onRow   called after each row
 */
export async function readHazardFacts(
  tx: Transaction,
  workspaceId: number,
  source: HazardSource,
  { asOf }: Pick<EpisodeSource, 'asOf'>,
  ofSlice: string,
  onRow: () => void = () => {},
): Promise<HazardFacts> {
  await joinSets(tx);
  const queries = rowQueries(workspaceId, source, asOf, ofSlice);
  const rows = (query: RowQuery | null) => (query ? readCustomerRows(tx, query.text, query.values, onRow) : null);
  return {
    answers: source.survey ? await readAnswers(tx, workspaceId, source.survey, asOf, ofSlice, onRow) : null,
    tickets: await rows(queries.tickets),
    orders: await rows(queries.orders),
    visits: await rows(queries.visits),
    contracts: await rows(queries.contracts),
    customers: await rows(queries.customers),
  };
}

/** The planner's estimate of the rows of `readHazardFacts`. */
export function plannedHazardRows(
  tx: Transaction,
  workspaceId: number,
  source: HazardSource,
  { asOf }: Pick<EpisodeSource, 'asOf'>,
): Promise<number> {
  const queries = Object.values(rowQueries(workspaceId, source, asOf, 'true')).flatMap((query) => (query ? [query.text] : []));
  return plannedRows(tx, ...queries, ...(source.survey ? [answersQuery(workspaceId, source.survey, asOf, 'true')] : []));
}

interface RowQuery {
  readonly text: string;
  /** Columns behind customer and time. */
  readonly values: number;
}

type RowQueries = Readonly<Record<Exclude<keyof HazardFacts, 'answers'>, RowQuery | null>>;

function rowQueries(workspaceId: number, { riskFeatures, groups }: HazardSource, asOf: number, ofSlice: string): RowQueries {
  const asks = (...names: string[]): boolean => riskFeatures.some(({ feature }) => names.includes(feature));
  const facts = (table: string, time: string, values: readonly string[]): RowQuery => ({
    text: factsQuery(workspaceId, table, time, values, asOf, ofSlice),
    values: values.length,
  });
  const { ofContract, ofCustomer } = groupsByOwner(groups);
  return {
    tickets: asks('COMPLAINTS', 'OTHER_TICKETS') ? facts('ticket', 'opened_at', [`(f.kind = 'COMPLAINT')::integer`]) : null,
    orders: asks('ORDERS') ? facts('"order"', 'occurred_at', []) : null,
    visits: asks('VISITS') ? facts('visit', 'started_at', []) : null,
    contracts: ofContract.length > 0 ? { text: contractsQuery(workspaceId, ofContract, asOf, ofSlice), values: ofContract.length } : null,
    customers: ofCustomer.length > 0 ? { text: customersQuery(workspaceId, ofCustomer, ofSlice), values: ofCustomer.length } : null,
  };
}

/** Those of the contract change with it; the others are the customer's. Each in the order of the source. */
export function groupsByOwner(groups: readonly SourceGroup[]): { ofContract: SourceGroup[]; ofCustomer: SourceGroup[] } {
  const isOfContract = ({ by }: SourceGroup): boolean => by === 'PLAN' || by === 'BILLING_INTERVAL';
  return { ofContract: groups.filter(isOfContract), ofCustomer: groups.filter((group) => !isOfContract(group)) };
}

/** The facts of disjoint sets of customers together. */
export function mergeHazardFacts(parts: readonly HazardFacts[]): HazardFacts {
  const [first] = parts;
  if (first === undefined) throw new Error('there is no part to merge');
  if (parts.length === 1) return first;
  const rows = (pick: (part: HazardFacts) => CustomerRows | null | undefined): CustomerRows | null =>
    pick(first) ? mergeCustomerRows(parts.map((part) => pick(part) as CustomerRows)) : null;
  const scores = rows(({ answers }) => answers?.scores);
  const ratings = rows(({ answers }) => answers?.ratings);
  return {
    answers: scores && ratings && { scores, ratings },
    tickets: rows(({ tickets }) => tickets),
    orders: rows(({ orders }) => orders),
    visits: rows(({ visits }) => visits),
    contracts: rows(({ contracts }) => contracts),
    customers: rows(({ customers }) => customers),
  };
}

function factsQuery(workspaceId: number, table: string, time: string, values: readonly string[], asOf: number, ofSlice: string): string {
  return `
    select i.customer_id, f.${time} ${values.map((value) => `, ${value}`).join('')}
      from ${table} f join identity i on i.workspace_id = ${literal(workspaceId)} and i.id = f.identity_id
     where f.workspace_id = ${literal(workspaceId)} and f.${time} <= ${literal(momentOfDays(asOf))} and ${ofSlice}
     order by i.customer_id, f.${time}, f.id`;
}

function contractsQuery(workspaceId: number, groups: readonly SourceGroup[], asOf: number, ofSlice: string): string {
  const { joins, columns } = groupColumns(workspaceId, groups);
  return `
    select i.customer_id, s.started_at, ${columns.join(', ')}
      from subscription s join identity i on i.workspace_id = ${literal(workspaceId)} and i.id = s.identity_id ${joins}
     where s.workspace_id = ${literal(workspaceId)} and s.started_at <= ${literal(momentOfDays(asOf))} and ${ofSlice}
     order by i.customer_id, s.started_at, s.id`;
}

function customersQuery(workspaceId: number, groups: readonly SourceGroup[], ofSlice: string): string {
  const { joins, columns } = groupColumns(workspaceId, groups);
  return `
    select i.customer_id, null::timestamptz, ${columns.join(', ')}
      from (select id as customer_id from customer where workspace_id = ${literal(workspaceId)}) i ${joins}
     where ${ofSlice}
     order by i.customer_id`;
}

import type { Transaction } from '../../prisma/sql.ts';
import { cellsOf, sums } from './rollupCells.ts';
import type { Fragment, RollupSource } from './rollupSource.ts';
import { isMarkedHere, lockRollup, markRollup, type RollupState, readRollupState } from './rollupState.ts';

/** What a load is about to write. */
export interface Loading {
  readonly workspaceId: number;
  /** Rows in the staging table. */
  readonly rows: number;
  /** Customers who have such facts before or after: of the rows that come, and of those that they replace. */
  readonly customers: Fragment;
  /** The moments of both; a SELECT of `at`. */
  readonly moments: Fragment;
  /** Facts of nobody known that the rows replace or make; a SELECT of the facts' own columns. */
  readonly ofNobody: Fragment;
}

/** More rows than this are rolled up by a worker once they are in. */
const mostRows = 1_000;

/**
 * Keeps a roll-up through a load: all that its customers add to cells is measured before the load and after, and the difference goes into the
 * cells. A sum over customers stays exact that way, and its cost is that of the customers touched, whatever lies in the tables.
 * To be called before the facts are written; what it returns, afterwards, with the number of facts written.
 */
export async function keepRollup(tx: Transaction, source: RollupSource, loading: Loading): Promise<(written: number) => Promise<void>> {
  const { workspaceId, rows } = loading;
  await tx`select set_config('app.rollup_kept', ${source.facts}, true)`; // what is written next is seen to here, not by rollup_outdated()
  const mark = async (written: number) => {
    if (written > 0) await markRollup(tx, workspaceId, source);
  };
  if (rows > mostRows || (await isMarkedHere(tx, workspaceId, source))) return mark;
  await lockRollup(tx, workspaceId, source);
  const state = await readRollupState(tx, workspaceId, source);
  if (!state?.isCurrent) return mark;
  await tx`create temp table rollup_touched on commit drop as ${loading.customers}`;
  await tx`analyze rollup_touched`;
  await tx`
    create temp table rollup_bounds on commit drop as
    select (date_trunc('year', min(m.at) at time zone w.time_zone) - interval '7 days') at time zone w.time_zone as since,
           (date_trunc('year', max(m.at) at time zone w.time_zone) + interval '1 year 7 days') at time zone w.time_zone as until
      from (${loading.moments}) m, workspace w where w.id = ${workspaceId} group by w.time_zone`;
  const facts = touchedFacts(tx, source, loading);
  const cells = cellsOf(tx, source, source.values(tx, workspaceId, source.rows(tx, workspaceId, facts)), state.layouts);
  await tx`create temp table rollup_before on commit drop as ${cells}`;
  return async (written) => {
    if (written === 0) return;
    if (await hasNewGroups(tx, source, source.rows(tx, workspaceId, facts), state)) return mark(written);
    await writeDifference(tx, workspaceId, source, cells);
    if (await hasOutgrown(tx, workspaceId, source, state)) await mark(written);
  };
}

/**
 * The facts of the customers touched, of the years touched: in no other period can a customer's total change. A week more at both ends, for weeks
 * that lie in two years. Facts without a date are a period of their own.
 */
function touchedFacts(tx: Transaction, { facts, at }: RollupSource, { workspaceId, ofNobody }: Loading): Fragment {
  return tx`
    select t.*, i.customer_id
      from rollup_touched k
     cross join rollup_bounds b
      join identity i on i.workspace_id = ${workspaceId} and i.customer_id = k.customer_id
      join ${tx(facts)} t on t.workspace_id = i.workspace_id and t.identity_id = i.id and (t.${tx(at)} between b.since and b.until or t.${tx(at)} is null)
     union all
    select t.*, null from (${ofNobody}) t`;
}

/** Whether a dimension in which all were alike has got a second value: then choices of dimensions are missing. */
async function hasNewGroups(tx: Transaction, { dimensions }: RollupSource, rows: Fragment, state: RollupState): Promise<boolean> {
  const alike = dimensions.flatMap((name, place) =>
    (state.varying >> place) & 1 ? [] : [{ name, value: state.constants[place] ?? null }],
  );
  const differs = alike
    .map(({ name, value }) => tx`or r.${tx(name)} is distinct from ${value}`)
    .reduce((list, next) => tx`${list} ${next}`, tx``);
  const [found] = await tx<{ found: boolean }[]>`select exists (select from (${rows}) r where false ${differs}) as found`;
  return found?.found ?? false;
}

/** Whether there are twice as many facts as when it was made: layouts that were not worth it then may be now. */
async function hasOutgrown(tx: Transaction, workspaceId: number, { table, parts }: RollupSource, { facts }: RollupState): Promise<boolean> {
  const [now] = await tx<{ facts: number }[]>`
    select coalesce(sum(n), 0)::float8 as facts from ${tx(table)}
     where workspace_id = ${workspaceId} and part = ${parts[0] ?? ''} and dimensions = 0 and grain = 'YEAR'`;
  return (now?.facts ?? 0) > 2 * facts;
}

async function writeDifference(
  tx: Transaction,
  workspaceId: number,
  { name, table, dimensions }: RollupSource,
  cells: Fragment,
): Promise<void> {
  const key = ['part', 'dimensions', 'grain', 'period', ...dimensions];
  const keys = tx`${tx(key)}`; // on its own: see cellsOf
  const of = (alias: string, columns: readonly string[]) => tx`${tx(columns.map((column) => `${alias}.${column}`))}`;
  const list = (pieces: readonly Fragment[]) => pieces.reduce((all, next) => tx`${all}, ${next}`);
  const matches = tx`c.workspace_id = ${workspaceId} and ( ${of('c', key)} ) = ( ${of('d', key)} )`;
  await tx`
    create temp table rollup_change on commit drop as
    select ${keys}, ${list(sums.map((sum) => tx`sum(${tx(sum)}) as ${tx(sum)}`))}
      from (select * from (${cells}) after
             union all
            select ${keys}, ${list(sums.map((sum) => tx`- ${tx(sum)}`))} from rollup_before) change
     group by ${keys}
    having ${sums.map((sum) => tx`sum(${tx(sum)}) <> 0`).reduce((all, next) => tx`${all} or ${next}`)}`;
  await tx`analyze rollup_change`;
  await tx`
    update ${tx(table)} c set ${list(sums.map((sum) => tx`${tx(sum)} = c.${tx(sum)} + d.${tx(sum)}`))} from rollup_change d where ${matches}`;
  await tx`
    insert into ${tx(table)} ( ${tx(['workspace_id', ...key, ...sums])} )
    select ${workspaceId}::integer, ${of('d', [...key, ...sums])} from rollup_change d
     where not exists (select from ${tx(table)} c where ${matches})`;
  await tx`delete from ${tx(table)} c using rollup_change d where ${matches} and c.n = 0`;
  await tx`update rollup_state set kept_at = clock_timestamp() where workspace_id = ${workspaceId} and source = ${name}`;
}

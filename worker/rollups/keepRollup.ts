import type { Transaction } from '../../prisma/sql.ts';
import { sums } from './remakeRollup.ts';
import { cellsOf, choicesOf } from './rollupCells.ts';
import type { Fragment, RollupSource } from './rollupSource.ts';
import { lockRollup, markRollup, type RollupState, readRollupState } from './rollupState.ts';

/** What a load is about to write. */
export interface Loading {
  readonly workspaceId: number;
  /** Rows in the staging table. */
  readonly rows: number;
  /** Customers who have such facts before or after: of the rows that come, and of those that they replace. */
  readonly customers: Fragment;
  /** Facts of nobody known that the rows replace or make; a SELECT of the facts' own columns. */
  readonly ofNobody: Fragment;
}

/** More rows than this are rolled up by a worker once they are in: a load of a million would take half as long again. */
const mostRows = 5_000;

/**
 * Keeps a roll-up through a load: all that its customers add to cells is measured before the load and after, and the difference goes into the
 * cells. A sum over customers stays exact that way, and its cost is that of the customers touched, whatever lies in the tables.
 * To be called before the facts are written; what it returns, afterwards, with the number of facts written.
 */
export async function keepRollup(tx: Transaction, source: RollupSource, loading: Loading): Promise<(written: number) => Promise<void>> {
  const { workspaceId, rows } = loading;
  await lockRollup(tx, workspaceId, source);
  const state = await readRollupState(tx, workspaceId, source);
  if (!state?.isCurrent) return async () => {};
  const mark = () => markRollup(tx, workspaceId, source);
  if (rows > mostRows || !state.hasSameQuestions) return async (written) => (written > 0 ? mark() : undefined);
  await tx`create temp table rollup_touched on commit drop as ${loading.customers}`;
  await tx`analyze rollup_touched`;
  const facts = touchedFacts(tx, source, loading);
  const values = source.parts(tx, workspaceId, source.rows(tx, workspaceId, facts));
  const cells = cellsOf(tx, source, values, choicesOf(state.varying));
  await tx`create temp table rollup_before on commit drop as ${cells}`;
  return async (written) => {
    if (written === 0) return;
    if (await hasNewGroups(tx, source, source.rows(tx, workspaceId, facts), state)) return mark();
    await writeDifference(tx, workspaceId, source, cells);
  };
}

function touchedFacts(tx: Transaction, { facts }: RollupSource, { workspaceId, ofNobody }: Loading): Fragment {
  return tx`
    select t.*, i.customer_id
      from rollup_touched k
      join identity i on i.workspace_id = ${workspaceId} and i.customer_id = k.customer_id
      join ${tx(facts)} t on t.workspace_id = i.workspace_id and t.identity_id = i.id
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
  await tx`
    update rollup_state s
       set first_day = least(s.first_day, d.first_day), last_day = greatest(s.last_day, d.last_day), kept_at = clock_timestamp()
      from (select min(period) as first_day, max(period) as last_day from rollup_change where grain = 'DAY') d
     where s.workspace_id = ${workspaceId} and s.source = ${name}`;
}

/** The end of a workspace: every row that names it, in whichever table, then its own. */
import { listTables } from './backup/tables.ts';
import { listBiLogins, revokeBiLogin } from './bi/logins.ts';
import { assertNothingHidden } from './migrate/ownerPolicies.ts';
import { inWorkspace, type Queryable, type Sql } from './sql.ts';
import { StartError } from './startError.ts';

/** Rows deleted in one transaction: the next waits for none of them for long, and a kill loses no more than that. */
const batchRows = 10_000;
/** After that long without a byte whoever sent a file is taken to be gone. */
const uploadMinutes = 10;
/** By these somebody gets in, or something starts by itself: they go first, so that nothing new comes while the rest goes. */
const doors = ['api_key', 'session', 'membership', 'trusted_issuer', 'signing_key', 'schedule'];

export interface DeletedWorkspace {
  readonly key: string;
  readonly rows: number;
  readonly tables: number;
  readonly biLogins: number;
}

/**
 * Deletes a workspace with all that it holds, as the owner: the tables come from the catalogue, so that a new one is among them without anybody
 * remembering. Whoever refers goes before what is referred to. Stopped at any moment, it is asked for again and goes on where it was.
 *
 * @throws StartError while work is under way in it, or where its SQL logins may not be dropped
 */
export async function deleteWorkspace(
  admin: Sql,
  { id, key }: { readonly id: number; readonly key: string },
  onTable: (table: string, rows: number) => void = () => {},
): Promise<DeletedWorkspace> {
  await assertNothingHidden(admin); // of rows that it does not see it would delete none
  const tables = (await listTables(admin, { alsoUnlogged: true })).tables
    .filter(({ columns }) => columns.includes('workspace_id'))
    .reverse();
  await closeDoors(admin, id, key);
  const logins = await listBiLogins(admin, id);
  for (const { roleName } of logins) await revokeBiLogin(admin, id, roleName);
  let rows = 0;
  const emptied = new Set<string>();
  for (let isMore = true; isMore; ) {
    isMore = false; // a table may get a row while another is emptied: of orders that go, their roll-up is marked outdated
    for (const { table, columns } of tables) {
      const deleted = await emptyTable(admin, table, columns.includes('id'), id);
      if (deleted === 0) continue;
      onTable(table, deleted);
      emptied.add(table);
      rows += deleted;
      isMore = true;
    }
  }
  await admin`delete from pgboss.job where data ->> 'workspaceId' = ${String(id)}`;
  await admin`delete from workspace where id = ${id}`; // refused where a row has come meanwhile
  return { key, rows, tables: emptied.size, biLogins: logins.length };
}

/** In one transaction with the look at what is under way. */
function closeDoors(admin: Sql, id: number, key: string): Promise<void> {
  return inWorkspace(admin, id, async (tx) => {
    await tx`select from workspace where id = ${id} for update`;
    const busy = await underWay(tx, id);
    if (busy.length > 0)
      throw new StartError(
        `workspace ${key} has work under way: ${busy.join(', ')}`,
        'wait for its end, or end it with `earshot runs cancel ID`, `earshot imports cancel ID` or `earshot backfills cancel ID`',
      );
    await tx`update analysis set run_on_change = false where workspace_id = ${id} and run_on_change`;
    for (const table of doors) await tx`delete from ${tx(table)} where workspace_id = ${id}`;
  });
}

async function underWay(tx: Queryable, id: number): Promise<string[]> {
  const [counts] = await tx<Record<string, number>[]>`
    select (select count(*)::integer from run where workspace_id = ${id} and state in ('QUEUED', 'RUNNING')) as runs,
           (select count(*)::integer from backfill where workspace_id = ${id} and state in ('RUNNING', 'PAUSED')) as backfills,
           (select count(*)::integer from import
             where workspace_id = ${id} and (state in ('QUEUED', 'RUNNING')
                or state = 'UPLOADING' and created_at > now() - make_interval(mins => ${uploadMinutes}))) as imports,
           (select count(*)::integer from pgboss.job
             where state = 'active' and data ->> 'workspaceId' = ${String(id)} and data ->> 'table' = 'rollup') as "roll-ups"`;
  return Object.entries(counts ?? {}).flatMap(([name, count]) => (count > 0 ? [`${count} ${count === 1 ? name.slice(0, -1) : name}`] : []));
}

/** The newest rows first, where they are numbered: within a table later rows refer to earlier ones. */
async function emptyTable(admin: Sql, table: string, isNumbered: boolean, id: number): Promise<number> {
  let rows = 0;
  for (;;) {
    // Bound to the workspace, so that triggers that mark what is outdated mark nothing of others.
    const { count } = await inWorkspace(
      admin,
      id,
      (tx) => tx`
        delete from ${tx(table)}
         where workspace_id = ${id}
           and ctid = any(array(select ctid from ${tx(table)} where workspace_id = ${id} ${isNumbered ? tx`order by id desc` : tx``} limit ${batchRows}))`,
    );
    rows += count;
    if (count < batchRows) return rows;
  }
}

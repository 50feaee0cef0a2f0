/** Copies of all that a workspace holds, so that of everything there is one, or fifty. */
import type { Sql } from '../../prisma/sql.ts';

/** How far apart the ids of copies lie. Larger than any id of a fixture. */
const stride = 1_000_000;

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  /** Of each unique index of all rows: the columns beside the workspace, in their order. One of some rows is met by the others. */
  readonly uniques: readonly (readonly string[])[] | null;
}

/** What a source calls a row, and by which other rows name it. */
const isName = (column: string) => /^(external_id|survey_key|touchpoint|stage|value_text|\w+_external_id)$/.test(column);

/**
 * Makes `times - 1` copies of every row, each with ids, names and references of its own: the first order of the third customer is then named by the
 * third ticket. What the catalogue calls unique is told apart by its last column, so a new table needs no word here.
 *
 * @param superuser as which no foreign key and no trigger looks at the copies
 */
export async function multiplyRows(superuser: Sql, workspaceId: number, times: number): Promise<void> {
  const columns = await superuser<Column[]>`
    select c.relname as table, a.attname as name, a.atttypid::regtype::text as type,
           (select json_agg(columns) from (
              select (select json_agg(k.attname order by place) from unnest(i.indkey::smallint[]) with ordinality as part (number, place)
                        join pg_attribute k on k.attrelid = c.oid and k.attnum = part.number where k.attname <> 'workspace_id') as columns
                from pg_index i where i.indrelid = c.oid and i.indisunique and i.indpred is null) uniques) as uniques
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relkind = 'r' and c.relname not in ('data_version', 'bi_login', 'erasure_secret') -- one a domain; its names are of roles; one a workspace
       and exists (select from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id')
     order by c.relname, a.attnum`;
  const tables = Map.groupBy(columns, ({ table }) => table);
  await superuser.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    for (const [table, own] of tables) {
      const names = own.map(({ name }) => `"${name}"`).join(', ');
      const values = valuesOf(own).join(', ');
      await tx.unsafe(
        `insert into "${table}" (${names}) select ${values} from "${table}" t, generate_series(1, ${times - 1}) k where workspace_id = ${workspaceId}`,
      );
    }
  });
}

function valuesOf(own: readonly Column[]): string[] {
  const isShifted = ({ name, type }: Column) =>
    type === 'uuid' || (type === 'bigint' && /^id$|_id$/.test(name)) || (type === 'text' && isName(name));
  const shifted = new Set(own.filter(isShifted).map(({ name }) => name));
  for (const unique of own[0]?.uniques ?? []) if (!unique.some((name) => shifted.has(name))) shifted.add(unique.at(-1) ?? '');
  return own.map(({ name, type }) => {
    const column = `t."${name}"`;
    if (!shifted.has(name)) return column;
    if (type === 'uuid') return `case when ${column} is not null then gen_random_uuid() end`;
    if (type === 'text') return `${column} || '-' || k`;
    if (type === 'bytea') return `sha256(${column} || k::text::bytea)`;
    return `${column} + k * ${type === 'bigint' ? stride : 1000}`;
  });
}

/** What a backup holds, read from the catalogue, so that a new table is in it without anybody remembering. */
import { identifier } from '../migrate/roles.ts';
import type { Queryable } from '../sql.ts';
import type { Sequence } from './frames.ts';

export interface BackupTable {
  readonly table: string;
  /** Without generated columns: PostgreSQL computes those. */
  readonly columns: string[];
}

/** Every table of the schema public, a referenced one before those that refer to it. The queue's schema is not in it; of what is unlogged there is no backup. */
export async function listTables(sql: Queryable, { alsoUnlogged = false } = {}): Promise<BackupTable[]> {
  const tables = await sql<BackupTable[]>`
    select c.relname as table, array_agg(a.attname order by a.attnum) as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relpersistence = any(${alsoUnlogged ? ['p', 'u'] : ['p']}) and not c.relispartition and c.relname <> '_prisma_migrations'
    group by c.relname order by c.relname`;
  const edges = await sql<{ child: string; parent: string }[]>`
    select distinct conrelid::regclass::text as child, confrelid::regclass::text as parent
    from pg_constraint where contype = 'f' and conparentid = 0 and conrelid <> confrelid and connamespace = 'public'::regnamespace`;
  return inOrder(tables, edges);
}

function inOrder(tables: readonly BackupTable[], edges: readonly { child: string; parent: string }[]): BackupTable[] {
  const ordered: BackupTable[] = [];
  const waiting = new Set(tables);
  while (waiting.size > 0) {
    const isWaiting = (name: string) => [...waiting].some(({ table }) => table === name || identifier(table) === name);
    const free = [...waiting].filter(
      ({ table }) => !edges.some(({ child, parent }) => (child === table || child === identifier(table)) && isWaiting(parent)),
    );
    if (free.length === 0) throw new Error(`foreign keys form a cycle: ${[...waiting].map(({ table }) => table).join(', ')}`);
    for (const table of free) {
      waiting.delete(table);
      ordered.push(table);
    }
  }
  return ordered;
}

/** Sequences do not take part in snapshots: read after the tables' snapshot began, they are never behind its rows. */
export async function readSequences(sql: Queryable, tables: readonly BackupTable[]): Promise<Sequence[]> {
  const owned = await sql<{ table: string; column: string; sequence: string }[]>`
    select c.relname as table, a.attname as column, pg_get_serial_sequence(format('public.%I', c.relname), a.attname) as sequence
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relname = any(${tables.map(({ table }) => table)})
      and pg_get_serial_sequence(format('public.%I', c.relname), a.attname) is not null
    order by 1, 2`;
  const sequences: Sequence[] = [];
  for (const { table, column, sequence } of owned) {
    // The name comes quoted from the catalogue.
    const [row] = await sql.unsafe<{ value: string; called: boolean }[]>(
      `select last_value::text as value, is_called as called from ${sequence}`,
    );
    if (row) sequences.push({ table, column, lastValue: row.value, isCalled: row.called });
  }
  return sequences;
}

export const qualified = (table: string) => `public.${identifier(table)}`;
export const columnList = (columns: readonly string[]) => columns.map(identifier).join(', ');

/** Dates and numbers must read the same wherever they are written and read. */
export const copySettings = `set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local extra_float_digits = 1; set local timezone = 'UTC';
  set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0`;

/** What a backup holds, read from the catalogue, so that a new table is in it without anybody remembering. */
import { identifier } from '../migrate/roles.ts';
import { ourTables } from '../migrate/tablesOfMigrations.ts';
import type { Queryable } from '../sql.ts';
import type { Sequence } from './frames.ts';

export interface BackupTable {
  readonly table: string;
  /** Without generated columns: PostgreSQL computes those. */
  readonly columns: string[];
}

export interface TableList {
  /** A referenced one before those that refer to it. */
  readonly tables: BackupTable[];
  /** Of the schema public as well, but not of Earshot's migrations. */
  readonly leftOut: string[];
}

interface TablesWanted {
  /** Of the migrations; other than this release's in tests. */
  readonly directory?: string | undefined;
  readonly alsoUnlogged?: boolean;
}

/**
 * Every table of ours in the schema public; the queue's schema is not in it, and of what is unlogged there is no backup. Others there another database
 * would not have, and a restore be refused.
 */
export async function listTables(sql: Queryable, { directory, alsoUnlogged = false }: TablesWanted = {}): Promise<TableList> {
  const ours = await ourTables(sql, directory);
  const all = await sql<BackupTable[]>`
    select c.relname as table, array_agg(a.attname order by a.attnum) as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relpersistence = any(${alsoUnlogged ? ['p', 'u'] : ['p']}) and not c.relispartition and c.relname <> '_prisma_migrations'
    group by c.relname order by c.relname`;
  const edges = await sql<{ child: string; parent: string }[]>`
    select distinct conrelid::regclass::text as child, confrelid::regclass::text as parent
    from pg_constraint where contype = 'f' and conparentid = 0 and conrelid <> confrelid and connamespace = 'public'::regnamespace`;
  const isOurs = ({ table }: BackupTable) => ours.has(table);
  return { tables: inOrder(all.filter(isOurs), edges), leftOut: all.flatMap((table) => (isOurs(table) ? [] : [table.table])) };
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

/** Which row of a backup a constraint of this database refuses, so that it can be mended where it came from. */
import type { Queryable } from '../sql.ts';
import { StartError } from '../startError.ts';
import { readFrames, type TableHead } from './frames.ts';
import { qualified } from './tables.ts';

/** What of PostgreSQL's error is used: its detail quotes the row, and with it personal data. */
interface ServerError {
  readonly code?: string;
  readonly table_name?: string;
  readonly constraint_name?: string;
  /** "COPY question, line 3" */
  readonly where?: string;
}

/** What makes a row right, where it is known. */
const mendings: Readonly<Record<string, string>> = {
  question_nps_is_from_0_to_10: `update question set kind = 'NUMBER'`, // as the migration that brought the constraint did with those of before
};

/** @returns null where the error is no broken constraint */
export async function brokenRow(error: ServerError, sql: Queryable, file: string): Promise<StartError | null> {
  const { code, table_name: table, constraint_name: constraint, where } = error;
  if (!code?.startsWith('23') || !table || !constraint) return null;
  const [rule] = await sql<{ text: string }[]>`
    select pg_get_constraintdef(oid) as text from pg_constraint where conrelid = ${qualified(table)}::regclass and conname = ${constraint}`;
  const line = Number(/^COPY \S+, line (\d+)/.exec(where ?? '')?.[1] ?? 0);
  const key = line > 0 ? await keyOfRow(sql, file, table, line) : [];
  const row = key.length > 0 ? `its row ${key.map(({ column, value }) => `${column} = ${value}`).join(', ')}` : 'a row of it';
  const change = `${mendings[constraint] ?? `update ${table} set …`} where ${key.map(({ column, value }) => `${column} = ${value}`).join(' and ') || '…'}`;
  return new StartError(
    `the table ${table} of the backup breaks ${constraint} with ${row}: ${rule?.text ?? 'a constraint'}`,
    `mend it in the database that was backed up (${change}), make the backup again and restore that one; nothing was changed here`,
    { cause: error },
  );
}

interface KeyPart {
  readonly column: string;
  readonly value: string;
}

/** The primary key of a row, by its number in the table. */
async function keyOfRow(sql: Queryable, file: string, table: string, line: number): Promise<KeyPart[]> {
  const columns = await sql<{ name: string }[]>`
    select a.attname as name from pg_constraint k cross join unnest(k.conkey) with ordinality part (number, place)
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = part.number
     where k.conrelid = ${qualified(table)}::regclass and k.contype = 'p' order by part.place`;
  let head: TableHead | null = null;
  let rest = Buffer.alloc(0);
  let row = 0;
  for await (const { kind, payload } of readFrames(file)) {
    if (kind === 'T') head = JSON.parse(payload.toString('utf8')) as TableHead;
    if (kind !== 'D' || head?.table !== table) continue;
    rest = Buffer.concat([rest, payload]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      if (++row === line) return keyIn(rest.toString('utf8', 0, end).split('\t'), head, columns);
      rest = rest.subarray(end + 1);
    }
  }
  return [];
}

const keyIn = (cells: readonly string[], head: TableHead, columns: readonly { readonly name: string }[]): KeyPart[] =>
  columns.map(({ name }) => {
    const cell = cells[head.columns.indexOf(name)] ?? '';
    return { column: name, value: /^-?\d+$/.test(cell) ? cell : `'${cell.replaceAll("'", "''")}'` };
  });

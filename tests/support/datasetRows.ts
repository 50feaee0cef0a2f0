/** The rows of a dataset through each of its formats, read by the reader that its users have, in one comparable shape. */
import { tableFromIPC } from 'apache-arrow';
import { parse } from 'csv-parse/sync';
import type { Dataset, DatasetColumn, DatasetType } from '../../prisma/bi/datasets.ts';
import type { Sql } from '../../prisma/sql.ts';

/** bigint and decimal as exact text, times as RFC 3339, dates as such; null is null. */
export type Row = Record<string, unknown>;

const ofText: Readonly<Record<DatasetType, (text: string) => unknown>> = {
  text: (text) => text,
  bigint: (text) => text,
  decimal: (text) => text,
  timestamp: (text) => text,
  date: (text) => text,
  integer: Number,
  double: Number,
  boolean: (text) => text === 'true',
  json: (text) => JSON.parse(text) as unknown,
};

const ofArrow: Readonly<Record<DatasetType, (value: never) => unknown>> = {
  text: String,
  integer: Number,
  double: Number,
  boolean: Boolean,
  bigint: (value: bigint) => value.toString(),
  decimal: (words: Uint32Array) => {
    const unscaled = BigInt.asIntN(
      128,
      [...words].reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n),
    );
    const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(5, '0');
    return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
  },
  timestamp: (milliseconds: number) => new Date(milliseconds).toISOString(),
  date: (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10),
  json: (text: string) => JSON.parse(text) as unknown,
};

/** @param columns the declaration of those that the body has, in its order */
export function rowsOf(format: string, body: Uint8Array, columns: readonly DatasetColumn[]): Row[] {
  const text = () => new TextDecoder('utf-8', { fatal: true }).decode(body);
  if (format === 'json') return (JSON.parse(text()) as { rows: Row[] }).rows;
  if (format === 'ndjson')
    return text()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Row);
  if (format === 'csv') return ofCsv(text(), columns);
  const table = tableFromIPC(body);
  const vectors = columns.map(({ name, type }) => [name, type, table.getChild(name)] as const);
  return Array.from({ length: table.numRows }, (_, row) =>
    Object.fromEntries(vectors.map(([name, type, vector]) => [name, orNull(vector?.get(row), ofArrow[type])])),
  );
}

function ofCsv(text: string, columns: readonly DatasetColumn[]): Row[] {
  const types = columns.map(({ type }) => type);
  return parse(text, {
    columns: true,
    record_delimiter: '\r\n',
    cast: (value, { header, quoting, index }) => {
      if (header) return value;
      return value === '' && !quoting ? null : ofText[types[index] ?? 'text'](value);
    },
  }) as Row[];
}

const orNull = (value: unknown, read: (value: never) => unknown) => (value === null || value === undefined ? null : read(value as never));

/** The same rows as the owner of the database sees them in the view, read as text and made of it what the type says. */
export async function storedRows(admin: Sql, workspaceId: number, { name }: Dataset, columns: readonly DatasetColumn[]): Promise<Row[]> {
  const shown = columns.map(({ name: column, type }) => {
    if (type === 'timestamp') return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`;
    return type === 'decimal' ? `${column}::numeric(18,4)::text as ${column}` : `${column}::text as ${column}`;
  });
  const rows = await admin.unsafe<Record<string, string | null>[]>(
    `select ${shown.join(', ')} from dataset.${name} where workspace_id = ${workspaceId}`,
  );
  return rows.map((row) =>
    Object.fromEntries(columns.map(({ name: column, type }) => [column, orNull(row[column], ofText[type] as never)])),
  );
}

/** An export without `limit` comes in no order. */
export const inKeyOrder = ({ key }: Dataset, rows: readonly Row[]): Row[] => {
  const text = (row: Row) => key.map((column) => String(row[column]).padStart(20, ' ')).join('|');
  return rows.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
};

import {
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Field,
  Float64,
  Int32,
  Int64,
  Schema,
  Table,
  TimestampMillisecond,
  tableToIPC,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import type { TableColumn } from './tablePlan.ts';
import type { Cell } from './tableRows.ts';
import type { TableWish } from './tableWish.ts';

/** A page of rows as bytes, in the formats of /bi/v1 and by their rules: the same types, null is empty, an empty text is `""`. */
export function writeTable(columns: readonly TableColumn[], rows: readonly (readonly Cell[])[], wish: TableWish): string | Uint8Array {
  if (wish.format === 'csv') return writeCsv(columns, rows, wish);
  if (wish.format === 'ndjson')
    return rows.map((row) => `${JSON.stringify(Object.fromEntries(columns.map(({ name }, at) => [name, row[at]])))}\n`).join('');
  return writeArrow(columns, rows);
}

function writeCsv(columns: readonly TableColumn[], rows: readonly (readonly Cell[])[], wish: TableWish): string {
  const line = (cells: readonly string[]) => `${cells.join(wish.delimiter)}\r\n`;
  const head = line(columns.map(({ name }) => quote(name, wish.delimiter)));
  const body = rows.map((row) => line(row.map((cell, at) => csvCell(cell, (columns[at] as TableColumn).type, wish))));
  return `${wish.bom ? '\uFEFF' : ''}${head}${body.join('')}`;
}

/** A number is never a text, so -5 stays a number; a text "-5" could as well be "-5+cmd". */
const notTexts: ReadonlySet<string | null> = new Set(['Int', 'Float', 'Boolean', 'BigInt', 'Decimal', 'DateTime', 'Date']);

function csvCell(cell: Cell, type: string | null, { delimiter, escapeFormulas }: TableWish): string {
  if (cell === null) return '';
  const text = typeof cell === 'string' ? cell : JSON.stringify(cell);
  return quote(escapeFormulas && !notTexts.has(type) && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text, delimiter);
}

const quote = (text: string, delimiter: string) =>
  text === '' || /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;

const arrowTypes: Readonly<Record<string, () => DataType>> = {
  Int: () => new Int32(),
  Float: () => new Float64(),
  Boolean: () => new Bool(),
  BigInt: () => new Int64(),
  Decimal: () => new Decimal(4, 18, 128),
  DateTime: () => new TimestampMillisecond('UTC'),
  Date: () => new DateDay(),
};

function arrowValue(cell: Cell, type: string | null): unknown {
  if (cell === null) return null;
  if (type === 'BigInt') return BigInt(cell as string);
  if (type === 'Decimal') return decimalWords(cell as string);
  if (type === 'DateTime') return Date.parse(cell as string);
  if (type === 'Date') return new Date(`${cell as string}T00:00:00Z`);
  if (type !== null && type in arrowTypes) return cell;
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}

/** Ten-thousandths as four words of 32 bits, the lowest first. */
function decimalWords(text: string): Uint32Array {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const size = BigInt(whole + fraction.padEnd(4, '0').slice(0, 4));
  const value = BigInt.asUintN(128, text.startsWith('-') ? -size : size);
  return Uint32Array.from([0n, 32n, 64n, 96n], (shift) => Number((value >> shift) & 0xffffffffn));
}

function writeArrow(columns: readonly TableColumn[], rows: readonly (readonly Cell[])[]): Uint8Array {
  const fields: Field[] = [];
  const vectors: Record<string, Vector> = {};
  for (const [at, { name, type }] of columns.entries()) {
    const arrowType = arrowTypes[type ?? '']?.() ?? new Utf8();
    fields.push(new Field(name, arrowType, true));
    vectors[name] = vectorFromArray(
      rows.map((row) => arrowValue(row[at], type)),
      arrowType,
    );
  }
  return tableToIPC(new Table(new Schema(fields), vectors), 'stream');
}

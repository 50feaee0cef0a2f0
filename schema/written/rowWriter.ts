/** Writes pages of rows as JSON, from the cells that the database gives by their template (cells.sql.ts). */

import type { Queryable } from '../../prisma/sql.ts';
import { type Connection, encodeCursor, type Page } from '../connection.ts';
import type { Snapshot } from '../context.ts';
import { encodeGlobalId } from '../globalId.ts';
import { areWhole, CellRows } from './cellRows.ts';
import { type CellsRow, nullText, type TextForm } from './cells.sql.ts';
import { JsonBytes } from './jsonBytes.ts';
import type { ItemTemplate, RowField, RowTemplate } from './rowTemplate.ts';

/** The rows of a page as a JSON array, and where it stands in its list. */
export interface WrittenPage {
  readonly rows: Buffer;
  readonly pageInfo: Connection<never>['pageInfo'];
}

/** Writes a list that belongs to the current row, from the cells that it is made of. */
export type ListWriter = (out: JsonBytes, items: ItemTemplate, rows: CellRows, cells: readonly number[]) => void;

const noList: ListWriter = () => {
  throw new Error('these rows have no lists');
};

/** What the database gave for the pages of one template, in their order. */
export interface ReadCells {
  readonly texts: TextForm;
  readonly rows: readonly CellsRow[];
}

/** Reads texts plainly and, where one of them holds a separator, once more as JSON. */
export async function readCells(
  template: RowTemplate,
  snapshot: Snapshot,
  select: (sql: Queryable, texts: TextForm) => PromiseLike<CellsRow[]>,
): Promise<ReadCells> {
  const rows = await snapshot.read((sql) => select(sql, 'PLAIN'));
  if (rows.every((row) => areWhole(row, template.cells.length))) return { texts: 'PLAIN', rows };
  return { texts: 'JSON', rows: await snapshot.read((sql) => select(sql, 'JSON')) };
}

/** Pages of one template, parallel to what was read for each. */
export function writePages(template: RowTemplate, pages: readonly Page[], cells: ReadCells, writeList: ListWriter = noList): WrittenPage[] {
  const writer = new RowWriter(template, cells, writeList);
  return pages.map((page, index) => writer.page(cells.rows[index]?.[0] ?? null, page));
}

/** Ascii characters that stand beside cells. */
const [quote, comma, open, close, dot, zero, zone, between, t] = Buffer.from('",[].0ZTt') as unknown as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
const nothing = Buffer.from('null');
const nullBytes = Buffer.from(nullText);
const [yes, no] = [Buffer.from('true'), Buffer.from('false')];

class RowWriter {
  readonly #template: RowTemplate;
  readonly #texts: TextForm;
  readonly #literals: readonly Buffer[];
  readonly #writeList: ListWriter;
  readonly #out: JsonBytes;

  constructor(template: RowTemplate, { texts, rows }: ReadCells, writeList: ListWriter) {
    const read = rows.reduce((sum, [cells]) => sum + (cells?.length ?? 0), 0);
    this.#template = template;
    this.#texts = texts;
    this.#literals = literalsOf(template);
    this.#writeList = writeList;
    this.#out = new JsonBytes(3 * read);
  }

  page(cells: Buffer | null, { first, after }: Page): WrittenPage {
    const { ends, cells: columns } = this.#template;
    const out = this.#out;
    const start = out.length;
    const rows = new CellRows(cells, columns.length);
    let startCursor: string | null = null;
    let count = 0;
    out.addByte(open);
    for (; count < first && rows.next(); count++) {
      if (count > 0) out.addByte(comma);
      this.#row(rows);
      if (ends && count === 0) startCursor = cursorOf(rows, ends);
    }
    out.addByte(close);
    const endCursor = ends && count > 1 ? cursorOf(rows, ends) : startCursor;
    const hasNextPage = rows.next(); // one more than asked for is read only to tell this
    return { rows: out.since(start), pageInfo: { hasNextPage, hasPreviousPage: after !== null, startCursor, endCursor } };
  }

  #row(rows: CellRows): void {
    const { fields } = this.#template;
    const literals = this.#literals;
    this.#out.addBytes(literals[0] as Buffer);
    for (let index = 0; index < fields.length; index++) {
      this.#field(fields[index] as RowField, rows);
      this.#out.addBytes(literals[index + 1] as Buffer);
    }
  }

  #field(field: RowField, rows: CellRows): void {
    const out = this.#out;
    if (field.kind === 'LIST') this.#writeList(out, field.items, rows, field.cells);
    else if (field.kind === 'CURSOR') out.add(`"${cursorOf(rows, field)}"`);
    else if (field.kind === 'TEXT') this.#text(rows, field.cell);
    else if (rows.isEmpty(field.cell)) out.addBytes(nothing);
    else if (field.kind === 'MOMENT') this.#moment(rows, field.cell);
    else if (field.kind === 'BOOLEAN')
      out.addBytes(rows.bytes[rows.starts[field.cell] as number] === t ? yes : no); // `t` or `true`
    else if (field.kind === 'FLOAT') out.add(JSON.stringify(Number(rows.text(field.cell))));
    else if (field.kind === 'ID') out.add(`"${encodeGlobalId(field.typename, rows.text(field.cell))}"`);
    else {
      if (field.kind === 'DECIMAL') out.addByte(quote);
      this.#cell(rows, field.cell);
      if (field.kind === 'DECIMAL') out.addByte(quote);
    }
  }

  #text(rows: CellRows, cell: number): void {
    const { bytes, starts, ends } = rows;
    if (this.#texts === 'JSON') this.#cell(rows, cell);
    else if (rows.holds(cell, nullBytes)) this.#out.addBytes(nothing);
    else this.#out.addText(bytes, starts[cell] as number, ends[cell] as number);
  }

  #cell({ bytes, starts, ends }: CellRows, cell: number): void {
    this.#out.addBytes(bytes, starts[cell], ends[cell]);
  }

  /** `2026-05-17 09:30:00.5` as answers hold it, with milliseconds. */
  #moment({ bytes, starts, ends }: CellRows, cell: number): void {
    const out = this.#out;
    const [start, end] = [starts[cell] as number, ends[cell] as number];
    out.addByte(quote);
    out.addBytes(bytes, start, start + dateLength);
    out.addByte(between);
    out.addBytes(bytes, start + dateLength + 1, end);
    const isWhole = end - start === secondsLength;
    if (isWhole) out.addByte(dot);
    for (let length = end - start + (isWhole ? 1 : 0); length < millisecondsLength; length++) out.addByte(zero);
    out.addByte(zone);
    out.addByte(quote);
  }
}

const dateLength = '2026-05-17'.length;
const secondsLength = '2026-05-17 09:30:00'.length;
const millisecondsLength = '2026-05-17 09:30:00.000'.length;

function cursorOf(rows: CellRows, { id, time }: { readonly id: number; readonly time: number }): string {
  const sortValue = rows.isEmpty(time) ? null : new Date(`${rows.text(time).replace(' ', 'T')}Z`).toISOString();
  return encodeCursor({ sortValue, id: BigInt(rows.text(id)) });
}

const bytesOfLiterals = new WeakMap<RowTemplate, readonly Buffer[]>();

function literalsOf(template: RowTemplate): readonly Buffer[] {
  const known = bytesOfLiterals.get(template);
  if (known) return known;
  const bytes = template.literals.map((literal) => Buffer.from(literal));
  bytesOfLiterals.set(template, bytes);
  return bytes;
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../../prisma/seeds/lumen/generate.ts';
import type { MessyCounts } from '../../../prisma/seeds/lumen/messy.ts';
import { type Row, readCells, readRows, valuesOf } from './readFiles.ts';

const folder = mkdtempSync(join(tmpdir(), 'lumen-messy-'));
const files = new Map<string, { readonly rows: Row[]; readonly emptyRows: number; readonly counts: MessyCounts; readonly bytes: Buffer }>();

beforeAll(() => {
  generate({ out: folder, customers: 1500, seed: 5, messy: true });
  const told = JSON.parse(readFileSync(join(folder, 'messy', 'messy.json'), 'utf8')) as { files: Record<string, MessyCounts> };
  for (const [name, counts] of Object.entries(told.files)) {
    const bytes = readFileSync(join(folder, 'messy', name));
    const text = iconv.decode(bytes, counts.encoding.replace(' with BOM', '')); // drops a byte order mark
    const [header = [], ...lines] = readCells(text, counts.delimiter);
    const filled = lines.filter((cells) => cells.some((cell) => cell !== ''));
    const rows = filled.map((cells) => Object.fromEntries(header.map((column, index) => [column, cells[index] ?? ''])));
    files.set(name, { rows, emptyRows: lines.length - filled.length, counts, bytes });
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string) => files.get(name)!;
const count = (name: string, column: string, test: (cell: string) => boolean) => valuesOf(file(name).rows, column).filter(test).length;

/** Lines beyond the first of their kind. */
const repeated = (values: readonly string[]) => values.length - new Set(values).size;

describe('messy.json counts what is in the files', () => {
  it('rows, empty rows at the end and unknown columns', () => {
    for (const [name, { rows, emptyRows, counts }] of files) {
      expect([rows.length, emptyRows], name).toEqual([counts.rows, counts.emptyRowsAtEnd]);
      expect(Object.keys(rows[0] ?? {}), name).toEqual(expect.arrayContaining([...counts.unknownColumns]));
    }
    expect(file('orders.csv').emptyRows).toBe(5);
  });

  it('exact duplicates, and keys that a later line corrects', () => {
    for (const [name, { rows, counts }] of files) {
      const key = Object.keys(rows[0] ?? {})[0] ?? '';
      const keyed = rows.filter((row) => row[key] !== '');
      const duplicates = repeated(keyed.map((row) => JSON.stringify(row)));
      expect(duplicates, name).toBe(counts.faults.exactDuplicate ?? 0);
      expect(repeated(valuesOf(keyed, key)) - duplicates, name).toBe(counts.faults.correctedKey ?? 0);
    }
    expect(file('orders.csv').counts.faults.correctedKey).toBeGreaterThan(20);
  });

  it('the last line of a key is the right one', () => {
    const clean = new Map(readRows(folder, 'orders.csv').map((row) => [row.order_id, row.status]));
    const last = new Map(file('orders.csv').rows.map((row) => [row.order_id ?? '', row.status]));
    last.delete('');
    for (const [id, status] of last) expect(status).toBe(clean.get(id));
  });

  it.each([
    ['customers.csv', 'external_id', 'email'],
    ['orders.csv', 'order_id', null],
    ['subscriptions.csv', 'subscription_id', null],
    ['tickets.csv', 'ticket_id', null],
    ['visits.csv', 'visit_id', null],
    ['events.csv', 'event_id', null],
    ['relationship.csv', 'response_id', null],
  ])('missing ids: %s', (name, column, other) => {
    const { faults } = file(name).counts;
    const without = file(name).rows.filter((row) => row[column] === '');
    expect(without).toHaveLength((faults.missingId ?? 0) + (faults.missingIdAndEmail ?? 0));
    if (other) expect(without.filter((row) => row[other] === '')).toHaveLength(faults.missingIdAndEmail ?? 0);
  });

  it.each(['orders.csv', 'subscriptions.csv', 'tickets.csv', 'invitations.csv', 'relationship.csv'])('missing customers: %s', (name) =>
    expect(count(name, 'customer_external_id', (cell) => cell === '')).toBe(file(name).counts.faults.missingCustomer),
  );

  it.each([
    ['customers.csv', 'created_at'],
    ['orders.csv', 'ordered_at'],
    ['tickets.csv', 'created_at'],
    ['relationship.csv', 'submitted_at'],
  ])('impossible dates: %s', (name, column) => {
    const exists = (cell: string) => {
      const time = Date.parse(cell);
      return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 19) === cell.slice(0, 19);
    };
    expect(count(name, column, (cell) => !exists(cell))).toBe(file(name).counts.faults.impossibleDate);
  });

  it.each([
    ['orders.csv', 'revenue'],
    ['subscriptions.csv', 'mrr'],
    ['relationship.csv', 'price'],
    ['spend.csv', 'amount'],
  ])('decimal commas: %s', (name, column) =>
    expect(count(name, column, (cell) => cell.includes(','))).toBe(file(name).counts.faults.decimalComma),
  );

  it.each([
    ['customers.csv', 'segment'],
    ['orders.csv', 'margin'],
    ['tickets.csv', 'category'],
    ['relationship.csv', 'product'],
    ['spend.csv', 'amount'],
  ])('cells that say n/a: %s', (name, column) =>
    expect(count(name, column, (cell) => cell === 'n/a')).toBe(file(name).counts.faults.notAvailableCell),
  );

  it.each([
    ['orders.csv', 'margin', 'blankCell', (cell: string) => cell === ''],
    ['customers.csv', 'country', 'blankCell', (cell: string) => cell === ''],
    ['orders.csv', 'currency', 'otherCurrency', (cell: string) => cell !== 'EUR'],
    ['subscriptions.csv', 'currency', 'otherCurrency', (cell: string) => cell !== 'EUR'],
    ['subscriptions.csv', 'ended_at', 'endBeforeStart', (cell: string) => cell.startsWith('2001')],
    ['relationship.csv', 'recommend', 'outOfScale', (cell: string) => cell === '11'],
    ['contact.csv', 'csat', 'outOfScale', (cell: string) => cell === '0'],
    ['events.csv', 'properties', 'brokenJson', (cell: string) => !cell.endsWith('}')],
  ] as const)('%s %s: %s', (name, column, fault, test) => expect(count(name, column, test)).toBe(file(name).counts.faults[fault]));

  it('rows of customers that customers.csv does not have', () => {
    const known = new Set(valuesOf(file('customers.csv').rows, 'external_id'));
    for (const [name, { rows, counts }] of files) {
      if (!('customer_external_id' in (rows[0] ?? {}))) continue;
      expect(
        valuesOf(rows, 'customer_external_id').filter((id) => id !== '' && !known.has(id)),
        name,
      ).toHaveLength(counts.rowsOfMissingCustomers);
    }
    expect(file('orders.csv').counts.rowsOfMissingCustomers).toBeGreaterThan(0);
  });

  it('orders that come late, some of them with a ticket that is there before', () => {
    const late = new Set(valuesOf(file('orders-late.csv').rows, 'order_id'));
    expect(late.size).toBeGreaterThan(50);
    expect(valuesOf(file('orders.csv').rows, 'order_id').filter((id) => late.has(id))).toEqual([]);
    const about = valuesOf(file('tickets.csv').rows, 'order_id').filter((id) => late.has(id));
    expect(about).toHaveLength(file('tickets.csv').counts.rowsAboutLateOrders);
    expect(about.length).toBeGreaterThan(0);
  });
});

describe('encodings', () => {
  it('customers are windows-1252 with semicolons, and no UTF-8', () => {
    const { bytes, counts, rows } = file('customers.csv');
    expect([counts.encoding, counts.delimiter, counts.lineEnd]).toEqual(['windows-1252', ';', 'CRLF']);
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow();
    const names = new Map(readRows(folder, 'customers.csv').map((row) => [row.external_id, row.first_name]));
    for (const row of rows) if (row.external_id) expect(row.first_name).toBe(names.get(row.external_id));
  });

  it('orders have a byte order mark and CRLF, tickets are UTF-16', () => {
    expect(file('orders.csv').bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
    expect(
      file('orders.csv')
        .bytes.toString()
        .split('\n')
        .slice(0, -1)
        .every((line) => line.endsWith('\r')),
    ).toBe(true);
    expect(file('tickets.csv').bytes.subarray(0, 2).toString('hex')).toBe('fffe');
  });
});

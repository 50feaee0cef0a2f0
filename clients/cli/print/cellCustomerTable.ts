/** Customers in cells of value and loyalty, as a table or as CSV. */
import type { CellCustomer } from '../server/readCells.ts';
import type { CsvStyle } from './csv.ts';
import { formatNumber, formatShare } from './numbers.ts';
import { csvRows } from './rowPieces.ts';
import { table } from './table.ts';

const money = (value: number | null | undefined) => formatNumber(value, 2);

export function cellCustomerTable(rows: readonly CellCustomer[]): string[] {
  return table(
    [
      { title: 'loyalty', cell: ({ loyalty }) => (loyalty ?? '').toLowerCase() },
      { title: 'tier', align: 'right', cell: ({ tier }) => String(tier) },
      { title: '#', align: 'right', cell: ({ position }) => String(position) },
      { title: 'customer', cell: ({ customer }) => customer?.externalId ?? '–' },
      { title: 'answer', align: 'right', cell: ({ score }) => formatNumber(score, 0) },
      { title: 'value', align: 'right', cell: ({ value }) => money(value) },
      { title: 'revenue', align: 'right', cell: ({ revenue }) => money(revenue) },
      { title: 'cost to serve', align: 'right', cell: ({ costToServe }) => money(costToServe) },
      { title: 'net value', align: 'right', cell: ({ netValue }) => money(netValue) },
      { title: 'risk', align: 'right', cell: ({ churnRisk }) => formatShare(churnRisk) },
      { title: 'revenue at risk', align: 'right', cell: ({ revenueAtRisk }) => money(revenueAtRisk) },
    ],
    rows,
  );
}

const csvColumns = [
  'loyalty',
  'tier',
  'position',
  'customer',
  'score',
  'value',
  'revenue',
  'costToServe',
  'netValue',
  'churnRisk',
  'revenueAtRisk',
] as const satisfies (keyof CellCustomer)[];

export function cellCustomerCsv(rows: AsyncIterable<CellCustomer>, style: CsvStyle = {}): AsyncGenerator<string> {
  const flat = async function* () {
    for await (const { customer, ...numbers } of rows) yield { ...numbers, customer: customer?.externalId ?? null };
  };
  return csvRows(csvColumns, flat(), style);
}

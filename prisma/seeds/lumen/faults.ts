import type { CsvStyle } from './csvFile.ts';
import type { FileName } from './tables.ts';

/** A row by the names of its cells, as a fault changes it. */
export type Cells = Record<string, string>;

/** What is wrong with a row; at most one fault a row, so that counts do not overlap. */
export interface Fault {
  readonly name: FaultName;
  /** Probability for each row. */
  readonly share: number;
  /** What the cells become; for a corrected row the earlier, wrong line. Null where this row cannot have the fault. */
  readonly change?: (cells: Cells) => Cells | null;
}

export type FaultName =
  | 'exactDuplicate' // the same line once more, further down
  | 'correctedKey' // the same key twice: the later line is right
  | 'missingId' // the row's own id is blank
  | 'missingIdAndEmail' // customers: nothing says who it is
  | 'missingCustomer' // the customer's id is blank
  | 'impossibleDate' // a day that no calendar has
  | 'endBeforeStart'
  | 'decimalComma' // 12,50
  | 'otherCurrency'
  | 'outOfScale'
  | 'brokenJson'
  | 'blankCell' // a cell that is filled in the clean file
  | 'notAvailableCell'; // n/a

export interface MessyFilePlan {
  readonly style: CsvStyle;
  /** Columns that no importer knows, filled in every row. */
  readonly unknownColumns?: readonly string[];
  readonly emptyRowsAtEnd?: number;
  readonly faults: readonly Fault[];
}

const set = (changes: Cells) => (cells: Cells) => ({ ...cells, ...changes });
const commaIn =
  (...names: string[]) =>
  (cells: Cells) => ({ ...cells, ...Object.fromEntries(names.map((name) => [name, (cells[name] ?? '').replace('.', ',')])) });
const blank = (name: string) => (cells: Cells) => (cells[name] === '' ? null : { ...cells, [name]: '' });

const plain: CsvStyle = { encoding: 'utf-8', delimiter: ',', lineEnd: '\n' };
const duplicates: Fault = { name: 'exactDuplicate', share: 0.01 };
const nobody: Fault = { name: 'missingCustomer', share: 0.004, change: blank('customer_external_id') };

/** How each file of the messy company is written and what is wrong in it; a file that is not named is as in the clean one. */
export const messyPlans: Readonly<Partial<Record<FileName, MessyFilePlan>>> = {
  'customers.csv': {
    style: { encoding: 'windows-1252', delimiter: ';', lineEnd: '\r\n' },
    unknownColumns: ['loyalty_card', 'Größe'],
    emptyRowsAtEnd: 3,
    faults: [
      duplicates,
      { name: 'correctedKey', share: 0.01, change: set({ country: 'XX', segment: 'unknown' }) },
      { name: 'missingId', share: 0.003, change: blank('external_id') },
      { name: 'missingIdAndEmail', share: 0.002, change: set({ external_id: '', email: '' }) },
      { name: 'impossibleDate', share: 0.003, change: set({ created_at: '2024-02-30T09:00:00Z' }) },
      { name: 'blankCell', share: 0.02, change: blank('country') },
      { name: 'notAvailableCell', share: 0.02, change: set({ segment: 'n/a' }) },
    ],
  },
  'orders.csv': {
    style: { encoding: 'utf-8 with BOM', delimiter: ',', lineEnd: '\r\n' },
    unknownColumns: ['warehouse_note'],
    emptyRowsAtEnd: 5,
    faults: [
      duplicates,
      { name: 'correctedKey', share: 0.01, change: set({ status: 'pending', revenue: '0.01', total: '0.01', margin: '0.00' }) },
      { name: 'missingId', share: 0.003, change: blank('order_id') },
      nobody,
      { name: 'otherCurrency', share: 0.01, change: (cells) => ({ ...cells, currency: Number(cells.revenue) > 60 ? 'USD' : 'CHF' }) },
      { name: 'impossibleDate', share: 0.002, change: set({ ordered_at: '2025-13-01T00:00:00Z' }) },
      { name: 'decimalComma', share: 0.01, change: commaIn('revenue', 'total') },
      { name: 'blankCell', share: 0.01, change: blank('margin') },
      { name: 'notAvailableCell', share: 0.005, change: set({ margin: 'n/a' }) },
    ],
  },
  'subscriptions.csv': {
    style: plain,
    faults: [
      duplicates,
      {
        name: 'correctedKey',
        share: 0.02,
        change: set({ status: 'active', canceled_at: '', ended_at: '', cancel_kind: '', amount: '1.00' }),
      },
      { name: 'missingId', share: 0.005, change: blank('subscription_id') },
      nobody,
      {
        name: 'endBeforeStart',
        share: 0.01,
        change: (cells) => (cells.ended_at === '' ? null : { ...cells, ended_at: '2001-01-01T00:00:00Z' }),
      },
      { name: 'decimalComma', share: 0.01, change: commaIn('amount', 'mrr') },
      { name: 'otherCurrency', share: 0.01, change: set({ currency: 'GBP' }) },
    ],
  },
  'tickets.csv': {
    style: { encoding: 'utf-16le', delimiter: ',', lineEnd: '\n' },
    emptyRowsAtEnd: 1,
    faults: [
      duplicates,
      { name: 'correctedKey', share: 0.02, change: set({ status: 'new', first_response_at: '', solved_at: '', priority: 'unset' }) },
      { name: 'missingId', share: 0.005, change: blank('ticket_id') },
      nobody,
      { name: 'impossibleDate', share: 0.003, change: set({ created_at: '0000-00-00 00:00:00' }) },
      { name: 'blankCell', share: 0.01, change: blank('first_response_at') },
      { name: 'notAvailableCell', share: 0.01, change: set({ category: 'n/a' }) },
    ],
  },
  'visits.csv': { style: plain, faults: [duplicates, { name: 'missingId', share: 0.002, change: blank('visit_id') }] },
  'events.csv': {
    style: plain,
    faults: [
      duplicates,
      { name: 'missingId', share: 0.002, change: blank('event_id') },
      { name: 'brokenJson', share: 0.002, change: set({ properties: '{"topic": ' }) },
    ],
  },
  'invitations.csv': {
    style: plain,
    faults: [
      duplicates,
      {
        name: 'correctedKey',
        share: 0.05,
        change: (cells) => (cells.state === 'SENT' ? null : { ...cells, state: 'SENT', response_id: '' }),
      },
      nobody,
    ],
  },
  'relationship.csv': {
    style: plain,
    unknownColumns: ['panel_wave'],
    faults: [
      duplicates,
      { name: 'correctedKey', share: 0.01, change: (cells) => ({ ...cells, recommend: cells.recommend === '0' ? '10' : '0' }) },
      { name: 'missingId', share: 0.005, change: blank('response_id') },
      nobody,
      { name: 'impossibleDate', share: 0.003, change: set({ submitted_at: '2024-11-31T12:00:00Z' }) },
      { name: 'outOfScale', share: 0.005, change: set({ recommend: '11' }) },
      { name: 'decimalComma', share: 0.005, change: set({ price: '3,0' }) },
      { name: 'notAvailableCell', share: 0.01, change: set({ product: 'n/a' }) },
    ],
  },
  'contact.csv': { style: plain, faults: [duplicates, { name: 'outOfScale', share: 0.01, change: set({ csat: '0' }) }] },
  'spend.csv': {
    style: plain,
    faults: [
      { name: 'decimalComma', share: 0.03, change: commaIn('amount') },
      { name: 'notAvailableCell', share: 0.01, change: set({ amount: 'n/a' }) },
    ],
  },
};

/** Late rows: this share of orders is missing from orders.csv and comes in orders-late.csv. */
export const shareLateOrders = 0.02;
/** Customers that customers.csv leaves out, though other files speak of them. */
export const shareLeftOut = 0.01;

/** Files for the load bench: the same rows in every run, pseudo-random by a counter, written as they stream. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

export interface LoadFile {
  readonly as: 'orders' | 'responses';
  readonly header: readonly string[];
  /** Types of a bare table that holds the rows as they are in the file. */
  readonly types: readonly string[];
  /** Beside the primary key: those of the product's table, in the file's columns. */
  readonly indexes: readonly string[];
  readonly row: (index: number) => string;
}

export const customerCount = 100_000;
export const ratingCount = 20;
const ratings = Array.from({ length: ratingCount }, (_, index) => `q${index + 1}`);

/** Well-mixed bits of (index, lane): the finaliser of MurmurHash3. */
function mixed(index: number, lane: number): number {
  let bits = (Math.imul(index, 0x9e3779b1) ^ Math.imul(lane + 1, 0x85ebca6b)) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

const customerOf = (index: number) => `C${String(mixed(index, 0) % customerCount).padStart(7, '0')}`;

/** Two years in the order of the numbers, as a shop counts its orders and a survey tool its answers. */
const timeOf = (index: number) => new Date(Date.UTC(2024, 0, 1) + index * 63_000 + (mixed(index, 1) % 60_000)).toISOString();

export const ordersFile: LoadFile = {
  as: 'orders',
  header: [
    'order_id',
    'customer_external_id',
    'ordered_at',
    'status',
    'currency',
    'revenue',
    'total',
    'discount',
    'tax',
    'shipping',
    'refunded_amount',
    'margin',
    'channel',
  ],
  types: [
    'text',
    'text',
    'timestamptz',
    'text',
    'text',
    'numeric',
    'numeric',
    'numeric',
    'numeric',
    'numeric',
    'numeric',
    'numeric',
    'text',
  ],
  indexes: ['order_id', 'customer_external_id, ordered_at, id', 'ordered_at, id'],
  row: (index) => {
    const cents = 500 + (mixed(index, 2) % 20_000);
    const money = (share: number) => (Math.round(cents * share) / 100).toFixed(2);
    const status = mixed(index, 3) % 20 === 0 ? 'cancelled' : 'paid';
    const channel = ['web', 'app', 'shop'][mixed(index, 4) % 3];
    return `O${String(index).padStart(8, '0')},${customerOf(index)},${timeOf(index)},${status},EUR,${money(1)},${money(1.25)},0.00,${money(0.2)},${money(0.05)},0.00,${money(0.4)},${channel}`;
  },
};

export const responsesFile: LoadFile = {
  as: 'responses',
  header: ['response_id', 'customer_external_id', 'submitted_at', ...ratings],
  types: ['text', 'text', 'timestamptz', ...ratings.map(() => 'real')],
  indexes: ['response_id', 'customer_external_id, submitted_at desc, id desc', 'submitted_at, id', 'submitted_at, id'],
  row: (index) => {
    let line = `R${String(index).padStart(8, '0')},${customerOf(index + 7)},${timeOf(index)}`;
    for (let question = 0; question < ratingCount; question += 4) {
      const bits = mixed(index, 10 + question);
      for (let shift = 0; shift < 32; shift += 8) line += `,${1 + (((bits >>> shift) & 255) % 5)}`;
    }
    return line;
  },
};

export const customersFile = (): string =>
  `external_id,created_at\n${Array.from({ length: customerCount }, (_, index) => `C${String(index).padStart(7, '0')},2023-06-01`).join('\n')}\n`;

export const loadCodebook = {
  key: 'load',
  title: 'Load',
  questions: ratings.map((key) => ({ key, label: key, kind: 'RATING', scaleMin: 1, scaleMax: 5, role: 'DRIVER' })),
};

export async function writeFile(path: string, { header, row }: LoadFile, rows: number): Promise<void> {
  const stream = createWriteStream(path);
  let block = `${header.join(',')}\n`;
  for (let index = 1; index <= rows; index++) {
    block += `${row(index)}\n`;
    if (block.length < 256 * 1024) continue;
    if (!stream.write(block)) await once(stream, 'drain');
    block = '';
  }
  stream.end(block);
  await finished(stream);
}

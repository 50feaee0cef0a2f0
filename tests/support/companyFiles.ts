/** The files of a small company, as a reader of README would have them: 150 customers, what they bought, asked, visited and answered in a year. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

type Row = Readonly<Record<string, string | number>>;
const customers = 150;
const day = (offset: number) => new Date(Date.UTC(2025, 6, 1) + offset * 86_400_000).toISOString().slice(0, 10);
const moment = (offset: number) => `${day(offset)}T12:00:00Z`;
const ids = Array.from({ length: customers }, (_, n) => n);
const name = (n: number) => `C-${1000 + n}`;
/** Numbers that look like chance and are the same in every run: 0-1. */
const chance = (n: number, salt: number) => ((n * 7919 + salt * 104_729 + n * n * 31) % 1009) / 1009;

/** Orders of one customer every few weeks, until most stop: as many as a risk of silence takes to be told. */
const orders = ids.flatMap((n) => {
  const gap = 10 + Math.floor(chance(n, 1) * 50);
  const last = n % 3 > 0 ? 90 + n : 360;
  return Array.from({ length: Math.ceil(last / gap) }, (_, k) => ({ n, k, at: (n % 30) + k * gap })).filter(({ at }) => at < last);
});
const answers = ids.map((n) => {
  const [delivery, support, price] = [1, 2, 3].map((salt) => 1 + Math.floor(chance(n, salt + 10) * 5)) as [number, number, number];
  const overall = Math.min(10, Math.max(0, Math.round(delivery + 0.6 * support + 0.3 * price - 1 + chance(n, 5) * 2)));
  return {
    n,
    delivery,
    support,
    price,
    overall,
    recommend: Math.min(10, overall + (n % 3) - 1 < 0 ? 0 : overall + (n % 3) - 1),
    at: 185 + (n % 90),
  };
});

const tables: Readonly<Record<string, readonly Row[]>> = {
  'customers.csv': ids.map((n) => ({
    ...{ external_id: name(n), email: `c${n}@acme.example`, created_at: day(n % 30), segment: n % 3 === 0 ? 'business' : 'private' },
    acquisition_channel: n % 2 === 0 ? 'SEARCH' : 'FRIENDS',
  })),
  'answers.csv': answers.map(({ n, at, ...scores }) => ({
    ...{ response_id: `R-${n}`, customer_external_id: name(n), submitted_at: moment(at), touchpoint: n % 2 === 0 ? 'checkout' : 'support' },
    ...scores,
  })),
  'orders.csv': orders.map(({ n, k, at }) => ({
    ...{
      order_id: `O-${n}-${k}`,
      customer_external_id: name(n),
      date: moment(at),
      status: 'PAID',
      currency: 'EUR',
      amount: 20 + ((n + k) % 60),
    },
  })),
  'tickets.csv': ids
    .filter((n) => n % 3 === 0)
    .map((n) => ({
      ...{
        ticket_id: `T-${n}`,
        customer_external_id: name(n),
        kind: n % 2 === 0 ? 'COMPLAINT' : 'QUESTION',
        channel: 'MAIL',
        created_at: moment(150 + (n % 60)),
      },
      ...{ first_response_at: moment(151 + (n % 60)), status: 'SOLVED' },
    })),
  'visits.csv': ids.map((n) => ({
    ...{
      visit_id: `V-${n}`,
      visitor_id: `v${n}`,
      customer_external_id: name(n),
      started_at: moment(180 + (n % 60)),
      source: 'google',
      pageviews: 1 + (n % 5),
    },
  })),
  'events.csv': ids.map((n) => ({
    ...{
      event_id: `E-${n}`,
      customer_external_id: name(n),
      occurred_at: moment(180 + (n % 60)),
      name: n % 2 === 0 ? 'buy' : 'add_to_cart',
    },
  })),
  'touchpoints.csv': ['website', 'checkout', 'product', 'delivery', 'support'].map((key, position) => ({
    touchpoint_id: key,
    name: key,
    stage: position < 2 ? 'choose' : 'use',
    position,
  })),
  'market.csv': ids.flatMap((n) =>
    ['Acme', 'Other'].map((brand) => ({
      ...{ response_id: `M-${n}-${brand}`, submitted_at: moment(200), brand, sample_source: 'PANEL' },
      ...{ overall: 1 + ((n + brand.length) % 5), delivery: 1 + ((n * 3) % 5), price: 1 + ((n * 5 + brand.length) % 5) },
    })),
  ),
};
/** For `earshot fit`: the columns that its examples name. */
const plainTables: typeof tables = {
  'answers.csv': answers.map(({ n, overall, price, support, delivery }) => ({ customer_id: name(n), overall, price, support, delivery })),
  'customers.csv': ids.map((n) => ({
    ...{ days: 1 + Math.floor(chance(n, 20) * 700), churned: Number(chance(n, 21) < 0.5), plan: n % 2 === 0 ? 'basic' : 'plus' },
    ...{ price: 1 + Math.floor(chance(n, 22) * 5), tickets: Math.floor(chance(n, 23) * 4) },
  })),
  'orders.csv': orders.map(({ n, at }) => ({ customer_id: name(n), ordered_on: day(at + 180) })),
};
const rating = (key: string) => ({ key, label: `How satisfied with ${key}?`, kind: 'RATING', scaleMin: 1, scaleMax: 5, role: 'DRIVER' });
const codebook = {
  ...{ key: 'relationship-2026', title: 'Relationship', kind: 'RELATIONAL' },
  questions: [
    ...['delivery', 'support', 'price'].map(rating),
    { key: 'overall', label: 'All in all?', kind: 'NUMBER', scaleMin: 0, scaleMax: 10, role: 'OUTCOME' },
    { key: 'recommend', label: 'Would you recommend us?', kind: 'NPS', scaleMin: 0, scaleMax: 10, role: 'OUTCOME' },
  ],
};

export async function writeCompanyFiles(folder: string): Promise<void> {
  await writeTables(folder, tables);
  await writeFile(join(folder, 'codebook.json'), JSON.stringify(codebook));
}

export const writePlainFiles = (folder: string): Promise<void> => writeTables(folder, plainTables);

async function writeTables(folder: string, given: typeof tables): Promise<void> {
  for (const [file, rows] of Object.entries(given)) {
    const columns = Object.keys(rows[0] ?? {});
    const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
    await writeFile(join(folder, file), lines.map((cells) => `${cells.join()}\n`).join(''));
  }
}

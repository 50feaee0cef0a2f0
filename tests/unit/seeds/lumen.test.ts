import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate, simulateCustomer } from '../../../prisma/seeds/lumen/generate.ts';
import { headers } from '../../../prisma/seeds/lumen/tables.ts';
import { codebookSchema } from '../../../worker/imports/codebook.ts';
import { type Row, readRows, valuesOf } from './readFiles.ts';

const customers = 600;
const root = mkdtempSync(join(tmpdir(), 'lumen-'));
const folder = join(root, 'clean');
const files = {} as Record<keyof typeof headers, Row[]>;
const program = join(import.meta.dirname, '../../../prisma/seeds/lumen/generate.ts');

beforeAll(() => {
  generate({ out: folder, customers, seed: 11, messy: true });
  for (const name of Object.keys(headers) as (keyof typeof headers)[]) files[name] = readRows(folder, name);
});
afterAll(() => rmSync(root, { recursive: true }));

describe('repeatability', () => {
  it('the same seed and size give the same bytes, messy files included', () => {
    const again = join(root, 'again');
    generate({ out: again, customers, seed: 11, messy: true });
    const names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length));
    expect(names.length).toBeGreaterThan(25);
    for (const name of names) expect(readFileSync(join(again, name)).equals(readFileSync(join(folder, name))), name).toBe(true);
  });

  it('another seed is another company', () => expect(simulateCustomer(12, 1)).not.toEqual(simulateCustomer(11, 1)));

  it('customer k is the same whatever the number of customers', () => {
    const small = join(root, 'small');
    generate({ out: small, customers: 200, seed: 11, messy: false });
    const perCustomer = Object.keys(headers).filter((name) => name !== 'spend.csv');
    for (const name of perCustomer) {
      const start = readFileSync(join(small, name), 'utf8');
      expect(readFileSync(join(folder, name), 'utf8').startsWith(start), name).toBe(true);
    }
  });
});

describe('the clean files', () => {
  it('have the neutral headers', () => {
    for (const [name, header] of Object.entries(headers)) {
      expect(readFileSync(join(folder, name), 'utf8').split('\n', 1)[0]).toBe(header.join(','));
    }
  });

  it('say that they are simulated', () => {
    expect(JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'))).toMatchObject({ simulated: true, seed: 11, customers });
    for (const survey of ['relationship', 'contact']) {
      expect(readFileSync(join(folder, `${survey}.codebook.json`), 'utf8')).toContain('(simulated)');
    }
  });

  it('have codebooks as the importer takes them', () => {
    for (const survey of ['relationship', 'contact']) {
      const codebook = codebookSchema.parse(JSON.parse(readFileSync(join(folder, `${survey}.codebook.json`), 'utf8')));
      const columns: readonly string[] = headers[`${survey}.csv` as 'contact.csv'];
      for (const { key } of codebook.questions) expect(columns).toContain(key);
    }
  });

  it('have no key twice', () => {
    for (const [name, rows] of Object.entries(files)) {
      const key = Object.keys(rows[0] ?? {})[0] ?? '';
      expect(new Set(valuesOf(rows, key)).size, name).toBe(rows.length);
    }
  });

  it('name nothing that is not there', () => {
    const keys = (name: keyof typeof headers, column: string) => new Set(valuesOf(files[name], column));
    const unresolved = (name: keyof typeof headers, column: string, known: ReadonlySet<string>) =>
      valuesOf(files[name], column).filter((value) => value !== '' && !known.has(value));
    const customerIds = keys('customers.csv', 'external_id');
    for (const [name, header] of Object.entries(headers) as [keyof typeof headers, readonly string[]][]) {
      if (header.includes('customer_external_id')) expect(unresolved(name, 'customer_external_id', customerIds), name).toEqual([]);
      if (header.includes('touchpoint')) expect(unresolved(name, 'touchpoint', keys('touchpoints.csv', 'touchpoint_id')), name).toEqual([]);
    }
    expect(unresolved('tickets.csv', 'order_id', keys('orders.csv', 'order_id'))).toEqual([]);
    expect(unresolved('events.csv', 'visit_id', keys('visits.csv', 'visit_id'))).toEqual([]);
    const responses = new Set([...keys('relationship.csv', 'response_id'), ...keys('contact.csv', 'response_id')]);
    expect(unresolved('invitations.csv', 'response_id', responses)).toEqual([]);
    expect(valuesOf(files['invitations.csv'], 'response_id').filter(Boolean)).toHaveLength(responses.size);
    const ordered = files['events.csv'].flatMap(({ properties = '' }) => (JSON.parse(properties) as { order_id?: string }).order_id ?? []);
    expect(ordered.filter((id) => !keys('orders.csv', 'order_id').has(id))).toEqual([]);
  });

  it('have times in order, within the records and within the customer', () => {
    const createdAt = new Map(files['customers.csv'].map((row) => [row.external_id, row.created_at]));
    const isTime = (cell: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(cell);
    const wrong: string[] = [];
    for (const [name, rows] of Object.entries(files)) {
      const columns = Object.keys(rows[0] ?? {}).filter((column) => /_(at|from|end)$/.test(column) && name !== 'spend.csv');
      for (const row of rows) {
        const born = createdAt.get(row.customer_external_id ?? '') ?? '';
        for (const column of columns) {
          const cell = row[column] ?? '';
          const isLate = column !== 'current_period_end' && cell > '2026-07-01T00:00:00Z';
          if (cell !== '' && (!isTime(cell) || isLate || cell < born)) wrong.push(`${name} ${column} ${cell}, customer of ${born}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['relationship.csv', 'invited_at', 'submitted_at'],
    ['contact.csv', 'invited_at', 'submitted_at'],
    ['tickets.csv', 'created_at', 'first_response_at'],
    ['tickets.csv', 'first_response_at', 'solved_at'],
    ['visits.csv', 'started_at', 'ended_at'],
    ['subscriptions.csv', 'started_at', 'observed_from'],
    ['subscriptions.csv', 'started_at', 'ended_at'],
    ['subscriptions.csv', 'canceled_at', 'ended_at'],
  ] as const)('%s: %s is not after %s', (name, earlier, later) => {
    const wrong = files[name].filter((row) => row[later] !== '' && (row[earlier] ?? '') > (row[later] ?? ''));
    expect(wrong).toEqual([]);
  });

  it('hold no more of a customer after the decision to leave', () => {
    const leftAt = new Map<string, string>();
    for (const row of files['subscriptions.csv']) {
      const at = row.canceled_at || row.ended_at;
      if (at && row.cancel_kind !== 'MIGRATION') leftAt.set(row.customer_external_id ?? '', at);
    }
    expect(leftAt.size).toBeGreaterThan(30);
    const acts = {
      'orders.csv': 'ordered_at',
      'tickets.csv': 'created_at',
      'visits.csv': 'started_at',
      'relationship.csv': 'submitted_at',
    } as const;
    for (const [name, column] of Object.entries(acts) as [keyof typeof acts, string][]) {
      const later = files[name].filter((row) => (row[column] ?? '') > (leftAt.get(row.customer_external_id ?? '') ?? '9'));
      expect(later, name).toEqual([]);
    }
  });

  it('begin a new subscription where one ended for a change of plan', () => {
    const starts = new Set(files['subscriptions.csv'].map((row) => `${row.customer_external_id} ${row.started_at}`));
    const changes = files['subscriptions.csv'].filter((row) => row.cancel_kind === 'MIGRATION');
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.filter((row) => !starts.has(`${row.customer_external_id} ${row.ended_at}`))).toEqual([]);
  });
});

describe('the survey', () => {
  const stories = Array.from({ length: customers }, (_, index) => simulateCustomer(11, index + 1));

  it('has an expected score within 0 to 10 always, and at most 3 complaints in any 90 days', () => {
    for (const { relationship } of stories) {
      for (const { answer } of relationship) {
        if (!answer) continue;
        expect(answer.mu).toBeGreaterThanOrEqual(0);
        expect(answer.mu).toBeLessThanOrEqual(10);
        expect(answer.complaints90).toBeLessThanOrEqual(3);
      }
    }
  });

  it('never hears of the silent, who still order', () => {
    const silent = stories.filter(({ life }) => life.profile.isSilent);
    expect(silent.length / customers).toBeCloseTo(0.2, 1);
    expect(silent.flatMap(({ life }) => life.tickets)).toEqual([]);
    expect(silent.flatMap(({ relationship }) => relationship).filter(({ answer }) => answer)).toEqual([]);
    expect(silent.flatMap(({ life }) => life.orders).length).toBeGreaterThan(silent.length);
  });

  it('marks support as not applicable for some who never had contact, and leaves few ratings blank', () => {
    const rows = files['relationship.csv'];
    const share = rows.filter((row) => row.support === '9').length / rows.length;
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThan(0.15);
    const firstTicket = new Map<string, string>();
    for (const row of files['tickets.csv'].toReversed()) firstTicket.set(row.customer_external_id ?? '', row.created_at ?? '');
    const contradicting = rows.filter(
      (row) => row.support === '9' && (firstTicket.get(row.customer_external_id ?? '') ?? '9') < (row.invited_at ?? ''),
    );
    expect(contradicting).toEqual([]);
    const blank = rows.filter((row) => row.product === '').length / rows.length;
    expect(blank).toBeLessThan(0.04);
  });
});

describe('the command', () => {
  const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });

  it('writes the files and one line', () => {
    const out = execFileSync(process.execPath, [program, '--out', join(root, 'command'), '--customers', '5'], { encoding: 'utf8' });
    expect(out).toMatch(/^lumen \(simulated\), seed 1: 5 customers, 6 touchpoints, .*\n$/);
  });

  it('helps', () => expect(run('--help').stdout).toContain('--customers N'));

  it.each([
    [['--customers', '5'], '--out is missing'],
    [['--out', root, '--customers', '0'], '--customers is "0", it must be a whole number from 1 to 9999999'],
    [['--out', root, '--customers', '1e3'], '--customers is "1e3"'],
    [['--out', root, '--seed', 'x'], '--seed is "x", it must be a whole number from 0 to 4294967295'],
    [['--out', root, '--sede', '1'], "Unknown option '--sede'"],
  ])('refuses %j', (args, message) => {
    const { status, stderr } = run(...args);
    expect(stderr).toContain(`lumen: ${message}`);
    expect(status).toBe(2);
  });

  it('tells where it cannot write', () => {
    const { status, stderr } = run('--out', join(program, 'below-a-file'), '--customers', '1');
    expect(stderr).toContain('lumen: the files cannot be written');
    expect(status).toBe(1);
  });
});

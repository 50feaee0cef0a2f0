import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { contactCodebook, relationshipCodebook } from './codebooks.ts';
import { drawContact } from './contact.ts';
import { CsvFile } from './csvFile.ts';
import { simulateLife } from './life.ts';
import { MessyCompany } from './messy.ts';
import { Random } from './random.ts';
import { drawRelationship } from './relationship.ts';
import { SpendCounts } from './spend.ts';
import { fileNames, headers, type Rows, rowsOf, type Story, touchpointRows } from './tables.ts';
import { truth } from './truth.ts';
import { drawVisits } from './visits.ts';

export interface GenerateOptions {
  /** The folder to write into; made where it is missing, files of the same names are replaced. */
  readonly out: string;
  readonly customers: number;
  readonly seed: number;
  readonly messy: boolean;
}

/** Customer k of a seed, k = 1, 2, …: each part from a stream of its own, none knows how many customers there are. */
export function simulateCustomer(seed: number, k: number): Story {
  const life = simulateLife(seed, k);
  return {
    life,
    relationship: drawRelationship(life, new Random(seed, k, 'relationship')),
    contact: drawContact(life, new Random(seed, k, 'contact')),
    visits: drawVisits(life, new Random(seed, k, 'web')),
  };
}

/** Writes the company; one customer is in memory at a time. Returns the number of rows of each clean file. */
export function generate({ out, customers, seed, messy }: GenerateOptions): Record<string, number> {
  mkdirSync(out, { recursive: true });
  const files = Object.fromEntries(fileNames.map((name) => [name, new CsvFile(join(out, name), headers[name])]));
  const messyCompany = messy ? new MessyCompany(join(out, 'messy'), seed) : null;
  const counts = new SpendCounts();
  const write = (rows: Rows, k: number) => {
    for (const name of fileNames) for (const row of rows[name] ?? []) files[name]?.write(row);
    messyCompany?.write(rows, k);
  };
  write({ 'touchpoints.csv': touchpointRows }, 0);
  for (let k = 1; k <= customers; k++) {
    const story = simulateCustomer(seed, k);
    counts.add(story.life);
    write(rowsOf(story), k);
  }
  write({ 'spend.csv': counts.rows(seed) }, 0);
  for (const file of Object.values(files)) file.close();
  const rows = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, file.rows]));
  for (const folder of messy ? [out, join(out, 'messy')] : [out]) {
    writeJson(join(folder, 'relationship.codebook.json'), relationshipCodebook);
    writeJson(join(folder, 'contact.codebook.json'), contactCodebook);
  }
  writeJson(join(out, 'truth.json'), truth(seed, customers, rows));
  if (messyCompany) writeJson(join(out, 'messy', 'messy.json'), { simulated: true, seed, customers, files: messyCompany.close() });
  return rows;
}

function writeJson(path: string, value: object): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

const help = `Writes the files of Lumen, a simulated company: no row in them is about a real person.

  node prisma/seeds/lumen/generate.ts --out DIR [--customers 10000] [--seed 1] [--messy]

  --out DIR        folder for the files; made where it is missing, files of the same names are replaced
  --customers N    1 to 9999999, 10000 if not given; customer k of a seed is the same whatever N is
  --seed S         whole number from 0 to 4294967295, 1 if not given; the same seed and N give the same bytes
  --messy          also DIR/messy: the same company with the faults of real files, counted in messy.json
`;

class UsageError extends Error {}

/** @throws UsageError, with what to write instead */
function readOptions(args: string[]): GenerateOptions | 'help' {
  const { values } = parse(args);
  if (values.help) return 'help';
  if (!values.out) throw new UsageError('--out is missing: name the folder to write into');
  return {
    out: values.out,
    customers: wholeNumber('--customers', values.customers, 1, 9_999_999),
    seed: wholeNumber('--seed', values.seed, 0, 4_294_967_295),
    messy: values.messy,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        out: { type: 'string' },
        customers: { type: 'string', default: '10000' },
        seed: { type: 'string', default: '1' },
        messy: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message.split('. ')[0]);
    throw error;
  }
}

function wholeNumber(name: string, text: string, low: number, high: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return value;
  throw new UsageError(`${name} is ${JSON.stringify(text)}, it must be a whole number from ${low} to ${high}`);
}

function main(args: string[]): number {
  try {
    const options = readOptions(args);
    if (options === 'help') {
      process.stdout.write(help);
      return 0;
    }
    const rows = generate(options);
    const list = Object.entries(rows).map(([name, count]) => `${count} ${name.replace('.csv', '')}`);
    process.stdout.write(
      `lumen (simulated), seed ${options.seed}: ${list.join(', ')} in ${options.out}${options.messy ? ', messy too' : ''}\n`,
    );
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`lumen: ${error.message} (--help tells more)\n`);
      return 2;
    }
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    process.stderr.write(`lumen: the files cannot be written: ${error.message}\n`);
    return 1;
  }
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2));

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CsvFile, plainCsv } from './csvFile.ts';
import { type Cells, type Fault, type FaultName, type MessyFilePlan, messyPlans, shareLateOrders, shareLeftOut } from './faults.ts';
import { Random } from './random.ts';
import { type FileName, fileNames, headers, type Rows } from './tables.ts';

type MessyName = FileName | 'orders-late.csv';

/** What a file holds: counts are of its lines. */
export interface MessyCounts {
  readonly encoding: string;
  readonly delimiter: string;
  readonly lineEnd: 'LF' | 'CRLF';
  readonly unknownColumns: readonly string[];
  /** Lines after the header, without the empty rows at the end. */
  rows: number;
  /** Lines of delimiters only, at the end. */
  readonly emptyRowsAtEnd: number;
  /** Lines that name a customer whose id customers.csv does not have. */
  rowsOfMissingCustomers: number;
  /** tickets.csv: lines that name an order of orders-late.csv. */
  rowsAboutLateOrders: number;
  readonly faults: Partial<Record<FaultName, number>>;
}

/** The same company as its files look in reality: a transformation of the clean rows, in the same order of customers. */
export class MessyCompany {
  readonly #seed: number;
  readonly #files: ReadonlyMap<MessyName, MessyFile>;

  constructor(folder: string, seed: number) {
    mkdirSync(folder, { recursive: true });
    this.#seed = seed;
    this.#files = new Map<MessyName, MessyFile>([
      ...fileNames.map((name) => [name, new MessyFile(join(folder, name), headers[name], messyPlans[name])] as const),
      ['orders-late.csv', new MessyFile(join(folder, 'orders-late.csv'), headers['orders.csv'])] as const,
    ]);
  }

  /** The rows of customer k; k = 0 for those that are nobody's. */
  write(rows: Rows, k: number): void {
    const random = new Random(this.#seed, k, 'messy');
    const isLeftOut = k > 0 && random.bernoulli(shareLeftOut);
    const late = new Set<string>();
    let isMissing = isLeftOut;
    for (const name of fileNames) {
      for (const row of rows[name] ?? []) {
        if (name === 'customers.csv') {
          const fault = isLeftOut ? undefined : this.#files.get(name)?.write(row, random);
          isMissing ||= fault === 'missingId' || fault === 'missingIdAndEmail';
        } else if (name === 'orders.csv' && random.bernoulli(shareLateOrders)) {
          late.add(row[0] ?? '');
          this.#files.get('orders-late.csv')?.write(row, random, isMissing);
        } else {
          this.#files.get(name)?.write(row, random, isMissing, name === 'tickets.csv' && late.has(row[2] ?? ''));
        }
      }
    }
  }

  close(): Record<string, MessyCounts> {
    return Object.fromEntries([...this.#files].map(([name, file]) => [name, file.close()]));
  }
}

/** So many later rows of a file stand between a line and its duplicate or correction; the end of the file may come first. */
const heldRows = 50;

/** One file: each row gets at most one of the plan's faults. */
class MessyFile {
  readonly #file: CsvFile;
  readonly #header: readonly string[];
  readonly #plan: MessyFilePlan;
  readonly #counts: MessyCounts;
  #held: { readonly after: number; readonly cells: readonly string[] }[] = [];

  constructor(path: string, header: readonly string[], plan: MessyFilePlan = { style: plainCsv, faults: [] }) {
    const { style, unknownColumns = [], emptyRowsAtEnd = 0 } = plan;
    this.#header = header;
    this.#plan = plan;
    this.#file = new CsvFile(path, [...header, ...unknownColumns], style);
    this.#counts = {
      encoding: style.encoding,
      delimiter: style.delimiter,
      lineEnd: style.lineEnd === '\n' ? 'LF' : 'CRLF',
      unknownColumns,
      rows: 0,
      emptyRowsAtEnd,
      rowsOfMissingCustomers: 0,
      rowsAboutLateOrders: 0,
      faults: Object.fromEntries(plan.faults.map(({ name }) => [name, 0])),
    };
  }

  write(row: readonly string[], random: Random, isOfMissing = false, isAboutLate = false): FaultName | null {
    const clean = [...row, ...(this.#plan.unknownColumns ?? []).map(() => `x${random.integer(1, 9)}`)];
    const chosen = this.#choose(random.uniform());
    const changed = chosen ? this.#changed(clean, chosen) : null;
    const lines =
      !chosen || !changed ? [clean] : chosen.name === 'exactDuplicate' || chosen.name === 'correctedKey' ? [changed, clean] : [changed];
    for (const [index, cells] of lines.entries()) {
      if (isOfMissing && (cells[this.#header.indexOf('customer_external_id')] ?? '') !== '') this.#counts.rowsOfMissingCustomers++;
      if (isAboutLate) this.#counts.rowsAboutLateOrders++;
      if (index === 0) this.#put(cells);
      else this.#held.push({ after: this.#file.rows + heldRows, cells });
    }
    if (!chosen || !changed) return null;
    this.#counts.faults[chosen.name] = (this.#counts.faults[chosen.name] ?? 0) + 1;
    return chosen.name;
  }

  close(): MessyCounts {
    for (const { cells } of this.#held) this.#file.write(cells);
    this.#counts.rows = this.#file.rows;
    for (let row = 0; row < this.#counts.emptyRowsAtEnd; row++) {
      this.#file.writeEmptyRow(this.#header.length + this.#counts.unknownColumns.length);
    }
    this.#file.close();
    return this.#counts;
  }

  #put(cells: readonly string[]): void {
    this.#file.write(cells);
    for (let next = this.#held[0]; next && next.after <= this.#file.rows; next = this.#held[0]) {
      this.#file.write(next.cells);
      this.#held.shift();
    }
  }

  #choose(uniform: number): Fault | null {
    let left = uniform;
    for (const fault of this.#plan.faults) {
      left -= fault.share;
      if (left < 0) return fault;
    }
    return null;
  }

  #changed(clean: readonly string[], { change }: Fault): readonly string[] | null {
    if (!change) return clean;
    const cells: Cells = Object.fromEntries(this.#header.map((name, index) => [name, clean[index] ?? '']));
    const changed = change(cells);
    return changed && [...this.#header.map((name) => changed[name] ?? ''), ...clean.slice(this.#header.length)];
  }
}

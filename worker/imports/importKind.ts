import type { Writable } from 'node:stream';
import type { Transaction } from '../../prisma/sql.ts';
import type { CellFault } from './cellParsers.ts';
import type { Columns } from './columns.ts';
import type { ErasedNames } from './erasedNames.ts';
import type { ImportMapping } from './mapping.ts';
import type { TableReader } from './readTable.ts';
import type { LoadedTable } from './upsert.ts';

/** What is known before the first row: the import, its file's header, and a way to read the file once more. */
export interface KindContext {
  readonly tx: Transaction;
  readonly workspaceId: number;
  readonly importId: bigint;
  readonly timeZone: string;
  readonly currency: string;
  readonly surveyKey: string | null;
  readonly mapping: ImportMapping;
  readonly columns: Columns;
  /** Whom no file brings back; null: nobody. */
  readonly erased: ErasedNames | null;
  readonly readAgain: (reader: TableReader) => Promise<void>;
}

/** Why a row is turned away: the field and what is wrong with it. */
export interface RowFault {
  readonly field: string | null;
  readonly fault: CellFault;
  /** Where its key can be read: the line of COPY that bears it alone, so that no earlier line of the key passes for the newest. */
  readonly keyLine?: string;
}

/** Lines that SQL found fault with: all counted, the first ones named. */
export interface FaultyLines {
  readonly code: string;
  readonly field: string | null;
  readonly reason: string;
  readonly count: number;
  readonly lines: readonly number[];
}

/** The parts of the data that are versioned apart. */
export type DataDomain = 'customers' | 'feedback' | 'crm' | 'web' | 'journey';

export interface LoadOutcome {
  readonly rowsLoaded: number;
  readonly rowsUnchanged: number;
  /** Of customers who were erased: not loaded. */
  readonly rowsOfErased: number;
  readonly faults: readonly FaultyLines[];
  readonly changedDomains: readonly DataDomain[];
  /** Tables that may have grown. */
  readonly tables: readonly LoadedTable[];
  readonly report: Readonly<Record<string, unknown>>;
}

/** One file being loaded as one kind of data. */
export interface OpenImport {
  /** A row as one line of COPY, or why not. */
  encode(cells: readonly string[], line: number): string | RowFault;
  /** Whether it is of a customer who was erased: then no fault of it quotes it. */
  isOfErased(cells: readonly string[]): boolean;
  /** Makes the staging table and opens the COPY into it. */
  stage(): Promise<Writable>;
  /** From the staging table into the tables; the caller holds the lock on this workspace's imports. */
  load(room: number): Promise<LoadOutcome>;
}

/** What the file was staged by is no longer so: it is to be staged anew. */
export class PlanOutdated extends Error {
  constructor() {
    super('another import has changed what this file was staged by');
  }
}

/** How a kind of data is opened. A kind is its fields, its staging table and where the rows go; all else is shared. */
export type ImportKind = (context: KindContext) => Promise<OpenImport>;

import { raiseDataVersions } from '../../prisma/raiseDataVersions.ts';
import { executor, inWorkspace, type Sql, type Transaction } from '../../prisma/sql.ts';
import { Columns } from './columns.ts';
import { orders, spend, subscriptions, tickets } from './crm.ts';
import { customers } from './customers.ts';
import { type ErasedNames, haveMoreBeenErased, readErasedNames, rowsOfErasedWarning } from './erasedNames.ts';
import { factKind } from './facts.ts';
import { capped, ImportFaults, writeFaults } from './importFaults.ts';
import { ImportInputError } from './importInputError.ts';
import { type FaultyLines, type ImportKind, type LoadOutcome, type OpenImport, PlanOutdated } from './importKind.ts';
import { endImport, failImport, type ImportJob, type ImportResult, type ImportRow, readImport } from './importRow.ts';
import { invitations, touchpoints } from './journey.ts';
import { readMapping } from './mapping.ts';
import { misreadRow } from './misreadRow.ts';
import { readTable, type TableReader } from './readTable.ts';
import { responses } from './responses.ts';
import { StageWriter } from './stageWriter.ts';
import { refreshStatistics } from './statistics.ts';
import { undoImport } from './undo/undoImport.ts';
import { events, visits } from './web.ts';

export type OnProgress = (progress: { stage: 'reading' | 'loading'; rowsDone: number; rowsTotal: number | null }) => void;

const kinds: Readonly<Record<string, ImportKind>> = {
  CUSTOMERS: customers,
  RESPONSES: responses,
  ORDERS: factKind(orders),
  SUBSCRIPTIONS: factKind(subscriptions),
  TICKETS: factKind(tickets),
  SPEND: factKind(spend),
  VISITS: factKind(visits),
  EVENTS: factKind(events),
  INVITATIONS: factKind(invitations),
  TOUCHPOINTS: factKind(touchpoints),
};

/**
 * Loads one uploaded file, or takes back what one brought, in one transaction that also ends the import; a lost lease discards all of it. A fault of the
 * file as a whole ends the import FAILED; any other error is thrown, for the job to be tried again.
 */
export async function loadImport(sql: Sql, job: ImportJob, onProgress: OnProgress): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await loadOnce(sql, job, onProgress);
    } catch (error) {
      if (error instanceof ImportInputError) return failImport(sql, job, error);
      if (error instanceof LeaseLost) return;
      if (error instanceof DryRun) return storeDryRun(sql, job, error.result);
      if (attempt === 3 || !isCollision(error)) throw error;
    }
  }
}

/** The row is no longer ours: whoever has it now does the work. */
class LeaseLost extends Error {}

/** Rolls the data back and carries what would have been. */
class DryRun extends Error {
  readonly result: ImportResult;
  constructor(result: ImportResult) {
    super('dry run');
    this.result = result;
  }
}

/** Deadlock, serialization failure, and what somebody else inserted first: the second time it is there. */
const isCollision = (error: unknown) =>
  error instanceof PlanOutdated || ['40P01', '40001', '23505'].includes((error as { code?: string }).code ?? '');

function loadOnce(sql: Sql, job: ImportJob, onProgress: OnProgress): Promise<void> {
  return inWorkspace(sql, job.workspaceId, async (tx) => {
    const row = await readImport(tx, job);
    if (!row) throw new LeaseLost();
    await tx`set local work_mem = '64MB'`; // sorts and hashes of a million keys stay in memory
    const result =
      row.undoesId === null ? await stageAndLoad(sql, tx, job, row, onProgress) : await takeBack(tx, job, row.undoesId, onProgress);
    if (row.dryRun) throw new DryRun(result);
    await writeFaults(tx, job.workspaceId, job.importId, result.faults);
    if (!(await endImport(tx, job, result))) throw new LeaseLost();
  });
}

/** What the dry run found, without the data. When the lease is lost by now, nothing is stored. */
function storeDryRun(sql: Sql, job: ImportJob, result: ImportResult): Promise<void> {
  return inWorkspace(sql, job.workspaceId, async (tx) => {
    if (await endImport(tx, job, result)) await writeFaults(tx, job.workspaceId, job.importId, result.faults);
  });
}

async function takeBack(tx: Transaction, { workspaceId }: ImportJob, undoesId: bigint, onProgress: OnProgress): Promise<ImportResult> {
  onProgress({ stage: 'loading', rowsDone: 0, rowsTotal: null });
  await tx`select pg_advisory_xact_lock(${workspaceId}, ${importLock})`;
  const { result, changedDomains } = await undoImport(tx, { workspaceId, importId: undoesId });
  await raiseDataVersions(executor(tx), workspaceId, changedDomains);
  return { ...result, checksum: null };
}

async function stageAndLoad(sql: Sql, tx: Transaction, job: ImportJob, row: ImportRow, onProgress: OnProgress): Promise<ImportResult> {
  const mapping = readMapping(row.mapping);
  let checksum = row.checksum;
  const onChecksum = (found: string) => {
    checksum ??= found; // an upload in several requests may come without one
    if (checksum !== found)
      throw new ImportInputError(
        'CHECKSUM_MISMATCH',
        'the bytes that came are not those of the checksum of the file, which may have been written to meanwhile: send it again once nobody does',
      );
  };
  const source = { ...job, onChecksum, encoding: mapping.encoding, delimiter: mapping.delimiter };
  const read = (reader: TableReader) => readTable(sql, source, reader);
  const readAgain = (reader: TableReader) => read({ ...reader, onBlock: keptAwake(tx, onProgress) });
  const kind = kinds[row.kind];
  if (!kind) throw new ImportInputError('UNKNOWN_KIND', `there is no import of ${row.kind}`);
  const faults = new ImportFaults();
  const erased = await readErasedNames(tx, job.workspaceId);
  let open: OpenImport | undefined;
  let columns = new Columns([]);
  const rows = await stageRows(tx, read, faults, erased, onProgress, async (header) => {
    columns = new Columns(header);
    const { timeZone, currency, surveyKey } = row;
    const context = { tx, ...job, timeZone, currency, surveyKey, mapping, columns, erased, readAgain };
    open = await kind(context);
    return open;
  });
  if (!open) throw new Error('a file without a header was staged');
  onProgress({ stage: 'loading', rowsDone: 0, rowsTotal: rows });
  // Imports of one workspace take turns from here on: nobody else changes what has been compared until it is written.
  await tx`select pg_advisory_xact_lock(${job.workspaceId}, ${importLock})`;
  if (await haveMoreBeenErased(tx, job.workspaceId, erased)) throw new PlanOutdated();
  await tx`select set_config('enable_nestloop', ${rows > fewRows ? 'off' : 'on'}, true)`;
  const outcome = await open.load(faults.room);
  if (outcome.rowsLoaded > fewRows) await refreshStatistics(tx, outcome.tables);
  await addLateFaults(readAgain, open, faults, outcome.faults);
  await raiseDataVersions(executor(tx), job.workspaceId, outcome.changedDomains);
  onProgress({ stage: 'loading', rowsDone: rows, rowsTotal: rows });
  return { ...summarise(rows, faults, outcome, columns.ignored()), checksum };
}

/**
 * With more rows than this they are matched by hash joins only. A table that was small when last analysed looks as if any index with
 * workspace_id in front would do; a nested loop over such a one grows with the square of the rows.
 */
const fewRows = 2000;

/** While the file is read beside an open transaction, the server must not take that one for abandoned. */
function keptAwake(tx: Transaction, onProgress: OnProgress): () => Promise<void> {
  let spokenAt = performance.now();
  return async () => {
    onProgress({ stage: 'reading', rowsDone: 0, rowsTotal: null });
    if (performance.now() - spokenAt < 5000) return;
    await tx`select`;
    spokenAt = performance.now();
  };
}

/** Second key of the advisory locks of a workspace. */
const importLock = 1;

/** Streams the file into the staging table; rows with a fault stay out, but for their keys. Returns how many rows there were. */
async function stageRows(
  tx: Transaction,
  read: (reader: TableReader) => Promise<void>,
  faults: ImportFaults,
  erased: ErasedNames | null,
  onProgress: OnProgress,
  open: (header: readonly string[]) => Promise<OpenImport>,
): Promise<number> {
  let writer: StageWriter | undefined;
  let rows = 0;
  try {
    await read({
      onHeader: async (header, delimiter) => {
        const target = await open(header);
        const stage = new StageWriter(await target.stage());
        writer = stage;
        const shape = { width: header.length, delimiter, isRow: rowTest(target) };
        return (cells, line, raw) => {
          if (cells[0] === '' && cells.every((cell) => cell.trim() === '')) return; // spreadsheets leave such rows at the end
          rows++;
          const misread = misreadRow(cells, line, raw, shape);
          if (misread) {
            const { code, reason, linesInside } = misread;
            if (erased?.areNamedIn(cells, raw)) faults.addOfErased({ line, field: null, code }, linesInside);
            else faults.add({ line, field: null, code, reason, raw }, linesInside);
            return;
          }
          const encoded = target.encode(cells, line);
          if (typeof encoded === 'string') {
            stage.write(encoded);
            return;
          }
          const { field, fault, keyLine } = encoded;
          if (keyLine !== undefined) stage.write(keyLine);
          if (target.isOfErased(cells)) faults.addOfErased({ line, field, code: fault.code });
          else faults.add({ line, field, code: fault.code, reason: fault.reason, raw });
        };
      },
      onBlock: async () => {
        await writer?.flush();
        onProgress({ stage: 'reading', rowsDone: rows, rowsTotal: null });
      },
    });
    await writer?.end(() => tx`select`);
    return rows;
  } catch (error) {
    writer?.abort();
    throw error;
  }
}

/** Whether cells would be a row for what is in them: they fit, and words in their places would not. The second line of an address is none. */
const rowTest = (target: OpenImport) => (cells: readonly string[]) => {
  const isTaken = (cells: readonly string[]) => typeof target.encode(cells, 0) === 'string';
  return isTaken(cells) && !isTaken(cells.map((cell) => (cell.trim() === '' ? '' : 'words')));
};

/** Faults that SQL found know only their line: the file is read once more for the rows as they came. */
async function addLateFaults(
  read: (reader: TableReader) => Promise<void>,
  target: OpenImport,
  faults: ImportFaults,
  late: readonly FaultyLines[],
): Promise<void> {
  const wanted = new Set(late.flatMap(({ lines }) => lines).slice(0, faults.room));
  const rows = new Map<number, string>();
  if (wanted.size > 0) {
    await read({
      onHeader: () => (cells, line, raw) => {
        if (!wanted.has(line)) return;
        const isOfErased = target.isOfErased(cells);
        faults.isOfErased ||= isOfErased;
        rows.set(line, isOfErased ? '' : capped(raw));
      },
    });
  }
  for (const { code, field, reason, count, lines } of late) {
    faults.addCounted(
      code,
      count,
      lines.map((line) => ({ line, field, code, reason, raw: rows.get(line) ?? '' })),
    );
  }
}

function summarise(rows: number, faults: ImportFaults, outcome: LoadOutcome, ignoredColumns: string[]): Omit<ImportResult, 'checksum'> {
  const { rowsLoaded, rowsUnchanged, report } = outcome;
  return {
    rowsRead: rows,
    rowsLoaded,
    rowsUnchanged,
    rowsRejected: rows - rowsLoaded - rowsUnchanged,
    isOfErased: outcome.rowsOfErased > 0 || faults.isOfErased,
    faults: faults.kept,
    report: {
      ...report,
      ...whatToLookAt(outcome, faults),
      ignoredColumns,
      errorCount: faults.count,
      errorsStored: faults.kept.length,
      errorsByCode: faults.byCode,
    },
  };
}

/** What somebody should look at, also what the kind itself has found. */
function whatToLookAt({ rowsOfErased, report: { warnings = [] } }: LoadOutcome, { linesNotRead }: ImportFaults): object {
  if (linesNotRead === 0 && rowsOfErased === 0) return {};
  return {
    ...(linesNotRead > 0 && { linesNotRead }),
    ...(rowsOfErased > 0 && { rowsOfErased }),
    warnings: [
      ...(warnings as readonly object[]),
      ...(linesNotRead > 0 ? [linesNotReadWarning(linesNotRead)] : []),
      ...(rowsOfErased > 0 ? [rowsOfErasedWarning(rowsOfErased)] : []),
    ],
  };
}

/** Rows that a quotation mark swallowed are in no count of rows. */
const linesNotReadWarning = (lines: number) => ({
  code: 'LINES_NOT_READ',
  subject: null,
  detail:
    `${lines} ${lines === 1 ? 'line' : 'lines'} of the file may be rows that were not read, and are in none of these counts: they ` +
    'stand inside a field that begins with a quotation mark, in rows that were turned away. The faults of those rows say from which line to which',
});

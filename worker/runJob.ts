/**
 * What every run has in common, whatever it computes: one snapshot with the versions of the data, the key that says what would
 * be computed, reuse of what was computed already, provenance, durations of the stages, log, and how it ends.
 */
import { getEnvironmentData } from 'node:worker_threads';
import { prettifyError, ZodError } from 'zod';
import { inSnapshot, inWorkspace, type Sql, type Transaction } from '../prisma/sql.ts';
import { type Slice, wholeSlice } from './data/customerSlice.ts';
import { findReusableRun, type ReusableRun } from './data/findReusableRun.ts';
import { finishRun, LeaseLost, type RunEnding, reuseRun } from './data/finishRun.ts';
import { type Domain, readDataVersions } from './data/readDataVersions.ts';
import { type RunRequest, readRunRequest } from './data/readRunRequest.ts';
import { engineVersion } from './engineVersion.ts';
import type { ExclusionReason, Exclusions } from './exclusionReasons.ts';
import { countParts, gatherParts } from './gatherParts.ts';
import { helpWithParts } from './helpWithParts.ts';
import { defineJob, machineKey, type Report, rowsPerPartKey, type ThreadTask } from './job.ts';
import type { Lease } from './lease.ts';
import { runKey } from './runKey.ts';
import type { PartTaker } from './runParts.ts';
import { type FitOutcome, ModelInputError, type Warning } from './stats/outcome.ts';

/** What is known of a run before any row of data is read. */
export interface Prepared<Asked> {
  readonly asked: Asked;
  /** Whose versions the run key holds: all that are read. */
  readonly domains: readonly Domain[];
  /** Where the runs that are read saw older versions than there are now: the result is as old as they are. Not part of the key: it is read beside them, too. */
  readonly olderVersions?: Readonly<Partial<Record<Domain, string>>>;
  /** Runs whose results are read, and what else of them the result depends on: part of the key. */
  readonly sources?: readonly string[];
  /** About how many rows will be read, of whatever tables: it decides into how many parts the customers are divided. */
  readonly facts?: number;
}

export interface Gathered<Part> {
  readonly part: Part;
  readonly rowsRead: number;
  readonly exclusions: Exclusions;
  /** Latest fact that was seen; null where none is dated. */
  readonly dataThrough: Date | null;
}

export interface Computed<Fit> {
  readonly outcome: FitOutcome<Fit>;
  readonly rowsUsed: number;
  readonly exclusions?: Exclusions;
  /** Beside those of the outcome. */
  readonly warnings?: readonly Warning[];
}

export interface RunJob<Asked, Part, Columns, Fit> {
  /** Parses the parameters and looks up what they name. @throws ModelInputError, which fails the run without another try */
  prepare(tx: Transaction, request: RunRequest): Promise<Prepared<Asked>>;
  /** Reads the customers of one slice, in the run's snapshot: plain data, typed arrays. */
  read(tx: Transaction, request: RunRequest, asked: Asked, slice: Slice, report: Report): Promise<Gathered<Part>>;
  /** Puts the parts together, in a way that does not depend on how many there are. */
  merge(asked: Asked, parts: readonly Part[]): Columns;
  /** Pure but for `report`. */
  compute(asked: Asked, columns: Columns, request: RunRequest, report: Report): Computed<Fit>;
  /** Writes the result in the transaction that ends the run, in place of what an earlier attempt wrote. */
  write(tx: Transaction, request: RunRequest, asked: Asked, fit: Fit, report: Report): Promise<void>;
}

interface Reading<Asked, Part> {
  readonly request: RunRequest;
  readonly asked: Asked;
  readonly dataVersions: Readonly<Record<string, string>>;
  readonly runKey: string;
  /** Emptied when the parts are put together: what is left of them then would be held twice. */
  readonly gathered: Gathered<Part>[];
}

/** The body of a job's thread. Safe to run twice: the last write replaces the results of this run. */
export function defineRunJob<Asked, Part, Columns, Fit>(
  job: RunJob<Asked, Part, Columns, Fit>,
): (task: ThreadTask<Lease>) => Promise<void> {
  return defineJob<Lease>(1, async (sql, { job: lease, holder, report }) => {
    try {
      if (holder === undefined) await perform(job, sql, lease, report);
      else await help(job, sql, { lease, holder, machine: machineHere() }, report);
    } catch (error) {
      if (error instanceof LeaseLost) return; // the winner's results stand
      if (holder !== undefined || !(error instanceof ModelInputError)) throw error; // tried again
      const ending = { error: { code: error.code, message: error.message } };
      await inWorkspace(sql, lease.workspaceId, (tx) => finishRun(tx, lease, ending, null)).catch(ignoreLostLease);
    }
  });
}

async function perform<Asked, Part, Columns, Fit>(
  job: RunJob<Asked, Part, Columns, Fit>,
  sql: Sql,
  lease: Lease,
  report: Report,
): Promise<void> {
  const { workspaceId } = lease;
  const readAt = performance.now();
  report('reading');
  const reading = await read(job, sql, lease, report);
  if ('reused' in reading) return inWorkspace(sql, workspaceId, (tx) => reuseRun(tx, lease, reading.reused.id));
  const { request, asked } = reading;
  const computeAt = performance.now();
  report('computing');
  const found = findings(reading.gathered);
  const columns = mergedParts(job, asked, reading.gathered);
  const computed = job.compute(asked, columns, request, report);
  const writeAt = performance.now();
  report('writing');
  const provenance = {
    runKey: reading.runKey,
    engineVersion,
    dataVersions: reading.dataVersions,
    dataThrough: found.dataThrough,
    rowsRead: found.rowsRead,
    rowsUsed: computed.rowsUsed,
    exclusions: totals([found.exclusions, computed.exclusions ?? {}]),
  };
  await inWorkspace(sql, workspaceId, async (tx) => {
    if (computed.outcome.kind === 'fitted') await job.write(tx, request, asked, computed.outcome.fit, report);
    const timings = {
      read: Math.round(computeAt - readAt),
      compute: Math.round(writeAt - computeAt),
      write: Math.round(performance.now() - writeAt),
    };
    await finishRun(tx, lease, endingOf(computed), { ...provenance, timings });
  });
}

/** What is to be told of the reading, whatever becomes of its rows. */
function findings(gathered: readonly Gathered<unknown>[]): Omit<Gathered<unknown>, 'part'> {
  return {
    rowsRead: gathered.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
    exclusions: totals(gathered.map(({ exclusions }) => exclusions)),
    dataThrough: latest(gathered.map(({ dataThrough }) => dataThrough)),
  };
}

/** A function of its own, so that its frame is the last to hold the parts. */
function mergedParts<Asked, Part, Columns>(
  job: Pick<RunJob<Asked, Part, Columns, never>, 'merge'>,
  asked: Asked,
  gathered: Gathered<Part>[],
): Columns {
  const parts = gathered.splice(0).map(({ part }) => part);
  return job.merge(asked, parts);
}

function read<Asked, Part, Columns, Fit>(
  job: RunJob<Asked, Part, Columns, Fit>,
  sql: Sql,
  lease: Lease,
  report: Report,
): Promise<Reading<Asked, Part> | { readonly reused: ReusableRun }> {
  const { workspaceId, id } = lease;
  return inSnapshot(sql, workspaceId, async (tx) => {
    const request = await readRunRequest(tx, workspaceId, id);
    const prepared = await job.prepare(tx, request).catch(refuseUnreadable);
    const current = await readDataVersions(tx, workspaceId, prepared.domains);
    const key = runKey(request, { dataVersions: current, engineVersion, sources: prepared.sources ?? [] });
    const reused = request.forced ? null : await findReusableRun(tx, workspaceId, request.analysisId, key);
    if (reused) return { reused };
    const gathered = await gather(job, tx, lease, request, prepared, report);
    const dataVersions = { ...current, ...prepared.olderVersions };
    return { request, asked: prepared.asked, dataVersions, runKey: key, gathered };
  });
}

/** Parameters that another version stored, or somebody by hand: a further try would read the same. */
function refuseUnreadable(error: unknown): never {
  if (!(error instanceof ZodError)) throw error;
  throw new ModelInputError(
    'OUT_OF_RANGE',
    `the stored parameters are none of this version, save the analysis anew: ${prettifyError(error)}`,
  );
}

function gather<Asked, Part>(
  job: Pick<RunJob<Asked, Part, never, never>, 'read'>,
  tx: Transaction,
  lease: Lease,
  request: RunRequest,
  { asked, facts = 0 }: Prepared<Asked>,
  report: Report,
): Promise<Gathered<Part>[]> {
  const parts = countParts(facts, Number(getEnvironmentData(rowsPerPartKey)));
  const read = (slice: Slice, reportPart: Report) => job.read(tx, request, asked, slice, reportPart);
  if (parts === 1) return Promise.all([read(wholeSlice, report)]);
  return gatherParts({ tx, lease, machine: machineHere(), parts, read, report });
}

const machineHere = () => String(getEnvironmentData(machineKey));

/** The thread that holds the run has asked for it: in that run's snapshot, what is prepared and read is what it would be there. */
function help<Asked, Part>(
  job: Pick<RunJob<Asked, Part, never, never>, 'prepare' | 'read'>,
  sql: Sql,
  who: PartTaker,
  report: Report,
): Promise<void> {
  const { workspaceId, id } = who.lease;
  return helpWithParts(sql, who, async (tx) => {
    const request = await readRunRequest(tx, workspaceId, id);
    const { asked } = await job.prepare(tx, request);
    return (slice) => job.read(tx, request, asked, slice, report);
  });
}

function endingOf({ outcome, warnings = [] }: Computed<unknown>): RunEnding {
  if (outcome.kind === 'fitted') return { outcome: 'FITTED', warnings: [...warnings, ...outcome.warnings] };
  return { outcome: 'NOT_ESTIMABLE', code: outcome.reason, detail: outcome.detail, warnings };
}

function latest(moments: readonly (Date | null)[]): Date | null {
  return moments.reduce((late, moment) => (moment && (!late || moment > late) ? moment : late), null);
}

function totals(counts: readonly Exclusions[]): Exclusions {
  const sums: Partial<Record<ExclusionReason, number>> = {};
  for (const count of counts)
    for (const [reason, rows] of Object.entries(count) as [ExclusionReason, number][]) sums[reason] = (sums[reason] ?? 0) + rows;
  return sums;
}

function ignoreLostLease(error: unknown): void {
  if (!(error instanceof LeaseLost)) throw error;
}

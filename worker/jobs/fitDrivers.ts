import type { DriverResult } from '../data/driverResult.ts';
import { domainsOf } from '../data/joinedFeatures.ts';
import { plannedDriverRows } from '../data/plannedDriverRows.ts';
import type { Domain } from '../data/readDataVersions.ts';
import { type DriverPart, readDriverColumns } from '../data/readDriverColumns.ts';
import { type DriverRun, readDriverRun } from '../data/readDriverRun.ts';
import { writeDriverResult } from '../data/writeDriverResult.ts';
import { defineRunJob } from '../runJob.ts';
import type { Warning } from '../stats/outcome.ts';
import { analyseDrivers } from './fitDrivers/analyseDrivers.ts';
import { type DriverColumns, mergeDriverParts } from './fitDrivers/driverColumns.ts';
import { type Exclusions, tolerableDroppedShare } from './fitDrivers/driverDesign.ts';
import { mostLacking, withMostLacking } from './fitDrivers/mostLacking.ts';

/** What was read, with what was left out: how many say more than which. */
interface CountedPart extends DriverPart {
  readonly rowsRead: number;
  readonly exclusions: Exclusions;
}

interface CountedColumns extends DriverColumns {
  readonly rowsRead: number;
  readonly lacking: readonly number[];
  readonly exclusions: Exclusions;
}

/** Fits the key drivers of an outcome. The rows are in the order of their ids, so the result is bit for bit the same for any number of slices. */
export default defineRunJob<DriverRun, CountedPart, CountedColumns, DriverResult>({
  async prepare(tx, request) {
    const asked = await readDriverRun(tx, request);
    return { asked, domains: domainsRead(asked), facts: await plannedDriverRows(tx, request.workspaceId, asked) };
  },
  async read(tx, { workspaceId }, run, slice, report) {
    const { part, rowsRead, exclusions, dataThrough } = await readDriverColumns(tx, workspaceId, run, slice, (rowsDone, rowsEstimate) =>
      report('reading', { rowsDone, rowsTotal: Math.max(rowsDone, rowsEstimate), fraction: Math.min(1, rowsDone / rowsEstimate) }),
    );
    return { part: { ...part, rowsRead, exclusions }, rowsRead, exclusions: { ...exclusions }, dataThrough };
  },
  merge(_run, parts) {
    const count = (reason: keyof Exclusions) => parts.reduce((sum, { exclusions }) => sum + (exclusions[reason] ?? 0), 0);
    return {
      ...mergeDriverParts(parts),
      rowsRead: parts.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
      lacking: (parts[0]?.lacking ?? []).map((_, index) => parts.reduce((sum, { lacking }) => sum + (lacking[index] ?? 0), 0)),
      exclusions: {
        POPULATION: count('POPULATION'),
        MISSING: count('MISSING'),
        FOLLOW_UP: count('FOLLOW_UP'),
        NOT_AT_RISK: count('NOT_AT_RISK'),
        NOT_APPLICABLE: count('NOT_APPLICABLE'),
      },
    };
  },
  compute(run, columns, { seed }, report) {
    const onProgress = (fraction: number) => report('computing', { rowsTotal: columns.rows, fraction });
    onProgress(0);
    const nDropped = columns.exclusions.MISSING ?? 0;
    const outcome = withMostLacking(analyseDrivers(run, columns, { seed, nDropped, onProgress }), run, nDropped, columns.lacking);
    return { outcome, rowsUsed: columns.rows, warnings: outcome.kind === 'fitted' ? droppedWarning(run, columns) : [] };
  },
  write: (tx, { workspaceId, runId }, _run, result) => writeDriverResult(tx, workspaceId, runId, result),
});

function domainsRead({ parameters: { features, traits, compare, behaviour }, isOfCustomers }: DriverRun): Domain[] {
  const ofCustomers = isOfCustomers || traits.length > 0 || compare?.by === 'TRAIT';
  return [
    ...new Set<Domain>([
      'feedback',
      ...(ofCustomers ? (['customers'] as const) : []),
      ...domainsOf(features),
      ...(behaviour ? (['customers', 'crm'] as const) : []),
    ]),
  ];
}

/** Listwise deletion is the default, and EM leaves out whom a question did not apply to; beyond a share those left may not stand for all (definitions, section 3). */
function droppedWarning(run: DriverRun, { rowsRead, exclusions, lacking: byColumn }: CountedColumns): Warning[] {
  const { parameters } = run;
  const outside = (exclusions.POPULATION ?? 0) + (exclusions.FOLLOW_UP ?? 0) + (exclusions.NOT_AT_RISK ?? 0);
  const asked = rowsRead - outside;
  const notApplicable = exclusions.NOT_APPLICABLE ?? 0;
  const left = (exclusions.MISSING ?? 0) + notApplicable;
  if (!(left / asked > tolerableDroppedShare)) return [];
  const lacking = [
    'an answer to one of the questions',
    ...(parameters.features.length > 0 ? ['one of the features'] : []),
    ...(parameters.traits.length > 0 ? ['one of the traits'] : []),
    ...(parameters.behaviour ? ['a date or a customer'] : []),
  ];
  const share = `${left} of ${asked} rows (${Math.round((100 * left) / asked)} %)`;
  const detail =
    notApplicable > 0
      ? `${share} were left out: a question did not apply to ${notApplicable} of them, and EM fills in blanks only`
      : `${share} lack ${lacking.join(' or ')}${mostLacking(run, byColumn)}`;
  return [{ code: 'ROWS_DROPPED', subject: null, detail }];
}

import { datedLaterWarning } from '../data/datedLater.ts';
import { plannedRows } from '../data/plannedRows.ts';
import type { Domain } from '../data/readDataVersions.ts';
import type { PassedOverRun } from '../data/readPassedOverRun.ts';
import type { SourceRun } from '../data/readSourceRun.ts';
import { readValueLoyaltyColumns, type ValueLoyaltyColumns } from '../data/readValueLoyaltyColumns.ts';
import { readValueLoyaltyRun } from '../data/readValueLoyaltyRun.ts';
import { valueLoyaltyCustomers, valueLoyaltyRowQueries } from '../data/valueLoyaltyQuery.ts';
import type { ValueLoyaltyResult } from '../data/valueLoyaltyResult.ts';
import type { ValueLoyaltyRun } from '../data/valueLoyaltyRun.ts';
import { writeValueLoyalty } from '../data/writeValueLoyalty.ts';
import { type Computed, defineRunJob, type RunJob } from '../runJob.ts';
import { PRIVACY_CUSTOMERS } from '../stats/descriptive/thresholds.ts';
import { notEstimable, type Warning } from '../stats/outcome.ts';
import { valueSegments } from '../stats/value/segments/valueSegments.ts';
import { mergeCustomers } from './crossValueLoyalty/mergeCustomers.ts';
import { type PeopleOfCells, peopleOfCells, yearDays } from './crossValueLoyalty/peopleOfCells.ts';
import { storedResult } from './crossValueLoyalty/storedResult.ts';

interface Asked extends ValueLoyaltyRun {
  /** The planner's estimate of the customers, of whom a row each is read. */
  readonly plannedCustomers: number;
}

/** Crosses customers by what they say and what they are worth. Slices are merged in the order of the customers: the same bits however many. */
export const crossValueLoyalty: RunJob<Asked, ValueLoyaltyColumns, ValueLoyaltyColumns, ValueLoyaltyResult> = {
  async prepare(tx, request) {
    const run = await readValueLoyaltyRun(tx, request);
    const asked = { ...run, plannedCustomers: await plannedRows(tx, valueLoyaltyCustomers(request.workspaceId, run)) };
    const sources = [asked.value, asked.churn].filter((source) => source !== null);
    const domains = new Set<Domain>(['crm', 'customers', 'feedback', 'scores']);
    for (const { dataVersions } of sources) for (const domain of Object.keys(dataVersions)) domains.add(domain as Domain);
    const facts = await plannedRows(tx, ...valueLoyaltyRowQueries(request.workspaceId, asked));
    return {
      asked,
      facts,
      domains: [...domains], // also those that the sources alone read: a change there makes this result stale, too
      olderVersions: oldest(sources.map(({ dataVersions }) => dataVersions)),
      sources: [
        ...sources.map(({ resultRunId, isStale }) => `${resultRunId}${isStale ? ' stale' : ''}`), // a warning says it, and of those passed over
        ...Object.values(run.passedOver).flatMap((one) => (one ? [`${one.runId} cleared`] : [])),
      ],
    };
  },
  async read(tx, { workspaceId }, run, slice, report) {
    const part = await readValueLoyaltyColumns(tx, workspaceId, run, slice, (rowsDone) => {
      const rowsTotal = Math.max(rowsDone, run.plannedCustomers / slice.count);
      report('reading', { rowsDone, rowsTotal, fraction: rowsDone / rowsTotal });
    });
    const exclusions = slice.index === 0 && run.datedLater > 0 ? { AFTER_OBSERVATION: run.datedLater } : {};
    return { part, rowsRead: part.customerIds.length, exclusions, dataThrough: run.dataThrough };
  },
  merge: (_run, parts) => mergeCustomers(parts),
  compute,
  write(tx, { workspaceId, runId }, run, result, report) {
    const rowsTotal = result.customers.customerIds.length;
    return writeValueLoyalty(tx, workspaceId, runId, run, result, (rowsDone) =>
      report('writing', { rowsDone, rowsTotal, fraction: rowsDone / rowsTotal }),
    );
  },
};

export default defineRunJob(crossValueLoyalty);

/** Versions only rise: those that a run has read are never newer than those of now. */
function oldest(read: readonly Readonly<Partial<Record<Domain, string>>>[]): Partial<Record<Domain, string>> {
  const versions: Partial<Record<Domain, string>> = {};
  for (const one of read)
    for (const [domain, version] of Object.entries(one) as [Domain, string][])
      if (BigInt(version) <= BigInt(versions[domain] ?? version)) versions[domain] = version;
  return versions;
}

function compute(run: ValueLoyaltyRun, columns: ValueLoyaltyColumns): Computed<ValueLoyaltyResult> {
  const people = peopleOfCells(columns, run);
  const { exclusions } = people;
  const rowsUsed = people.customerIds.length;
  const ofReading = datedLaterWarning('facts', run.datedLater, run.lastChange);
  if (rowsUsed < PRIVACY_CUSTOMERS) {
    const whose = run.value ? 'with a value' : 'active in the twelve months';
    const detail = `${rowsUsed} customers ${whose}, ${PRIVACY_CUSTOMERS} are needed`;
    return { outcome: notEstimable('NOT_ENOUGH_DATA', detail), rowsUsed, exclusions, warnings: ofReading };
  }
  const { tiers, confidenceLevel } = run.parameters;
  const segments = valueSegments(people.customers, { tiers, confidenceLevel });
  const fit = storedResult(people, segments, { tiers, service: run.service });
  return { outcome: { kind: 'fitted', fit, warnings: warningsOf(run, people) }, rowsUsed, exclusions, warnings: ofReading };
}

/** Of a source that knows less than the run: a backfill of the one may lack the dates of the other. */
function staleness({ analysis, asOf, isStale }: SourceRun, until: Date): Warning[] {
  const warning = (detail: string): Warning[] => [{ code: 'STALE', subject: analysis, detail }];
  if (asOf !== null && asOf < until)
    return warning(`its run is as of ${asOf.toISOString()} and knows nothing of the time until ${until.toISOString()}`);
  return isStale ? warning('its current run is older than the data it read') : [];
}

/** @param without what follows where no run takes its place */
function cleared(passedOver: PassedOverRun | null, taken: SourceRun | null, without: string): Warning[] {
  if (!passedOver) return [];
  const { analysis, knownUntil } = passedOver;
  const known = knownUntil ? ` of ${knownUntil.toISOString()}` : '';
  const instead = taken ? 'an earlier one of it is taken' : without;
  const detail = `what its run${known} said of single customers is no longer kept, and ${instead}: run it again${known && ` as of then`}`;
  return [{ code: 'STALE', subject: analysis, detail }];
}

/** Below it most of the matrix is its last row, and revenue at risk that of a few. */
const leastCoverage = 0.3;

function warningsOf(run: ValueLoyaltyRun, people: PeopleOfCells): Warning[] {
  const { value, churn, passedOver, parameters, period } = run;
  const answered = people.customers.score.reduce((count, score) => count + (Number.isNaN(score) ? 0 : 1), 0);
  const whose = `of the customers answered within ${parameters.answerMaxAgeDays} days`;
  return [
    ...[value, churn].flatMap((source) => (source ? staleness(source, period.until) : [])),
    ...cleared(passedOver.value, value, 'value is what customers brought in twelve months'),
    ...cleared(passedOver.churn, churn, 'there is no revenue at risk'),
    ...coverage('loyalty', answered, people.customerIds.length, whose),
    ...(churn ? riskWarnings(churn, people) : []),
  ];
}

function riskWarnings({ analysis, method, horizonDays, refusal }: NonNullable<ValueLoyaltyRun['churn']>, people: PeopleOfCells): Warning[] {
  if (refusal) return [{ ...refusal, subject: analysis, detail: `its current run foretells nobody's leaving: ${refusal.detail}` }];
  const { customers, known } = people.toLose;
  const warnings = coverage('risk', known, customers, 'of the customers who have something to lose have a known risk of leaving');
  if (horizonDays === yearDays || people.churnRisk.every(Number.isNaN)) return warnings;
  const bound = horizonDays < yearDays ? 'rarer: what is at risk is at most this' : 'more frequent: what is at risk is at least this';
  const detail =
    method === 'LANDMARK_LOGIT'
      ? `its risk is of no activity within ${horizonDays} days, and within ${yearDays} that is ${bound}`
      : `its risk within ${horizonDays} days is carried to ${yearDays} at a constant hazard`;
  return [...warnings, { code: 'EXTRAPOLATED', subject: analysis, detail }];
}

function coverage(subject: string, known: number, all: number, whose: string): Warning[] {
  const share = all === 0 ? 1 : known / all;
  return share < leastCoverage ? [{ code: 'LOW_COVERAGE', subject, detail: `${Math.round(100 * share)} % ${whose}` }] : [];
}

/** Who answered beside who could have: strata of the base with their responders, the raw score and the post-stratified one. */

import type { Queryable } from '../../../prisma/sql.ts';
import { type CellSums, noSums } from '../../../worker/stats/descriptive/cellSums.ts';
import { hiddenGroups } from '../../../worker/stats/descriptive/hiddenGroups.ts';
import { type PostStratified, postStratified, type Stratum } from '../../../worker/stats/descriptive/postStratified.ts';
import { PRIVACY_CUSTOMERS } from '../../../worker/stats/descriptive/thresholds.ts';
import type { StatusCode } from '../../../worker/stats/statusCodes.ts';
import type { Context } from '../../context.ts';
import { badUserInput, limitExceeded } from '../../errors.ts';
import { openCells } from '../cellsReader.ts';
import { hasDimension } from '../dimensions.sql.ts';
import { selectCoverage, selectWorkspaceFacts } from '../metricContext.sql.ts';
import { type MeasureName, measureCatalogue, partsOf } from '../metricMeasures.ts';
import { type MetricValue, metricRows, type SourceCells } from '../metricRows.ts';
import type { MetricsInput } from '../metricsInput.ts';
import { cellsContext, cellsRequests, checkInput } from '../metricsPlan.ts';
import type { CellsRequest, MetricGrouping } from '../metricsRequest.ts';
import { confidenceLevel, type MetricsAnswer, needsOf, sourceCells } from '../readMetrics.ts';
import { readSegments } from '../segments.sql.ts';
import { metricSourcesSql } from '../sources/metricSourcesSql.ts';

/** They come in one list, without pages. */
export const mostStrata = 2000;

export const responderBases = ['CUSTOMERS', 'INVITED_CUSTOMERS'] as const satisfies readonly MeasureName[];
/** What a customer is whether or not he answered: the same for the base and for the answer. */
export const stratumDimensions = ['SEGMENT', 'TRAIT', 'COHORT', 'ACQUISITION_CHANNEL', 'VALUE_TIER'] as const;

export interface RespondersInput extends MetricsInput {
  readonly base: (typeof responderBases)[number];
}

export interface StratumRow {
  readonly by: readonly MetricGrouping[];
  readonly keys: readonly (string | null)[];
  readonly timeZone: string;
  /** Null where hidden, or where the base is not known. */
  readonly base: number | null;
  /** Null where hidden. */
  readonly responders: number | null;
  readonly baseShare: number | null;
  readonly responderShare: number | null;
  /** Of those who answered. */
  readonly value: MetricValue;
  readonly isHidden: boolean;
}

export interface ResponderWarning {
  readonly code: StatusCode;
  readonly keys: readonly (string | null)[];
  readonly detail: string;
}

export interface RespondersAnswer extends Pick<MetricsAnswer, 'coverage' | 'facts' | 'clvRun'> {
  readonly measure: MeasureName;
  readonly base: MetricValue;
  readonly raw: MetricValue;
  readonly anonymous: number | null;
  readonly adjusted: PostStratified | null;
  /** Why there is no post-stratified score; null where there is one. */
  readonly reasonDetail: string | null;
  readonly strata: readonly StratumRow[];
  readonly warnings: readonly ResponderWarning[];
}

/** @throws BAD_USER_INPUT, LIMIT_EXCEEDED */
export async function readResponders(
  input: RespondersInput,
  { snapshot, workspaceId, principal }: Pick<Context, 'snapshot' | 'workspaceId' | 'principal'>,
): Promise<RespondersAnswer> {
  checkInput(input);
  if (input.by.length === 0 || input.by.length > 3) throw badUserInput('input.by', 'one to three groupings are needed');
  for (const { dimension } of input.by)
    if (!(stratumDimensions as readonly string[]).includes(dimension))
      throw badUserInput('input.by', `${dimension} is not known of customers who did not answer: ${stratumDimensions.join(', ')} are`);
  return snapshot.read((sql) => answer(sql, workspaceId, input, principal.scopes.has('pii')));
}

async function answer(sql: Queryable, workspaceId: number, input: RespondersInput, showPersonal: boolean): Promise<RespondersAnswer> {
  await sql`select set_config('plan_cache_mode', 'force_custom_plan', true)`; // as readMetrics
  const facts = await selectWorkspaceFacts(sql, workspaceId, needsOf(input));
  const context = cellsContext(
    { ...input, by: [] },
    facts,
    workspaceId,
    await readSegments(sql, workspaceId, [...input.by, ...input.where], showPersonal),
  );
  const [measure = 'NPS'] = input.measures;
  const asked = [measure, input.base] as const;
  const coverage = await selectCoverage(sql, workspaceId, [
    ...new Set(asked.flatMap((name) => partsOf(measureCatalogue[name]).map(({ source }) => source))),
  ]);
  const reader = openCells(sql, context, coverage);
  const read = async (name: MeasureName, by: readonly MetricGrouping[], ofCustomers: boolean) => {
    const [request] = cellsRequests({ ...input, measures: [name], by, where: filtersOf(name, input) }, facts);
    if (!request) throw new Error(`${name} is read from a source`);
    const cells = await sourceCells(reader, { ...request, ofCustomers }, coverage, facts);
    const { timeZone, now } = facts;
    const rows = await metricRows([cells], { measures: [name], isWeighted: false, confidenceLevel, timeZone, now, buckets: [] });
    return { cells, rows };
  };
  const raw = only((await read(measure, [], false)).rows);
  const known = only((await read(measure, [], true)).rows);
  const base = only((await read(input.base, [], false)).rows);
  const [answered, could] = [await read(measure, input.by, true), await read(input.base, input.by, false)];
  const nameless = raw.isHidden || known.isHidden ? null : raw.n - known.n;
  const strata = strataOf(input.by, facts.timeZone, answered, { ...could, isKnown: base.value !== null }, nameless ?? 0);
  const unknown = whyUnknown({ 'all answers': raw, 'answers of known customers': known, 'the base': base });
  const { estimate } = measureCatalogue[measure];
  if (estimate.kind !== 'SCORE') throw new Error(`${measure} is no score`);
  const adjusted = unknown === null ? postStratified(estimate.score, weighedStrata(strata), confidenceLevel) : null;
  const anonymous = nameless !== null && nameless > 0 && nameless < PRIVACY_CUSTOMERS ? null : nameless;
  return {
    ...{ measure, base, raw, anonymous, adjusted, coverage, facts, clvRun: needsOf(input).clv ? facts.clvRun : null },
    reasonDetail: unknown ?? (adjusted?.score.estimate === null ? 'no stratum of the base has answers' : null),
    strata: strata.map(({ row }) => row),
    warnings: [
      ...silentWarnings(
        adjusted,
        strata.flatMap(({ row }) => (row.isHidden ? [] : [row])),
      ),
      ...anonymousWarning(anonymous, raw),
    ],
  };
}

/** The base is narrowed by what it has: who customers are, and of invitations what they were for. Channels of answers narrow answers alone. */
function filtersOf(name: MeasureName, { where }: MetricsInput): MetricsInput['where'] {
  return where.filter(({ dimension }) =>
    partsOf(measureCatalogue[name]).every(({ source }) => hasDimension(metricSourcesSql[source], dimension)),
  );
}

/** The first of what a post-stratified score rests on that has no value, and why. */
function whyUnknown(parts: Readonly<Record<string, MetricValue>>): string | null {
  const [first] = Object.entries(parts).filter(([, { value }]) => value === null);
  return first ? `${first[0]}: ${first[1].reasonDetail ?? 'not known'}` : null;
}

function only(rows: Awaited<ReturnType<typeof metricRows>>): MetricValue {
  const value = rows[0]?.values[0];
  if (!value) throw new Error('a question without groups has one row');
  return value;
}

interface Read {
  readonly cells: SourceCells & { readonly request: CellsRequest };
  readonly rows: Awaited<ReturnType<typeof metricRows>>;
}

/** Hidden for the responders or for the base, a stratum is hidden as both; answers of nobody known are what the strata leave of the raw score. */
function strataOf(
  by: readonly MetricGrouping[],
  timeZone: string,
  answered: Read,
  could: Read & { readonly isKnown: boolean },
  nameless: number,
) {
  const nameOf = (keys: readonly (string | null)[]) => JSON.stringify(keys);
  const byName = <Item extends { readonly keys: readonly (string | null)[] }>(items: readonly Item[]) =>
    new Map(items.map((item) => [nameOf(item.keys), item]));
  const [answeredRows, baseRows] = [byName(answered.rows), byName(could.rows)];
  const [answeredCells, baseCells] = [byName(answered.cells.cells), byName(could.cells.cells)];
  const names = [...new Set([...baseRows.keys(), ...answeredRows.keys()])].sort();
  if (names.length > mostStrata)
    throw limitExceeded(`There are ${names.length} strata, at most ${mostStrata} are possible: ask for fewer or coarser groupings`);
  const total = (cells: typeof baseCells) => [...cells.values()].reduce((sum, { sums }) => sum + (sums[0]?.customers ?? 0), 0);
  const [allBase, allAnswered] = [total(baseCells), total(answeredCells)];
  const responders = names.map((name) => ({ keys: [name], customers: answeredCells.get(name)?.sums[0]?.customers ?? 0 }));
  const besideNameless = hiddenGroups([...responders, { keys: ['nobody known'], customers: nameless }], PRIVACY_CUSTOMERS);
  return names.map((name, at) => {
    const keys = (baseRows.get(name) ?? answeredRows.get(name))?.keys ?? [];
    const value = answeredRows.get(name)?.values[0] ?? nobody;
    const size = baseCells.get(name)?.sums[0]?.customers ?? 0;
    const sums = answeredCells.get(name)?.sums[0] ?? noSums;
    const isHidden = besideNameless[at] === true || value.isHidden || (baseRows.get(name)?.values[0]?.isHidden ?? false);
    const row: StratumRow = {
      ...{ by, keys, timeZone, isHidden },
      base: isHidden || !could.isKnown ? null : size,
      responders: isHidden ? null : sums.customers,
      baseShare: isHidden || allBase === 0 ? null : size / allBase,
      responderShare: isHidden || allAnswered === 0 ? null : sums.customers / allAnswered,
      value:
        isHidden && !value.isHidden
          ? { ...nobody, isHidden: true, reasonDetail: 'hidden, for something beside it would follow from it' }
          : value,
    };
    return { row, size, sums };
  });
}

/**
 * Shown strata in their order, then all hidden ones as one. Weighed each on its own they would come to light: two scores of the same answers
 * by two bases are two equations in two hidden scores, and the coverage tells of a hidden stratum without answers.
 */
function weighedStrata(strata: ReturnType<typeof strataOf>): Stratum[] {
  const [hidden, shown] = [strata.filter(({ row }) => row.isHidden), strata.filter(({ row }) => !row.isHidden)];
  const apart = shown.map(({ size, sums }) => ({ base: size, sums }));
  if (hidden.length === 0) return apart;
  return [...apart, { base: hidden.reduce((sum, { size }) => sum + size, 0), sums: hidden.map(({ sums }) => sums).reduce(added, noSums) }];
}

/** Of groups that have no customer in common. */
const added = (a: CellSums, b: CellSums): CellSums => ({
  n: a.n + b.n,
  customers: a.customers + b.customers,
  weight: a.weight + b.weight,
  total: a.total + b.total,
  valueSquares: a.valueSquares + b.valueSquares,
  weightSquares: a.weightSquares + b.weightSquares,
  xx: a.xx + b.xx,
  xy: a.xy + b.xy,
  yy: a.yy + b.yy,
  exactTotal: null, // answers are no money
});

const nobody: MetricValue = {
  measure: 'NPS',
  value: null,
  exact: null,
  n: 0,
  customers: 0,
  stdErr: null,
  ciLow: null,
  ciHigh: null,
  seType: null,
  isHidden: false,
  isReliable: false,
  reason: 'NOT_ENOUGH_DATA',
  reasonDetail: 'nobody in this group answered',
  change: null,
};

/** @param shown the strata that are not hidden, in the order in which they were weighed */
function silentWarnings(adjusted: PostStratified | null, shown: readonly StratumRow[]): ResponderWarning[] {
  if (adjusted === null) return [];
  const silent = adjusted.silent.flatMap((at): ResponderWarning[] => {
    const row = shown[at];
    if (!row) return []; // the hidden ones together
    return [
      {
        code: 'NOT_ENOUGH_DATA',
        keys: row.keys,
        detail: `nobody answered of ${row.base} customers: the post-stratified score lets them answer as the rest`,
      },
    ];
  });
  const { coverage } = adjusted;
  if (coverage === null || coverage >= 1) return silent;
  const percent = (100 * coverage).toFixed(1);
  return [
    ...silent,
    { code: 'LOW_COVERAGE', keys: [], detail: `strata with answers hold ${percent} % of the base: of the rest nothing is known` },
  ];
}

function anonymousWarning(anonymous: number | null, raw: MetricValue): ResponderWarning[] {
  if (anonymous === null || anonymous === 0) return [];
  const detail = `${anonymous} of ${raw.n} answers are of nobody known: they have no stratum, and count in the raw score alone`;
  return [{ code: 'ROWS_DROPPED', keys: [], detail }];
}

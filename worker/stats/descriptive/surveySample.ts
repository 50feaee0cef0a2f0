import { requireFinite, requireSameLength } from '../checks.ts';
import { ModelInputError } from '../outcome.ts';
import type { Grouping } from '../rows/grouping.ts';
import type { NumericColumn } from '../rows/numericColumn.ts';
import type { RowRoles } from '../rows/rowRoles.ts';

/** What each row of a survey stands for. All of length n. */
export interface SurveyDesign extends RowRoles {
  /** code of the stratum from which each row (with clusters: each cluster) was drawn, from 0 up; absent = one stratum */
  readonly strata?: Int32Array | undefined;
}

/** Checked rows. Absent roles are null. */
export interface SurveySample {
  /** answers: rows, or the sum of their counts */
  readonly n: number;
  readonly values: Float64Array;
  readonly weights: Float64Array | null;
  readonly counts: Float64Array | null;
  readonly clusters: Int32Array | null;
  readonly strata: Int32Array | null;
}

/**
 * Rows of a survey, checked. No rows at all are an answer, not a mistake.
 *
 * @param values length n, complete and finite
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE naming the argument and its row
 */
export function surveySample(values: NumericColumn, design: SurveyDesign = {}): SurveySample {
  const { weights, counts, clusters, strata } = design;
  const columns = { values, weights, counts, clusters, strata };
  const given = Object.entries(columns).filter((entry): entry is [string, NonNullable<(typeof entry)[1]>] => entry[1] !== undefined);
  if (given.some(([, column]) => column.length > 0)) requireSameLength(Object.fromEntries(given));
  requireFinite({ values });
  if (weights !== undefined)
    requireRows('weights', weights, (weight) => weight >= 0 && weight < Number.POSITIVE_INFINITY, 'a value from 0 up');
  if (counts !== undefined) requireRows('counts', counts, isCount, 'a whole number from 0 up');
  if (clusters !== undefined) requireRows('clusters', clusters, (code) => code >= 0, 'a code from 0 up');
  if (strata !== undefined) requireRows('strata', strata, (code) => code >= 0, 'a code from 0 up');
  return {
    n: counts === undefined ? values.length : counts.reduce((sum, count) => sum + count, 0),
    values: values instanceof Float64Array ? values : new Float64Array(values),
    weights: weights ?? null,
    counts: counts ?? null,
    clusters: clusters ?? null,
    strata: strata ?? null,
  };
}

/** The rows that stand for somebody: those with count 0 are no customers either. Null = all of them. */
export function presentRows({ counts }: SurveySample): Int32Array | null {
  return counts?.includes(0) ? Int32Array.from(counts.keys()).filter((row) => counts[row]! > 0) : null;
}

/** The rows at these places. */
export function rowsOf(sample: SurveySample, rows: Int32Array): SurveySample {
  const floats = (column: Float64Array | null): Float64Array | null => column && gather(column, rows, new Float64Array(rows.length));
  const codes = (column: Int32Array | null): Int32Array | null => column && gather(column, rows, new Int32Array(rows.length));
  const counts = floats(sample.counts);
  return {
    n: counts === null ? rows.length : counts.reduce((sum, count) => sum + count, 0),
    values: gather(sample.values, rows, new Float64Array(rows.length)),
    weights: floats(sample.weights),
    counts,
    clusters: codes(sample.clusters),
    strata: codes(sample.strata),
  };
}

// a loop: from() goes through an iterator, six times slower at a million rows
function gather<Column extends Float64Array | Int32Array>(column: Column, rows: Int32Array, into: Column): Column {
  for (let i = 0; i < rows.length; i++) into[i] = column[rows[i]!]!;
  return into;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function requireRows(name: string, column: ArrayLike<number>, isValid: (value: number) => boolean, needed: string): void {
  for (let i = 0; i < column.length; i++) {
    if (!isValid(column[i]!)) throw new ModelInputError('OUT_OF_RANGE', `${name} has ${column[i]} at row ${i}, ${needed} is needed`);
  }
}

/** @throws ModelInputError LENGTH_MISMATCH, OUT_OF_RANGE when a grouping is not of these rows */
export function requireGroupings(groupings: Readonly<Record<string, Grouping>>, rows: number): void {
  for (const [name, { codes, labels }] of Object.entries(groupings)) {
    if (codes.length !== rows) throw new ModelInputError('LENGTH_MISMATCH', `${name} has length ${codes.length}, values has ${rows}`);
    requireRows(name, codes, (code) => code >= 0 && code < labels.length, `a place among its ${labels.length} labels`);
  }
}

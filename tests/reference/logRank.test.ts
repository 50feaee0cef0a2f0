import { describe, expect, it } from 'vitest';
import { type Grouping, type LogRankFit, type LogRankOptions, logRank } from '../../worker/stats/index.ts';
import { digits, type ReferenceCase, readCase } from './readCase.ts';

interface ExpectedTest {
  readonly chisq: number;
  readonly df: number;
  readonly p: number;
}

interface ExpectedLogRank extends ExpectedTest {
  readonly groups: readonly string[];
  readonly observed: readonly number[];
  readonly expected: readonly number[];
  readonly variance: readonly (readonly number[])[];
}

interface Names {
  readonly time: string;
  readonly event: string;
  readonly group: string;
}

function groupingOf(cells: readonly string[]): Grouping {
  const labels = [...new Set(cells)].toSorted();
  return { labels, codes: Int32Array.from(cells, (cell) => labels.indexOf(cell)) };
}

function fitOf(reference: ReferenceCase<unknown>, { time, event, group }: Names, options: LogRankOptions = {}): LogRankFit {
  const columns = { time: Float64Array.from(reference.cells(time), Number), event: Uint8Array.from(reference.cells(event), Number) };
  const outcome = logRank(columns, groupingOf(reference.cells(group)), options);
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  return outcome.fit;
}

/** Tolerance of the cases: 1e-9 relative; 12 digits are reached. */
function expectTest({ chiSquare, df, pValue }: LogRankFit, expected: ExpectedTest): void {
  expect(df).toBe(expected.df);
  expect(digits(chiSquare, expected.chisq)).toBeGreaterThan(12);
  expect(digits(pValue, expected.p)).toBeGreaterThan(12);
}

function expectAll(fit: LogRankFit, expected: ExpectedLogRank): void {
  expectTest(fit, expected);
  expect(fit.groups.map(({ group }) => group)).toEqual(expected.groups);
  expect(fit.groups.map(({ observed }) => observed)).toEqual(expected.observed);
  const k = expected.groups.length;
  for (const [g, value] of expected.expected.entries()) expect(digits(fit.groups[g]!.expected, value)).toBeGreaterThan(13);
  for (const [i, value] of expected.variance.flat().entries()) expect(digits(fit.covariance[i]!, value)).toBeGreaterThan(13);
  expect(fit.covariance).toHaveLength(k * k);
}

// 60-digit arithmetic, checked against R 4.2.2, survival 3.5-3 survdiff
describe.each([
  { id: 'survival-aml', names: { time: 'time', event: 'status', group: 'group' } },
  { id: 'survival-lung', names: { time: 'time', event: 'event', group: 'sex' } },
  { id: 'survival-ovarian', names: { time: 'futime', event: 'fustat', group: 'rx' } },
])('$id', ({ id, names }) => {
  const reference = readCase<{ readonly logRank: ExpectedLogRank; readonly petoPrenticeRho1: ExpectedTest }>(id);

  it('log-rank: observed, expected, variance, chi-square and p', () => expectAll(fitOf(reference, names), reference.expected.logRank));
  it('Peto-Prentice (rho = 1)', () => expectTest(fitOf(reference, names, { rho: 1 }), reference.expected.petoPrenticeRho1));
});

describe('survival-strata: three groups, stratified by sex', () => {
  const reference = readCase<{ readonly logRankStratified: ExpectedLogRank; readonly logRankUnstratified: ExpectedLogRank }>(
    'survival-strata',
  );
  const names = { time: 'time', event: 'event', group: 'ecog_group' };

  it('stratified', () =>
    expectAll(fitOf(reference, names, { strata: groupingOf(reference.cells('sex')) }), reference.expected.logRankStratified));
  it('not stratified', () => expectAll(fitOf(reference, names), reference.expected.logRankUnstratified));
});

describe('edge-km-all-censored', () => {
  it('has no chi-square, and says why', () => {
    const reference = readCase<unknown>('edge-km-all-censored');
    const columns = { time: Float64Array.from(reference.cells('time'), Number), event: Uint8Array.from(reference.cells('event'), Number) };
    expect(logRank(columns, groupingOf(reference.cells('group')))).toMatchObject({ kind: 'notEstimable', reason: 'TOO_FEW_EVENTS' });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  driverBootstrap,
  driverDraws,
  driverRegression,
  emCovariance,
  type IncompleteDriverFit,
  incompleteDriverRegression,
  missingPatterns,
  type NamedColumn,
  patternMoments,
  type RowRoles,
} from '../../../worker/stats/index.ts';
import { generatedRatings, seededUniform } from './generatedDrivers.ts';

const NONE = Number.NaN;
type Treatment = 'AVAILABLE' | 'EM';
const treatments: readonly Treatment[] = ['AVAILABLE', 'EM'];
const plain = (column: NamedColumn) => ({ ...column, scale: null });
const scaled = (column: NamedColumn) => ({ ...column, scale: { min: 1, max: 5 } });

function withHoles(columns: readonly NamedColumn[], share: number, seed: number): NamedColumn[] {
  const uniform = seededUniform(seed);
  return columns.map(({ name, values }) => ({ name, values: Float64Array.from(values, (value) => (uniform() < share ? NONE : value)) }));
}

function survey(rows: number, count: number, share: number, seed: number) {
  const { outcome, drivers } = generatedRatings(rows, count, seed);
  const [first, ...rest] = withHoles([outcome, ...drivers], share, seed + 1);
  return { outcome: first!, drivers: rest };
}

function fitted(outcome: NamedColumn, drivers: readonly NamedColumn[], treatment: Treatment, roles?: RowRoles): IncompleteDriverFit {
  const result = incompleteDriverRegression(
    { outcome, drivers: drivers.map(plain), ...(roles === undefined ? {} : { roles }) },
    { treatment },
  );
  if (result.kind !== 'fitted') throw new Error(result.detail);
  return result.fit;
}

const numbersOf = ({ drivers, intercept, model }: IncompleteDriverFit): number[] => [
  intercept.estimate,
  model.rSquared,
  ...drivers.flatMap(({ estimate, lmg, correlation, performance }) => [estimate, lmg, correlation, performance.estimate!]),
];
function expectSame(got: readonly number[], expected: readonly number[], digits: number): void {
  got.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, digits);
  });
}

describe.each(treatments)('%s', (treatment) => {
  it('of complete rows is the regression of these rows', () => {
    const { outcome, drivers } = generatedRatings(80, 3);
    const complete = driverRegression({ outcome, drivers: drivers.map(plain) });
    if (complete.kind !== 'fitted') throw new Error(complete.detail);
    const { fit } = complete;
    const own = fitted(outcome, drivers, treatment);
    expectSame(
      numbersOf(own),
      [
        fit.intercept.estimate,
        fit.model.rSquared,
        ...fit.drivers.flatMap((row) => [row.estimate, row.lmg, row.correlation, row.performance.estimate!]),
      ],
      9,
    );
    expect(own.agreement).toBeCloseTo(fit.agreement!, 12);
    expect(own.model).toMatchObject({ n: 80, completeN: 80 });
  });
  it('does not depend on the order of the rows', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const { outcome, drivers } = survey(60, 3, 0.1, seed);
        const reversed = ({ name, values }: NamedColumn) => ({ name, values: values.toReversed() });
        expectSame(
          numbersOf(fitted(reversed(outcome), drivers.map(reversed), treatment)),
          numbersOf(fitted(outcome, drivers, treatment)),
          8,
        );
      }),
      { numRuns: 20 },
    ));
  it('importance does not depend on the unit of a column', () => {
    const { outcome, drivers } = survey(70, 3, 0.1, 8);
    const per100 = drivers.map(({ name, values }, j) => ({ name, values: j === 1 ? values.map((value) => 100 * value - 7) : values }));
    const [one, other] = [fitted(outcome, drivers, treatment), fitted(outcome, per100, treatment)];
    expectSame(
      other.drivers.map(({ lmg }) => lmg),
      one.drivers.map(({ lmg }) => lmg),
      9,
    );
    expect(other.drivers[1]!.estimate).toBeCloseTo(one.drivers[1]!.estimate / 100, 10);
  });
  it('a count equals so many rows', () => {
    const { outcome, drivers } = survey(50, 2, 0.15, 4);
    const counts = Float64Array.from(outcome.values, (_, row) => row % 3);
    const repeated = ({ name, values }: NamedColumn) => ({
      name,
      values: Float64Array.from(Array.from(values).flatMap((value, row) => new Array<number>(counts[row]!).fill(value))),
    });
    const counted = fitted(outcome, drivers, treatment, { counts });
    const written = fitted(repeated(outcome), drivers.map(repeated), treatment);
    expectSame(numbersOf(counted), numbersOf(written), 9);
    expect(counted.pairCounts).toEqual(written.pairCounts);
    expect(counted.model).toMatchObject({ n: written.model.n, completeN: written.model.completeN });
  });
  it('has its errors, tests and intervals from draws with the same treatment', () => {
    const { outcome, drivers } = survey(120, 2, 0.1, 6);
    const [table] = driverDraws({ outcome, drivers, treatment }, { seed: 1, draws: 300 });
    const bootstrap = driverBootstrap(table!);
    const result = incompleteDriverRegression({ outcome, drivers: drivers.map(scaled) }, { treatment, bootstrap });
    if (result.kind !== 'fitted') throw new Error(result.detail);
    result.fit.drivers.forEach((row, j) => {
      const { stdErr, ciLow, ciHigh } = bootstrap.estimates[j]!;
      expect(row).toMatchObject({ stdErr, ciLow, ciHigh, df: null, reason: null });
      expect(row.statistic).toBe(row.estimate / stdErr!);
      expect(row.pAdjusted! >= row.pValue!).toBe(true);
      expect(row.performance.ciLow).toBeLessThan(row.performance.estimate!);
      expect(row.topTwoBox!.estimate).toBeGreaterThan(0);
    });
    expect(result.fit.model.seType).toBe('BOOTSTRAP');
  });
  it('names what cannot be told', () => {
    const { outcome, drivers } = survey(60, 2, 0.1, 9);
    const [a] = drivers;
    const run = (columns: readonly NamedColumn[], y = outcome) =>
      incompleteDriverRegression({ outcome: y, drivers: columns.map(plain) }, { treatment });
    const constant = { name: 'k', values: Float64Array.from(outcome.values, (_, row) => (row % 5 === 0 ? NONE : 0.1)) };
    expect(run([a!, constant])).toMatchObject({ reason: 'ZERO_VARIANCE', subjects: ['k'], detail: 'k has the same value in every row' });
    const empty = { name: 'e', values: new Float64Array(60).fill(NONE) };
    expect(run([a!, empty])).toMatchObject({ reason: 'NOT_ENOUGH_DATA', subjects: ['e'] });
    const { outcome: y, drivers: whole } = generatedRatings(60, 2, 9);
    const sum = { name: 'sum', values: Float64Array.from(y.values, (_, row) => whole[0]!.values[row]! + whole[1]!.values[row]!) };
    expect(run([...whole, sum], y)).toMatchObject({ reason: 'RANK_DEFICIENT' });
  });
});

describe('arguments', () => {
  const column = (name: string, ...values: number[]) => ({ name, values: Float64Array.from(values), scale: null });
  const y = column('y', 1, 2, 4);
  it.each([
    ['no driver', [], 'drivers has no columns, at least one is needed'],
    ['another length', [column('a', 1, 2)], 'a has length 2, y has 3'],
    ['a name twice', [column('y', 1, 2, 3)], 'drivers has y twice, distinct names are needed'],
    ['an infinite value', [column('a', 1, Number.POSITIVE_INFINITY, NONE)], 'a has Infinity at row 1, a finite number or NaN is needed'],
    ['squares that vanish', [column('a', 1e-160, NONE, 3e-160)], 'a has values whose squares overflow or vanish'],
    ['squares that overflow', [column('a', 1e160, NONE, 3e160)], 'a has values whose squares overflow or vanish'],
    ['a scale upside down', [{ ...column('a', 1, 2, 3), scale: { min: 5, max: 1 } }], 'scale of a has min 5 and max 1'],
  ])('with %s are a mistake of the caller', (_name, drivers, message) =>
    expect(() => incompleteDriverRegression({ outcome: y, drivers }, { treatment: 'EM' })).toThrow(message),
  );
});

describe('available cases', () => {
  it('whose covariances are those of no data are refused, not repaired', () => {
    // a goes with b, b with c, but c against a, each pair seen in other rows
    const a = [1, 2, 3, 4, NONE, NONE, NONE, NONE, 1, 2, 3, 4];
    const b = [1, 2, 3, 5, 1, 2, 3, 4, NONE, NONE, NONE, NONE];
    const c = [NONE, NONE, NONE, NONE, 1, 2, 3, 5, 4, 3, 2, 0];
    const y = [1, 3, 2, 4, 2, 1, 4, 3, 2, 3, 1, 4];
    const columns = Object.entries({ a, b, c }).map(([name, values]) => ({ name, values: Float64Array.from(values), scale: null }));
    expect(
      incompleteDriverRegression({ outcome: { name: 'y', values: Float64Array.from(y) }, drivers: columns }, { treatment: 'AVAILABLE' }),
    ).toMatchObject({
      kind: 'notEstimable',
      reason: 'INDEFINITE',
    });
  });
  it('names a pair that nobody answered both of', () => {
    const a = { name: 'a', values: Float64Array.of(1, 2, 3, 5, NONE, NONE, NONE, NONE), scale: null };
    const b = { name: 'b', values: Float64Array.of(NONE, NONE, NONE, NONE, 1, 2, 3, 5), scale: null };
    const outcome = { name: 'y', values: Float64Array.of(1, 3, 2, 4, 2, 1, 4, 3) };
    expect(incompleteDriverRegression({ outcome, drivers: [a, b] }, { treatment: 'AVAILABLE' })).toMatchObject({
      reason: 'NOT_ENOUGH_DATA',
      subjects: ['a', 'b'],
      detail: 'a and b together have 0 rows with values, at least 2 are needed',
    });
  });
});

describe('EM', () => {
  const moments = (columns: readonly NamedColumn[]) => {
    const values = columns.map((column) => column.values);
    return patternMoments(values, missingPatterns(values), {
      mass: null,
      counts: null,
      shifts: new Float64Array(columns.length).fill(2.5),
    });
  };

  it('never lets the log-likelihood fall', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0.02, max: 0.4, noNaN: true }), (seed, share) => {
        const { outcome, drivers } = survey(50, 3, share, seed);
        const path: number[] = [];
        const columns = [...drivers, outcome];
        emCovariance(
          moments(columns),
          columns.map(({ name }) => name),
          { onIteration: (logLikelihood) => path.push(logLikelihood) },
        );
        path.forEach((value, i) => {
          if (i > 0) expect(value).toBeGreaterThanOrEqual(path[i - 1]! - 1e-12 * Math.abs(value)); // rounding
        });
        expect(path.length).toBeGreaterThan(2);
      }),
      { numRuns: 40 },
    ));
  it('ends at the same estimate wherever it starts', () => {
    const { outcome, drivers } = survey(80, 2, 0.2, 3);
    const columns = [...drivers, outcome];
    const names = columns.map(({ name }) => name);
    const first = emCovariance(moments(columns), names);
    const start = { means: Float64Array.of(0, 9, -3), covariance: Float64Array.of(9, 1, 0, 1, 5, 0, 0, 0, 30) };
    const second = emCovariance(moments(columns), names, { start });
    if ('kind' in first || 'kind' in second) throw new Error('not estimable');
    expectSame(Array.from(second.covariance), Array.from(first.covariance), 9);
    expect(second.logLikelihood).toBeCloseTo(first.logLikelihood, 9);
  });
  it('refuses where too few complete rows let the covariance turn singular, instead of reporting where it stopped', () => {
    const { outcome, drivers } = survey(50, 3, 0.38321544742211705, 13); // four complete rows of four columns
    const columns = [...drivers, outcome];
    expect(
      emCovariance(
        moments(columns),
        columns.map(({ name }) => name),
      ),
    ).toMatchObject({ kind: 'notEstimable', reason: 'RANK_DEFICIENT' });
  });
  it('that does not settle says so', () => {
    const { outcome, drivers } = survey(80, 2, 0.2, 3);
    const columns = [...drivers, outcome];
    expect(emCovariance(moments(columns), ['a', 'b', 'y'], { maxIterations: 2 })).toMatchObject({ reason: 'NOT_CONVERGED' });
  });
});

describe('missing patterns', () => {
  it('hold each row with a value once, under the columns it has', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 40 }), (rows) => {
        const columns = [0, 1, 2].map((j) => Float64Array.from(rows, (row) => (row[j]! ? 1 : NONE)));
        const patterns = missingPatterns(columns);
        const seen = patterns.flatMap(({ observed, rows: own }) => Array.from(own, (row) => [row, observed.join()] as const));
        const expected = rows.flatMap((row, i) => (row.some(Boolean) ? [[i, [0, 1, 2].filter((j) => row[j]).join()] as const] : []));
        expect(seen.toSorted((a, b) => a[0] - b[0])).toEqual(expected);
        expect(new Set(patterns.map(({ observed }) => observed.join())).size).toBe(patterns.length);
      }),
    ));
});

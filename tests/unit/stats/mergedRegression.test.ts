import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Moments,
  mergeMoments,
  mergeRowTriangles,
  moments,
  type NumericColumn,
  ols,
  olsFromMoments,
  olsFromTriangle,
  rowTriangle,
} from '../../../worker/stats/index.ts';
import { generatedRatings } from './generatedDrivers.ts';

const { outcome, drivers } = generatedRatings(2000, 4);
const names = [...drivers, outcome].map(({ name }) => name);
const columns = [...drivers, outcome].map(({ values }) => values);
const slice = (from: number, to: number): NumericColumn[] => columns.map((values) => values.slice(from, to));
const whole = ols(outcome, drivers, { seType: 'CLASSICAL' });
if (whole.kind !== 'fitted') throw new Error(whole.detail);

/** Cuts [0, 2000] at any rows; parts of one row are parts, too. */
const cuts = fc
  .uniqueArray(fc.integer({ min: 1, max: 1999 }), { maxLength: 8 })
  .map((inner) => [0, ...inner.toSorted((a, b) => a - b), 2000]);
const parts = <Part>(at: readonly number[], make: (part: NumericColumn[]) => Part): Part[] =>
  at.slice(1).map((to, i) => make(slice(at[i]!, to)));

function expectClose(got: ArrayLike<number>, expected: ArrayLike<number>, digits: number): void {
  const scale = Math.max(...Array.from(expected, Math.abs));
  for (let i = 0; i < expected.length; i++) expect((got[i]! - expected[i]!) / scale).toBeCloseTo(0, digits);
}

describe('moments', () => {
  it('of the parts of any split merge to those of the whole', () => {
    const expected = moments(columns);
    fc.assert(
      fc.property(cuts, (at) => {
        const merged = parts(at, (part) => moments(part)).reduce(mergeMoments);
        expect(merged).toMatchObject({ n: 2000, mass: 2000 });
        expectClose(merged.means, expected.means, 13);
        expectClose(merged.products, expected.products, 13);
      }),
      { numRuns: 50 },
    );
  });
  it('of the same split have the same bits whoever makes them', () => {
    const at = [0, 300, 301, 1500, 2000];
    const merge = () => parts(at, (part) => moments(part)).reduce(mergeMoments);
    expect(merge()).toEqual(merge());
    expect(structuredClone(merge())).toEqual(merge()); // plain data: crosses threads
  });
  it('merge in any order, to rounding', () => {
    const [a, b, c] = parts([0, 500, 1200, 2000], (part) => moments(part)) as [Moments, Moments, Moments];
    expectClose(mergeMoments(c, mergeMoments(a, b)).products, mergeMoments(mergeMoments(a, b), c).products, 14);
    expectClose(mergeMoments(a, mergeMoments(b, c)).products, mergeMoments(mergeMoments(a, b), c).products, 14);
  });
  it('keep a small spread far from zero, as one pass over raw sums would not', () => {
    const far = Float64Array.from({ length: 1000 }, (_, i) => 1e9 + (i % 10)); // variance 8.25 exactly
    const merged = [0, 250, 500, 750].map((from) => moments([far.slice(from, from + 250)])).reduce(mergeMoments);
    expect(merged.products[0]! / 1000).toBeCloseTo(8.25, 9);
    expect(merged.means[0]).toBeCloseTo(1e9 + 4.5, 6);
  });
  it('count rows with counts, and weigh them with weights', () => {
    const counts = Float64Array.from({ length: 2000 }, (_, row) => row % 3);
    const repeated = columns.map((values) => Float64Array.from(Array.from(values).flatMap((value, row) => new Array(row % 3).fill(value))));
    expectClose(moments(columns, { counts }).products, moments(repeated).products, 12);
    expect(moments(columns, { counts }).n).toBe(repeated[0]!.length);
    const halved = moments(columns, { counts, mass: counts.map((count) => count / 2) });
    expect(halved.mass).toBeCloseTo(halved.n / 2, 9);
    expectClose(halved.means, moments(repeated).means, 13);
  });
  it('of other columns do not merge', () =>
    expect(() => mergeMoments(moments(columns), moments(columns.slice(1)))).toThrow('b has moments of 4 columns, a has them of 5'));
  it('of rows without mass do not exist', () =>
    expect(() => moments(columns, { mass: new Float64Array(2000) })).toThrow('mass has no row above 0'));
});

describe('olsFromMoments', () => {
  it.each([true, false])('is the classical fit of the whole, intercept %s', (intercept) => {
    const expected = ols(outcome, drivers, { intercept, seType: 'CLASSICAL' });
    const merged = parts([0, 700, 701, 2000], (part) => moments(part)).reduce(mergeMoments);
    const result = olsFromMoments(merged, names, { intercept });
    if (result.kind !== 'fitted' || expected.kind !== 'fitted') throw new Error('not fitted');
    expect(result.warnings).toEqual(expected.warnings);
    result.fit.drivers.forEach((row, j) => {
      const other = expected.fit.drivers[j]!;
      expect(row.name).toBe(other.name);
      for (const key of ['estimate', 'stdErr', 'statistic', 'pAdjusted', 'mean'] as const)
        expect(row[key]! / other[key]!).toBeCloseTo(1, 9);
    });
    for (const key of ['rSquared', 'fStatistic', 'logLikelihood', 'residualStdErr', 'conditionNumber'] as const)
      expect(result.fit.model[key]! / expected.fit.model[key]!).toBeCloseTo(1, 10);
  });
  it('does not answer where cross products have lost the digits', () => {
    const nearly = columns[0]!.map((value, row) => value + (row % 2) * 1e-4);
    expect(olsFromMoments(moments([nearly, ...columns]), ['nearly', ...names])).toMatchObject({
      kind: 'notEstimable',
      reason: 'RANK_DEFICIENT',
      detail: expect.stringContaining('triangles of the same rows may'),
    });
    const exact = Float64Array.from(columns[0]!, (value, row) => 1 + 2 * value - columns[1]![row]!);
    expect(olsFromMoments(moments([...columns.slice(0, -1), exact]), names)).toMatchObject({
      reason: 'RANK_DEFICIENT',
      detail: expect.stringContaining('reproduce the outcome'),
    });
  });
  it('needs more rows than coefficients', () =>
    expect(olsFromMoments(moments(slice(0, 5)), names)).toMatchObject({ kind: 'notEstimable', reason: 'NOT_ENOUGH_DATA' }));
  it('needs a name a column', () =>
    expect(() => olsFromMoments(moments(columns), ['y'])).toThrow('names has length 1, there are 5 columns'));
});

describe('triangles', () => {
  it.each([true, false])('of the parts of any split give the fit of the whole, intercept %s', (intercept) => {
    const expected = ols(outcome, drivers, { intercept, seType: 'CLASSICAL' });
    if (expected.kind !== 'fitted') throw new Error(expected.detail);
    fc.assert(
      fc.property(cuts, (at) => {
        const merged = parts(at, (part) => rowTriangle(part)).reduce(mergeRowTriangles);
        const result = olsFromTriangle(merged, names, { intercept });
        if (result.kind !== 'fitted') throw new Error(result.detail);
        expect(result.fit.model.n).toBe(2000);
        result.fit.drivers.forEach((row, j) => {
          const other = expected.fit.drivers[j]!;
          for (const key of ['estimate', 'stdErr', 'pAdjusted', 'mean'] as const) expect(row[key]! / other[key]!).toBeCloseTo(1, 10);
        });
        expect(result.fit.model.logLikelihood! / expected.fit.model.logLikelihood!).toBeCloseTo(1, 12);
      }),
      { numRuns: 30 },
    );
  });
  it('keep the digits that moments have lost', () => {
    const nearly = Float64Array.from(columns[0]!, (value, row) => value + (row % 2) * 1e-4);
    const merged = [0, 1000].map((from) => rowTriangle([nearly, ...columns].map((values) => values.slice(from, from + 1000))));
    const result = olsFromTriangle(merged.reduce(mergeRowTriangles), ['nearly', ...names]);
    const expected = ols(outcome, [{ name: 'nearly', values: nearly }, ...drivers], { seType: 'CLASSICAL' });
    if (result.kind !== 'fitted' || expected.kind !== 'fitted') throw new Error('not fitted');
    for (const [j, row] of result.fit.drivers.entries()) expect(row.estimate / expected.fit.drivers[j]!.estimate).toBeCloseTo(1, 7);
  });
  it('name an exact dependence', () => {
    const copied = rowTriangle([...columns.slice(0, -1), columns[1]!, columns.at(-1)!]);
    expect(olsFromTriangle(copied, [...names.slice(0, -1), 'copy', 'outcome'])).toMatchObject({
      reason: 'RANK_DEFICIENT',
      detail: 'copy is an exact linear combination of d2',
    });
  });
  it('of other columns do not merge', () =>
    expect(() => mergeRowTriangles(rowTriangle(columns), rowTriangle(columns.slice(1)))).toThrow(
      'b has the triangle of 4 columns, a has that of 5',
    ));
});

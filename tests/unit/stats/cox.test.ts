import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CoxFit, type CoxOptions, cox, randomStream, type SurvivalColumns } from '../../../worker/stats/index.ts';
import { fittedCox } from './fittedCox.ts';
import { type GeneratedSurvival, generatedSurvival } from './generatedSurvival.ts';
import { naiveCox } from './naiveCox.ts';

const shapes = fc.record({
  n: fc.integer({ min: 20, max: 60 }),
  seed: fc.nat(100_000),
  hasEntry: fc.boolean(),
  hasStrata: fc.boolean(),
  lastTime: fc.constantFrom(null, 4, 30),
});
const tiesOf = fc.constantFrom('efron' as const, 'breslow' as const);

/** Small samples may separate; then there is nothing to compare. */
function fitOrSkip({ columns, covariates, strata }: GeneratedSurvival, options: CoxOptions = {}): CoxFit {
  const outcome = cox(columns, covariates, { strata, ...options });
  fc.pre(outcome.kind === 'fitted');
  return fittedCox(outcome);
}

const estimates = ({ coefficients }: CoxFit): number[] => coefficients.map(({ estimate }) => estimate);
const errors = ({ coefficients }: CoxFit): (number | null)[] => coefficients.map(({ stdErr }) => stdErr);

function expectClose(got: readonly (number | null)[], expected: readonly (number | null)[], decimals: number): void {
  expect(got.length).toBe(expected.length);
  for (const [j, value] of got.entries()) expect(value).toBeCloseTo(expected[j]!, decimals);
}

function expectSame(got: CoxFit, expected: CoxFit, decimals = 9): void {
  expectClose(estimates(got), estimates(expected), decimals);
  expectClose(errors(got), errors(expected), decimals);
  expectClose([got.logLikelihood, got.logLikelihoodNull], [expected.logLikelihood, expected.logLikelihoodNull], decimals);
  const tests = ({ proportionalHazards }: CoxFit): (number | null)[] => proportionalHazards!.map(({ chiSquare }) => chiSquare);
  expectClose(tests(got), tests(expected), decimals - 2);
}

function permuted(data: GeneratedSurvival, order: readonly number[]): GeneratedSurvival {
  const { columns, covariates, strata } = data;
  const pick = <Column extends Float64Array | Uint8Array | Int32Array | Float32Array | Int8Array>(column: Column): Column =>
    column.map((_, i) => column[order[i]!]!) as Column;
  return {
    columns: { time: pick(columns.time), event: pick(columns.event), start: columns.start && pick(columns.start) },
    covariates: covariates.map(({ name, values }) => ({ name, values: pick(values) })),
    strata: strata && { ...strata, codes: pick(strata.codes) },
  };
}

describe('the maximum', () => {
  it('has the likelihood of the book, a score of zero, and a covariance that is the inverse of the information', () =>
    fc.assert(
      fc.property(shapes, tiesOf, (shape, ties) => {
        const data = generatedSurvival(shape);
        const fit = fitOrSkip(data, { ties });
        const at = naiveCox(data, estimates(fit), ties);
        expect(fit.logLikelihood).toBeCloseTo(at.logLikelihood, 9);
        expect(fit.logLikelihoodNull).toBeCloseTo(naiveCox(data, [0, 0], ties).logLikelihood, 9);
        expectClose(at.score, [0, 0], 8);
        for (const j of [0, 1])
          for (const k of [0, 1]) {
            const product = at.information[j]![0]! * fit.covariance[k]! + at.information[j]![1]! * fit.covariance[2 + k]!;
            expect(product).toBeCloseTo(Number(j === k), 8);
          }
      }),
    ));
  it('is one: by finite differences the likelihood is flat there, and falls on every side', () =>
    fc.assert(
      fc.property(shapes, tiesOf, (shape, ties) => {
        const data = generatedSurvival(shape);
        const fit = fitOrSkip(data, { ties });
        const at = (j: number, step: number) =>
          naiveCox(
            data,
            estimates(fit).map((value, k) => value + (j === k ? step : 0)),
            ties,
          ).logLikelihood;
        for (const j of [0, 1]) {
          expect((at(j, 1e-4) - at(j, -1e-4)) / 2e-4).toBeCloseTo(0, 5);
          for (const step of [-0.1, 0.1]) expect(at(j, step)).toBeLessThan(fit.logLikelihood);
        }
      }),
    ));
  it('is never positive, nor below the null', () =>
    fc.assert(
      fc.property(shapes, tiesOf, (shape, ties) => {
        const fit = fitOrSkip(generatedSurvival(shape), { ties });
        expect(fit.logLikelihood).toBeLessThanOrEqual(0);
        expect(fit.likelihoodRatio.chiSquare).toBeGreaterThanOrEqual(0);
      }),
    ));
});

describe('what changes nothing', () => {
  it('the order of the rows', () =>
    fc.assert(
      fc.property(shapes, tiesOf, (shape, ties) => {
        const data = generatedSurvival(shape);
        const random = randomStream(shape.seed, 1);
        const order = Array.from({ length: shape.n }, (_, i) => ({ i, at: random.uniform() })).sort((a, b) => a.at - b.at);
        const shuffled = permuted(
          data,
          order.map(({ i }) => i),
        );
        expectSame(fitOrSkip(shuffled, { ties }), fitOrSkip(data, { ties }));
      }),
    ));
  it('a shift of a covariate; a scale divides its coefficient and error', () =>
    fc.assert(
      fc.property(shapes, (shape) => {
        const data = generatedSurvival(shape);
        const [x, used] = data.covariates;
        const moved = [{ name: 'x', values: x!.values.map((value) => 1e5 + 1000 * value) }, used!];
        const [fit, movedFit] = [fitOrSkip(data), fitOrSkip({ ...data, covariates: moved })];
        expect(movedFit.coefficients[0]!.estimate * 1000).toBeCloseTo(fit.coefficients[0]!.estimate, 8);
        expect(movedFit.coefficients[0]!.stdErr! * 1000).toBeCloseTo(fit.coefficients[0]!.stdErr!, 8);
        expect(movedFit.coefficients[1]!.estimate).toBeCloseTo(fit.coefficients[1]!.estimate, 8);
        expect(movedFit.logLikelihood).toBeCloseTo(fit.logLikelihood, 9);
        expect(movedFit.concordance).toEqual(fit.concordance);
      }),
    ));
  it('another clock that keeps the order of times', () =>
    fc.assert(
      fc.property(shapes, (shape) => {
        const data = generatedSurvival(shape);
        const { time, start, event } = data.columns;
        const bent = (column: Float64Array): Float64Array => column.map((value) => Math.expm1(value / 5));
        const columns = { event, time: bent(time), start: start && bent(start) };
        expectSame(fitOrSkip({ ...data, columns }), fitOrSkip(data), 12);
      }),
    ));
  it('splitting a row at any time: (start, time] is (start, s] and (s, time]', () =>
    fc.assert(
      fc.property(shapes, tiesOf, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (shape, ties, part) => {
        const data = generatedSurvival(shape);
        const { columns, covariates, strata } = data;
        const { time, event } = columns;
        const start = columns.start ?? new Float64Array(time.length);
        const middle = time.map((end, i) => start[i]! + part * (end - start[i]!));
        const twice = <Column extends Float64Array | Int32Array>(column: Column): Column => permuteTwice(column);
        const split: GeneratedSurvival = {
          columns: {
            time: Float64Array.of(...middle, ...time),
            event: Uint8Array.of(...new Uint8Array(time.length), ...event),
            start: Float64Array.of(...start, ...middle),
          },
          covariates: covariates.map(({ name, values }) => ({ name, values: twice(values as Float64Array) })),
          strata: strata && { ...strata, codes: twice(strata.codes) },
        };
        const clusters = Int32Array.from({ length: 2 * time.length }, (_, i) => i % time.length);
        const own = Int32Array.from(time.keys());
        const [whole, parts] = [fitOrSkip(data, { ties, clusters: own }), fitOrSkip(split, { ties, clusters })];
        expectClose(estimates(parts), estimates(whole), 9);
        expectClose(errors(parts), errors(whole), 9);
        expect(parts.logLikelihood).toBeCloseTo(whole.logLikelihood, 9);
        expect(parts.concordance).toMatchObject({ concordant: whole.concordance.concordant, discordant: whole.concordance.discordant });
        expect(parts.concordance.stdErr).toBeCloseTo(whole.concordance.stdErr!, 9);
      }),
    ));
  it('the choice of ties, where there are none', () =>
    fc.assert(
      fc.property(shapes, (shape) => {
        const data = generatedSurvival({ ...shape, lastTime: null });
        expectSame(fitOrSkip(data, { ties: 'breslow' }), fitOrSkip(data, { ties: 'efron' }), 12);
      }),
    ));
  it('the element type of a column', () => {
    const data = generatedSurvival({ n: 200, seed: 7, hasEntry: false, hasStrata: false, lastTime: 30 });
    const [x, used] = data.covariates;
    const single = [
      { name: 'x', values: Float32Array.from(x!.values) },
      { name: 'used', values: Float32Array.from(used!.values) },
    ];
    const same = single.map(({ name, values }) => ({ name, values: Float64Array.from(values) }));
    expect(cox(data.columns, single)).toEqual(cox(data.columns, same));
  });
});

const permuteTwice = <Column extends Float64Array | Int32Array>(column: Column): Column => {
  const doubled = column instanceof Float64Array ? new Float64Array(2 * column.length) : new Int32Array(2 * column.length);
  doubled.set(column);
  doubled.set(column, column.length);
  return doubled as Column;
};

describe('errors by cluster', () => {
  const data = generatedSurvival({ n: 300, seed: 11, hasEntry: true, hasStrata: true, lastTime: 30 });
  const { columns, covariates, strata } = data;

  it('do not shrink when every row is written twice, while the classical ones do', () => {
    const double = <Column extends Float64Array | Int32Array>(column: Column): Column => permuteTwice(column);
    const twice: GeneratedSurvival = {
      columns: { time: double(columns.time), event: Uint8Array.of(...columns.event, ...columns.event), start: double(columns.start!) },
      covariates: covariates.map(({ name, values }) => ({ name, values: double(values as Float64Array) })),
      strata: { ...strata!, codes: double(strata!.codes) },
    };
    const own = Int32Array.from(columns.time.keys());
    const once = fittedCox(cox(columns, covariates, { strata, clusters: own, ties: 'breslow' }));
    const both = fittedCox(cox(twice.columns, twice.covariates, { strata: twice.strata, clusters: double(own), ties: 'breslow' }));
    once.coefficients.forEach(({ stdErr, classicalStdErr }, j) => {
      expect(both.coefficients[j]!.stdErr).toBeCloseTo(stdErr!, 10);
      expect(both.coefficients[j]!.classicalStdErr).toBeCloseTo(classicalStdErr / Math.SQRT2, 10);
    });
  });
  it('are undefined for a single cluster, and the Wald test for as many clusters as coefficients', () => {
    const one = fittedCox(cox(columns, covariates, { clusters: new Int32Array(300) }));
    expect(one.coefficients[0]).toMatchObject({
      stdErr: null,
      statistic: null,
      pValue: null,
      ciLow: null,
      hazardRatioLow: null,
      reason: 'NOT_ENOUGH_DATA',
    });
    expect(one.coefficients[0]!.classicalStdErr).toBeGreaterThan(0);
    const two = fittedCox(cox(columns, covariates, { clusters: Int32Array.from({ length: 300 }, (_, i) => i % 2) }));
    expect(two.wald).toBeNull();
  });
});

describe('numbers that are hard on a double', () => {
  it('a whole risk set that ends at once', () => {
    // 2,000 customers with one event time: Efron's terms run down to one customer, and log L = Σ x b - Σ_m log(S0 (1 - m/d)) in closed form
    const n = 2000;
    const random = randomStream(3);
    const x = Float64Array.from({ length: n }, () => random.normal());
    const columns = { time: new Float64Array(n + 1).fill(5), event: Uint8Array.from({ length: n + 1 }, (_, i) => Number(i < n)) };
    const values = Float64Array.of(...x, 2);
    const { coefficients, logLikelihoodNull } = fittedCox(cox(columns, [{ name: 'x', values }]));
    let expected = 0;
    for (let m = 0; m < n; m++) expected -= Math.log(n + 1 - m);
    expect(logLikelihoodNull).toBeCloseTo(expected, 7);
    expect(Number.isFinite(coefficients[0]!.stdErr)).toBe(true);
  });
  it('rows of enormous relative risk that come and go between two events do not spoil the other risk sets', () => {
    const data = generatedSurvival({ n: 60, seed: 21, hasEntry: true, hasStrata: false, lastTime: 30 });
    const alone = fittedCox(cox(data.columns, data.covariates));
    // seen in (8.2, 8.8] only, when no event happens (all times are whole): they belong to no risk set. Their exp(x b) is beyond 1e12
    const extra = new Float64Array(10);
    const columns: SurvivalColumns = {
      time: Float64Array.of(...data.columns.time, ...extra.fill(8.8)),
      event: Uint8Array.of(...data.columns.event, ...extra.fill(0)),
      start: Float64Array.of(...data.columns.start!, ...extra.fill(8.2)),
    };
    const covariates = data.covariates.map(({ name, values }) => ({
      name,
      values: Float64Array.of(...values, ...extra.fill(name === 'x' ? 30 / estimates(alone)[0]! : 0)),
    }));
    const beside = fittedCox(cox(columns, covariates));
    expectClose(estimates(beside), estimates(alone), 9);
    expectClose(errors(beside), errors(alone), 9);
    expect(beside.logLikelihood).toBeCloseTo(alone.logLikelihood, 9);
  });
  it('customers of great relative risk who enter after those of a tiny one were alone at risk', () =>
    fc.assert(
      fc.property(fc.nat(100_000), tiesOf, (seed, ties) => {
        const random = randomStream(seed);
        const n = 60;
        const isEarly = (i: number): boolean => i < n / 2;
        const x = Float64Array.from({ length: n }, (_, i) => (isEarly(i) ? -4 : 0) + 0.5 * random.normal());
        const duration = x.map((value, i) => -Math.log(1 - random.uniform()) * Math.exp(-5 * (isEarly(i) ? value + 4 : value)));
        const early = Math.max(...duration.subarray(0, n / 2));
        const start = Float64Array.from(x, (_, i) => (isEarly(i) ? 0 : early + random.uniform()));
        const columns = { time: start.map((at, i) => at + duration[i]!), event: new Uint8Array(n).fill(1), start };
        const data = { columns, covariates: [{ name: 'x', values: x }], strata: undefined };
        const fit = fitOrSkip(data, { ties });
        const { information } = naiveCox(data, estimates(fit), ties);
        expect(fit.coefficients[0]!.stdErr! * Math.sqrt(information[0]![0]!)).toBeCloseTo(1, 8);
      }),
    ));
  it('a covariate in tiny units: what overflows is null, not infinite', () => {
    const data = generatedSurvival({ n: 100, seed: 5, hasEntry: false, hasStrata: false, lastTime: 30 });
    const tiny = data.covariates[0]!.values.map((value) => value * 1e-6);
    const [row] = fittedCox(cox(data.columns, [{ name: 'tiny', values: tiny }])).coefficients;
    expect(row!.estimate).toBeGreaterThan(1e5);
    expect(row!.hazardRatio).toBeNull();
  });
});

import fc from 'fast-check';
import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { type LogitFit, type LogitOptions, logit, logitProbabilities, type NamedColumn } from '../../../worker/stats/index.ts';
import { type Answers, binaryAnswers, generatedAnswers, inOrder, scaledSlopes } from './generatedAnswers.ts';

const column = (name: string, ...values: number[]): NamedColumn => ({ name, values: Float64Array.from(values) });

function fitted({ outcome, drivers }: Answers, options?: LogitOptions): LogitFit {
  const result = logit(outcome, drivers, options);
  if (result.kind !== 'fitted') throw new Error(result.detail);
  return result.fit;
}

/** Runs over generated data that have a maximum; the others are told by logit and skipped. */
const forFits = (check: (answers: Answers, fit: LogitFit) => void, numRuns = 30) =>
  fc.assert(
    fc.property(binaryAnswers, (answers) => {
      const result = logit(answers.outcome, answers.drivers);
      fc.pre(result.kind === 'fitted');
      check(answers, fitted(answers));
    }),
    { numRuns },
  );

const rowsOf = ({ intercept, drivers }: LogitFit) => [...(intercept === null ? [] : [intercept]), ...drivers];
const estimatesOf = (fit: LogitFit): number[] => rowsOf(fit).map(({ estimate }) => estimate);

/** The definition, a row at a time. */
function logLikelihoodAt({ outcome, drivers }: Answers, coefficients: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < outcome.values.length; i++) {
    const eta = drivers.reduce((total, { values }, j) => total + coefficients[j + 1]! * values[i]!, coefficients[0]!);
    sum += Math.log(outcome.values[i] === 1 ? 1 / (1 + Math.exp(-eta)) : 1 / (1 + Math.exp(eta)));
  }
  return sum;
}

/** Σ p (1 - p) x xᵀ, a row at a time. */
function informationAt({ outcome, drivers }: Answers, coefficients: readonly number[]): Matrix {
  const size = coefficients.length;
  const sum = Matrix.zeros(size, size);
  for (let i = 0; i < outcome.values.length; i++) {
    const x = [1, ...drivers.map(({ values }) => values[i]!)];
    const eta = x.reduce((total, value, j) => total + value * coefficients[j]!, 0);
    const weight = 1 / (1 + Math.exp(-eta)) / (1 + Math.exp(eta));
    for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) sum.set(a, b, sum.get(a, b) + weight * x[a]! * x[b]!);
  }
  return sum;
}

const expectSame = (got: number | null, expected: number | null, digits = 9) => {
  const scale = Math.max(1e-6, Math.abs(expected!));
  expect(Math.abs(got! - expected!) / scale).toBeLessThan(10 ** -digits);
};

describe('at the maximum', () => {
  it('the score is 0: no derivative of the log-likelihood is left', () =>
    forFits((answers, fit) => {
      const scales = rowsOf(fit).map(({ stdErr }) => stdErr!);
      for (const slope of scaledSlopes(estimatesOf(fit), scales, (point) => logLikelihoodAt(answers, point))) {
        expect(Math.abs(slope)).toBeLessThan(1e-7);
      }
    }));
  it('fitted probabilities sum to the events, and to their weighted sums over every driver', () =>
    forFits((answers, fit) => {
      const probabilities = logitProbabilities(fit, answers.drivers);
      const y = answers.outcome.values;
      for (const { values } of [column('ones', ...new Array<number>(y.length).fill(1)), ...answers.drivers]) {
        let observed = 0;
        let predicted = 0;
        for (let i = 0; i < y.length; i++) {
          observed += y[i]! * values[i]!;
          predicted += probabilities[i]! * values[i]!;
        }
        expectSame(predicted, observed);
      }
    }));
  it('covariance times information is the identity', () =>
    forFits((answers, fit) => {
      const size = rowsOf(fit).length;
      const scale = Matrix.diag(rowsOf(fit).map(({ stdErr }) => stdErr!));
      const information = scale.mmul(informationAt(answers, estimatesOf(fit))).mmul(scale);
      const covariance = inverse(scale)
        .mmul(Matrix.from1DArray(size, size, fit.covariance!))
        .mmul(inverse(scale));
      const product = information.mmul(covariance);
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) expect(Math.abs(product.get(i, j) - Number(i === j))).toBeLessThan(1e-9);
    }));
  it('the log-likelihood is that of the definition, never positive and not below that without drivers', () =>
    forFits((answers, fit) => {
      expect(fit.model.logLikelihood).toBeLessThanOrEqual(0);
      expect(fit.model.logLikelihood).toBeGreaterThanOrEqual(fit.model.logLikelihoodNull);
      expectSame(fit.model.logLikelihood, logLikelihoodAt(answers, estimatesOf(fit)));
    }));
  it('pseudo R squared lie between 0 and 1, Nagelkerke above Cox and Snell', () =>
    forFits((_, { model }) => {
      for (const value of [model.mcFadden, model.coxSnell, model.nagelkerke, model.tjur, model.auc]) {
        expect(value).toBeGreaterThanOrEqual(-1e-12);
        expect(value).toBeLessThanOrEqual(1);
      }
      expect(model.nagelkerke).toBeGreaterThanOrEqual(model.coxSnell);
      expect(model.auc).toBeGreaterThanOrEqual(0.5 - 1e-12);
    }));
});

describe('nothing depends on', () => {
  it('the order of the rows', () =>
    forFits((answers, fit) => {
      const reversed = fitted(inOrder(answers, Array.from(answers.outcome.values.keys()).reverse()));
      rowsOf(fit).forEach((row, j) => {
        expectSame(rowsOf(reversed)[j]!.estimate, row.estimate);
        expectSame(rowsOf(reversed)[j]!.stdErr, row.stdErr);
      });
    }));
  it('the unit and the offset of a driver, but its own coefficient', () =>
    forFits((answers, fit) => {
      const moved = answers.drivers.map(({ name, values }) => ({ name, values: values.map((value) => 1000 * value - 31) }));
      fitted({ ...answers, drivers: moved }).drivers.forEach((row, j) => {
        const same = fit.drivers[j]!;
        expectSame(1000 * row.estimate, same.estimate);
        for (const key of ['statistic', 'pValue', 'vif', 'pAdjusted'] as const) expectSame(row[key], same[key], 8);
      });
    }));
  it('which outcome is called 1, but the signs', () =>
    forFits((answers, fit) => {
      const turned = { ...answers.outcome, values: answers.outcome.values.map((value) => 1 - value) };
      rowsOf(fitted({ ...answers, outcome: turned })).forEach((row, j) => {
        expectSame(-row.estimate, rowsOf(fit)[j]!.estimate);
      });
    }));
  it('whether equal rows are repeated or counted, by cluster neither', () =>
    forFits((answers) => {
      const counts = Float64Array.from(answers.outcome.values, (_, i) => i % 3);
      const clusters = Int32Array.from(answers.outcome.values, (_, i) => i % 9);
      const rows = Array.from(counts).flatMap((count, i) => new Array<number>(count).fill(i));
      const repeated = inOrder(answers, rows);
      fc.pre(logit(repeated.outcome, repeated.drivers).kind === 'fitted');
      const options = [
        [{ counts }, {}],
        [{ counts, clusters }, { clusters: Int32Array.from(rows, (row) => clusters[row]!) }],
      ] as const;
      for (const [counted, expanded] of options) {
        const got = fitted(answers, { roles: counted });
        const expected = fitted(repeated, { roles: expanded });
        expect(got.model.n).toBe(rows.length);
        expect(got.model.events).toBe(expected.model.events);
        for (const key of ['logLikelihood', 'mcFadden', 'tjur', 'auc', 'bic'] as const) expectSame(got.model[key], expected.model[key]);
        rowsOf(expected).forEach((row, j) => {
          for (const key of ['estimate', 'stdErr', 'classicalStdErr', 'pValue'] as const) expectSame(rowsOf(got)[j]![key], row[key], 8);
        });
      }
    }, 15));
  it('the unit of sampling weights, and equal weights change nothing but the kind of errors', () => {
    const answers = generatedAnswers(300, 3, [0], 5);
    const weights = Float64Array.from(answers.outcome.values, (_, i) => 1 + (i % 4));
    const one = fitted(answers, { roles: { weights } });
    const other = fitted(answers, { roles: { weights: weights.map((weight) => 50 * weight) } });
    rowsOf(one).forEach((row, j) => {
      expectSame(rowsOf(other)[j]!.stdErr, row.stdErr, 12);
    });
    expect(one.model.weighting!.kishEffectiveN).toBeCloseTo((300 ** 2 * 6.25) / (300 * 7.5), 8); // (Σw)² / Σw², weights 1-4
    const equal = fitted(answers, { roles: { weights: new Float64Array(300).fill(3) } });
    rowsOf(fitted(answers)).forEach((row, j) => {
      expectSame(rowsOf(equal)[j]!.estimate, row.estimate, 12);
    });
  });
  it('rows without weight', () => {
    const answers = generatedAnswers(300, 2, [0], 6);
    const weights = Float64Array.from(answers.outcome.values, (_, i) => (i < 200 ? 1 : 0));
    const first = inOrder(
      answers,
      Array.from({ length: 200 }, (_, i) => i),
    );
    const expected = fitted(first, { roles: { weights: new Float64Array(200).fill(1) } });
    const got = fitted(answers, { roles: { weights } });
    expect(got.model).toMatchObject({ n: 200, events: expected.model.events });
    rowsOf(expected).forEach((row, j) => {
      expectSame(rowsOf(got)[j]!.stdErr, row.stdErr, 11);
    });
  });
  it('4-byte and 8-byte columns of the same ratings: the same bits', () => {
    const answers = generatedAnswers(1200, 3, [0], 7);
    const single = ({ name, values }: NamedColumn) => ({ name, values: Float32Array.from(values) });
    expect(fitted({ outcome: single(answers.outcome), drivers: answers.drivers.map(single) })).toEqual(fitted(answers));
  });
});

describe('numbers that are hard to keep', () => {
  it('a cubic in calendar years, variance inflation above 1e10: 10 digits', () => {
    const years = Float64Array.from({ length: 400 }, (_, i) => 1990 + (i % 40));
    const y = Float64Array.from(years, (year, i) => Number(((i * 7919) % 400) / 400 < 1 / (1 + Math.exp(-(year - 2010) / 8))));
    const cubic = (about: number): Answers => ({
      outcome: { name: 'y', values: y },
      drivers: [1, 2, 3].map((power) => ({ name: `t${power}`, values: years.map((year) => (year - about) ** power) })),
    });
    const raw = fitted(cubic(0)).drivers;
    const centred = fitted(cubic(2010)).drivers; // the same model in coordinates without the problem; the highest power keeps its coefficient
    expect(raw[0]!.vif).toBeGreaterThan(1e9);
    expectSame(raw[2]!.estimate, centred[2]!.estimate, 9);
    expectSame(raw[2]!.stdErr, centred[2]!.stdErr, 9);
    expectSame(fitted(cubic(0)).model.logLikelihood, fitted(cubic(2010)).model.logLikelihood, 13);
  });
  it('a probability of 1e-200 neither overflows nor loses the fit', () => {
    // x = 60 with y = 0 is a wild answer against log-odds of 6 a unit: not separated, and far out in the tail on the way there
    const x = Float64Array.from({ length: 101 }, (_, i) => (i === 100 ? 60 : i / 25 - 2));
    const y = x.map((value, i) => (i === 100 ? 0 : Number(value > 0 !== (i % 10 === 0))));
    const fit = fitted({ outcome: { name: 'y', values: y }, drivers: [{ name: 'x', values: x }] });
    expect(fit.model.logLikelihood).toBeLessThan(0);
    expect(Number.isFinite(fit.drivers[0]!.stdErr!)).toBe(true);
  });
});

describe('answers that these data cannot give', () => {
  const y = column('y', 0, 1, 0, 1, 1, 0, 1, 0);
  const x = column('x', 1, 2, 3, 2, 1, 3, 2, 2);
  it('no more rows than coefficients', () =>
    expect(logit(column('y', 0, 1), [column('x', 1, 2)])).toMatchObject({ kind: 'notEstimable', reason: 'NOT_ENOUGH_DATA' }));
  it('no row at all', () => expect(logit(column('y'), [column('x')])).toMatchObject({ reason: 'NOT_ENOUGH_DATA' }));
  it('everybody said yes', () =>
    expect(logit(column('y', 1, 1, 1, 1), [column('x', 1, 2, 3, 5)])).toMatchObject({ reason: 'ZERO_VARIANCE', subjects: ['y'] }));
  it('everybody with a weight said yes', () =>
    expect(logit(y, [x], { roles: { weights: y.values.slice() as Float64Array } })).toMatchObject({
      reason: 'ZERO_VARIANCE',
      subjects: ['y'],
    }));
  it('a constant driver', () =>
    expect(logit(y, [x, column('k', 4, 4, 4, 4, 4, 4, 4, 4)])).toMatchObject({ reason: 'ZERO_VARIANCE', subjects: ['k'] }));
  it('the same question twice', () =>
    expect(logit(y, [x, { name: 'copy', values: x.values.slice() }])).toMatchObject({
      reason: 'RANK_DEFICIENT',
      detail: 'copy is an exact linear combination of x',
      subjects: ['copy', 'x'],
    }));
});

describe('warnings', () => {
  it('of few rows and few events, and of drivers that move in step', () => {
    const { outcome, drivers } = generatedAnswers(29, 1, [0.5], 11);
    const twin = { name: 'twin', values: drivers[0]!.values.map((value, i) => value + (i % 5 === 0 ? 0.3 : 0)) };
    const result = logit(outcome, [drivers[0]!, twin]);
    if (result.kind !== 'fitted') throw new Error(result.detail);
    expect(result.warnings.map(({ code, subject }) => [code, subject])).toEqual([
      ['NOT_ENOUGH_DATA', null],
      ['COLLINEAR', 'd1'],
      ['COLLINEAR', 'twin'],
      ['TOO_FEW_EVENTS', null],
    ]);
  });
  it('of clusters too few to have errors: null with a reason', () => {
    const answers = generatedAnswers(200, 2, [0], 3);
    const result = logit(answers.outcome, answers.drivers, { roles: { clusters: new Int32Array(200) } });
    if (result.kind !== 'fitted') throw new Error(result.detail);
    expect(result.fit.drivers[0]).toMatchObject({
      stdErr: null,
      statistic: null,
      pValue: null,
      ciLow: null,
      oddsRatioLow: null,
      reason: 'NOT_ENOUGH_DATA',
    });
    expect(result.fit.drivers[0]!.classicalStdErr).toBeGreaterThan(0);
    expect(result.fit.covariance).toBeNull();
    expect(result.warnings.map(({ code }) => code)).toContain('NOT_ENOUGH_DATA');
  });
});

describe('mistakes of the caller', () => {
  const x = column('x', 1, 2, 4);
  it('an outcome other than 0 and 1', () => expect(() => logit(column('y', 0, 1, 2), [x])).toThrow('y has 2 at row 2, 0 or 1 is needed'));
  it('a missing outcome', () => expect(() => logit(column('y', 0, Number.NaN, 1), [x])).toThrow('y has NaN at row 1'));
  it('a missing driver', () => expect(() => logit(column('y', 0, 1, 1), [column('x', 1, Number.NaN, 2)])).toThrow('x has NaN at row 1'));
  it('different lengths', () => expect(() => logit(column('y', 0, 1), [x])).toThrow('x has length 3, y has 2'));
  it('errors by cluster without clusters', () =>
    expect(() => logit(column('y', 0, 1, 1), [x], { seType: 'CR1' })).toThrow('needs clusters'));
  it('errors of the linear model', () =>
    // @ts-expect-error HC3 is not a LikelihoodSeType; a caller in JavaScript may say so
    expect(() => logit(column('y', 0, 1, 1, 0), [column('x', 1, 2, 4, 4)], { seType: 'HC3' })).toThrow('seType has HC3'));
  it('a column of the fit that is not there', () =>
    expect(() => logitProbabilities(fitted(generatedAnswers(100, 2, [0], 1)), [x])).toThrow('drivers has no d1'));
});

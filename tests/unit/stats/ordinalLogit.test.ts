import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import {
  logit,
  type NamedColumn,
  type OrdinalFit,
  type OrdinalOptions,
  ordinalLogit,
  ordinalProbabilities,
} from '../../../worker/stats/index.ts';
import { type Answers, binaryAnswers, generatedAnswers, inOrder, orderedAnswers, scaledSlopes } from './generatedAnswers.ts';

const column = (name: string, ...values: number[]): NamedColumn => ({ name, values: Float64Array.from(values) });

function fitted({ outcome, drivers }: Answers, options?: OrdinalOptions): OrdinalFit {
  const result = ordinalLogit(outcome, drivers, options);
  if (result.kind !== 'fitted') throw new Error(result.detail);
  return result.fit;
}

const forFits = (check: (answers: Answers, fit: OrdinalFit) => void, numRuns = 25) =>
  fc.assert(
    fc.property(orderedAnswers, (answers) => {
      fc.pre(ordinalLogit(answers.outcome, answers.drivers).kind === 'fitted');
      check(answers, fitted(answers));
    }),
    { numRuns },
  );

const rowsOf = ({ thresholds, drivers }: OrdinalFit) => [...thresholds, ...drivers];
const estimatesOf = (fit: OrdinalFit): number[] => rowsOf(fit).map(({ estimate }) => estimate);
const expectSame = (got: number | null, expected: number | null, digits = 9) => {
  expect(Math.abs(got! - expected!) / Math.max(1e-6, Math.abs(expected!))).toBeLessThan(10 ** -digits);
};

/** The definition, a row at a time: log of the difference of two cumulative probabilities. */
function logLikelihoodAt({ outcome, drivers }: Answers, levels: readonly number[], parameters: readonly number[]): number {
  const bounds = [Number.NEGATIVE_INFINITY, ...parameters.slice(0, levels.length - 1), Number.POSITIVE_INFINITY];
  const slopes = parameters.slice(levels.length - 1);
  let sum = 0;
  for (let i = 0; i < outcome.values.length; i++) {
    const eta = drivers.reduce((total, { values }, j) => total + slopes[j]! * values[i]!, 0);
    const level = levels.indexOf(outcome.values[i]!);
    sum += Math.log(1 / (1 + Math.exp(eta - bounds[level + 1]!)) - 1 / (1 + Math.exp(eta - bounds[level]!)));
  }
  return sum;
}

describe('at the maximum', () => {
  const levelsOf = ({ model }: OrdinalFit) => model.levels.map(({ value }) => value);
  /** Errors, but none longer than the narrowest level: thresholds must stay in order. */
  const stepScales = (fit: OrdinalFit): number[] => {
    const gaps = fit.thresholds.slice(1).map(({ estimate }, k) => estimate - fit.thresholds[k]!.estimate);
    return rowsOf(fit).map(({ stdErr }) => Math.min(stdErr!, ...gaps));
  };

  it('the score is 0: no derivative of the log-likelihood is left', () =>
    forFits((answers, fit) => {
      for (const slope of scaledSlopes(estimatesOf(fit), stepScales(fit), (point) => logLikelihoodAt(answers, levelsOf(fit), point))) {
        expect(Math.abs(slope)).toBeLessThan(1e-6);
      }
    }));
  it('the log-likelihood is that of the definition, never positive and not below that without drivers', () =>
    forFits((answers, fit) => {
      expect(fit.model.logLikelihood).toBeLessThanOrEqual(0);
      expect(fit.model.logLikelihood).toBeGreaterThanOrEqual(fit.model.logLikelihoodNull);
      expectSame(fit.model.logLikelihood, logLikelihoodAt(answers, levelsOf(fit), estimatesOf(fit)));
    }));
  it('covariance times information, by differences of the definition, is the identity', () =>
    forFits((answers, fit) => {
      const size = rowsOf(fit).length;
      const scales = stepScales(fit);
      const slopesAt = (point: readonly number[]) => scaledSlopes(point, scales, (at) => logLikelihoodAt(answers, levelsOf(fit), at));
      const information = new Matrix(
        Array.from({ length: size }, (_, a) => scaledSlopes(estimatesOf(fit), scales, (point) => -slopesAt(point)[a]!)),
      );
      const scale = Matrix.diag(scales.map((value) => 1 / value));
      const covariance = scale.mmul(Matrix.from1DArray(size, size, fit.covariance!)).mmul(scale);
      const product = information.mmul(covariance);
      for (let a = 0; a < size; a++)
        for (let b = 0; b < size; b++) expect(Math.abs(product.get(a, b) - Number(a === b))).toBeLessThan(1e-5);
    }, 10));
  it('probabilities of the levels are positive and sum to 1 in every row', () =>
    forFits((answers, fit) => {
      const probabilities = ordinalProbabilities(fit, answers.drivers);
      answers.outcome.values.forEach((_, i) => {
        expect(probabilities.reduce((sum, ofLevel) => sum + ofLevel[i]!, 0)).toBeCloseTo(1, 12);
      });
      for (const ofLevel of probabilities) for (const value of ofLevel) expect(value).toBeGreaterThan(0);
    }));
});

describe('with two levels it is the binary regression', () => {
  it('the threshold is minus the intercept, everything else is equal', () =>
    fc.assert(
      fc.property(binaryAnswers, (answers) => {
        const binary = logit(answers.outcome, answers.drivers);
        const ordinal = ordinalLogit(answers.outcome, answers.drivers);
        expect(ordinal.kind).toBe(binary.kind);
        if (binary.kind !== 'fitted' || ordinal.kind !== 'fitted') return;
        expectSame(-ordinal.fit.thresholds[0]!.estimate, binary.fit.intercept!.estimate);
        expectSame(ordinal.fit.thresholds[0]!.stdErr, binary.fit.intercept!.stdErr);
        binary.fit.drivers.forEach((row, j) => {
          for (const key of ['estimate', 'stdErr', 'pValue', 'vif', 'pAdjusted'] as const)
            expectSame(ordinal.fit.drivers[j]![key], row[key], 8);
        });
        for (const key of ['logLikelihood', 'logLikelihoodNull', 'mcFadden', 'bic'] as const)
          expectSame(ordinal.fit.model[key], binary.fit.model[key]);
      }),
      { numRuns: 40 },
    ));
  it('with the same errors by cluster and under sampling weights', () => {
    const answers = generatedAnswers(400, 3, [0], 8);
    const clusters = Int32Array.from(answers.outcome.values, (_, i) => i % 37);
    const weights = Float64Array.from(answers.outcome.values, (_, i) => 1 + (i % 4));
    for (const roles of [{ clusters }, { weights }, { weights, clusters }]) {
      const binary = logit(answers.outcome, answers.drivers, { roles });
      if (binary.kind !== 'fitted') throw new Error(binary.detail);
      const ordinal = fitted(answers, { roles });
      expect(ordinal.model.seType).toBe(binary.fit.model.seType);
      expectSame(ordinal.thresholds[0]!.stdErr, binary.fit.intercept!.stdErr);
      binary.fit.drivers.forEach((row, j) => {
        expectSame(ordinal.drivers[j]!.stdErr, row.stdErr);
        expect(ordinal.drivers[j]!.df).toBe(row.df);
      });
    }
  });
});

describe('nothing depends on', () => {
  it('the order of the rows, nor the numbers that stand for the levels', () =>
    forFits((answers, fit) => {
      const reversed = inOrder(answers, Array.from(answers.outcome.values.keys()).reverse());
      const outcome = { name: 'y', values: reversed.outcome.values.map((value) => value ** 3 - 7.5) };
      const other = fitted({ ...reversed, outcome });
      rowsOf(fit).forEach((row, j) => {
        expectSame(rowsOf(other)[j]!.estimate, row.estimate);
        expectSame(rowsOf(other)[j]!.stdErr, row.stdErr);
      });
      expect(other.thresholds[0]!.name).toBe('-7.5|-6.5');
    }));
  it.each([1e-200, 1e200])('the size of the numbers that stand for the levels: x %s', (unit) => {
    const answers = [0, 1, 2, 1, 0, 2, 1, 0, 2, 1];
    const drivers = [column('x', 1, 2, 3, 3, 2, 2, 1, 1, 3, 2)];
    const fitOf = (size: number) => fitted({ outcome: column('y', ...answers.map((level) => level * size)), drivers });
    expect(fitOf(unit).drivers).toEqual(fitOf(1).drivers);
  });
  it('the unit and the offset of a driver, but its own coefficient and the thresholds', () =>
    forFits((answers, fit) => {
      const moved = answers.drivers.map(({ name, values }) => ({ name, values: values.map((value) => 1000 * value - 31) }));
      fitted({ ...answers, drivers: moved }).drivers.forEach((row, j) => {
        expectSame(1000 * row.estimate, fit.drivers[j]!.estimate);
        expectSame(row.statistic, fit.drivers[j]!.statistic, 8);
      });
    }));
  it('the direction of the scale, but the signs and the order of the thresholds', () =>
    forFits((answers, fit) => {
      const turned = fitted({ ...answers, outcome: { name: 'y', values: answers.outcome.values.map((value) => -value) } });
      turned.drivers.forEach((row, j) => {
        expectSame(-row.estimate, fit.drivers[j]!.estimate);
      });
      turned.thresholds.toReversed().forEach((row, k) => {
        expectSame(-row.estimate, fit.thresholds[k]!.estimate, 8);
      });
    }));
  it('whether equal rows are repeated or counted, by cluster neither', () =>
    forFits((answers) => {
      const counts = Float64Array.from(answers.outcome.values, (_, i) => 1 + (i % 3));
      const clusters = Int32Array.from(answers.outcome.values, (_, i) => i % 20);
      const rows = Array.from(counts).flatMap((count, i) => new Array<number>(count).fill(i));
      const repeated = inOrder(answers, rows);
      const options = [
        [{ counts }, {}],
        [{ counts, clusters }, { clusters: Int32Array.from(rows, (row) => clusters[row]!) }],
      ] as const;
      for (const [counted, expanded] of options) {
        const got = fitted(answers, { roles: counted });
        const expected = fitted(repeated, { roles: expanded });
        expect(got.model.levels).toEqual(expected.model.levels);
        rowsOf(expected).forEach((row, j) => {
          for (const key of ['estimate', 'stdErr', 'classicalStdErr'] as const) expectSame(rowsOf(got)[j]![key], row[key], 8);
        });
      }
    }, 10));
});

describe('a 0-10 score', () => {
  const cuts = [-2, -1.6, -1.2, -0.8, -0.4, 0, 0.4, 0.8, 1.2, 1.6];
  const answers = generatedAnswers(3000, 3, cuts, 4);
  it('has ten ascending thresholds and gives the probabilities of promoters and detractors', () => {
    const fit = fitted(answers);
    expect(fit.thresholds.map(({ name }) => name)).toEqual(['0|1', '1|2', '2|3', '3|4', '4|5', '5|6', '6|7', '7|8', '8|9', '9|10']);
    fit.thresholds.slice(1).forEach(({ estimate }, k) => {
      expect(estimate).toBeGreaterThan(fit.thresholds[k]!.estimate);
    });
    const probabilities = ordinalProbabilities(fit, answers.drivers);
    const promoters = probabilities.slice(9).reduce((sum, ofLevel) => sum + ofLevel.reduce((total, value) => total + value, 0), 0);
    const observed = answers.outcome.values.filter((score) => score >= 9).length;
    expect(Math.abs(promoters / observed - 1)).toBeLessThan(0.1);
  });
  it('a level that three customers chose costs no digits', () => {
    const values = answers.outcome.values.map((score, i) => (score === 5 && i > 30 ? 4 : score));
    const fit = fitted({ ...answers, outcome: { name: 'y', values } });
    const narrow = fit.thresholds[5]!.estimate - fit.thresholds[4]!.estimate;
    expect(narrow).toBeGreaterThan(0);
    expect(narrow).toBeLessThan(0.02);
  });
});

describe('probabilities far out in the tails', () => {
  // thresholds 0 and 1, slope 1: P(lowest) = 1 / (1 + exp(x)), P(highest) = 1 / (1 + exp(1 - x))
  const zeroToOne = {
    thresholds: [0, 1].map((estimate) => ({ estimate })),
    drivers: [{ name: 'x', estimate: 1 }],
  } as unknown as OrdinalFit;
  it('keep their relative digits where a difference of cumulative probabilities is 0', () => {
    const [lowest, middle, highest] = ordinalProbabilities(zeroToOne, [column('x', 100, -100, 0)]);
    expect(lowest![0]! / Math.exp(-100)).toBeCloseTo(1, 13);
    expect(highest![1]! / Math.exp(-101)).toBeCloseTo(1, 13);
    expect(middle![0]! / (Math.exp(-100) * Math.expm1(1))).toBeCloseTo(1, 13);
    expect(middle![1]! / (Math.exp(-101) * Math.expm1(1))).toBeCloseTo(1, 13);
    expect(middle![2]!).toBeCloseTo(1 / (1 + Math.exp(-1)) - 0.5, 15);
  });
});

describe('the test that no driver matters', () => {
  const x = column('x', ...Array.from({ length: 90 }, (_, i) => (i * 7) % 5));
  const y = column('y', ...Array.from({ length: 90 }, (_, i) => Math.min(3, Math.floor((((i * 7) % 5) + ((i * 13) % 6)) / 2.5))));
  const copies = (values: NamedColumn['values']) => Float64Array.from({ length: 270 }, (_, i) => values[i % 90]!);

  it.each([
    ['by the information', {}],
    ['by cluster', { clusters: Int32Array.from({ length: 90 }, (_, i) => i % 31) }],
    ['under weights', { weights: Float64Array.from({ length: 90 }, (_, i) => 1 + (i % 3)) }],
  ])('is, of one driver, that of its coefficient: %s', (_, roles) => {
    const { model, drivers } = fitted({ outcome: y, drivers: [x] }, { roles });
    expect(model.waldStatistic! / drivers[0]!.statistic! ** 2).toBeCloseTo(1, 12);
    expect(model.waldPValue! / drivers[0]!.pValue!).toBeCloseTo(1, 8);
  });

  it('is by customer: of answers given three times it says what it says of one, where the likelihood ratio says three times as much', () => {
    const once = fitted({ outcome: y, drivers: [x] }).model;
    const clusters = Int32Array.from({ length: 270 }, (_, i) => i % 90);
    const outcome = { name: 'y', values: copies(y.values) };
    const thrice = fitted({ outcome, drivers: [{ name: 'x', values: copies(x.values) }] }, { roles: { clusters } }).model;
    expect(thrice.lrStatistic! / once.lrStatistic!).toBeCloseTo(3, 6);
    expect(thrice.waldStatistic! / once.waldStatistic!).toBeGreaterThan(0.8);
    expect(thrice.waldStatistic! / once.waldStatistic!).toBeLessThan(1.25);
    expect(thrice.waldDf).toBe(89);
  });
});

describe('answers that these data cannot give', () => {
  const x = column('x', 1, 2, 3, 2, 1, 3, 2, 2);
  it('no more rows than thresholds and coefficients', () =>
    expect(ordinalLogit(column('y', 1, 2, 3), [column('x', 1, 2, 4)])).toMatchObject({ reason: 'NOT_ENOUGH_DATA' }));
  it('no row at all', () => expect(ordinalLogit(column('y'), [column('x')])).toMatchObject({ reason: 'NOT_ENOUGH_DATA' }));
  it('everybody gave the same score', () =>
    expect(ordinalLogit(column('y', 7, 7, 7, 7, 7, 7, 7, 7), [x])).toMatchObject({ reason: 'ZERO_VARIANCE', subjects: ['y'] }));
  it('the same question twice', () =>
    expect(ordinalLogit(column('y', 1, 2, 3, 1, 2, 3, 1, 2), [x, { name: 'copy', values: x.values.slice() }])).toMatchObject({
      reason: 'RANK_DEFICIENT',
      subjects: ['copy', 'x'],
    }));
});

describe('mistakes of the caller', () => {
  it('a number instead of a scale', () => {
    const values = Float64Array.from({ length: 200 }, (_, i) => i / 7);
    expect(() => ordinalLogit({ name: 'revenue', values }, [{ name: 'x', values: values.map((value) => value % 3) }])).toThrow(
      'revenue has more than 100 different values, at most 100 are needed',
    );
  });
  it('a missing score', () =>
    expect(() => ordinalLogit(column('y', 0, Number.NaN, 1), [column('x', 1, 2, 4)])).toThrow('y has NaN at row 1'));
});

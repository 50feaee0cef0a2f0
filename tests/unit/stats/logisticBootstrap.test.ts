import { describe, expect, it } from 'vitest';
import {
  type FitOutcome,
  type LogitBootstrapOptions,
  logit,
  logitBootstrap,
  type NamedColumn,
  ordinalBootstrap,
  ordinalLogit,
  randomStream,
} from '../../../worker/stats/index.ts';
import { noSlopesTest } from '../../../worker/stats/logistic/slopesTest.ts';

/** Answers that follow the model: log-odds 0.5 x1 - 0.3 x2 with logistic noise, cut into levels 0, 1, … */
function simulated(rows: number, cuts: readonly number[]): { outcome: NamedColumn; drivers: NamedColumn[] } {
  const random = randomStream(11);
  const [x1, x2, y] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  for (let i = 0; i < rows; i++) {
    x1[i] = random.normal();
    x2[i] = random.integer(5);
    const chance = random.uniform();
    const latent = 0.5 * x1[i]! - 0.3 * (x2[i]! - 2) + Math.log(chance / (1 - chance));
    y[i] = cuts.filter((cut) => latent > cut).length;
  }
  return {
    outcome: { name: 'y', values: y },
    drivers: [
      { name: 'x1', values: x1 },
      { name: 'x2', values: x2 },
    ],
  };
}

function fitOf<Fit>(result: FitOutcome<Fit>): Fit {
  if (result.kind !== 'fitted') throw new Error(result.detail);
  return result.fit;
}

const column = (name: string, ...values: number[]): NamedColumn => ({ name, values: Float64Array.from(values) });
const binary = simulated(600, [0.2]);
const ordered = simulated(600, [-1, 0, 1.5]);
const binaryFit = (options?: LogitBootstrapOptions) => fitOf(logitBootstrap(binary.outcome, binary.drivers, options));

describe('bootstrap of a logistic regression', () => {
  it('keeps the estimates of the rows and gives errors near those of the information, where the model is true', () => {
    const base = fitOf(logit(binary.outcome, binary.drivers));
    const fit = binaryFit({ draws: 1000 });
    expect(fit.model).toEqual({ ...base.model, ...noSlopesTest, seType: 'BOOTSTRAP' });
    expect(fit.bootstrap).toEqual({ draws: 1000, failedDraws: 0, seed: 1, unit: 'RESPONSE' });
    [fit.intercept!, ...fit.drivers].forEach((row, j) => {
      const other = [base.intercept!, ...base.drivers][j]!;
      expect(row).toMatchObject({ estimate: other.estimate, classicalStdErr: other.stdErr, df: null });
      expect(Math.abs(row.stdErr! / other.stdErr! - 1)).toBeLessThan(0.12); // a standard deviation of 1,000 draws is good to 2 %
      expect(row.statistic).toBe(row.estimate / row.stdErr!);
      expect(Math.abs((row.ciHigh! - row.ciLow!) / (other.ciHigh! - other.ciLow!) - 1)).toBeLessThan(0.15);
      expect(row.oddsRatioHigh).toBe(Math.exp(row.ciHigh!));
      expect(fit.covariance![j * 4]).toBeCloseTo(row.stdErr! ** 2, 12);
    });
  });
  it('gives the same bits for the same seed, others for another', () => {
    expect(binaryFit({ draws: 100, seed: 3 })).toEqual(binaryFit({ draws: 100, seed: 3 }));
    expect(binaryFit({ draws: 100, seed: 3 }).covariance).not.toEqual(binaryFit({ draws: 100, seed: 4 }).covariance);
  });
  it('draws whole customers: four equal answers of each are no more than one', () => {
    const fourfold = ({ name, values }: NamedColumn) => ({ name, values: Float64Array.from({ length: 2400 }, (_, i) => values[i >> 2]!) });
    const clusters = Int32Array.from({ length: 2400 }, (_, i) => i >> 2);
    const fit = fitOf(logitBootstrap(fourfold(binary.outcome), binary.drivers.map(fourfold), { draws: 100, roles: { clusters } }));
    expect(fit.bootstrap.unit).toBe('CLUSTER');
    fit.drivers.forEach((row, j) => {
      const once = binaryFit({ draws: 100 }).drivers[j]!; // the same draws of the same customers
      expect(row.stdErr! / once.stdErr!).toBeCloseTo(1, 8);
    });
  });
  it('draws the responses that a count stands for, and keeps the weights of rows', () => {
    const [y, x, counts] = [column('y', 0, 1, 0, 1), column('x', 0, 0, 1, 1), Float64Array.of(30, 20, 10, 40)];
    const repeated = ({ name, values }: NamedColumn) =>
      column(name, ...Array.from(counts).flatMap((count, i) => Array.from({ length: count }, () => values[i]!)));
    const counted = fitOf(logitBootstrap(y, [x], { draws: 100, roles: { counts } }));
    const single = fitOf(logitBootstrap(repeated(y), [repeated(x)], { draws: 100 }));
    expect(counted.drivers[0]!.stdErr! / single.drivers[0]!.stdErr!).toBeCloseTo(1, 8);
    const doubled = fitOf(logitBootstrap(y, [x], { draws: 100, roles: { counts, weights: Float64Array.of(1, 2, 1, 2) } }));
    // the yes weighs twice: every draw's intercept moves by log 2, its slope stays
    expect(doubled.drivers[0]!.stdErr! / counted.drivers[0]!.stdErr!).toBeCloseTo(1, 8);
    expect(doubled.intercept!.ciLow! - counted.intercept!.ciLow!).toBeCloseTo(Math.LN2, 8);
  });
  it('leaves out and counts the draws that are separated', () => {
    // only the answers 5 and 6 overlap: a draw without one of them is separated, about 60 % of all
    const result = logitBootstrap(column('y', 0, 0, 0, 0, 1, 0, 1, 1, 1, 1), [column('x', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)], { draws: 400 });
    const { bootstrap, drivers } = fitOf(result);
    expect(bootstrap.failedDraws).toBeGreaterThan(0.5 * 400);
    expect(bootstrap.failedDraws).toBeLessThan(0.7 * 400);
    expect(Number.isFinite(drivers[0]!.stdErr)).toBe(true);
    const detail = expect.stringContaining(`${bootstrap.failedDraws} of 400 draws left out`);
    expect(result).toMatchObject({ warnings: expect.arrayContaining([{ code: 'SEPARATION', subject: null, detail }]) });
  });
  it('a single cluster is the same in every draw: no errors, and the reason', () => {
    const result = logitBootstrap(binary.outcome, binary.drivers, { draws: 100, roles: { clusters: new Int32Array(600) } });
    const { intercept, drivers, covariance, bootstrap } = fitOf(result);
    expect(covariance).toBeNull();
    expect(bootstrap.draws).toBe(0);
    for (const row of [intercept, ...drivers])
      expect(row).toMatchObject({ stdErr: null, pValue: null, ciLow: null, ciHigh: null, oddsRatioLow: null, reason: 'NOT_ENOUGH_DATA' });
    const detail = '1 cluster is the same in every draw: errors by bootstrap are undefined';
    expect(result).toMatchObject({ warnings: expect.arrayContaining([{ code: 'NOT_ENOUGH_DATA', subject: null, detail }]) });
  });
  it('passes on what logit refuses, and needs draws enough for percentiles', () => {
    const separated = logitBootstrap(column('y', 0, 0, 1, 1), [column('x', 1, 2, 3, 4)]);
    expect(separated).toMatchObject({ kind: 'notEstimable', reason: 'SEPARATION' });
    expect(() => binaryFit({ draws: 50 })).toThrow('draws has 50, a whole number from 100 up is needed');
  });
});

describe('bootstrap of a proportional-odds regression', () => {
  it('gives thresholds and coefficients errors near those of the information', () => {
    const base = fitOf(ordinalLogit(ordered.outcome, ordered.drivers));
    const fit = fitOf(ordinalBootstrap(ordered.outcome, ordered.drivers, { draws: 1000 }));
    expect(fit.model).toEqual({ ...base.model, ...noSlopesTest, seType: 'BOOTSTRAP' });
    [...fit.thresholds, ...fit.drivers].forEach((row, j) => {
      const other = [...base.thresholds, ...base.drivers][j]!;
      expect(row.estimate).toBe(other.estimate);
      expect(Math.abs(row.stdErr! / other.stdErr! - 1)).toBeLessThan(0.12);
      expect(row.ciLow).toBeLessThan(row.estimate);
      expect(row.ciHigh).toBeGreaterThan(row.estimate);
    });
  });
  it('is that of the logistic regression with two levels', () => {
    const { drivers, thresholds } = fitOf(ordinalBootstrap(binary.outcome, binary.drivers, { draws: 100 }));
    const twin = binaryFit({ draws: 100 });
    expect(drivers[0]!.stdErr! / twin.drivers[0]!.stdErr!).toBeCloseTo(1, 8);
    expect(drivers[1]!.stdErr! / twin.drivers[1]!.stdErr!).toBeCloseTo(1, 8);
    expect(thresholds[0]!.ciLow! / -twin.intercept!.ciHigh!).toBeCloseTo(1, 6);
  });
  it('counts the draws that miss a level', () => {
    const rare = { name: 'y', values: ordered.outcome.values.map((level, i) => (i === 0 ? 9 : level)) as Float64Array };
    const { failedDraws } = fitOf(ordinalBootstrap(rare, ordered.drivers, { draws: 300 })).bootstrap;
    expect(failedDraws / 300).toBeGreaterThan(0.27); // 1/e of the draws miss one response; standard deviation 0.028
    expect(failedDraws / 300).toBeLessThan(0.47);
  });
});

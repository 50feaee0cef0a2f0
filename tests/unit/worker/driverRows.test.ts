import { describe, expect, it } from 'vitest';
import type { DriverRun } from '../../../worker/data/readDriverRun.ts';
import type { DriverDesign } from '../../../worker/jobs/fitDrivers/driverDesign.ts';
import { resultRows } from '../../../worker/jobs/fitDrivers/driverRows.ts';
import type { LikelihoodFit } from '../../../worker/jobs/fitDrivers/likelihoodFit.ts';
import { plainFit } from '../../../worker/jobs/fitDrivers/plainFit.ts';
import { randomStream } from '../../../worker/stats/index.ts';

const rows = 400;
const names = ['A', 'B', 'C'];
const stream = randomStream(5);
const columns = names.map(() => Float32Array.from({ length: rows }, () => stream.integer(5)));
const design: DriverDesign = {
  outcome: {
    name: 'Y',
    values: Float32Array.from({ length: rows }, (_, row) => 3 * columns[0]![row]! + columns[1]![row]! + stream.integer(4)),
  },
  drivers: names.map((name, index) => ({
    ...{ name, label: name, values: columns[index]!, scale: null, unit: null, question: null, feature: null, trait: null },
  })),
  ...{
    roles: undefined,
    customers: Int32Array.from({ length: rows }, (_, row) => row),
    customerCount: rows,
    rows,
    goodDirection: 1,
    outcomeScale: null,
    warnings: [],
  },
  forces: [
    { name: 'first', drivers: ['A'] },
    { name: 'rest', drivers: ['B', 'C'] },
  ],
};
const run = {
  parameters: { outcome: 'Y', behaviour: null, model: 'ORDINAL', missing: 'LISTWISE', confidenceLevel: 0.95 },
  observedUntil: null,
} as unknown as DriverRun;

const importanceOf = (...shapley: number[]) =>
  ({ shapley, shapleyShare: shapley, samplingStdErr: null }) as unknown as LikelihoodFit['importance'];

/** As likelihoodFit leaves it, of which only the importances matter here: against the linear model, the last matters most. */
function result(
  importance: LikelihoodFit['importance'],
  forceImportance: LikelihoodFit['forceImportance'],
  own: Partial<DriverDesign> = {},
  model: object = {},
) {
  const plain = plainFit(design, { missing: 'LISTWISE', confidenceLevel: 0.95, bootstrap: null });
  if (plain.kind !== 'fitted') throw new Error(plain.detail);
  const likelihood = { model, intercept: null, thresholds: [], drivers: [], importance, forceImportance } as unknown as LikelihoodFit;
  return resultRows(run, { ...design, ...own }, { plain: plain.fit, likelihood, bootstrap: null }, { seed: 1, draws: 0, nDropped: 0 });
}

describe('the test that no driver matters', () => {
  it('has the errors that stand beside it: of answers copied three times it is that of their customers', () => {
    const copies = Int32Array.from({ length: 3 * rows }, (_, row) => row % rows);
    const copied = <Values extends ArrayLike<number>>(values: Values) => Float32Array.from(copies, (row) => values[row] ?? 0);
    const clustered: DriverDesign = {
      ...design,
      outcome: { name: 'Y', values: copied(design.outcome.values) },
      drivers: design.drivers.map((driver) => ({ ...driver, values: copied(driver.values) })),
      roles: { clusters: copies },
      customers: copies,
      rows: 3 * rows,
    };
    const [once, thrice] = [design, clustered].map((own) => {
      const outcome = plainFit(own, { missing: 'LISTWISE', confidenceLevel: 0.95, bootstrap: null });
      if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
      return outcome.fit.model;
    });
    expect(thrice!.seType).toBe('CR1');
    expect(thrice!.fStatistic! / once!.fStatistic!).toBeCloseTo(1, 1); // of independent answers it would be three times as large
  });
});

describe('the rows of a driver result', () => {
  it('have no likelihood ratio where customers answered more than once: it would take their answers for independent', () => {
    const ratio = { lrStatistic: 40, lrPValue: 1e-8 };
    const of = (roles: DriverDesign['roles']) => result(null, null, { roles }, ratio).model;
    expect(of(undefined)).toMatchObject(ratio);
    expect(of({ clusters: design.customers.map((row) => row % 200) })).toMatchObject({ lrStatistic: null, lrPValue: null });
  });

  it('rank drivers and forces by the same measure: McFadden’s R² where it divides both', () => {
    const { model, drivers, forces } = result(importanceOf(0.1, 0.2, 0.7), importanceOf(0.1, 0.9));
    expect(model.importanceMeasure).toBe('MCFADDEN');
    expect(drivers.map(({ rank }) => rank)).toEqual([3, 2, 1]);
    expect(forces.map(({ rank, shapleyShare }) => [rank, shapleyShare])).toEqual([[2, 0.1], [1, 0.9]]); // biome-ignore format: one line
  });

  it('and by the linear model’s where it would have taken too long for the drivers, though not for the forces', () => {
    const { model, drivers, forces } = result(null, importanceOf(0.1, 0.9));
    expect(model.importanceMeasure).toBe('LMG');
    expect(drivers.map(({ rank }) => rank).slice(0, 2)).toEqual([1, 2]);
    expect(forces.map(({ rank, shapley, shapleyShare }) => [rank, shapley, shapleyShare])).toEqual([[1, null, null], [2, null, null]]); // biome-ignore format: one line
    expect(forces[0]!.lmgShare).toBeGreaterThan(0.5);
  });
});

import { describe, expect, it } from 'vitest';
import type { DriverRun } from '../../../worker/data/readDriverRun.ts';
import { analyseDrivers } from '../../../worker/jobs/fitDrivers/analyseDrivers.ts';
import type { DriverColumns } from '../../../worker/jobs/fitDrivers/driverColumns.ts';
import { traitLevels } from '../../../worker/jobs/fitDrivers/traitLevels.ts';
import { ols, randomStream } from '../../../worker/stats/index.ts';

type Level = readonly [label: string, customers: number, answers?: number];

/** A trait of so many customers a level, each of whom answered so often. */
function traitOf(...levels: readonly Level[]) {
  const labels = levels.map(([label]) => label);
  const codes: number[] = [];
  const customers: number[] = [];
  let next = 0;
  levels.forEach(([, count, answers = 1], code) => {
    for (let customer = 0; customer < count; customer++, next++)
      for (let answer = 0; answer < answers; answer++) {
        codes.push(code);
        customers.push(next);
      }
  });
  return { categories: { codes: Int32Array.from(codes), labels }, customers: Int32Array.from(customers) };
}

function levelsOf(...levels: readonly Level[]) {
  const { categories, customers } = traitOf(...levels);
  const found = traitLevels(categories, customers, false);
  return { ...found, levels: found.levels.map(({ level, values }) => [level, values.reduce((sum, value) => sum + value, 0)]) };
}

describe('the levels of a trait', () => {
  it('are compared with that of most customers', () =>
    expect(levelsOf(['basic', 30, 9], ['plus', 50])).toEqual({ reference: 'plus', levels: [['basic', 270]], joined: 0 }));

  it('are of 30 customers or more, however many answers these gave: rare ones are one', () =>
    expect(levelsOf(['basic', 60], ['one', 1, 200], ['plus', 30], ['pro', 29])).toEqual({
      reference: 'basic',
      levels: [['plus', 30], ['(other)', 229]], // biome-ignore format: one line
      joined: 0,
    }));

  it('and count as the one that the others are compared with where they are too few together', () =>
    expect(levelsOf(['basic', 60], ['one', 1, 200], ['plus', 30], ['pro', 28])).toEqual({
      reference: 'basic',
      levels: [['plus', 30]],
      joined: 2,
    }));

  it('are none where a single one is large enough, or none', () => {
    expect(levelsOf(['basic', 60], ['plus', 20]).levels).toEqual([]);
    expect(levelsOf(...Array.from({ length: 40 }, (_, level) => [`level ${level}`, 9] as const)).levels).toEqual([]);
  });
});

describe('an analysis with a level of one customer', () => {
  const { categories, customers } = traitOf(['basic', 200], ['pro', 99], ['rare', 1]);
  const rows = customers.length;
  const random = randomStream(8);
  const rating = Float32Array.from(customers, () => 1 + random.integer(5));
  const outcome = Float32Array.from(customers, (_, row) => Math.min(10, rating[row]! + random.integer(5) + (categories.codes[row] ?? 0)));
  const columns: DriverColumns = {
    ...{ rows, outcome, drivers: [rating], used: [], traits: [categories], group: null, customers, customerCount: rows },
  };
  const parametersOf = (model: string) => ({
    ...{ outcome: 'Y', behaviour: null, drivers: ['A'], features: [], traits: ['segment'], model, eventFrom: 6, missing: 'LISTWISE' },
    ...{ draws: 0, forces: [], compare: null, confidenceLevel: 0.95 },
  });
  const found = (model: string) => {
    const drivers = [{ key: 'A', label: 'A', question: null, feature: null, unit: null }];
    const run = { parameters: parametersOf(model), questions: new Map(), drivers, observation: null } as unknown as DriverRun;
    const result = analyseDrivers(run, columns, { seed: 1, nDropped: 0, onProgress: () => {} });
    if (result.kind !== 'fitted') throw new Error(result.detail);
    return result;
  };

  it('keeps its errors: the customer counts as one of the reference, and the run says so', () => {
    const { fit, warnings } = found('LINEAR');
    const pro = Float64Array.from(categories.codes, (code) => Number(code === 1));
    const expected = ols({ name: 'Y', values: outcome }, [{ name: 'A', values: rating }, { name: 'pro', values: pro }]); // biome-ignore format: one line
    if (expected.kind !== 'fitted') throw new Error(expected.detail);
    fit.drivers.forEach(({ estimate, stdErr, pAdjusted }, j) => {
      expect(estimate).toBeCloseTo(expected.fit.drivers[j]!.estimate, 12);
      expect(stdErr).toBeCloseTo(expected.fit.drivers[j]!.stdErr!, 12);
      expect(pAdjusted).not.toBeNull();
    });
    expect(warnings).toContainEqual({
      code: 'NOT_ENOUGH_DATA',
      subject: 'segment',
      detail: '1 level of fewer than 30 customers, also together, counted as basic',
    });
  });

  it('is no reason to refuse a logistic model: it separates nothing', () =>
    expect(found('LOGISTIC').fit.drivers.map(({ driverKey, stdErr }) => [driverKey, stdErr !== null])).toEqual([
      ['A', true],
      ['segment=pro', true],
    ]));
});

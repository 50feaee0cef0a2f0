import { describe, expect, it } from 'vitest';
import type { QuestionFacts } from '../../../worker/data/readDriverRun.ts';
import type { DesignDriver, DriverDesign } from '../../../worker/jobs/fitDrivers/driverDesign.ts';
import { type Placed, placement, suppressorRemarks } from '../../../worker/jobs/fitDrivers/placement.ts';

const question = {} as QuestionFacts;
const asked = (name: string, max = 5): DesignDriver => ({
  ...{ name, label: name, values: new Float32Array(), scale: { min: 1, max }, unit: null, question, feature: null, trait: null },
});
const feature: DesignDriver = { ...asked('orders_90d'), question: null, scale: null, unit: 'orders' };
const design = (drivers: readonly DesignDriver[], goodDirection: 1 | -1 = 1) => ({ drivers, goodDirection }) as unknown as DriverDesign;
const row = (rest: Partial<Placed> = {}): Placed => ({
  estimate: 0.4,
  correlation: 0.5,
  pAdjusted: 0.001,
  importance: 0.5,
  mean: 3,
  ...rest,
});
const two = [asked('staff'), asked('price')];

describe('the quadrants of a run', () => {
  it('are cut at the mean importance and the mean performance of the questions', () => {
    const { importanceCut, performanceCut, performanceUnit, labels } = placement(design([...two, asked('site'), asked('food')]), [
      row({ importance: 0.4, mean: 2 }),
      row({ importance: 0.35, mean: 4.5 }),
      row({ importance: 0.15, mean: 2.5 }),
      row({ importance: 0.1, mean: 5 }),
    ]);
    expect({ importanceCut, performanceCut, performanceUnit }).toEqual({
      importanceCut: 0.25,
      performanceCut: 3.5,
      performanceUnit: 'MEAN',
    });
    expect(labels).toEqual(['FIX_FIRST', 'KEEP', 'MONITOR', 'MAINTAIN']);
  });

  it('compare performance as a share of its scale where scales differ', () => {
    const { performanceCut, performanceUnit, labels } = placement(design([asked('staff'), asked('price', 11)]), [
      row({ mean: 4 }),
      row({ mean: 5 }),
    ]);
    expect(performanceUnit).toBe('SHARE_OF_SCALE');
    expect(performanceCut).toBeCloseTo((0.75 + 0.4) / 2, 12);
    expect(labels).toEqual(['KEEP', 'FIX_FIRST']);
  });

  it('are cut at the median of an odd and of an even number, where that is asked for', () => {
    const median = { at: 'MEDIAN', importance: null, performance: null } as const;
    const three = [row({ importance: 0.7, mean: 2 }), row({ importance: 0.2, mean: 4.5 }), row({ importance: 0.1, mean: 4.7 })];
    expect(placement(design([...two, asked('site')]), three, median)).toEqual({
      importanceCut: 0.2,
      importanceCutAt: 'MEDIAN',
      performanceCut: 4.5,
      performanceCutAt: 'MEDIAN',
      performanceUnit: 'MEAN',
      labels: ['FIX_FIRST', 'KEEP', 'MAINTAIN'],
    });
    expect(placement(design([...two, asked('site')]), three).labels).toEqual(['FIX_FIRST', 'MAINTAIN', 'MAINTAIN']); // at the means
    const even = placement(design(two), [row({ importance: 0.6, mean: 2 }), row({ importance: 0.4, mean: 3 })], median);
    expect(even).toMatchObject({ importanceCut: 0.5, performanceCut: 2.5 });
  });

  it('are cut at the numbers that are given, each beside a line of its own', () => {
    const rows = [row({ importance: 0.6, mean: 4 }), row({ importance: 0.4, mean: 4.2 })];
    expect(placement(design(two), rows, { at: 'MEAN', importance: 0.3, performance: 4.2 })).toMatchObject({
      importanceCut: 0.3,
      importanceCutAt: 'GIVEN',
      performanceCut: 4.2,
      performanceCutAt: 'GIVEN',
      labels: ['FIX_FIRST', 'KEEP'],
    });
    expect(placement(design(two), rows, { at: 'MEDIAN', importance: 0.3, performance: null })).toMatchObject({
      importanceCutAt: 'GIVEN',
      performanceCut: 4.1,
      performanceCutAt: 'MEDIAN',
    });
    expect(placement(design([feature]), [row()], { at: 'MEAN', importance: 0.3, performance: null })).toMatchObject({
      performanceCut: null,
    });
  });

  it('say fix first of what is shown alone: an importance is never negative and proves nothing', () =>
    expect(placement(design(two), [row({ pAdjusted: 0.05, mean: 2 }), row({ mean: 4 })]).labels).toEqual(['MONITOR', 'KEEP']));

  it('have no place for a feature, which moves no line either', () => {
    const { performanceCut, labels } = placement(design([...two, feature]), [row({ mean: 2 }), row({ mean: 4 }), row({ mean: 900 })]);
    expect(performanceCut).toBe(3);
    expect(labels).toEqual(['FIX_FIRST', 'KEEP', null]);
    expect(placement(design([feature]), [row()])).toMatchObject({ performanceCut: null, performanceUnit: null, labels: [null] });
  });
});

it('a question without a scale beside others that have one is compared with none of them', () => {
  const amount = { ...asked('spent'), scale: null };
  const { performanceCut, performanceUnit, labels } = placement(design([asked('staff'), asked('price', 11), amount]), [
    row({ mean: 4 }),
    row({ mean: 5 }),
    row({ mean: 120 }),
  ]);
  expect([performanceUnit, labels]).toEqual(['SHARE_OF_SCALE', ['KEEP', 'FIX_FIRST', null]]);
  expect(performanceCut).toBeCloseTo((0.75 + 0.4) / 2, 12);
  const alone = placement(design([amount, { ...amount, name: 'days' }]), [row({ mean: 2 }), row({ mean: 4 })]);
  expect([alone.performanceCut, alone.labels]).toEqual([3, ['FIX_FIRST', 'KEEP']]);
});

describe('where less of the outcome is better', () => {
  const keeps = row({ estimate: -0.4, correlation: -0.5, mean: 2 });
  const drives = row({ estimate: 0.4, correlation: -0.2, mean: 4 });

  it('a good effect is a negative one, and what keeps customers is fixed first', () => {
    expect(placement(design(two, -1), [keeps, row({ estimate: -0.1, correlation: -0.1, mean: 4 })]).labels).toEqual(['FIX_FIRST', 'KEEP']);
    expect(placement(design(two), [keeps, row({ mean: 4 })]).labels).toEqual(['MONITOR', 'KEEP']); // it would lower a score
  });

  it('a suppressor drives customers away beside the others, though they stay where it is high', () => {
    const of = (goodDirection: 1 | -1) => {
      const own = design(two, goodDirection);
      return suppressorRemarks(own, [keeps, drives], placement(own, [keeps, drives])).map(({ subject }) => subject);
    };
    expect(of(-1)).toEqual(['price']);
    expect(of(1)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { HazardColumn } from '../../../worker/jobs/fitChurn/hazardColumns.ts';
import { designColumns, hazardDesign, withTheirNumbers } from '../../../worker/jobs/fitChurn/hazardDesign.ts';
import { logit } from '../../../worker/stats/logistic/logit.ts';

/** The design looks at levels and values alone. */
const feature: HazardColumn['feature'] = {
  kind: 'latest',
  moments: { first: new Int32Array(), last: new Int32Array(), at: new Float64Array() },
  values: new Uint8Array(),
  lastsDays: 365,
};
const column = (key: string, levels: readonly string[] | null): HazardColumn => {
  return { key, levels, reference: null, feature, fromValue: (value) => value };
};
const rows = (value: (row: number) => number, n = 100): Float64Array => Float64Array.from({ length: n }, (_, row) => value(row));
/** 50 losses of 100 rows: every second one. */
const event = Uint8Array.from({ length: 100 }, (_, row) => row % 2);

describe('what a model is made of', () => {
  it('has the levels but one, and says of a feature without anything to compare why it is not there', () => {
    const columns = [column('plan', ['basic', 'plus']), column('channel', ['shop', 'web']), column('trait:size', [...'abcdefghijkl'])];
    const values = [rows((row) => Number(row >= 60)), rows(() => 1), rows((row) => row % 12)];
    const { terms, warnings } = hazardDesign(columns, values, event);
    expect(terms.map(({ name, reference }) => [name, reference])).toEqual([['plan=plus', 'basic']]);
    expect(warnings).toEqual([
      { code: 'ZERO_VARIANCE', subject: 'channel', detail: 'left out: web in every row' },
      { code: 'TOO_FEW_EVENTS', subject: 'trait:size', detail: 'left out: no level has 10 losses' },
    ]);
  });

  it('takes a number that is not known as the mean, with a covariate of its own where 10 losses are on either side', () => {
    const half = rows((row) => (row < 40 ? Number.NaN : row < 70 ? 4 : 6));
    const { terms } = hazardDesign([column('rating_mean', null)], [half], event);
    expect(terms.map(({ name, reference }) => [name, reference])).toEqual([
      ['rating_mean', null],
      ['rating_mean=(unknown)', '(mean)'],
    ]);
    const [number, unknown] = designColumns(terms, [half]);
    expect([number!.values[0], number!.values[40], number!.values[99]]).toEqual([5, 4, 6]);
    expect([...unknown!.values]).toEqual([...rows((row) => Number(row < 40))]);
  });

  it('leaves out a number that is known of fewer than 10 losses: the mean in place of the others would pass for what they said', () => {
    const known = rows((row) => (row < 82 ? Number.NaN : row));
    const { terms, warnings } = hazardDesign([column('rating_mean', null)], [known], event);
    expect(terms).toEqual([]);
    expect(warnings).toEqual([
      { code: 'TOO_FEW_EVENTS', subject: 'rating_mean', detail: 'left out: it is known of 9 losses, 10 are needed' },
    ]);
  });

  it('tells the unknown apart also where few of them are lost, so that the number means what it means among the known', () => {
    // Known: lost are 20 of 100 at 0 and 40 of 100 at 1. Unknown: 5 of 200. A model with three free rates has the log odds ratio ln(40 · 80 / (60 · 20)).
    const groups = [
      [0, 100, 20],
      [1, 100, 40],
      [Number.NaN, 200, 5],
    ] as const;
    const all = groups.flatMap(([value, n, lost]) => Array.from({ length: n }, (_, i) => ({ value, lost: Number(i < lost) })));
    const values = [Float64Array.from(all, ({ value }) => value)];
    const lost = Uint8Array.from(all, (row) => row.lost);
    const { terms, warnings } = hazardDesign([column('rating_mean', null)], values, lost);
    expect(warnings).toEqual([
      { code: 'TOO_FEW_EVENTS', subject: 'rating_mean', detail: 'it is not known of 5 losses: how these differ rests on few' },
    ]);
    const outcome = logit({ name: 'lost', values: Float64Array.from(lost) }, designColumns(terms, values));
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    expect(outcome.fit.drivers.find(({ name }) => name === 'rating_mean')!.estimate).toBeCloseTo(Math.log(8 / 3), 9);
  });

  it('gives the number up with its unknown, where none of these is lost', () => {
    const values = [rows((row) => (row < 40 ? Number.NaN : row))];
    const { terms } = hazardDesign([column('rating_mean', null), column('visits', null)], [...values, rows((row) => row)], event);
    expect(withTheirNumbers(['rating_mean=(unknown)'], terms, 'SEPARATION')).toEqual(['rating_mean=(unknown)', 'rating_mean']);
    expect(withTheirNumbers(['rating_mean=(unknown)'], terms, 'RANK_DEFICIENT')).toEqual(['rating_mean=(unknown)']);
    expect(withTheirNumbers(['visits'], terms, 'SEPARATION')).toEqual(['visits']);
  });

  it('says only once that a survey was not answered', () => {
    const columns = [column('nps_band', ['PROMOTER', '(unknown)']), column('rating_mean', null)];
    const values = [rows((row) => Number(row < 40)), rows((row) => (row < 40 ? Number.NaN : row))];
    const { terms, warnings } = hazardDesign(columns, values, event);
    expect(terms.map(({ name }) => name)).toEqual(['nps_band=(unknown)', 'rating_mean']);
    expect(warnings).toEqual([]);
  });

  it('leaves room for the coefficients that the model has already', () => {
    const columns = [column('complaints_90d', null), column('visits_90d', null)];
    const values = [rows((row) => row % 3), rows((row) => row % 5)];
    expect(hazardDesign(columns, values, event).terms).toHaveLength(2); // 50 losses carry 5
    const { terms, warnings } = hazardDesign(columns, values, event, { taken: 4, noun: 'returns' });
    expect(terms.map(({ name }) => name)).toEqual(['complaints_90d']);
    expect(warnings).toEqual([
      { code: 'TOO_FEW_EVENTS', subject: 'visits_90d', detail: '50 returns carry 5 coefficients: visits_90d was left out' },
    ]);
  });
});

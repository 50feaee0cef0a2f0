import { describe, expect, it } from 'vitest';
import type { HazardColumn } from '../../../worker/jobs/fitChurn/hazardColumns.ts';
import { designColumns, hazardDesign } from '../../../worker/jobs/fitChurn/hazardDesign.ts';

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
    const few = rows((row) => (row < 18 ? Number.NaN : row));
    expect(hazardDesign([column('rating_mean', null)], [few], event).terms).toHaveLength(1);
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

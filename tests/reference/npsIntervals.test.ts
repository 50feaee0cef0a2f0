import { describe, expect, it } from 'vitest';
import { nps, npsPoints, npsScore, scoresByGroup, surveyScore } from '../../worker/stats/index.ts';
import { digits, readCase, readJson } from './readCase.ts';

const DECIMALS = 9; // tolerance of the case: absolute 1e-9 on 0-100 scales

interface GridPoint {
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
  readonly nps: number;
  readonly se: number;
  readonly levels: Readonly<Record<string, { readonly ciAdjustedWaldClipped: readonly [number, number] }>>;
}

interface Difference {
  /** promoters, passives, detractors */
  readonly a: readonly [number, number, number];
  readonly b: readonly [number, number, number];
  readonly difference: number;
  readonly se: number;
  readonly z: number | null;
  readonly p: number | null;
  readonly levels: Readonly<Record<string, { readonly ciAdjustedWald: readonly [number, number] }>>;
}

const { expected: grid } = readJson<{ expected: { grid: readonly GridPoint[]; differences: readonly Difference[] } }>(
  './survey-nps-interval/expected.json',
);

describe('survey-nps-interval: a grid of counts, clipped at three levels', () => {
  it.each(grid.grid)('$promoters promoters, $passives passives, $detractors detractors', (point) => {
    for (const [level, { ciAdjustedWaldClipped }] of Object.entries(point.levels)) {
      const result = nps(point, Number(level));
      expect(result.estimate).toBeCloseTo(point.nps, DECIMALS);
      expect(result.stdErr).toBeCloseTo(point.se, DECIMALS);
      expect(result.ciLow).toBeCloseTo(ciAdjustedWaldClipped[0], DECIMALS);
      expect(result.ciHigh).toBeCloseTo(ciAdjustedWaldClipped[1], DECIMALS);
    }
  });
  it.each(grid.grid)('$promoters promoters, $passives passives, $detractors detractors, as rows with counts', (point) => {
    const counts = countsOf([point.promoters, point.passives, point.detractors]);
    const score = surveyScore(npsScore, Float64Array.of(100, 0, -100), { counts });
    expect(score).toMatchObject(nps(point));
  });
  it('nobody answered', () => {
    const nobody = { n: 0, estimate: null, stdErr: null, ciLow: null, ciHigh: null, reason: 'NOT_ENOUGH_DATA' };
    expect(nps({ promoters: 0, passives: 0, detractors: 0 })).toMatchObject(nobody);
    expect(surveyScore(npsScore, Float64Array.of(100, 0, -100), { counts: countsOf([0, 0, 0]) })).toMatchObject(nobody);
  });
});

const countsOf = (counts: readonly number[]): Float64Array => Float64Array.from(counts);

describe('survey-nps-interval: differences of two independent groups', () => {
  const points = Float64Array.of(100, 0, -100, 100, 0, -100);
  const groups = { labels: ['b', 'a'], codes: Int32Array.of(1, 1, 1, 0, 0, 0) };

  it.each(grid.differences)('$a less $b', ({ a, b, difference, se, z, p, levels }) => {
    for (const [level, { ciAdjustedWald }] of Object.entries(levels)) {
      const outcome = scoresByGroup(npsScore, points, groups, { counts: countsOf([...a, ...b]) }, Number(level));
      if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
      const [found] = outcome.fit.differences;
      expect(found!.estimate).toBeCloseTo(difference, DECIMALS);
      expect(found!.stdErr).toBeCloseTo(se, DECIMALS);
      if (z === null || p === null) {
        expect(found).toMatchObject({ statistic: null, pValue: null, pAdjusted: null, reason: 'ZERO_VARIANCE' });
      } else {
        expect(digits(found!.statistic, z)).toBeGreaterThan(12);
        expect(digits(found!.pValue, p)).toBeGreaterThan(8);
      }
      expect(found!.ciLow).toBeCloseTo(Math.max(-200, ciAdjustedWald[0]), DECIMALS); // ours are clipped
      expect(found!.ciHigh).toBeCloseTo(Math.min(200, ciAdjustedWald[1]), DECIMALS);
    }
  });
});

describe('edge-nps-all-passive', () => {
  it('from rows: no error, yet an interval; an unknown design effect leaves the count of answers', () => {
    const { expected: passive, column } = readCase<{ nps: number; se: number; ciAdjustedWald: [number, number] }>('edge-nps-all-passive');
    const points = npsPoints(column('score').values);
    for (const design of [{}, { weights: new Float64Array(points.length).fill(0.1) }]) {
      const score = surveyScore(npsScore, points, design);
      expect(score.estimate).toBe(passive.nps);
      expect(score.stdErr).toBe(passive.se);
      expect(score.ciLow).toBeCloseTo(passive.ciAdjustedWald[0], 12);
      expect(score.ciHigh).toBeCloseTo(passive.ciAdjustedWald[1], 12);
    }
  });
});

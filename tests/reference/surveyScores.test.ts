import { describe, expect, it } from 'vitest';
import {
  cesScore,
  csat,
  csatScore,
  csiIndex,
  csiScore,
  describe as describeColumns,
  meanEstimate,
  nps,
  npsPoints,
  npsScore,
  scoresByGroup,
  surveyScore,
  topTwoBoxes,
  type WeightSums,
  weightedNps,
  wilson,
} from '../../worker/stats/index.ts';
import { digits, readCase, readJson } from './readCase.ts';

interface NpsNumbers {
  readonly n: number;
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
  readonly nps: number;
  readonly se: number;
  readonly seSampleVariance: number;
  readonly ciWaldSampleVariance: readonly [number, number];
  readonly adjustedWaldPoint: number;
  readonly ciAdjustedWald: readonly [number, number];
  readonly mean: number;
  readonly promoterShareWilson: readonly [number, number];
  readonly detractorShareWilson: readonly [number, number];
}

interface BoxNumbers {
  readonly n: number;
  readonly top2Box: number;
  readonly top2BoxWilson: readonly [number, number];
  readonly mean: number;
  readonly sd: number;
  readonly seMean: number;
  readonly ciMeanT: readonly [number, number];
}

interface ExpectedSurvey {
  readonly nps: NpsNumbers & {
    readonly weighted: { readonly nps: number; readonly seLinearized: number; readonly kishEffectiveN: number };
  };
  readonly npsBySegment: Readonly<Record<string, NpsNumbers>>;
  readonly npsDifference: { readonly difference: number; readonly se: number; readonly z: number; readonly p: number };
  readonly csat: BoxNumbers;
  readonly cesEaseFinding: BoxNumbers;
  readonly cesEasePassing: BoxNumbers;
  readonly csi: {
    readonly items: readonly string[];
    readonly weights: Readonly<Record<string, number>>;
    readonly n: number;
    readonly itemMeans: Readonly<Record<string, number>>;
    readonly csi: number;
    readonly seOfMean: number;
    readonly ci95Normal: readonly [number, number];
  };
}

const { expected, cells } = readCase<ExpectedSurvey>('nps-sfo2017');
const DECIMALS = 9; // tolerance of the case: absolute 1e-9 on 0-100 scales

/** What the SQL of the product does: counts by class over the rows with a score. */
function countScores(isIncluded: (row: number) => boolean): { promoters: number; passives: number; detractors: number } {
  const counts = { promoters: 0, passives: 0, detractors: 0 };
  cells('score').forEach((score, row) => {
    if (score !== '' && isIncluded(row)) counts[classOf(Number(score))]++;
  });
  return counts;
}

function classOf(score: number): 'promoters' | 'passives' | 'detractors' {
  return score >= 9 ? 'promoters' : score >= 7 ? 'passives' : 'detractors';
}

describe('nps-sfo2017', () => {
  const terminals = cells('terminal');
  const groups: [string, NpsNumbers, (row: number) => boolean][] = [
    ['all', expected.nps, () => true],
    ...Object.entries(expected.npsBySegment).map(([name, numbers]): [string, NpsNumbers, (row: number) => boolean] => [
      `terminal ${name}`,
      numbers,
      (row) => terminals[row] === name,
    ]),
  ];

  it.each(groups)('%s: counts, score, error and adjusted Wald interval', (_name, numbers, isIncluded) => {
    const counts = countScores(isIncluded);
    expect(counts).toEqual({ promoters: numbers.promoters, passives: numbers.passives, detractors: numbers.detractors });
    const result = nps(counts);
    expect(result.n).toBe(numbers.n);
    expect(result.estimate).toBeCloseTo(numbers.nps, DECIMALS);
    expect(result.stdErr).toBeCloseTo(numbers.se, DECIMALS);
    expect(result.ciLow).toBeCloseTo(numbers.ciAdjustedWald[0], DECIMALS);
    expect(result.ciHigh).toBeCloseTo(numbers.ciAdjustedWald[1], DECIMALS);
  });
  it.each(groups)('%s: Wilson intervals of the shares', (_name, numbers) => {
    const promoters = wilson(numbers.promoters / numbers.n, numbers.n);
    expect(promoters.ciLow).toBeCloseTo(numbers.promoterShareWilson[0], 11);
    expect(promoters.ciHigh).toBeCloseTo(numbers.promoterShareWilson[1], 11);
    const detractors = wilson(numbers.detractors / numbers.n, numbers.n);
    expect(detractors.ciLow).toBeCloseTo(numbers.detractorShareWilson[0], 11);
    expect(detractors.ciHigh).toBeCloseTo(numbers.detractorShareWilson[1], 11);
  });
  it('weighted score, linearised error and effective n from sums per class equal svymean on the rows', () => {
    const empty = (): { -readonly [key in keyof WeightSums]: number } => ({ n: 0, sumWeights: 0, sumSquaredWeights: 0 });
    const sums = { promoters: empty(), passives: empty(), detractors: empty() };
    const weights = cells('weight').map(Number);
    cells('score').forEach((score, row) => {
      if (score === '') return;
      const sum = sums[classOf(Number(score))];
      sum.n++;
      sum.sumWeights += weights[row]!;
      sum.sumSquaredWeights += weights[row]! ** 2;
    });
    const result = weightedNps(sums);
    expect(result.n).toBe(expected.nps.n);
    expect(result.estimate).toBeCloseTo(expected.nps.weighted.nps, DECIMALS);
    expect(result.stdErr).toBeCloseTo(expected.nps.weighted.seLinearized, DECIMALS);
    expect(result.kishEffectiveN).toBeCloseTo(expected.nps.weighted.kishEffectiveN, DECIMALS);
  });
  it.each([
    ['overall', expected.csat],
    ['find', expected.cesEaseFinding],
    ['pass', expected.cesEasePassing],
  ])('%s: top-two-box share and mean with intervals', (name, numbers) => {
    const answers = cells(name).flatMap((cell) => (cell === '' ? [] : [Number(cell)]));
    const share = csat({ topTwo: answers.filter((answer) => answer >= 4).length, n: answers.length });
    expect(share.n).toBe(numbers.n);
    expect(100 * share.estimate!).toBeCloseTo(numbers.top2Box, DECIMALS);
    expect(100 * share.ciLow!).toBeCloseTo(numbers.top2BoxWilson[0], DECIMALS);
    expect(100 * share.ciHigh!).toBeCloseTo(numbers.top2BoxWilson[1], DECIMALS);
    const mean = meanEstimate({ n: numbers.n, mean: numbers.mean, variance: numbers.sd ** 2 });
    expect(mean.stdErr).toBeCloseTo(numbers.seMean, DECIMALS);
    expect(mean.ciLow).toBeCloseTo(numbers.ciMeanT[0], DECIMALS);
    expect(mean.ciHigh).toBeCloseTo(numbers.ciMeanT[1], DECIMALS);
  });
});

/** The rows with an answer in every one of these columns, as numbers. */
function answeredRows(...names: readonly string[]): Float64Array[] {
  const columns = names.map((name) => cells(name));
  const rows = columns[0]!.flatMap((_, row) => (columns.every((column) => column[row] !== '') ? [row] : []));
  return columns.map((column) => Float64Array.from(rows, (row) => Number(column[row])));
}

describe('nps-sfo2017 from its rows', () => {
  const [scores, weights] = answeredRows('score', 'weight');
  const points = npsPoints(scores!);
  const answered = cells('score').flatMap((score, row) => (score === '' ? [] : [row]));
  const labels = ['G', 'A', 'B', 'C', 'D', 'E', 'F']; // G first: the case has the difference A less G
  const terminal = { labels, codes: Int32Array.from(answered, (row) => labels.indexOf(cells('terminal')[row]!)) };
  const outcome = scoresByGroup(npsScore, points, terminal);
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  const { groups, differences } = outcome.fit;

  it.each(Object.entries(expected.npsBySegment))('terminal %s: the same numbers as from counts', (name, numbers) => {
    const { score } = groups.find(({ group }) => group === name)!;
    expect(score).toMatchObject({ n: numbers.n, customers: numbers.n, promoters: numbers.promoters, passives: numbers.passives });
    expect(score.detractors).toBe(numbers.detractors);
    expect(score.estimate).toBeCloseTo(numbers.nps, DECIMALS);
    expect(score.stdErr).toBeCloseTo(numbers.se, DECIMALS);
    expect(score.ciLow).toBeCloseTo(numbers.ciAdjustedWald[0], DECIMALS);
    expect(score.ciHigh).toBeCloseTo(numbers.ciAdjustedWald[1], DECIMALS);
  });
  it('the difference of two terminals', () => {
    const { difference, se, z, p } = expected.npsDifference;
    const found = differences.find(({ group }) => group === 'A')!;
    expect(found).toMatchObject({ against: 'G', df: null, sharedCustomers: 0 });
    expect(found.estimate).toBeCloseTo(difference, DECIMALS);
    expect(found.stdErr).toBeCloseTo(se, DECIMALS);
    expect(digits(found.statistic, z)).toBeGreaterThan(9);
    expect(digits(found.pValue, p)).toBeGreaterThan(8);
  });
  it('weighted: the sums per class and the rows give the same score', () => {
    const { weighted } = expected.nps;
    const score = surveyScore(npsScore, points, { weights: weights! });
    expect(score.seType).toBe('LINEARIZED');
    expect(score.estimate).toBeCloseTo(weighted.nps, DECIMALS);
    expect(score.stdErr).toBeCloseTo(weighted.seLinearized, DECIMALS);
    expect(score.kishEffectiveN).toBeCloseTo(weighted.kishEffectiveN, DECIMALS);
  });
  it.each([['all', expected.nps] as const, ...Object.entries(expected.npsBySegment)])(
    '%s: as a mean, with divisor n - 1 and the plain interval',
    (name, numbers) => {
      const rows = answered.flatMap((row, place) => (name === 'all' || cells('terminal')[row] === name ? [place] : []));
      const score = surveyScore(csiScore, Float64Array.from(rows, (place) => points[place]!));
      expect(score.stdErr).toBeCloseTo(numbers.seSampleVariance, DECIMALS);
      expect(score.ciLow).toBeCloseTo(numbers.ciWaldSampleVariance[0], DECIMALS);
      expect(score.ciHigh).toBeCloseTo(numbers.ciWaldSampleVariance[1], DECIMALS);
      const [summary] = describeColumns([{ name, values: Float64Array.from(rows, (place) => scores![place]!) }]);
      expect(summary!.mean).toBeCloseTo(numbers.mean, DECIMALS);
    },
  );
  it.each([
    ['overall', expected.csat],
    ['find', expected.cesEaseFinding],
    ['pass', expected.cesEasePassing],
  ])('%s: CSAT, and CES with the share who agree', (name, numbers) => {
    const [answers] = answeredRows(name);
    const scale = { min: 1, max: 5 };
    const share = surveyScore(csatScore, topTwoBoxes(answers!, scale));
    const ces = surveyScore(cesScore(scale), answers!);
    expect(ces.estimate).toBeCloseTo(numbers.mean, DECIMALS);
    expect(ces.stdErr).toBeCloseTo(numbers.seMean, DECIMALS);
    expect(ces.ciLow).toBeCloseTo(numbers.ciMeanT[0], DECIMALS);
    expect(ces.ciHigh).toBeCloseTo(numbers.ciMeanT[1], DECIMALS);
    for (const estimate of [share, ces.agreeing!]) {
      expect(estimate.n).toBe(numbers.n);
      expect(100 * estimate.estimate!).toBeCloseTo(numbers.top2Box, DECIMALS);
      expect(100 * estimate.ciLow!).toBeCloseTo(numbers.top2BoxWilson[0], DECIMALS);
      expect(100 * estimate.ciHigh!).toBeCloseTo(numbers.top2BoxWilson[1], DECIMALS);
    }
    expect(describeColumns([{ name, values: answers! }])[0]!.stdDev).toBeCloseTo(numbers.sd, DECIMALS);
  });
  it('CSI over complete cases', () => {
    const { items, weights: parts, n, itemMeans, csi, seOfMean, ci95Normal } = expected.csi;
    const columns = answeredRows(...items);
    const score = surveyScore(csiScore, csiIndex(items.map((name, k) => item(name, columns[k]!, parts[name]!))));
    expect(score.n).toBe(n);
    expect(score.estimate).toBeCloseTo(csi, DECIMALS);
    expect(score.stdErr).toBeCloseTo(seOfMean, DECIMALS);
    expect(score.ciLow).toBeCloseTo(ci95Normal[0], DECIMALS);
    expect(score.ciHigh).toBeCloseTo(ci95Normal[1], DECIMALS);
    const means = describeColumns(items.map((name, k) => ({ name, values: columns[k]! })));
    for (const { name, mean } of means) expect(mean).toBeCloseTo(itemMeans[name]!, DECIMALS);
  });
});

const item = (name: string, values: Float64Array, weight: number) => ({ name, values, weight, scale: { min: 1, max: 5 } });

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

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
import { digits, readCase } from './readCase.ts';

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

import { describe, expect, it } from 'vitest';
import { csat, meanEstimate, nps, type WeightSums, weightedNps, wilson } from '../../worker/stats/index.ts';
import { readCase, readJson } from './readCase.ts';

interface NpsNumbers {
  readonly n: number;
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
  readonly nps: number;
  readonly se: number;
  readonly ciAdjustedWald: readonly [number, number];
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
  readonly csat: BoxNumbers;
  readonly cesEaseFinding: BoxNumbers;
  readonly cesEasePassing: BoxNumbers;
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
    expect(result.effectiveN).toBeCloseTo(expected.nps.weighted.kishEffectiveN, DECIMALS);
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

interface GridPoint {
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
  readonly nps: number;
  readonly se: number;
  readonly levels: Readonly<Record<string, { readonly ciAdjustedWaldClipped: readonly [number, number] }>>;
}

describe('survey-nps-interval: a grid of counts, clipped at three levels', () => {
  const { expected: grid } = readJson<{ expected: { grid: readonly GridPoint[] } }>('./survey-nps-interval/expected.json');

  it.each(grid.grid)('$promoters promoters, $passives passives, $detractors detractors', (point) => {
    for (const [level, { ciAdjustedWaldClipped }] of Object.entries(point.levels)) {
      const result = nps(point, Number(level));
      expect(result.estimate).toBeCloseTo(point.nps, DECIMALS);
      expect(result.stdErr).toBeCloseTo(point.se, DECIMALS);
      expect(result.ciLow).toBeCloseTo(ciAdjustedWaldClipped[0], DECIMALS);
      expect(result.ciHigh).toBeCloseTo(ciAdjustedWaldClipped[1], DECIMALS);
    }
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { digits, readCase } from '../../reference/readCase.ts';
import { type FitJson, runFit } from '../../support/fit.ts';

const reference = (id: string): string => join(import.meta.dirname, '../../reference', id, 'data.csv');
const folder = mkdtempSync(join(tmpdir(), 'fit-survey-'));
afterAll(() => rmSync(folder, { recursive: true }));
function written(...lines: readonly string[]): string {
  const file = join(folder, 'rows.csv');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

const airport = reference('nps-sfo2017');
const expected: FitJson = readCase<FitJson>('nps-sfo2017').expected;
const DECIMALS = 9; // tolerance of the case: absolute 1e-9 on 0-100 scales

describe('earshot fit nps', () => {
  it('prints the keys of the issue, with the values of the reference case', async () => {
    const { json } = await runFit('nps', airport, '--score', 'score');
    expect(json).toMatchObject({ model: 'nps', status: 'fitted', n: 2746, nDropped: 85, warnings: [], differences: [] });
    expect(json.groups).toHaveLength(1);
    const [group] = json.groups;
    expect(group).toMatchObject({
      group: 'all',
      n: 2746,
      promoters: 1436,
      passives: 968,
      detractors: 342,
      customers: 2746,
      raw: null,
      reason: null,
    });
    expect(group.nps).toBeCloseTo(expected.nps.nps, DECIMALS);
    expect(group.stdErr).toBeCloseTo(expected.nps.se, DECIMALS);
    expect(group.ciLow).toBeCloseTo(expected.nps.ciAdjustedWald[0], DECIMALS);
    expect(group.ciHigh).toBeCloseTo(expected.nps.ciAdjustedWald[1], DECIMALS);
    expect(group.promoterShare + group.passiveShare + group.detractorShare).toBeCloseTo(1, 14);
  });
  it('by group, each less the first', async () => {
    const { json, lines } = await runFit('nps', airport, '--score', 'score', '--group', 'terminal');
    expect(json.groups.map(({ group }: FitJson) => group)).toEqual(['A', 'B', 'C', 'D', 'E', 'F', 'G']);
    for (const { group, nps, stdErr } of json.groups) {
      expect(nps).toBeCloseTo(expected.npsBySegment[group].nps, DECIMALS);
      expect(stdErr).toBeCloseTo(expected.npsBySegment[group].se, DECIMALS);
    }
    const last = json.differences.at(-1);
    expect(last).toMatchObject({ group: 'G', against: 'A', df: null, sharedCustomers: 0 });
    expect(last.estimate).toBeCloseTo(-expected.npsDifference.difference, DECIMALS); // the case has A less G
    expect(last.stdErr).toBeCloseTo(expected.npsDifference.se, DECIMALS);
    expect(digits(last.pValue, expected.npsDifference.p)).toBeGreaterThan(8);
    expect(lines.join('\n')).toContain('G less A');
  });
  it('weighted', async () => {
    const { json, lines } = await runFit('nps', airport, '--score', 'score', '--weights', 'weight');
    const { weighted } = expected.nps;
    expect(json.groups[0].raw).toBeCloseTo(expected.nps.nps, DECIMALS); // beside it: the answers as they came
    expect(lines[0]).toMatch(/effective n +raw NPS +NPS/);
    expect(lines.at(-1)).toBe('85 rows left out because a cell is missing.');
    expect(json.groups[0].nps).toBeCloseTo(weighted.nps, DECIMALS);
    expect(json.groups[0].stdErr).toBeCloseTo(weighted.seLinearized, DECIMALS);
    expect(json.groups[0].kishEffectiveN).toBeCloseTo(weighted.kishEffectiveN, DECIMALS);
    expect(json.groups[0]).toMatchObject({ seType: 'LINEARIZED', promoters: 1436 });
  });
  it('weighted in strata', async () => {
    const { json } = await runFit('nps', reference('ols-weighted'), '--score', 'score', '--weights', 'weight', '--strata', 'stype');
    const { nps }: FitJson = readCase<FitJson>('ols-weighted').expected.weightsAndStrata.means;
    expect(digits(json.groups[0].stdErr, nps.se)).toBeGreaterThan(9);
    expect(digits(json.groups[0].effectiveN, nps.effectiveN)).toBeGreaterThan(9);
  });
  it('counts stand for so many answers', async () => {
    const file = written('score,answers', '9,1436', '7,968', '0,342');
    const { json } = await runFit('nps', file, '--score', 'score', '--counts', 'answers');
    expect(json.n).toBe(2746);
    expect(json.groups[0].ciLow).toBeCloseTo(expected.nps.ciAdjustedWald[0], DECIMALS);
  });
  it('customers in both periods bring their covariance, and the change is taken apart by segments', async () => {
    const rows = Array.from({ length: 160 }, (_, i) => {
      const customer = i % 80;
      const score = [10, 9, 7, 3, 8, 10, 9, 6][(customer + (i < 80 ? 0 : Number(customer % 5 === 0))) % 8];
      return `${score},${i < 80 ? '2024-Q4' : '2025-Q1'},c${customer},${customer % 3 === 0 ? 'pro' : i < 80 && customer % 7 === 0 ? 'trial' : 'basic'}`;
    });
    const file = written('score,period,customer,plan', ...rows);
    const words = ['nps', file, '--score', 'score', '--group', 'period', '--cluster', 'customer', '--segment', 'plan'];
    const { json, lines } = await runFit(...words);
    const [difference] = json.differences;
    expect(difference).toMatchObject({ group: '2025-Q1', against: '2024-Q4', sharedCustomers: 80, df: 79, seType: 'CR1' });
    expect(difference.correlation).toBeGreaterThan(0.5);
    expect(difference.stdErr).toBeLessThan(0.8 * Math.hypot(json.groups[0].stdErr, json.groups[1].stdErr));
    expect(json.change.total.estimate).toBeCloseTo(difference.estimate, 10);
    expect(json.change.total.stdErr).toBeCloseTo(difference.stdErr, 10);
    expect(json.change.mix.estimate + json.change.within.estimate).toBe(json.change.total.estimate);
    expect(json.change).toMatchObject({ newSegments: [], vanishedSegments: ['trial'] });
    expect(lines.join('\n')).toContain('within: how the same segments answered');
    expect(lines.join('\n')).toMatch(/trial .* vanished/);
  });
  it('warns below 30 customers, and computes', async () => {
    const { json, lines } = await runFit('nps', written('score', '10', '9', '3'), '--score', 'score');
    expect(json.warnings).toEqual([
      { code: 'NOT_ENOUGH_DATA', message: 'all: 3 customers answered, fewer than 30: not reliable, not to be compared' },
    ]);
    expect(json.groups[0].nps).toBeCloseTo(100 / 3, 12);
    expect(lines.at(-1)).toContain('3 customers answered');
  });
  it('nobody answered: not estimable, and null with its reason', async () => {
    const { json } = await runFit('nps', written('score,group', ',a', ',b'), '--score', 'score', '--group', 'group');
    expect(json).toMatchObject({ status: 'notEstimable', reason: 'NOT_ENOUGH_DATA', detail: 'nobody answered', n: 0, nDropped: 2 });
    expect(json.groups).toEqual([
      expect.objectContaining({ group: 'all', n: 0, nps: null, stdErr: null, ciLow: null, ciHigh: null, reason: 'NOT_ENOUGH_DATA' }),
    ]);
  });
  it.each([
    ['above the scale', ['score', '9', '11'], 'line 3, column score: 11 is above 10', 'a number up to 10 is needed'],
    ['below the scale', ['score', '-1'], 'line 2, column score: -1 is below 0', 'a number from 0 up is needed'],
    ['not whole', ['score', '8', '', '8.5'], 'line 4, column score: 8.5 is not a whole number', 'a whole number is needed'],
    ['text', ['score', 'good'], 'line 2, column score: "good" is not a number', 'say --na "good" if it stands for missing'],
  ])('a score %s: file, line, column and remedy', async (_name, lines, problem, remedy) => {
    const file = written(...lines);
    await expect(runFit('nps', file, '--score', 'score')).rejects.toMatchObject({
      name: 'FileFault',
      exitCode: 2,
      message: `${file} ${problem}`,
      remedy: expect.stringContaining(remedy),
    });
  });
  it('what is no answer can be named', async () => {
    const { json } = await runFit('nps', written('score', '10', '11', 'Blank'), '--score', 'score', '--na', '11', '--na', 'Blank');
    expect(json).toMatchObject({ n: 1, nDropped: 2 });
  });
  it('other bad input, too', async () => {
    await expect(runFit('nps', airport, '--score', 'note')).rejects.toMatchObject({
      message: `${airport} has no column note`,
      exitCode: 2,
    });
    await expect(runFit('nps', airport)).rejects.toMatchObject({ message: '--score is missing' });
    await expect(runFit('nps', airport, '--score', 'score', '--level', '95')).rejects.toMatchObject({
      message: '--level 95 is not between 0 and 1',
    });
    await expect(runFit('nps', airport, '--score', 'score', '--segment', 'terminal')).rejects.toMatchObject({
      message: '--segment is given without --group',
    });
    await expect(runFit('nps', airport, '--score', 'score', '--segment', 'terminal', '--group', 'terminal')).rejects.toMatchObject({
      message: `${airport}: --segment compares two periods, --group has 7 (A, B, C, D, E)`,
      remedy: 'keep the rows of two periods, or leave --segment out',
    });
    const weights = written('score,weight', '9,1', '8,-2');
    await expect(runFit('nps', weights, '--score', 'score', '--weights', 'weight')).rejects.toMatchObject({
      message: `${weights} line 3, column weight: -2 is below 0`,
    });
    const strata = written('score,customer,region', '9,ann,north', '3,bob,south', '8,ann,south');
    await expect(runFit('nps', strata, '--score', 'score', '--cluster', 'customer', '--strata', 'region')).rejects.toMatchObject({
      message: `${strata} line 4, column region: ann is in stratum south here and in north above`,
      remedy: 'each customer belongs to one stratum',
    });
  });
});

describe('earshot fit csat', () => {
  it('prints a share 0-1 with its Wilson interval, on a scale inferred and told', async () => {
    const { json, lines } = await runFit('csat', airport, '--score', 'overall');
    expect(json).toMatchObject({ model: 'csat', n: 2688, scale: { min: 1, max: 5, inferred: true } });
    const [group] = json.groups;
    expect(group).toMatchObject({ group: 'all', n: 2688, topTwo: 1507 + 699 });
    expect(100 * group.csat).toBeCloseTo(expected.csat.top2Box, DECIMALS);
    expect(100 * group.ciLow).toBeCloseTo(expected.csat.top2BoxWilson[0], DECIMALS);
    expect(100 * group.ciHigh).toBeCloseTo(expected.csat.top2BoxWilson[1], DECIMALS);
    expect(lines.join('\n')).toContain('Scale 1-5, inferred from the answers: say --scale if it is another.');
  });
  it('takes another scale, and holds the answers to it', async () => {
    const file = written('score', '1', '5', '7');
    expect((await runFit('csat', file, '--score', 'score')).json).toMatchObject({ scale: { min: 1, max: 7 }, groups: [{ topTwo: 1 }] });
    expect((await runFit('csat', file, '--score', 'score', '--scale', '1-7')).json.scale.inferred).toBe(false);
    await expect(runFit('csat', file, '--score', 'score', '--scale', '1-5')).rejects.toMatchObject({
      message: `${file} line 4, column score: 7 is above 5`,
    });
    await expect(runFit('csat', file, '--score', 'score', '--scale', '1-2')).rejects.toMatchObject({
      message: '--scale 1-2 has fewer than three boxes',
    });
    await expect(runFit('csat', file, '--score', 'score', '--scale', '5')).rejects.toMatchObject({ message: '--scale 5 is not a scale' });
    await expect(runFit('csat', written('score', '1', '70'), '--score', 'score')).rejects.toMatchObject({
      message: 'column score goes from 1 to 70, which is no usual scale',
      remedy: 'say --scale MIN-MAX, for example 0-100',
    });
  });
});

describe('earshot fit ces', () => {
  it('prints the mean with its t interval, and the share of agreeing boxes', async () => {
    const { json } = await runFit('ces', airport, '--score', 'find', '--scale', '1-5');
    const [group] = json.groups;
    const { mean, seMean, ciMeanT, top2Box, top2BoxWilson } = expected.cesEaseFinding;
    expect(group).toMatchObject({ group: 'all', n: 2683, df: 2682 });
    expect(group.ces).toBeCloseTo(mean, DECIMALS);
    expect(group.stdErr).toBeCloseTo(seMean, DECIMALS);
    expect(group.ciLow).toBeCloseTo(ciMeanT[0], DECIMALS);
    expect(group.ciHigh).toBeCloseTo(ciMeanT[1], DECIMALS);
    expect(100 * group.agreeingShare).toBeCloseTo(top2Box, DECIMALS);
    expect(100 * group.agreeingCiLow).toBeCloseTo(top2BoxWilson[0], DECIMALS);
    expect(100 * group.agreeingCiHigh).toBeCloseTo(top2BoxWilson[1], DECIMALS);
  });
  it('differences of means have the t of Welch', async () => {
    const { json } = await runFit('ces', airport, '--score', 'find', '--group', 'terminal');
    for (const { group, df } of json.differences) {
      const [own, first] = [group, 'A'].map((name) => json.groups.find((row: FitJson) => row.group === name));
      expect(df).toBeGreaterThanOrEqual(Math.min(own.n, first.n) - 1);
      expect(df).toBeLessThanOrEqual(own.n + first.n - 2);
    }
  });
});

describe('one number, through whichever command', () => {
  const columns = ['--x', 'overall,find'];
  it('mean and top two boxes: describe, ces, csat, csi and drivers, raw and weighted', async () => {
    const complete = written(
      'y,overall,find,weight',
      ...Array.from({ length: 90 }, (_, i) => `${(i * 7) % 11},${1 + ((i * 3) % 5)},${1 + (((i * i) % 7) % 5)},${1 + (i % 4) / 3}`),
    );
    const weights = ['--weights', 'weight'];
    const drivers = async (...more: string[]) =>
      (await runFit('drivers', complete, '--y', 'y', ...columns, '--bootstrap', '0', ...more)).json.importance[0];
    const score = async (model: string, ...more: string[]) =>
      (await runFit(model, complete, '--score', 'overall', '--scale', '1-5', ...more)).json.groups[0];
    const described = (await runFit('describe', complete, ...columns)).json.columns[0];
    const index = async (...more: string[]) => (await runFit('csi', complete, ...columns, '--scale', '1-5', ...more)).json.items[0];
    for (const more of [[], weights]) {
      const [driver, ces, csat, csi] = [
        await drivers(...more),
        await score('ces', ...more),
        await score('csat', ...more),
        await index(...more),
      ];
      expect(driver.mean).toBeCloseTo(ces.ces, 12);
      expect(driver.topTwoBox).toBeCloseTo(csat.csat, 12);
      expect(csi.mean).toBeCloseTo(ces.ces, 12);
      expect(ces.raw ?? ces.ces).toBeCloseTo(described.mean, 12);
    }
  });
});

describe('earshot fit csi', () => {
  const words = ['csi', airport, '--x', 'overall,find,pass'];
  it('prints the index over complete cases, and the questions that it is made of', async () => {
    const { json } = await runFit(...words, '--weights-of', '0.5,0.3,0.2');
    const { csi, seOfMean, ci95Normal, itemMeans, weights } = expected.csi;
    expect(json).toMatchObject({ model: 'csi', n: 2297, nDropped: 534, warnings: [] }); // 18.9 % of the rows
    const [group] = json.groups;
    expect(group.csi).toBeCloseTo(csi, DECIMALS);
    expect(group.stdErr).toBeCloseTo(seOfMean, DECIMALS);
    expect(group.ciLow).toBeCloseTo(ci95Normal[0], DECIMALS);
    expect(group.ciHigh).toBeCloseTo(ci95Normal[1], DECIMALS);
    for (const { item, mean, weight } of json.items) {
      expect(mean).toBeCloseTo(itemMeans[item], DECIMALS);
      expect(weight).toBeCloseTo(weights[item], 14);
    }
  });
  it('the weights count only relative to each other; without them all questions count alike', async () => {
    const [scaled, equal, ones] = [
      await runFit(...words, '--weights-of', '5,3,2'),
      await runFit(...words),
      await runFit(...words, '--weights-of', '1,1,1'),
    ];
    expect(scaled.json.groups[0].csi).toBeCloseTo(expected.csi.csi, DECIMALS);
    expect(equal.json.groups).toEqual(ones.json.groups);
  });
  it('warns when more than a fifth of the answers have a blank', async () => {
    const { json } = await runFit('csi', written('a,b', '1,2', ',2', '5,5', '3,4'), '--x', 'a,b', '--scale', '1-5');
    expect(json.warnings).toContainEqual({ code: 'ROWS_DROPPED', message: '1 of 4 rows (25 %) left out because a cell is missing' });
  });
  it('a scale each, and what does not fit', async () => {
    const file = written('a,b', '1,0', '5,10');
    expect((await runFit('csi', file, '--x', 'a,b', '--scale', '1-5,0-10')).json.groups[0].csi).toBeCloseTo(50, 12);
    await expect(runFit('csi', file, '--x', 'a,b', '--scale', '1-5')).rejects.toMatchObject({
      message: `${file} line 2, column b: 0 is below 1`,
    });
    await expect(runFit('csi', file, '--x', 'a,b', '--weights-of', '1')).rejects.toMatchObject({
      message: '--weights-of has 1 weights for 2 questions',
    });
    await expect(runFit('csi', file, '--x', 'a,b', '--weights-of', '0,0')).rejects.toMatchObject({
      message: '--weights-of has only zeros',
    });
    await expect(runFit('csi', file, '--x', 'a,b', '--weights-of', '2,-1')).rejects.toMatchObject({
      message: '--weights-of -1 is not a number from 0 up',
    });
  });
  it('nobody answered all questions: not estimable', async () => {
    const { json } = await runFit('csi', written('a,b', '1,', ',5'), '--x', 'a,b', '--scale', '1-5');
    expect(json).toMatchObject({ status: 'notEstimable', reason: 'NOT_ENOUGH_DATA', n: 0, nDropped: 2, groups: [{ csi: null }] });
  });
});

describe('earshot fit describe', () => {
  it('prints n, mean, deviation, extremes and median of each column over its own values', async () => {
    const { json } = await runFit('describe', airport, '--x', 'score,overall');
    const [score, overall] = json.columns;
    expect(json).toMatchObject({ model: 'describe', status: 'fitted', n: 2831, nDropped: 0, warnings: [] });
    expect(score).toMatchObject({ name: 'score', n: 2746, min: 0, max: 10 });
    expect(score.mean).toBeCloseTo(expected.nps.mean, DECIMALS);
    expect(overall).toMatchObject({ n: 2688, min: 1, max: 5, median: 4 }); // of the distribution in the case
    expect(overall.stdDev).toBeCloseTo(expected.csat.sd, DECIMALS);
  });
  it('an empty column is unknown, and warned of', async () => {
    const { json } = await runFit('describe', written('a,b', '1,', '2,'), '--x', 'a,b');
    expect(json.columns[1]).toEqual({
      name: 'b',
      n: 0,
      mean: null,
      stdDev: null,
      min: null,
      max: null,
      median: null,
      reason: 'NOT_ENOUGH_DATA',
    });
    expect(json.warnings).toEqual([{ code: 'NOT_ENOUGH_DATA', message: 'b: no value at all' }]);
  });
  it('a number too large to square: file, line, column and remedy', async () => {
    const file = written('a', '1', '1e200');
    await expect(runFit('describe', file, '--x', 'a')).rejects.toMatchObject({
      message: `${file} line 3, column a: 1e200 is above 1e+150`,
      exitCode: 2,
    });
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCase } from '../../reference/readCase.ts';
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
    await expect(runFit('csat', file, '--score', 'score', '--scale', '5')).rejects.toMatchObject({ message: '--scale 5 is not a scale' });
    await expect(runFit('csat', written('score', '1', '70'), '--score', 'score')).rejects.toMatchObject({
      message: 'column score goes from 1 to 70, which is no usual scale',
      remedy: 'say --scale MIN-MAX, for example 0-100',
    });
  });
});

describe('earshot fit csat of few boxes', () => {
  it.each([
    [['0', '1', '1', '1'], [], { min: 0, max: 1, inferred: true }, 3, 'answers 1, in'],
    [['1', '2', '2'], ['--scale', '1-2'], { min: 1, max: 2, inferred: false }, 2, 'answers 2, in'],
    [['1', '2', '3'], ['--scale', '1-3'], { min: 1, max: 3, inferred: false }, 1, 'answers 3, in'],
    [['1', '2', '3', '4'], ['--scale', '1-4'], { min: 1, max: 4, inferred: false }, 2, 'answers 3 and 4, in'],
    [['1', '1'], [], { min: 1, max: 5, inferred: true }, 0, 'answers 4 and 5, in'],
  ])('%j %j: satisfied is who agrees, and the report says by which answers', async (answers, options, scale, topTwo, told) => {
    const { json, lines } = await runFit('csat', written('score', ...answers), '--score', 'score', ...options);
    expect(json).toMatchObject({ scale, groups: [{ topTwo, csat: topTwo / answers.length }] });
    expect(lines.join('\n')).toContain(told);
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

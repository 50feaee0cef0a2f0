import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { digits, readCase } from '../../reference/readCase.ts';
import { type FitJson, runFit } from '../../support/fit.ts';

const reference = (id: string): string => join(import.meta.dirname, '../../reference', id, 'data.csv');
const folder = mkdtempSync(join(tmpdir(), 'fit-nps-'));
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

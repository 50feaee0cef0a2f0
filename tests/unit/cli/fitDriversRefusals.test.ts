import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../../worker/stats/index.ts';
import { runFit } from '../../support/fit.ts';

const folder = mkdtempSync(join(tmpdir(), 'earshot-refusals-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const referenceFile = (id: string): string => fileURLToPath(new URL(`../../reference/${id}/data.csv`, import.meta.url));

const swissDrivers = 'Agriculture,Examination,Education,Catholic,Infant.Mortality';
const swiss = ['drivers', referenceFile('reg-swiss'), '--y', 'Fertility', '--x', swissDrivers];
const sfoDrivers = 'Q7ART,Q7FOOD,Q7STORE,Q7SIGN,Q7WALKWAYS,Q7SCREENS,Q9BOARDING,Q9RESTROOM,Q10SAFE';
const sfo = ['drivers', referenceFile('reg-sfo2017'), '--y', 'Q7ALL', '--x', sfoDrivers];

describe('what it refuses', () => {
  it('drivers that repeat each other, by name, with exit code 2', async () => {
    const { json, lines } = await runFit('drivers', referenceFile('edge-rank-deficient'), '--y', 'y', '--x', 'a,b,c,k');
    expect(json).toMatchObject({
      model: 'drivers',
      status: 'notEstimable',
      reason: 'RANK_DEFICIENT',
      subjects: ['c', 'a', 'b', 'k'],
      warnings: [],
    });
    expect(lines[0]).toBe('drivers cannot be estimated from these data (RANK_DEFICIENT):');
  });
  it('fewer rows than coefficients', async () => {
    const x = Array.from({ length: 14 }, (_, j) => `x${j + 1}`).join(',');
    const { json } = await runFit('drivers', referenceFile('edge-n-less-than-p'), '--y', 'y', '--x', x);
    expect(json).toMatchObject({ status: 'notEstimable', reason: 'NOT_ENOUGH_DATA', n: 12 });
  });
  it.each([
    ['a line through the origin', ['--no-intercept'], '--no-intercept is not for drivers'],
    ['errors of its own under em', ['--missing', 'em', '--se', 'hc3'], '--se hc3 is not for --missing em'],
    ['a force with a stranger', ['--forces', 'F=Catholic,Income'], '--forces names Income, which is not among the drivers'],
    ['a driver in two forces', ['--forces', 'F=Catholic;G=Catholic'], '--forces has Catholic in F and in G'],
    ['a force without drivers', ['--forces', 'F'], '--forces F is not NAME=A,B'],
    ['a force under the name of another driver', ['--forces', 'Education=Catholic'], '--forces has two named Education'],
    ['too few draws', ['--bootstrap', '50'], '--bootstrap 50 is not 0 or a whole number from 100 up'],
    ['a scale upside down', ['--scale', '5-1'], '--scale 5-1 is not a scale'],
  ])('%s', async (_name, options, message) => {
    await expect(runFit(...swiss, ...options)).rejects.toMatchObject({ name: 'UsageError', message: expect.stringContaining(message) });
  });
  it('an answer off the scale, with line, column and remedy', async () => {
    await expect(runFit(...sfo, '--scale', '1-4')).rejects.toMatchObject({
      name: 'FileFault',
      message: expect.stringMatching(/data\.csv line 3, column Q7ART: 5 is not on the scale 1-4$/),
      remedy: 'say the scale of the drivers, or leave --scale out',
      exitCode: 2,
    });
  });
  it('text in a driver, with line, column and remedy', async () => {
    const broken = file('broken.csv', 'y,a\n1,2\n3,many\n');
    await expect(runFit('drivers', broken, '--y', 'y', '--x', 'a')).rejects.toMatchObject({
      name: 'FileFault',
      message: `${broken} line 3, column a: "many" is not a number`,
      exitCode: 2,
    });
  });
});

describe('draws that nobody asked for', () => {
  const random = randomStream(1);
  const answers = (rows: number, drivers: number, missing: number) =>
    Array.from({ length: rows }, () => {
      const mood = random.normal();
      const cells = Array.from({ length: drivers + 1 }, () => (random.uniform() < missing ? '' : (mood + random.normal()).toFixed(1)));
      return [...cells, 1_000_000].join(',');
    }).join('\n');
  it.each([
    ['a million responses a row, each drawn', answers(60, 2, 0), 'a,b', ['--counts', 'n']],
    ['hundreds of missing patterns and many steps of EM', answers(300, 8, 0.4), 'a,b,c,d,e,f,g,h', ['--missing', 'em']],
  ])('are left out where they take long: %s', async (_, rows, x, words) => {
    const path = file('long.csv', `y,${x},n\n${rows}\n`);
    const { json, lines } = await runFit('drivers', path, '--y', 'y', '--x', x, ...words);
    expect(json).toMatchObject({ status: 'fitted', bootstrap: null });
    expect(json.importance[0]).toMatchObject({ shareCiLow: null, rankLow: null });
    expect(lines.join(' ')).toContain('No draws were made, 1,000 would take about');
  });
  it('of more responses than can be drawn are refused when asked for', async () => {
    const path = file('many.csv', `y,a,b,n\n${answers(120, 2, 0)}\n`);
    await expect(runFit('drivers', path, '--y', 'y', '--x', 'a,b', '--counts', 'n', '--bootstrap', '100')).rejects.toMatchObject({
      name: 'CliError',
      message: `${path}: counts has a sum of 120000000, at most 100000000 responses can be drawn one by one`,
      exitCode: 2,
    });
  });
});

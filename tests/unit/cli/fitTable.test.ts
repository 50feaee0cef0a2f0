import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type ColumnRequest, readFitTable } from '../../../clients/cli/fit/fitTable.ts';
import { isDayFormat, parseDay } from '../../../clients/cli/fit/parseDay.ts';
import { runFit } from '../../support/fit.ts';

const folder = mkdtempSync(join(tmpdir(), 'earshot-fit-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const number = (name: string): ColumnRequest => ({ name, type: { as: 'number' } });

describe('columns of a file', () => {
  it('are read by name, in any order, with a byte order mark, blanks around cells, quotes and line breaks in other cells', async () => {
    const path = file('plain.csv', '\uFEFFcomment,b, a\n"two\nlines, ""quoted""",2, 1 \nx,4,3\n');
    const table = await readFitTable(path, [number('a'), number('b')]);
    expect([table.n, table.nDropped]).toEqual([2, 0]);
    expect([...table.numbers('a'), ...table.numbers('b')]).toEqual([1, 3, 2, 4]);
    expect([table.lineOf(0), table.lineOf(1)]).toEqual([3, 4]); // a record stands where it ends
  });
  it('drop and count a row without one of the asked cells, by the empty cell or --na', async () => {
    const path = file('missing.csv', 'a,b,c\n1,,x\n2,NA,x\n3,5,\n');
    const table = await readFitTable(path, [number('a'), number('b')], { na: ['NA'] });
    expect([table.n, table.nDropped]).toEqual([1, 2]);
  });
  it('keep a missing number as NaN where that is asked', async () => {
    const path = file('kept.csv', 'a,b\n1,\n2,3\n');
    const table = await readFitTable(path, [number('a'), { ...number('b'), keepMissing: true }]);
    expect([...table.numbers('b')]).toEqual([Number.NaN, 3]);
    expect(table.nDropped).toBe(0);
  });
  it('hold labels in numeric order if all are numbers, else in that of the alphabet', async () => {
    const path = file('labels.csv', 'g,h\n10,b\n9,a\n10,b\n');
    const table = await readFitTable(path, [
      { name: 'g', type: { as: 'label' } },
      { name: 'h', type: { as: 'label' } },
    ]);
    expect(table.grouping('g')).toEqual({ codes: Int32Array.of(1, 0, 1), labels: ['9', '10'] });
    expect(table.grouping('h')).toEqual({ codes: Int32Array.of(1, 0, 1), labels: ['a', 'b'] });
  });
  it('may be separated by another character', async () => {
    const table = await readFitTable(file('tabs.tsv', 'a\tb\n1\t2\n'), [number('b')], { delimiter: '\\t' });
    expect([...table.numbers('b')]).toEqual([2]);
  });
});

describe('a fault names file, line, column and remedy, with exit code 2', () => {
  const faulty = async (text: string, request: ColumnRequest) => {
    const path = file('faulty.csv', text);
    const error = await readFitTable(path, [request]).then(
      () => null,
      (fault: { message: string; remedy: string; exitCode: number }) => fault,
    );
    return { message: error?.message.replace(path, 'FILE'), remedy: error?.remedy, exitCode: error?.exitCode };
  };
  it('text where a number is needed', async () =>
    expect(await faulty('a\n1\nmany\n', number('a'))).toEqual({
      message: 'FILE line 3, column a: "many" is not a number',
      remedy: 'write a number with a decimal point, or say --na "many" if it stands for missing',
      exitCode: 2,
    }));
  it.each([
    ['-1', { min: 0 }, '-1 is below 0'],
    ['0', { above: 0 }, '0 is not above 0'],
    ['11', { max: 10 }, '11 is above 10'],
    ['1.5', { whole: true }, '1.5 is not a whole number'],
  ])('%s against %o', async (cell, range, problem) =>
    expect(await faulty(`a\n${cell}\n`, { name: 'a', type: { as: 'number', ...range } })).toMatchObject({
      message: `FILE line 2, column a: ${problem}`,
      exitCode: 2,
    }),
  );
  it('a missing column, with those that are there', async () =>
    expect(await faulty('a,b\n1,2\n', number('c'))).toEqual({
      message: 'FILE has no column c',
      remedy: 'its columns are a, b',
      exitCode: 2,
    }));
  it('a column twice', async () =>
    expect(await faulty('a,a\n1,2\n', number('a'))).toMatchObject({ message: 'FILE line 1 has two columns named a' }));
  it('an empty file', async () => expect(await faulty('', number('a'))).toMatchObject({ message: 'FILE is empty', exitCode: 2 }));
  it('a record with too many cells', async () => {
    const { message, remedy } = await faulty('a,b\n1,2\n1,2,3\n', number('a'));
    expect(message).toMatch(/^FILE line 3: /);
    expect(remedy).toContain('--delimiter');
  });
  it('no file at all', async () =>
    expect(readFitTable(join(folder, 'none.csv'), [number('a')])).rejects.toMatchObject({
      message: expect.stringMatching(/^there is no file/),
      exitCode: 2,
    }));
  it('a day that is none', async () =>
    expect(await faulty('d\n2026-02-30\n', { name: 'd', type: { as: 'day', format: '%Y-%m-%d' } })).toMatchObject({
      message: 'FILE line 2, column d: "2026-02-30" is not a day in the format %Y-%m-%d',
    }));
});

describe('days', () => {
  it.each([
    ['1970-01-02', '%Y-%m-%d', 1],
    ['19970101', '%Y%m%d', 9862],
    ['31/12/1969', '%d/%m/%Y', -1],
    ['1.2.2000', '%d.%m.%Y', 10_988],
    ['2000-02-01 23:59', '%Y-%m-%d', 10_988],
    ['2000-02-01T23:59Z', '%Y-%m-%d', 10_988],
    ['2000-2-30', '%Y-%m-%d', null],
    ['1997011', '%Y%m%d', null],
    ['tomorrow', '%Y-%m-%d', null],
  ])('%s by %s is day %s', (text, format, day) => expect(parseDay(text, format)).toBe(day));
  it('need year, month and day in their format', () => {
    expect(isDayFormat('%d.%m.%Y')).toBe(true);
    expect(isDayFormat('%Y-%m')).toBe(false);
  });
});

describe('earshot fit describe', () => {
  it('sums up each column over its own values', async () => {
    const { json, lines } = await runFit('describe', file('describe.csv', 'a,b\n1,\n3,5\n'), '--x', 'a,b', '--json');
    expect(json).toMatchObject({
      model: 'describe',
      n: 2,
      nDropped: 0,
      status: 'fitted',
      columns: [
        { name: 'a', n: 2, mean: 2, stdDev: Math.SQRT2, min: 1, max: 3, median: 2 },
        { name: 'b', n: 1, mean: 5, stdDev: null, min: 5, max: 5, median: 5 },
      ],
    });
    expect(lines[0]).toMatch(/^column +n +mean/);
  });
  it('says which option is missing', async () =>
    expect(runFit('describe', 'x.csv')).rejects.toMatchObject({ message: '--x is missing', exitCode: 2 }));
});

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
  it('labels that are the same number written differently do not swap places with the rows', async () => {
    const labelsOf = async (text: string) =>
      (await readFitTable(file('ties.csv', text), [{ name: 'g', type: { as: 'label' } }])).grouping('g').labels;
    expect(await labelsOf('g\n2\n1.0\n1\n')).toEqual(['1', '1.0', '2']);
    expect(await labelsOf('g\n1\n1.0\n2\n')).toEqual(['1', '1.0', '2']);
  });
  it('may end their lines differently, as in files put together', async () => {
    const table = await readFitTable(file('mixed.csv', 'a,b\r\n1,2\n3,4\r5,6\r\n'), [number('a'), number('b')]);
    expect([...table.numbers('a'), ...table.numbers('b')]).toEqual([1, 3, 5, 2, 4, 6]);
    expect(table.lineOf(2)).toBe(4);
  });
  it('are the same however the file falls into blocks', async () => {
    const values = Array.from({ length: 40_000 }, (_, i) => i);
    const table = await readFitTable(file('long.csv', `a,g\r\n${values.map((i) => `${i},"g ""${i % 7}"", é"\r\n`).join('')}`), [
      number('a'),
      { name: 'g', type: { as: 'label' } },
    ]);
    expect([...table.numbers('a')]).toEqual(values);
    expect(table.grouping('g').labels).toEqual(Array.from({ length: 7 }, (_, i) => `g "${i}", é`));
    expect(table.lineOf(39_999)).toBe(40_001);
  });
  it('may be asked for in two ways: both have their say', async () => {
    const path = file('twice.csv', 'a\n3\n11\n');
    const ways: ColumnRequest[] = [
      { name: 'a', type: { as: 'number', max: 10 } },
      { name: 'a', type: { as: 'number', min: 0 } },
    ];
    await expect(readFitTable(path, ways)).rejects.toMatchObject({ message: `${path} line 3, column a: 11 is above 10` });
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
  it('a code that JavaScript would take for a number', async () =>
    expect((await faulty('a\n0x10\n', number('a'))).message).toBe('FILE line 2, column a: "0x10" is not a number'));
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
  it('a quote within a cell', async () => {
    const { message, exitCode } = await faulty('a,b\n1,x"y"\n', number('a'));
    expect(message).toMatch(/^FILE line 2: Invalid Opening Quote/);
    expect(exitCode).toBe(2);
  });
  it('another separator than the comma, with the one it seems to be', async () => {
    const remedyOf = async (header: string) => (await faulty(`${header}\n`, number('a'))).remedy;
    expect(await remedyOf('a;b')).toBe('its only column is "a;b": say --delimiter \';\'');
    expect(await remedyOf('a\tb')).toBe('its only column is "a\\tb": say --delimiter \'\\t\'');
  });
  it('a path through a file', async () => {
    const path = join(file('plain-file.csv', 'a\n'), 'below.csv');
    await expect(readFitTable(path, [number('a')])).rejects.toMatchObject({ message: `${path} cannot be read (ENOTDIR)`, exitCode: 2 });
  });
  it('no separator', async () => {
    const path = file('no-separator.csv', 'a\n1\n');
    await expect(readFitTable(path, [number('a')], { delimiter: '' })).rejects.toMatchObject({
      name: 'UsageError',
      remedy: 'say another --delimiter',
    });
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
  it('tells of small and large numbers alike, and of whole ones as they stand', async () => {
    const { lines } = await runFit('describe', file('sizes.csv', 'tiny,money\n0.0000012,0\n0.0000015,2500000\n'), '--x', 'tiny,money');
    expect(lines[1]).toMatch(/^tiny +2 +1\.350e-6 /);
    expect(lines[2]).toMatch(/^money +2 +1,250,000 +1,767,767 +0 +1,250,000 +2,500,000$/);
  });
  it('says which option is missing', async () =>
    expect(runFit('describe', 'x.csv')).rejects.toMatchObject({ message: '--x is missing', exitCode: 2 }));
});

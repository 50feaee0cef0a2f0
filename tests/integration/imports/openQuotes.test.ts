import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportBench, openImportBench } from './importBench.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

describe('a quotation mark that nobody closed', () => {
  const rows = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => `q${from + index},2026-01-01,10,web`).join('\r\n');
  const orders = (...lines: string[]) => bench.run(['order_id,ordered_at,revenue,channel', ...lines, ''].join('\r\n'), { as: 'ORDERS' });
  const runs = 'a field that begins with a quotation mark in line 12 runs to line 62, so that 51 lines became one row: close the mark';

  it.each([
    ['in the last column, up to the same column of a later row', 'OPEN_QUOTE', 'q11,2026-01-01,10,"web', 'q61,2026-01-01,10,"web"'],
    ['in the middle, up to another column', 'OPEN_QUOTE', 'q11,"2026-01-01,10,web', 'q61,2026-01-01,10,"web"'],
    ['in the middle, up to a mark at the end of a cell', 'ROW_LENGTH', 'q11,"2026-01-01,10,web', 'q61,2026-01-01,10,5"'],
  ])('%s: the fault tells which lines it swallowed, the report how many', async (_what, code, opens, closes) => {
    const outcome = await orders(rows(1, 10), opens, rows(12, 60), closes, rows(62, 70));
    expect(outcome).toMatchObject({ state: 'SUCCEEDED', read: 20, rejected: 1 });
    expect(outcome.errors).toMatchObject([{ line: 12, field: null, code, reason: expect.stringContaining(runs) }]);
    expect(outcome.errors[0]!.reason.startsWith('the row has')).toBe(!opens.endsWith(',"web'));
    expect(outcome.report).toMatchObject({
      linesNotRead: 50,
      warnings: [{ code: 'LINES_NOT_READ', detail: expect.stringMatching(/^50 lines of the file may be rows that were not read/) }],
    });
  });

  it.each([
    ['in the last column', 'q11,2026-01-01,10,"web', 'q12,2026-01-01,10,web', 'q61,2026-01-01,10,pipe 5"'],
    ['over an empty line', 'q11,2026-01-01,10,"web', '', 'q61,2026-01-01,10,pipe 5"'],
    ['in the middle, in the same column', 'q11,"2026-01-01,10,web', 'q61,2026-01-01",10,web'],
    ['twice, to say the same', 'q11,2026-01-01,10,"', 'q61,2026-01-01,10,"'],
  ])('%s: is told also where it closes as if it belonged there', async (_what, ...lines) => {
    const outcome = await orders(rows(1, 10), ...lines, rows(62, 70));
    expect(outcome).toMatchObject({ read: 20, rejected: 1, report: { linesNotRead: lines.length - 1 } });
    const runs = `in line 12 runs to line ${11 + lines.length}, .* would be rows by themselves became one row: close the mark`;
    expect(outcome.errors).toMatchObject([{ line: 12, field: null, code: 'OPEN_QUOTE', reason: expect.stringMatching(runs) }]);
  });

  it.each([
    ['nps,comment', '9,"great', '8,bad', '7,pipe 5"'],
    ['nps,comment', '9,"great', '8, bad', '7,pipe 5"'],
    ['comment,nps', 'great,"9', 'bad,8', 'fine,7"'],
    ['nps, comment', '"9, great', '8, bad', '7", pipe'],
  ])('is told in a file of two columns, too: %s', async (header, ...lines) => {
    const outcome = await bench.run([header, ...lines, ''].join('\n'), { as: 'RESPONSES', survey: 'two' });
    expect(outcome).toMatchObject({ read: 1, rejected: 1, errors: [{ line: 2, code: 'OPEN_QUOTE' }], report: { linesNotRead: 2 } });
  });

  it('is none where the lines of a text have as many cells as a row, but are none', async () => {
    const addresses = 'external_id,attributes.address\nad1,"Main Street 5\n12345 Berlin, Germany"\nad2,"1, Low Road\nLeeds, England"\n';
    expect(await bench.run(addresses, { as: 'CUSTOMERS' })).toMatchObject({ loaded: 2, errors: [] });
    const answers = 'nps,comment\n9,"Great, thanks\nbut slow, sorry"\n3,"bad\n\nvery, very bad"\n';
    expect(await bench.run(answers, { as: 'RESPONSES', survey: 'texts' })).toMatchObject({ loaded: 2, errors: [] });
    const scored = 'comment,nps\n"Great, thanks\nbut slow",9\n"bad, 3\nreally",2\n';
    expect(await bench.run(scored, { as: 'RESPONSES', survey: 'scored' })).toMatchObject({ loaded: 2, errors: [] });
    const numbered = 'nps,comment\n9,"What I like:\n1, the price\n2, the staff"\n3,"because\n\n10, was too much to ask"\n';
    expect(await bench.run(numbered, { as: 'RESPONSES', survey: 'numbered' })).toMatchObject({ loaded: 2, errors: [] });
    const listed = await orders(
      'm11,2026-01-01,10,"web,\r\n2026-01-02,shop,10,x"',
      'm12,2026-01-01,10,"web,shop\r\nm13,2026-01-01,10,web"',
    );
    expect(listed).toMatchObject({ loaded: 2, errors: [] });
  });

  it('is none where text has line breaks and marks of its own', async () => {
    const texts = ['"web,\r\n""5"" shop\r\n"', '"""quoted""\nshop"', '5" pipe'];
    const outcome = await orders(...texts.map((text, index) => `m${index},2026-01-01,10,${text}`));
    expect(outcome).toMatchObject({ loaded: 3, errors: [] });
    expect(outcome.report).not.toHaveProperty('linesNotRead');
  });
});

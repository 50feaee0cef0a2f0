import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvParser, type OnRecord } from '../../../worker/imports/csvParser.ts';
import { recordReader } from '../../../worker/imports/recordReader.ts';

interface Told {
  readonly records: { readonly cells: string[]; readonly line: number; readonly raw: string }[];
  readonly fault: string | null;
}

interface Reader {
  write(text: string): Promise<void>;
  end(): Promise<void>;
}

async function tell(open: (onRecord: OnRecord) => Reader, texts: readonly string[]): Promise<Told> {
  const records: Told['records'] = [];
  const reader = open((cells, line, raw) => records.push({ cells, line, raw }));
  try {
    for (const text of texts) await reader.write(text);
    await reader.end();
    return { records, fault: null };
  } catch (error) {
    return { records, fault: (error as Error).message };
  }
}

const fast = (texts: readonly string[], delimiter = ',') => tell((onRecord) => recordReader(delimiter, onRecord), texts);
/** csv-parse alone, which says what a CSV text holds. */
const careful = (texts: readonly string[], delimiter = ',') =>
  tell((onRecord) => {
    const parser = csvParser(delimiter, onRecord);
    return { write: (text) => parser.write(Buffer.from(text)), end: () => parser.end() };
  }, texts);

/** Pieces of the text, cut between letters at the given shares of it. */
function cut(text: string, shares: readonly number[]): string[] {
  const letters = Array.from(text);
  const places = [0, ...shares.map((share) => Math.floor(share * letters.length)).toSorted((a, b) => a - b), letters.length];
  return places.slice(1).map((place, index) => letters.slice(places[index], place).join(''));
}

const delimiter = fc.constantFrom(',', ';', '\t', '|');
const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
const lineEnd = fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\n\r\n', '\n\r', '\r\r\n');

/** What files hold and what they should not: marks inside cells, behind them, doubled, alone; NUL; a byte order mark. */
const cell = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('', '1', '10', ' ', 'plain', 'très bien', 'ł', '🙂', '5" pipe', '""', '"a"b', '"a" ', '""x', '"', '"""'),
  },
  {
    weight: 3,
    arbitrary: fc
      .string({ unit: fc.constantFrom('a', 'é', '🙂', ',', ';', '\n', '\r', '\r\n', '""', ' ', '1') })
      .map((text) => `"${text}"`),
  },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', '\0', '\ufeff', '\u2028', '\u00a0') }) },
);
const table = fc.array(fc.tuple(fc.array(cell, { minLength: 1, maxLength: 5 }), lineEnd), { minLength: 1, maxLength: 12 });

it('tells of any table what csv-parse tells, however its text is cut', async () => {
  await fc.assert(
    fc.asyncProperty(table, delimiter, fc.boolean(), fc.boolean(), shares, async (rows, mark, hasBom, isEnded, places) => {
      const text = (hasBom ? '\ufeff' : '') + rows.map(([cells, end]) => cells.join(mark) + end).join('');
      const whole = isEnded ? text : text.replace(/[\r\n]+$/, '');
      expect(await fast(cut(whole, places), mark)).toEqual(await careful([whole], mark));
    }),
    { numRuns: 1000 },
  );
});

it('tells of any marks in any order what csv-parse tells, cut at every letter', async () => {
  const soup = fc.string({ unit: fc.constantFrom('a', ',', '"', '"', '\n', '\r', '\0', ' ', '🙂'), maxLength: 24 });
  await fc.assert(
    fc.asyncProperty(soup, async (text) => {
      const expected = await careful([text]);
      expect(await fast([text])).toEqual(expected);
      expect(await fast(Array.from(text))).toEqual(expected);
    }),
    { numRuns: 1500 },
  );
});

it('leaves a record of more than a million characters to csv-parse, with the lines behind it', async () => {
  const long = `"${'línea 1\r\n""2""\n'.repeat(90_000)}"`;
  const texts = ['a,b\r\n\r\n1,2\r\n', long.slice(0, 700_000), `${long.slice(700_000)},3\r\n\r\n4,"5\n"\r\n6,7`];
  const { records, fault } = await fast(texts);
  expect(fault).toBeNull();
  expect(records.map(({ line, cells }) => [line, cells.at(-1)])).toEqual([
    [1, 'b'],
    [3, '2'],
    [4, '3'],
    [180_006, '5\n'],
    [180_008, '7'],
  ]);
  expect({ records, fault }).toEqual(await careful(texts));
  expect(await fast([texts.join('')])).toEqual(await careful(texts));
});

it.each([
  ['a plain line', 'x'.repeat(4 * 1024 * 1024 + 2), 'line 3 is longer than 4194304 characters'],
  ['a plain line just short enough', 'x'.repeat(4 * 1024 * 1024 + 1), null],
  ['one of letters of three bytes', '‰'.repeat(1_500_000), 'line 3 is longer than 4194304 characters'],
  ['a quotation mark that is never closed', `"open,3\n${'4,5\n'.repeat(1_200_000)}`, 'line 3 is longer than 4194304 characters'],
  ['one not closed before the end', '"open,3\n4,5\n', 'line 3 is never closed'],
])('has the fault that csv-parse has with %s', async (_name, record, fault) => {
  const text = `a,b\n1,2\n${record}\n`;
  const told = await fast(cut(text, [0.3, 0.6]));
  expect(told).toEqual(await careful([text]));
  if (fault === null) expect(told.fault).toBeNull();
  else expect(told.fault).toContain(fault);
});

it('rejects with what the one who is told throws', async () => {
  const reader = recordReader(',', () => {
    throw new Error('the disk is full');
  });
  await expect(reader.write('a,b\n1,2\n')).rejects.toThrow('the disk is full');
});

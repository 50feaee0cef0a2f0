import { expect, it, vi } from 'vitest';
import { InexactNumber, numericAnswer } from '../../../worker/imports/answerCell.ts';
import { CellFault, emailCell, numberCell } from '../../../worker/imports/cellParsers.ts';
import { codebookSchema } from '../../../worker/imports/codebook.ts';
import { dateTimeCell, faultOfFormat } from '../../../worker/imports/dateTimeCell.ts';

const codeOf = (value: unknown) => (value instanceof CellFault ? value.code : value);

it.each([
  ['2024-05-01T10:00:00Z', '2024-05-01 10:00:00Z'],
  ['2024-05-01 10:00:00.123456+02:00', '2024-05-01 10:00:00.123456+02:00'],
  ['2024-05-01', '2024-05-01 00:00:00 Europe/Berlin'],
  ['2024-02-29T23:59', '2024-02-29 23:59:00 Europe/Berlin'],
  ['2024-05-01 10:00:00 UTC', '2024-05-01 10:00:00Z'], // as BigQuery writes it
  ['2024-05-01T10:00:00.5gmt', '2024-05-01 10:00:00.5Z'],
  ['2024-05-01 10:00:00 CET', 'NOT_A_TIME'],
  ['2023-02-29', 'NOT_A_TIME'],
  ['1900-02-29', 'NOT_A_TIME'],
  ['2024-13-01', 'NOT_A_TIME'],
  ['2024-05-01T24:00:00', 'NOT_A_TIME'],
  ['2024-05-01T10:00:00+25:00', 'NOT_A_TIME'],
  ['01/05/2024', 'NOT_A_TIME'],
  ['  ', null],
])('reads the time %j as %j', (cell, expected) => {
  expect(codeOf(dateTimeCell(null, 'Europe/Berlin')(cell))).toBe(expected);
});

it('reads a time in a format of its own, local to the workspace', () => {
  const parse = dateTimeCell('M/d/yyyy H:mm:ss', 'America/Los_Angeles');
  expect(parse('5/1/2017 9:05:00')).toBe('2017-05-01 09:05:00.000 America/Los_Angeles');
  expect(codeOf(parse('31/5/2017 9:05:00'))).toBe('NOT_A_TIME');
  expect(dateTimeCell('yyyy-MM-dd HH:mm ZZ', 'America/Los_Angeles')('2017-05-01 16:05 +02:00')).toBe('2017-05-01T14:05:00.000Z');
  expect(dateTimeCell('d.M.yyyy', 'Europe/Berlin', { endOfDay: true })('31.3.2026')).toBe('2026-04-01 00:00:00.000 Europe/Berlin');
});

it.each([
  ['f', '3/31/2026, 2:05 PM', '2026-03-31 14:05:00.000 UTC'],
  ['D T', '3/31/2026 14:05', '2026-03-31 14:05:00.000 UTC'],
  ['D', '3/31/2026', '2026-04-01 00:00:00.000 UTC'],
  ["d.M.yyyy 'bis hierher'", '31.3.2026 bis hierher', '2026-04-01 00:00:00.000 UTC'],
])('knows in the format %s whether the end of a period is a time or a whole day', (format, cell, expected) =>
  expect(dateTimeCell(format, 'UTC', { endOfDay: true })(cell)).toBe(expected),
);

it('reads the hour that comes twice alike in summer and in winter, with a format and without', () => {
  const readAt = (today: string) => {
    vi.setSystemTime(today);
    return dateTimeCell('d.M.yyyy H:mm', 'Europe/Berlin')('25.10.2026 2:30');
  };
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    expect(readAt('2026-07-01')).toBe('2026-10-25 02:30:00.000 Europe/Berlin');
    expect(readAt('2026-12-01')).toBe('2026-10-25 02:30:00.000 Europe/Berlin');
  } finally {
    vi.useRealTimers();
  }
  expect(dateTimeCell(null, 'Europe/Berlin')('2026-10-25 02:30')).toBe('2026-10-25 02:30:00 Europe/Berlin');
});

it.each([
  ['0001-01-01', 'Europe/Berlin', 'OUT_OF_RANGE'],
  ['0001-01-01T00:00:00', 'UTC', '0001-01-01 00:00:00 UTC'],
  ['0001-01-01T00:00:00+05:00', 'UTC', 'OUT_OF_RANGE'],
  ['9999-12-31', 'America/New_York', '9999-12-31 00:00:00 America/New_York'],
  ['9999-12-31T23:59:59', 'America/New_York', 'OUT_OF_RANGE'],
  ['9999-12-31T23:59:59Z', 'America/New_York', '9999-12-31 23:59:59Z'],
  ['9999-12-31T23:59:59.9999999', 'UTC', 'OUT_OF_RANGE'], // .NET's largest, which milliseconds round up
])('takes %j in %s for a time that any calendar can show, or says that it is none', (cell, zone, expected) => {
  expect(codeOf(dateTimeCell(null, zone)(cell))).toBe(expected);
  expect(codeOf(dateTimeCell(null, zone, { endOfDay: true })('9999-12-31'))).toBe('OUT_OF_RANGE');
});

it('says of a format that contradicts itself what is wrong with it', () => {
  expect(faultOfFormat('d.M.yyyy H:mm')).toBeNull();
  expect(faultOfFormat('yyyy-MM-dd ooo')).toContain('ordinal');
  expect(faultOfFormat('d.M.yyyy H:mm a')).toContain('24-hour');
});

it('says what would be right', () => {
  const fault = numberCell()('3,5') as CellFault;
  expect(fault.reason).toBe('"3,5" is not a number: write it with a decimal point');
  expect(codeOf(numberCell({ min: 0 })('-1'))).toBe('OUT_OF_RANGE');
  expect(emailCell(' A@B.de ')).toBe('a@b.de');
  expect(codeOf(emailCell('a@b'))).toBe('NOT_AN_EMAIL');
});

it('keeps the digits of what a real cannot hold', () => {
  const [number] = codebookSchema.parse({ questions: [{ key: 'n', kind: 'NUMBER' }] }).questions;
  const parse = numericAnswer(number!);
  expect(parse('0.1')).toBe('0.1');
  expect(parse('123456')).toBe('123456');
  expect(parse('16777217')).toEqual(new InexactNumber(16777217));
  expect(parse('0.12345678')).toBeInstanceOf(InexactNumber);
  expect(codeOf(parse('1e39'))).toBe('OUT_OF_RANGE');
});

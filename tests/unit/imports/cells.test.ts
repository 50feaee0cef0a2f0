import { expect, it } from 'vitest';
import { InexactNumber, numericAnswer } from '../../../worker/imports/answerCell.ts';
import { CellFault, emailCell, numberCell } from '../../../worker/imports/cellParsers.ts';
import { codebookSchema } from '../../../worker/imports/codebook.ts';
import { dateTimeCell } from '../../../worker/imports/dateTimeCell.ts';

const codeOf = (value: unknown) => (value instanceof CellFault ? value.code : value);

it.each([
  ['2024-05-01T10:00:00Z', '2024-05-01 10:00:00Z'],
  ['2024-05-01 10:00:00.123456+02:00', '2024-05-01 10:00:00.123456+02:00'],
  ['2024-05-01', '2024-05-01 00:00:00 Europe/Berlin'],
  ['2024-02-29T23:59', '2024-02-29 23:59:00 Europe/Berlin'],
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
  expect(parse('5/1/2017 9:05:00')).toBe('2017-05-01T16:05:00.000Z');
  expect(codeOf(parse('31/5/2017 9:05:00'))).toBe('NOT_A_TIME');
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

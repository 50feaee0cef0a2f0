import { describe, expect, it } from 'vitest';
import { table, wrap } from '../../../clients/cli/print/table.ts';

it('is as wide as its widest cell, of however many rows', () => {
  const lines = table(
    [
      { title: 'n', align: 'right', cell: (n: number) => String(n) },
      { title: 'name', cell: (n: number) => (n === 150_000 ? 'ÄÖÜ' : '') },
    ],
    Array.from({ length: 200_000 }, (_, n) => n + 1),
  );
  expect(lines).toHaveLength(200_001);
  expect([lines[0], lines[1], lines[150_000]]).toEqual(['     n  name', '     1', '150000  ÄÖÜ']);
});

describe('what the data say', () => {
  const names = [{ title: 'customer', cell: (name: string) => name }];
  it('is shown and never obeyed: no sequence, no turn of the direction', () => {
    const hostile = '\u001b[2J\u001b]0;title\u0007C-1\u009b31m\u202egnp';
    expect(table(names, [hostile])).toEqual(['customer', '␛[2J␛]0;title␇C-1�31m�gnp']);
    expect(wrap(hostile, 80)).toEqual(['␛[2J␛]0;title␇C-1�31m�gnp']);
  });
  it('stays in its line', () =>
    expect(table(names, ['How satisfied\r\nare\tyou?', 'Ä – 北京 👋'])).toEqual(['customer', 'How satisfied are you?', 'Ä – 北京 👋']));
});

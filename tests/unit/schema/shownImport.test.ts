import { expect, it } from 'vitest';
import { shownImport } from '../../../schema/imports/shownImport.ts';

const headerless = {
  source: 'orders of jane.doe@example.com.csv',
  report: { ignoredColumns: ['Jane Doe', 'jane.doe@example.com'], customersCreated: 3 },
  errorMessage: 'the file has neither …; the header has Jane Doe, jane.doe@example.com',
  state: 'FAILED',
};

it('without the scope pii nothing that may quote the file is shown, and counts are', () => {
  expect(shownImport(headerless, false)).toEqual({
    source: 'orders of …',
    report: { customersCreated: 3 },
    errorMessage: null,
    state: 'FAILED',
  });
});
it('with it everything is', () => expect(shownImport(headerless, true)).toBe(headerless));
it('a file’s name without an address stays', () =>
  expect(shownImport({ ...headerless, source: 'visits 2026.csv' }, false).source).toBe('visits 2026.csv'));

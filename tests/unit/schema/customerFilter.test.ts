import { expect, it } from 'vitest';
import { parseCustomerFilter } from '../../../schema/customers/filter/customerFilter.ts';

const orders = (...statuses: string[]) => parseCustomerFilter({ orders: { statuses } }, 'filter');

it('words are read as they are stored, and a filter that is stored reads as itself', () => {
  const filter = orders(' in-progress', 'Canceled');
  expect(filter).toEqual({ orders: { statuses: ['IN_PROGRESS', 'CANCELLED'] } });
  expect(parseCustomerFilter(filter, 'segment')).toEqual(filter);
});

it('a word that is written in two ways is one', () => {
  expect(orders('paid', 'PAID', ' Paid', 'shipped')).toEqual({ orders: { statuses: ['PAID', 'SHIPPED'] } });
});

it.each([
  ['that is longer in upper case than a word may be', 'ß'.repeat(300), 'at most 500 characters'],
  ['of blanks', '  ', 'this is empty'],
])('a word %s is refused before it is stored', (_what, word, reason) => {
  expect(() => orders('PAID', word)).toThrow(`filter.orders.statuses.1: ${reason}`);
});

/** What is told below a list of customers. */
import { expect, it } from 'vitest';
import { listOrigin } from '../../../clients/cli/print/listOrigin.ts';

type Origin = Parameters<typeof listOrigin>[0];
const fresh = { dataThrough: '2026-06-30T12:00:00.000Z', isStale: false };
const told = (result: object, parameters: object = {}) =>
  listOrigin({
    workspace: { currency: 'EUR' },
    run: { id: 'UnV', analysis: { name: 'a' }, parameters, result },
  } as unknown as Origin).slice(1);
const by = 'By run UnV of a, of data through 2026-06-30 12:00:00Z.';

it('says of when a risk is, where there is one', () => {
  const churn = { __typename: 'ChurnResultReady', ...fresh };
  expect(told({ ...churn, risk: { horizonDays: 90 } })).toEqual(['risk: of leaving within 90 days.', by]);
  expect(told({ ...churn, risk: null, isStale: true })).toEqual([by.replace(/\.$/, '; the data have changed since.')]);
});

it('says of which months a value is, in which currency', () => {
  const value = told({ __typename: 'ClvResultReady', ...fresh }, { horizonMonths: 24, discountRate: 0.1 });
  expect(value).toEqual(['value: in EUR, of the 24 months to come, discounted at 10.0 % a year.', by]);
});

it('says what value and risk are in a cell', () => {
  const cell = (model: object) => told({ __typename: 'ValueLoyaltyResultReady', ...fresh, model });
  const rest = 'is of the twelve months before, in EUR.';
  expect(cell({ valueSource: 'CLV', churnHorizonDays: 90, churnMethod: 'COX' })).toEqual([
    `value: what is to come, by the CLV run; the rest ${rest}`,
    'risk: of leaving within 365 days.',
    by,
  ]);
  expect(cell({ valueSource: 'REALISED', churnHorizonDays: 120, churnMethod: 'LANDMARK_LOGIT' })).toEqual([
    `value: what they brought less the cost to serve, as the rest ${rest}`,
    'risk: of leaving within 120 days.',
    by,
  ]);
  expect(cell({ valueSource: 'REALISED', churnHorizonDays: null, churnMethod: null })).toHaveLength(2);
});

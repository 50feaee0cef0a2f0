import { column, type Dataset } from './dataset.ts';

const money = { unit: 'currency' } as const;

export const crmDatasets: readonly Dataset[] = [
  {
    name: 'orders',
    description: 'What was bought: one row an order.',
    key: ['order_id'],
    since: 'occurred_at',
    domains: ['crm', 'customers'],
    columns: [
      column('order_id', 'bigint', 'Number of the order here.'),
      column('external_id', 'text', 'Its number in the source; where the source has none, one made from the row.'),
      column('customer_id', 'bigint?', 'Who placed it. Null when nobody known.'),
      column('occurred_at', 'timestamp', 'When it was placed.'),
      column('status', 'text?', 'Where it stands, in upper case. CANCELLED orders are no revenue.'),
      column('currency', 'text', 'ISO 4217 code of its amounts.'),
      column('revenue', 'decimal?', 'After discounts, without shipping and tax, before refunds.', money),
      column('total', 'decimal?', 'What was paid, with shipping and tax.', money),
      column('discount', 'decimal?', 'What was taken off.', money),
      column('tax', 'decimal?', 'Tax within the total.', money),
      column('shipping', 'decimal?', 'Shipping within the total.', money),
      column('refunded_amount', 'decimal?', 'How much of its revenue was given back.', money),
      column('margin', 'decimal?', 'What is left of its revenue after the cost of the goods.', money),
      column('channel', 'text?', 'By which way it was placed.'),
    ],
  },
];

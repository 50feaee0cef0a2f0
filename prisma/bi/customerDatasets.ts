import { column, type Dataset } from './dataset.ts';

export const customerDatasets: readonly Dataset[] = [
  {
    name: 'customers',
    description: 'Everybody who buys, and who may have answered surveys: one row a customer.',
    key: ['customer_id'],
    since: null,
    domains: ['customers'],
    columns: [
      column('customer_id', 'bigint', 'Number of the customer here: what the datasets are joined by.'),
      column('external_id', 'text?', 'The number in your own systems. Null when only an address is known.'),
      column('acquired_at', 'timestamp?', 'When they became a customer.'),
      column('acquisition_channel', 'text?', 'How they became a customer.'),
      column('erased_at', 'timestamp?', 'When their personal data was erased at their wish.'),
      column('emails', 'text?', 'Their e-mail addresses, separated by commas.', { personal: true }),
      column('phones', 'text?', 'Their telephone numbers, separated by commas.', { personal: true }),
      column('personal_traits', 'json?', 'What is known of them and personal, by key.', { personal: true }),
    ],
  },
  {
    name: 'customer_traits',
    description: 'What is known of customers and not personal: one row a customer and trait.',
    key: ['customer_id', 'key'],
    since: null,
    domains: ['customers'],
    columns: [
      column('customer_id', 'bigint', 'Of whom.'),
      column('key', 'text', 'Name of the trait.'),
      column('value', 'text', 'What it is.'),
    ],
  },
];

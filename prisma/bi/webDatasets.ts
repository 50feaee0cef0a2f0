import { column, type Dataset } from './dataset.ts';

const personal = { personal: true } as const;

export const webDatasets: readonly Dataset[] = [
  {
    name: 'visits',
    description: 'Somebody on the website, from coming to leaving: one row a visit.',
    key: ['visit_id'],
    since: 'started_at',
    domains: ['web', 'customers'],
    columns: [
      column('visit_id', 'bigint', 'Number of the visit here.'),
      column('external_id', 'text', 'Its number in the source; where the source has none, one made from the row.'),
      column('customer_id', 'bigint?', 'Who came. Null when nobody known.'),
      column('started_at', 'timestamp', 'When it began.'),
      column('ended_at', 'timestamp?', 'When it ended.'),
      column('source', 'text?', 'Where the visitor came from.'),
      column('medium', 'text?', 'By which kind of link.'),
      column('campaign', 'text?', 'By which campaign.'),
      column('device', 'text?', 'On which kind of device.'),
      column('pageviews', 'integer?', 'How many pages were seen.'),
      column('converted', 'boolean?', 'Whether it led to what it was meant for.'),
      column('revenue', 'decimal?', 'What was bought in it.', { unit: 'currency of the workspace' }),
      column('visitor_id', 'text?', 'The browser that it came from: it follows one person through everything they do.', personal),
      column('landing_page', 'text?', 'The first page: addresses carry names and numbers.', personal),
    ],
  },
  {
    name: 'events',
    description: 'What somebody did on the website or in an app: one row an event.',
    key: ['event_id'],
    since: 'occurred_at',
    domains: ['web', 'customers'],
    columns: [
      column('event_id', 'bigint', 'Number of the event here.'),
      column('external_id', 'text', 'Its number in the source; where the source has none, one made from the row.'),
      column('customer_id', 'bigint?', 'Who did it. Null when nobody known.'),
      column('visit_external_id', 'text?', 'Number of the visit it was part of, in the source.'),
      column('name', 'text', 'What was done.'),
      column('occurred_at', 'timestamp', 'When it was done.'),
      column('visitor_id', 'text?', 'The browser that it came from: it follows one person through everything they do.', personal),
      column('url', 'text?', 'On which page: addresses carry names and numbers.', personal),
      column('properties', 'json?', 'What else the source says of it: anything may be in it.', personal),
    ],
  },
];

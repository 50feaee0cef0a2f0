import { column, type Dataset } from './dataset.ts';

export const feedbackDatasets: readonly Dataset[] = [
  {
    name: 'responses',
    description: 'Filled-in questionnaires: one row a response. What was answered is in the dataset answers.',
    key: ['response_id'],
    since: 'responded_at',
    domains: ['feedback', 'customers'],
    columns: [
      column('response_id', 'bigint', 'Number of the response here.'),
      column('external_id', 'text', 'Its id in the source; where the source has none, one made from the row.'),
      column('survey_key', 'text', 'Key of the survey.'),
      column('customer_id', 'bigint?', 'Who answered. Null when anonymous.'),
      column('responded_at', 'timestamp?', 'When it was answered.'),
      column('invited_at', 'timestamp?', 'When the customer was asked.'),
      column('channel', 'text?', 'By which way it was answered.'),
      column('touchpoint', 'text?', 'Which contact it is about.'),
      column('brand', 'text?', 'Which brand it is about.'),
      column('sample_source', 'text?', 'OWN_LIST, PANEL or INTERCEPT. Null: as its survey.'),
      column('sampling_weight', 'double?', 'How many of the sampled population it stands for.'),
      column('comment', 'text?', 'Free text: people write names and numbers into it.', { personal: true }),
    ],
  },
];

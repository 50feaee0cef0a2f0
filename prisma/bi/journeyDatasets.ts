import { column, type Dataset } from './dataset.ts';

export const journeyDatasets: readonly Dataset[] = [
  {
    name: 'invitations',
    description: 'Customers being asked to answer a survey: one row an invitation.',
    key: ['invitation_id'],
    since: 'sent_at',
    domains: ['journey', 'customers'],
    columns: [
      column('invitation_id', 'bigint', 'Number of the invitation here.'),
      column('external_id', 'text', 'Its number in the source.'),
      column('customer_id', 'bigint?', 'Who was asked. Null when nobody known.'),
      column('survey_key', 'text', 'Key of the survey.'),
      column('response_external_id', 'text?', 'Number of the answer, in the source.'),
      column('touchpoint', 'text?', 'Which contact it is about.'),
      column('channel', 'text?', 'By which way it was sent.'),
      column('sent_at', 'timestamp', 'When it was sent.'),
      column('state', 'text', 'How far it got: SENT, DELIVERED, BOUNCED, OPENED, STARTED or COMPLETED.'),
    ],
  },
  {
    name: 'touchpoints',
    description: 'Contacts on the way of a customer: one row a touchpoint. Surveys, invitations and tickets name it by its key.',
    key: ['key'],
    since: null,
    domains: ['journey'],
    columns: [
      column('key', 'text', 'Its name in files.'),
      column('name', 'text', 'What people read.'),
      column('stage', 'text?', 'Which part of the way it belongs to.'),
      column('position', 'integer?', 'Its place on the way.'),
    ],
  },
];

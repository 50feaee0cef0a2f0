/** What metrics can be grouped and filtered by. */

export const timeUnits = ['HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
export type TimeUnit = (typeof timeUnits)[number];

/** What the customer is: every fact that has a customer can be grouped by it. */
export const customerDimensions = ['SEGMENT', 'TRAIT', 'COHORT', 'ACQUISITION_CHANNEL', 'NPS_BAND', 'VALUE_TIER', 'PLAN'] as const;
export type CustomerDimension = (typeof customerDimensions)[number];

export const metricDimensions = [
  ...timeUnits,
  ...customerDimensions,
  'SURVEY',
  'TOUCHPOINT',
  'STAGE',
  'CHANNEL',
  'BRAND',
  'SAMPLE_SOURCE',
  'CAMPAIGN',
  'VISIT_SOURCE',
  'MEDIUM',
  'DEVICE',
  'TICKET_KIND',
  'CATEGORY',
  'PRIORITY',
] as const;
export type MetricDimension = (typeof metricDimensions)[number];

export const isTime = (dimension: MetricDimension): dimension is TimeUnit => (timeUnits as readonly string[]).includes(dimension);
export const isOfCustomer = (dimension: MetricDimension): dimension is CustomerDimension =>
  (customerDimensions as readonly string[]).includes(dimension);

export interface DimensionEntry {
  readonly label: string;
  /** What a group is, and as of when it is known. */
  readonly description: string;
  /** All that there are; absent: whatever the data say. */
  readonly groups?: readonly string[];
}

const zone = 'in the time zone of the workspace';

export const dimensionCatalogue: Readonly<Record<MetricDimension, DimensionEntry>> = {
  HOUR: { label: 'Hour', description: `The hour of the fact, ${zone}.` },
  DAY: { label: 'Day', description: `The day of the fact, ${zone}.` },
  WEEK: { label: 'Week', description: `The ISO week of the fact, from Monday, ${zone}.` },
  MONTH: { label: 'Month', description: `The month of the fact, ${zone}.` },
  QUARTER: { label: 'Quarter', description: `The quarter of the fact, ${zone}.` },
  YEAR: { label: 'Year', description: `The year of the fact, ${zone}.` },
  SEGMENT: {
    label: 'Segment',
    description: 'IN or OUT: whether the customer is in the segment named by segmentKey, by its present definition, as of now.',
    groups: ['IN', 'OUT'],
  },
  TRAIT: {
    label: 'Trait',
    description: 'The value of a trait of the customer, named by traitKey, as it is now. Personal traits are no groups.',
  },
  COHORT: { label: 'Cohort', description: `The month in which the customer was acquired, ${zone}, such as 2026-01.` },
  ACQUISITION_CHANNEL: { label: 'Acquisition channel', description: 'How the customer was acquired; of acquisition spend, its channel.' },
  NPS_BAND: {
    label: 'NPS band',
    description:
      'PROMOTER, PASSIVE or DETRACTOR by the latest answer that the customer gave before the fact, and not more than 365 days before it, to the NPS ' +
      'question of the relational survey with the most answers. Unknown before the first one: what is known later explains nothing earlier.',
    groups: ['PROMOTER', 'PASSIVE', 'DETRACTOR'],
  },
  VALUE_TIER: {
    label: 'Value tier',
    description:
      'The tier of the customer in the current CLV run, as of that run. Of several analyses that which gives what is called value (Workspace.scores).',
  },
  PLAN: { label: 'Plan', description: 'The plan of the subscription that ran at the fact; of several, the one that began last.' },
  SURVEY: { label: 'Survey', description: 'The key of the survey.' },
  TOUCHPOINT: {
    label: 'Touchpoint',
    description:
      'What the answer, invitation or ticket was about. Orders and visits have none of their own: theirs is the one at which the customer last ' +
      'answered or opened a ticket before, and not more than 30 days before.',
  },
  STAGE: { label: 'Stage', description: 'The stage of the journey that the touchpoint belongs to.' },
  CHANNEL: { label: 'Channel', description: 'The channel of the answer, invitation, order, ticket or spend.' },
  BRAND: { label: 'Brand', description: 'The brand that was answered about.' },
  SAMPLE_SOURCE: { label: 'Sample source', description: 'Where the people asked come from.' },
  CAMPAIGN: { label: 'Campaign', description: 'The campaign of the visit.' },
  VISIT_SOURCE: { label: 'Visit source', description: 'Where the visit came from.' },
  MEDIUM: { label: 'Medium', description: 'The medium of the visit.' },
  DEVICE: { label: 'Device', description: 'The device of the visit.' },
  TICKET_KIND: { label: 'Kind of ticket', description: 'QUESTION, COMPLAINT, REVIEW or one of the source.' },
  CATEGORY: { label: 'Category', description: 'The category of the ticket.' },
  PRIORITY: { label: 'Priority', description: 'The priority of the ticket.' },
};

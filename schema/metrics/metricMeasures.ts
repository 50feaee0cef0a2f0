/**
 * The catalogue of measures: one entry each says what it is, which sums it is made of, how it may be grouped and how sums become an
 * estimate. A new measure is an entry here, and a part of a source (sources/) where its sums are new. Over 300 lines: one list, an entry a measure.
 */
import type { SumsKind } from '../../worker/stats/descriptive/scoreOfSums.ts';
import { customerDimensions, type MetricDimension, timeUnits } from './metricDimensions.ts';
import type { MetricSource } from './metricsRequest.ts';

export const metricMeasures = [
  'NPS',
  'CSAT',
  'CES',
  'CES_AGREEING',
  'CSI',
  'RESPONSES',
  'RESPONSE_RATE',
  'INVITED_CUSTOMERS',
  'REVENUE',
  'ORDERS',
  'AVERAGE_ORDER_VALUE',
  'REVENUE_PER_CUSTOMER',
  'ACTIVE_CUSTOMERS',
  'CUSTOMERS',
  'NEW_CUSTOMERS',
  'CHURN_RATE',
  'RETENTION_RATE',
  'CLV_TOTAL',
  'CLV_MEAN',
  'TICKETS',
  'COMPLAINTS_PER_1000',
  'FIRST_RESPONSE_HOURS',
  'RESOLUTION_HOURS',
  'ANSWERED_WITHIN_TARGET',
  'VISITS',
  'CONVERSION_RATE',
  'CAC',
  'COST_TO_SERVE',
  'RETENTION_SPEND',
] as const;
export type MeasureName = (typeof metricMeasures)[number];

export type MetricUnit = 'POINTS' | 'SHARE' | 'SCALE' | 'COUNT' | 'MONEY' | 'HOURS' | 'PER_1000_CUSTOMERS';

/** Sums of one part of a source. */
export interface PartOf {
  readonly source: MetricSource;
  readonly part: string;
}

/**
 * TOTAL: a count or a sum, a fact without error; not known where there are facts in `among` and none says it. SCORE: a mean with clustered error and the interval of its kind. PER: total of the first
 * part a total of the second, times `scale`; with `isOfCustomers` its error is that of the first total.
 */
export type MeasureEstimate =
  | { readonly kind: 'TOTAL'; readonly of: PartOf; readonly among?: { readonly part: PartOf; readonly unsaid: string } }
  | { readonly kind: 'SCORE'; readonly score: SumsKind; readonly of: PartOf }
  | { readonly kind: 'PER'; readonly of: PartOf; readonly per: PartOf; readonly scale: number; readonly isOfCustomers: boolean };

export interface MetricMeasure {
  readonly label: string;
  readonly unit: MetricUnit;
  /** The part of the data that it is read from. */
  readonly domain: 'feedback' | 'customers' | 'crm' | 'web' | 'journey';
  readonly description: string;
  readonly estimate: MeasureEstimate;
  /** Narrower than what its facts have; absent = all of that. */
  readonly groupings?: readonly MetricDimension[];
}

const part = (source: MetricSource, name: string): PartOf => ({ source, part: name });
const total = (source: MetricSource, name: string): MeasureEstimate => ({ kind: 'TOTAL', of: part(source, name) });
const score = (kind: SumsKind, source: MetricSource, name: string): MeasureEstimate => ({
  kind: 'SCORE',
  score: kind,
  of: part(source, name),
});

/** Nobody is lost by the hour. */
const contractUnits = timeUnits.filter((unit) => unit !== 'HOUR');

export const measureCatalogue: Readonly<Record<MeasureName, MetricMeasure>> = {
  NPS: {
    label: 'NPS',
    unit: 'POINTS',
    domain: 'feedback',
    description: 'Net Promoter Score, -100 to 100, of the first question of kind NPS of each survey, with the adjusted Wald interval.',
    estimate: score('NPS', 'ANSWER', 'nps'),
  },
  CSAT: {
    label: 'CSAT',
    unit: 'SHARE',
    domain: 'feedback',
    description:
      "Share of the top two boxes, of two or three boxes of the top one, of the first question of kind CSAT, else RATING, of each survey, with Wilson's interval.",
    estimate: score('SHARE', 'ANSWER', 'csat'),
  },
  CES: {
    label: 'CES',
    unit: 'SCALE',
    domain: 'feedback',
    description: 'Mean of the first question of kind CES of each survey, on its scale.',
    estimate: score('MEAN', 'ANSWER', 'ces'),
  },
  CES_AGREEING: {
    label: 'CES, agreeing',
    unit: 'SHARE',
    domain: 'feedback',
    description:
      'Share of the agreeing boxes of the first question of kind CES of each survey, those above the middle of its scale: 4-5 of 1-5, 5-7 of 1-7. ' +
      "With Wilson's interval.",
    estimate: score('SHARE', 'ANSWER', 'cesAgreeing'),
  },
  CSI: {
    label: 'CSI',
    unit: 'POINTS',
    domain: 'feedback',
    description: 'Satisfaction index, 0 to 100: the questions with a weight in the codebook, of answers that are complete in them.',
    estimate: score('INDEX', 'ANSWER', 'csi'),
  },
  RESPONSES: {
    label: 'Responses',
    unit: 'COUNT',
    domain: 'feedback',
    description: 'Responses, whatever was answered in them.',
    estimate: total('ANSWER', 'answers'),
  },
  RESPONSE_RATE: {
    label: 'Response rate',
    unit: 'SHARE',
    domain: 'journey',
    description: 'Completed of the invitations that did not bounce, by the day they were sent, once the 14 days to answer are over.',
    estimate: score('SHARE', 'INVITATION', 'completed'),
  },
  INVITED_CUSTOMERS: {
    label: 'Invited customers',
    unit: 'COUNT',
    domain: 'journey',
    description: 'Distinct customers with an invitation that did not bounce, by the day it was sent, once the 14 days to answer are over.',
    estimate: total('INVITATION', 'invitedCustomers'),
  },
  REVENUE: {
    label: 'Revenue',
    unit: 'MONEY',
    domain: 'crm',
    description:
      'Revenue of the orders that were not cancelled, less refunds. Orders whose revenue is unknown are left out; where it is that of all, it is null.',
    estimate: {
      kind: 'TOTAL',
      of: part('ORDER', 'revenue'),
      among: { part: part('ORDER', 'orders'), unsaid: 'no order of this group says its revenue' },
    },
  },
  ORDERS: {
    label: 'Orders',
    unit: 'COUNT',
    domain: 'crm',
    description: 'Orders that were not cancelled.',
    estimate: total('ORDER', 'orders'),
  },
  AVERAGE_ORDER_VALUE: {
    label: 'Average order value',
    unit: 'MONEY',
    domain: 'crm',
    description: 'Revenue an order, of orders that were not cancelled and whose revenue is known.',
    estimate: score('MEAN', 'ORDER', 'revenue'),
  },
  REVENUE_PER_CUSTOMER: {
    label: 'Revenue per customer',
    unit: 'MONEY',
    domain: 'crm',
    description: 'Revenue a customer, of the known customers who ordered.',
    estimate: score('MEAN', 'ORDER', 'revenueOfCustomers'),
  },
  ACTIVE_CUSTOMERS: {
    label: 'Active customers',
    unit: 'COUNT',
    domain: 'crm',
    description: 'Distinct customers with an order that was not cancelled. An order of nobody known counts as one.',
    estimate: total('ORDER', 'orderingCustomers'),
  },
  CUSTOMERS: {
    label: 'Customers',
    unit: 'COUNT',
    domain: 'customers',
    description:
      'Customers who were acquired before `until`, or of whom it is unknown when they were; without `until` all. Those who were erased are none. Not by time.',
    estimate: total('BASE', 'customers'),
  },
  NEW_CUSTOMERS: {
    label: 'New customers',
    unit: 'COUNT',
    domain: 'customers',
    description:
      'Customers by the day they were acquired. Those of whom it is unknown are left out; those who were erased since are counted, for the past stays as it was.',
    estimate: total('CUSTOMER', 'acquired'),
  },
  CHURN_RATE: {
    label: 'Churn rate',
    unit: 'SHARE',
    domain: 'crm',
    description:
      'Share of the customers with a contract at the beginning of a period who were lost in it: no subscription for more than 30 days, by the day of the ' +
      'decision. A change of plan and a migration are no loss. Of whole periods that have ended: without a unit of time, `from` and `until` are needed.',
    estimate: score('SHARE', 'CONTRACT', 'lost'),
    groupings: [...contractUnits, ...customerDimensions],
  },
  RETENTION_RATE: {
    label: 'Retention rate',
    unit: 'SHARE',
    domain: 'crm',
    description: 'Share of the customers with a contract at the beginning of a period who were not lost in it: 1 less the churn rate.',
    estimate: score('SHARE', 'CONTRACT', 'kept'),
    groupings: [...contractUnits, ...customerDimensions],
  },
  CLV_TOTAL: {
    label: 'Customer lifetime value, total',
    unit: 'MONEY',
    domain: 'crm',
    description:
      'Sum of the values of customers in the current CLV run of the analysis that gives what is called value (Workspace.scores), as of that run; the time that is asked for does not narrow it.',
    estimate: {
      kind: 'TOTAL',
      of: part('SCORE', 'clv'),
      among: { part: part('SCORE', 'scored'), unsaid: 'the run knows the value of nobody in this group' },
    },
  },
  CLV_MEAN: {
    label: 'Customer lifetime value, mean',
    unit: 'MONEY',
    domain: 'crm',
    description:
      'Mean of the values of customers in the same run as their total. Its interval tells of other customers, not of what the model does not know.',
    estimate: score('MEAN', 'SCORE', 'clv'),
  },
  TICKETS: {
    label: 'Tickets',
    unit: 'COUNT',
    domain: 'crm',
    description: 'Tickets by the moment they were opened.',
    estimate: total('TICKET', 'tickets'),
  },
  COMPLAINTS_PER_1000: {
    label: 'Complaints per 1,000 customers',
    unit: 'PER_1000_CUSTOMERS',
    domain: 'crm',
    description:
      'Tickets of kind COMPLAINT for every 1,000 active customers of the same group, of the days from the first ticket to the last. Hidden also where few complained.',
    estimate: {
      kind: 'PER',
      of: part('TICKET', 'complaints'),
      per: part('ORDER', 'orderingCustomersAsTicketed'),
      scale: 1000,
      isOfCustomers: true,
    },
    groupings: [...timeUnits, ...customerDimensions],
  },
  FIRST_RESPONSE_HOURS: {
    label: 'Hours to the first response',
    unit: 'HOURS',
    domain: 'crm',
    description: 'Mean hours from the opening of a ticket to its first response, of those that have one.',
    estimate: score('MEAN', 'TICKET', 'firstResponse'),
  },
  RESOLUTION_HOURS: {
    label: 'Hours to the resolution',
    unit: 'HOURS',
    domain: 'crm',
    description: 'Mean hours from the opening of a ticket to its resolution, of those that are resolved.',
    estimate: score('MEAN', 'TICKET', 'resolution'),
  },
  ANSWERED_WITHIN_TARGET: {
    label: 'Answered within target',
    unit: 'SHARE',
    domain: 'crm',
    description: 'Share of tickets with a first response within targetHours. One without a response counts as late once its time is over.',
    estimate: score('SHARE', 'TICKET', 'withinTarget'),
  },
  VISITS: {
    label: 'Visits',
    unit: 'COUNT',
    domain: 'web',
    description: 'Visits by the moment they began.',
    estimate: total('VISIT', 'visits'),
  },
  CONVERSION_RATE: {
    label: 'Conversion rate',
    unit: 'SHARE',
    domain: 'web',
    description: 'Share of visits that converted, of those of which it is known.',
    estimate: score('SHARE', 'VISIT', 'conversions'),
  },
  CAC: {
    label: 'Customer acquisition cost',
    unit: 'MONEY',
    domain: 'crm',
    description:
      'Spend of kind ACQUISITION and SALES a new customer of the time of which it is known, until now. Both are counted, so it has no interval.',
    estimate: { kind: 'PER', of: part('SPEND', 'acquisition'), per: part('CUSTOMER', 'acquiredAsSpent'), scale: 1, isOfCustomers: false },
    groupings: [...timeUnits, 'ACQUISITION_CHANNEL'],
  },
  COST_TO_SERVE: {
    label: 'Cost to serve',
    unit: 'MONEY',
    domain: 'crm',
    description:
      'Spend of kind SERVICE a ticket that was opened in the time of which it is known, until now, and handled. Both are counted, so it has no interval.',
    estimate: { kind: 'PER', of: part('SPEND', 'service'), per: part('TICKET', 'handledAsSpent'), scale: 1, isOfCustomers: false },
    groupings: [...timeUnits, 'CHANNEL'],
  },
  RETENTION_SPEND: {
    label: 'Retention spend',
    unit: 'MONEY',
    domain: 'crm',
    description: 'Spend of kind RETENTION, spread evenly over the period it was spent in.',
    estimate: total('SPEND', 'retention'),
    groupings: [...timeUnits, 'CHANNEL'],
  },
};

/** The sums that a measure is made of. */
export function partsOf({ estimate }: MetricMeasure): readonly PartOf[] {
  if (estimate.kind === 'PER') return [estimate.of, estimate.per];
  return estimate.kind === 'TOTAL' && estimate.among ? [estimate.of, estimate.among.part] : [estimate.of];
}

/** Of them the one whose customers a value has. */
export const countingPart = ({ estimate }: MetricMeasure): number => (estimate.kind === 'PER' ? 1 : 0);

/**
 * Those whose customers the thresholds count. Of customers for every so many customers both: the rate times how many there are is the number of the
 * others, which is hidden where it is asked for itself.
 */
export const guardedParts = (measure: MetricMeasure): readonly number[] =>
  measure.estimate.kind === 'PER' && measure.estimate.isOfCustomers ? [1, 0] : [countingPart(measure)];

/**
 * What customers did and are, as drivers of what they say: the catalogue that the graph lists and that the reader of driver runs
 * computes by (worker/data/joinedFeatures.ts has the SQL of each).
 */

export const joinedFeatures = [
  'ORDERS',
  'REVENUE',
  'RECENCY_DAYS',
  'TENURE_DAYS',
  'TICKETS',
  'COMPLAINTS',
  'FIRST_RESPONSE_HOURS',
  'VISITS',
  'BOUNCE_SHARE',
  'EVENTS',
] as const;
export type JoinedFeature = (typeof joinedFeatures)[number];

/** BEFORE_ANSWER: of windowDays that end before the answer. ALL_BEFORE_ANSWER: of all time before it. AT_ANSWER: as it stood then. */
export type FeatureWindow = 'BEFORE_ANSWER' | 'ALL_BEFORE_ANSWER' | 'AT_ANSWER';

export interface CatalogueEntry {
  readonly label: string;
  readonly unit: string;
  readonly window: FeatureWindow;
  /** Of the data that it is read from: a change there makes a run with it stale. */
  readonly domain: 'customers' | 'crm' | 'web';
  /** What it counts, and what no fact means. */
  readonly description: string;
}

export const featureCatalogue: Readonly<Record<JoinedFeature, CatalogueEntry>> = {
  ORDERS: {
    label: 'Orders',
    unit: 'orders',
    window: 'BEFORE_ANSWER',
    domain: 'crm',
    description: 'Number of orders placed, also those cancelled later. 0 where there is none.',
  },
  REVENUE: {
    label: 'Revenue',
    unit: 'money',
    window: 'BEFORE_ANSWER',
    domain: 'crm',
    description:
      'Sum of the revenue of these orders as placed, whatever became of them later, in the currency of the workspace. ' +
      '0 where there is none, missing where the revenue of one is unknown.',
  },
  RECENCY_DAYS: {
    label: 'Days since the last order',
    unit: 'days',
    window: 'ALL_BEFORE_ANSWER',
    domain: 'crm',
    description: 'Days from the last order before the answer to the answer. Missing where there is none.',
  },
  TENURE_DAYS: {
    label: 'Days as a customer at the answer',
    unit: 'days',
    window: 'AT_ANSWER',
    domain: 'customers',
    description: 'Days from the acquisition of the customer to the answer. Missing where unknown or negative.',
  },
  TICKETS: {
    label: 'Tickets',
    unit: 'tickets',
    window: 'BEFORE_ANSWER',
    domain: 'crm',
    description: 'Number of tickets opened. 0 where there is none.',
  },
  COMPLAINTS: {
    label: 'Complaints',
    unit: 'tickets',
    window: 'BEFORE_ANSWER',
    domain: 'crm',
    description: 'Number of tickets opened that are complaints. 0 where there is none.',
  },
  FIRST_RESPONSE_HOURS: {
    label: 'Mean hours to the first response to tickets',
    unit: 'hours',
    window: 'BEFORE_ANSWER',
    domain: 'crm',
    description:
      'Mean hours from opening to first response, of the tickets opened in the window and responded to before the answer. Missing where there is none.',
  },
  VISITS: {
    label: 'Visits',
    unit: 'visits',
    window: 'BEFORE_ANSWER',
    domain: 'web',
    description: 'Number of visits begun. 0 where there is none.',
  },
  BOUNCE_SHARE: {
    label: 'Share of visits of one page',
    unit: 'share, 0-1',
    window: 'BEFORE_ANSWER',
    domain: 'web',
    description:
      'Share of the visits of one pageview, of the visits begun in the window and over before the answer, as far as their pageviews are known. ' +
      'Missing where there is none.',
  },
  EVENTS: {
    label: 'Events',
    unit: 'events',
    window: 'BEFORE_ANSWER',
    domain: 'web',
    description: 'Number of events of one name, which is to be given. 0 where there is none.',
  },
};

/** A feature as an analysis asks for it. */
export interface RequestedFeature {
  readonly feature: JoinedFeature;
  /** Length of the window that ends at the answer, in days of 24 hours; null for a feature that has none. */
  readonly windowDays: number | null;
  /** Name of the events that EVENTS counts; null for every other. */
  readonly event: string | null;
}

export function hasWindow(feature: JoinedFeature): boolean {
  return featureCatalogue[feature].window === 'BEFORE_ANSWER';
}

/** The driver's key in the results, such as orders_90d, tenure_days or events_90d:add_to_cart. */
export function featureKey({ feature, windowDays, event }: RequestedFeature): string {
  const days = windowDays === null ? '' : `_${windowDays}d`;
  return `${feature.toLowerCase()}${days}${event === null ? '' : `:${event}`}`;
}

export function featureLabel({ feature, windowDays, event }: RequestedFeature): string {
  const { label } = featureCatalogue[feature];
  const named = event === null ? label : `${label} “${event}”`;
  return windowDays === null ? named : `${named} in the ${windowDays === 1 ? 'day' : `${windowDays} days`} before the answer`;
}

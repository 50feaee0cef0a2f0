/** Why a run leaves rows out: the closed list, with what the graph says of each. A reason is stored with the run, so none is renamed or reused. */
export const exclusionReasons = {
  POPULATION: 'Answers that were not asked for.',
  MISSING: 'Answers that are blank or not applicable, or without one of the features or traits.',
  FOLLOW_UP: 'Answers whose days after them were not over when observation ended.',
  NOT_AT_RISK: 'Answers of customers who had left before.',
  NOT_APPLICABLE: 'Answers to whom one of the questions does not apply.',
  ANONYMOUS: 'Orders and subscriptions of nobody known.',
  CANCELLED: 'Orders that were cancelled.',
  REFUNDED: 'Orders of which nothing is left.',
  NO_REVENUE: 'Orders that do not say their revenue, where others do.',
  AFTER_OBSERVATION: 'Orders, subscriptions, tickets and answers after the end of observation.',
  NO_VALUE: 'Customers whom the CLV run does not value.',
  INACTIVE: 'Customers without an order, subscription, handled ticket or answer in the twelve months.',
  NOT_OBSERVED: 'Lives of customers (subscriptions, or activities without a long silence) that were over before anybody watched them.',
  STARTED_AFTER_FOLLOW_UP: 'Lives of customers that began after the clocks had stopped.',
  REVENUE_UNKNOWN: 'Customers whose recurring revenue is not known: out of revenue retention, but in all else.',
} as const;

export type ExclusionReason = keyof typeof exclusionReasons;

/** Rows left out, by the first reason that met them. */
export type Exclusions = Readonly<Partial<Record<ExclusionReason, number>>>;

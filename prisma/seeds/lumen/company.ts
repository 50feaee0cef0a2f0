/**
 * Lumen, a company that does not exist: it sells lamps, and a subscription that looks after them. These are all
 * parameters of its simulation; truth.json repeats them as the ground truth that an analysis may be held against.
 */
export const company = {
  name: 'Lumen (simulated)',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  recordsFrom: '2023-07-01T00:00:00Z',
  asOf: '2026-07-01T00:00:00Z',
  months: 36,
} as const;

export const population = {
  /** Customers of before the records have created_at = start of records - an exponential time, at most five years. */
  shareBeforeRecords: 0.3,
  meanMonthsBeforeRecords: 18,
  /** Acquisitions a month are proportional to (1 + growth * month) * season of the calendar month. */
  monthlyGrowth: 0.015,
  /** Never answer and never open a ticket; they buy and stop. */
  shareSilent: 0.2,
  shareBusiness: 0.18,
  /** Of those who are not silent, so that 40 % of all customers have a subscription. */
  shareSubscribers: 0.5,
  countries: { DE: 50, AT: 14, FR: 13, IT: 12, NL: 11 },
  acquisitionChannels: { organic: 30, search: 25, social: 18, referral: 15, partner: 12 },
} as const;

/** Demand by calendar month, January first. */
export const season = [0.95, 0.9, 0.95, 0.9, 0.9, 0.85, 0.85, 0.9, 1, 1.1, 1.35, 1.35] as const;

export const touchpoints = ['website', 'price', 'product', 'delivery', 'billing', 'support'] as const;
export type Touchpoint = (typeof touchpoints)[number];

/** The rated touchpoints in the order of the questionnaire. */
export const ratedTouchpoints = ['product', 'delivery', 'support', 'price', 'website', 'billing'] as const;

/**
 * Latent experience on the scale of the ratings:
 *   latent = mean + segment + shift of the half-year + common(customer) + own(customer, touchpoint) + shock(…, half-year),
 * support also + slowResponse * slow responses of the last 365 days (at most `mostSlowResponses`).
 * rating = latent rounded and kept in 1..5.
 */
export const experience = {
  mean: { product: 4.2, delivery: 3.9, support: 3.8, price: 3.4, website: 4.0, billing: 3.9 },
  businessShift: { product: 0, delivery: 0, support: 0.15, price: -0.2, website: 0, billing: -0.1 },
  /** The warehouse moved in the first half of 2025; a new generation of lamps came with the second. */
  halfYearShifts: {
    product: [0, 0, 0, 0, 0.2, 0.2],
    delivery: [0, 0, 0, -0.7, -0.2, 0],
    support: [0, 0, 0, 0, 0, 0],
    price: [0, 0, 0, 0, -0.2, -0.2],
    website: [0, 0, 0, 0, 0, 0],
    billing: [0, 0, 0, 0, 0, 0],
  },
  commonDeviation: 0.5,
  ownDeviation: 0.6,
  shockDeviation: 0.6,
  slowResponseHours: 24,
  slowResponse: -0.5,
  mostSlowResponses: 2,
  /** Support is "not applicable" with this probability for those without a ticket so far. */
  supportNotApplicable: 0.16,
} as const;

/**
 * mu = intercept + sum of coefficient * rating + complaints90 * (COMPLAINT tickets in [submitted_at - 90 * 24 h, submitted_at));
 * score ~ Binomial(10, mu / 10), independent of all else given the ratings and the complaints.
 * With ratings in 1..5 and at most 3 complaints in any 90 days mu stays within 0.2 and 9.7.
 */
export const score = {
  intercept: -0.3,
  coefficients: { product: 0.6, delivery: 0.45, support: 0.4, price: 0.3, website: 0.25, billing: 0 },
  complaints90: -0.5,
  complaintWindowDays: 90,
  mostComplaintsInWindow: 3,
  /** What a support rating that is not applicable counts in mu. */
  supportWhenNotApplicable: 3.5,
} as const;

/**
 * P(answer) = (1 - shareBounced) * logistic(intercept + slope * (mean rating - centre)), whatever the score itself turns out
 * to be; after a lognormal time, and never where that is openDays or more, or the customer has left by then. Of the invitations that are not answered,
 * shareBounced have bounced, whoever was asked: of all invitations fewer, and fewest of the satisfied, who answer.
 */
export const relationship = {
  surveyKey: 'relationship',
  notApplicableCode: 9,
  intercept: 0.1,
  slope: 0.7,
  centre: 3.9,
  leastTenureDays: 30,
  openDays: 14,
  medianDaysToAnswer: 1.2,
  sigmaDaysToAnswer: 1.1,
  /** Of the invitations that are not answered. */
  shareBounced: 0.02,
  /** A rating that was felt and counted in mu but left blank in the file. */
  shareBlank: 0.015,
  shareComments: 0.3,
  channels: { email: 75, app: 25 },
  unanswered: { SENT: 4, DELIVERED: 56, OPENED: 32, STARTED: 8 },
} as const;

/** Of contact survey answers: satisfaction = intercept + support * (latent support - 3.8) + speed * log2(hours / 4) + noise. */
export const contact = {
  surveyKey: 'contact',
  hoursAfterSolved: 1,
  shareAnswered: 0.3,
  meanDaysToAnswer: 1,
  openDays: 7,
  intercept: 3.9,
  support: 0.5,
  speed: -0.15,
  complaint: -0.4,
  noise: 0.7,
  /** Effort on 1..7, high = easy: effort = 1 + 1.5 * (satisfaction - 1) + noise. */
  effortNoise: 0.8,
  shareComments: 0.25,
} as const;

/** Tickets a month of a customer who is not silent. Complaint rate = base * frailty * exp(product * (4 - latent product) + …). */
export const tickets = {
  complaintBase: 0.02,
  complaintProduct: 0.5,
  complaintDelivery: 0.4,
  /** Frailty ~ Gamma(shape, shape): some complain more. */
  complaintFrailtyShape: 1.5,
  questionRate: 0.022,
  reviewRate: 0.012,
  aboutOrderDays: 60,
  complaintTouchpoints: { product: 42, delivery: 38, billing: 12, website: 8 },
  questionTouchpoints: { product: 35, delivery: 25, billing: 15, website: 15, price: 10 },
  channels: { email: 45, chat: 25, phone: 20, web: 10 },
  medianHoursToFirstResponse: { email: 9, chat: 0.2, phone: 0.1, web: 12 },
  sigmaHoursToFirstResponse: 1,
  medianHoursToSolve: 20,
  sigmaHoursToSolve: 1.2,
  shareUnresolved: 0.06,
  reopensMean: 0.08,
} as const;

/**
 * Monthly probability of a subscriber's decision to leave:
 *   logit(p) = intercept + loyalty * (mu of the last wave - 7) + complaints90 * complaints in the 90 days before the month
 *              + plan + interval + tenure * ln(1 + months since the first subscription's start / 12).
 * Within a month the decision is uniform; a part of a month has 1 - (1 - p)^part. After it nothing more happens.
 */
export const churn = {
  intercept: -3.9,
  loyalty: -0.55,
  complaints90: 0.45,
  plan: { basic: 0, plus: -0.15, pro: -0.35 },
  interval: { month: 0, year: -0.7 },
  tenure: -0.25,
  /** Failed payments, a month, whatever the loyalty. */
  involuntary: 0.003,
  /** Changes of plan a month: the old subscription ends as MIGRATION, a new one starts in the same second. */
  migration: 0.006,
  /** Of the voluntary decisions: recorded as UNKNOWN, without canceled_at, ended at once. */
  shareUnknown: 0.08,
  plans: { basic: 50, plus: 35, pro: 15 },
  intervals: { month: 70, year: 30 },
  monthlyPrice: { basic: 9, plus: 17, pro: 39 },
  yearlyMonths: 10,
  meanDaysToSubscribe: 20,
  reasons: { too_expensive: 35, missing_features: 20, bad_service: 25, no_longer_needed: 20 },
} as const;

/**
 * Orders: Poisson with monthly rate = individual rate * exp(loyalty * (mu of the last wave - 7)) * season, the individual
 * rate ~ Gamma(shape, rate). A buyer without subscription orders on the first day, and drops out in a month with
 * logit(p) = dropoutIntercept + dropoutLoyalty * (mu - 7) (+ dropoutSilent). Nobody records a dropout.
 * Revenue | nu ~ Gamma(spendShape, nu), nu ~ Gamma(spendQ, spendV of the segment): the Gamma-Gamma model, independent of frequency.
 */
export const purchases = {
  rateShape: 0.9,
  rateRate: 2.4,
  subscriberFactor: 0.6,
  loyalty: 0.15,
  dropoutIntercept: -3.1,
  dropoutLoyalty: -0.35,
  dropoutSilent: 0.3,
  spendShape: 6,
  spendQ: 4,
  spendV: { consumer: 24, business: 60 },
  channels: { web: 55, store: 30, phone: 15 },
  statuses: { completed: 92, partially_refunded: 3, refunded: 3, cancelled: 2 },
  shareDiscounted: 0.2,
  discountShare: 0.1,
  marginShare: 0.42,
  taxShare: 0.19,
  shippingEuros: 4.9,
  freeShippingFromEuros: 60,
} as const;

export const web = {
  browsingVisitsAMonth: 0.3,
  /** Visits of a known customer that came without a login: visitor known, customer blank. */
  shareAnonymous: 0.12,
  /** Customers who never log in on the web: none of their visits names them. */
  shareNeverIdentified: 0.03,
  /** Visitors who became nobody's customer, for each customer. */
  strangers: 0.12,
  sources: { direct: 35, google: 30, newsletter: 15, instagram: 12, partner: 8 },
  mediums: { direct: 'none', google: 'cpc', newsletter: 'email', instagram: 'social', partner: 'referral' },
  devices: { mobile: 55, desktop: 38, tablet: 7 },
  browsingEvents: { product_viewed: 70, cart_added: 14, help_opened: 16 },
  secondEvent: 0.15,
  cartBeforeCheckout: 0.6,
} as const;

/** Euros a unit: acquired customer, share of revenue, active customer, ticket; each month and channel times a lognormal(1, noise). */
export const spend = {
  acquisition: { organic: 3, search: 28, social: 34, referral: 15, partner: 40 },
  sales: { web: 0.02, store: 0.06, phone: 0.08 },
  retention: { email: 0.08, loyalty_programme: 0.22 },
  service: { email: 6, chat: 4, phone: 9, web: 5 },
  /** Service costs that belong to no channel of tickets, per active customer. */
  serviceOverhead: 0.06,
  noise: 0.12,
} as const;

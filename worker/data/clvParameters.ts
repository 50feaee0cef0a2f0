import { z } from 'zod';

export const clvSettings = ['AUTO', 'NON_CONTRACTUAL', 'CONTRACTUAL'] as const;
export const clvModels = ['AUTO', 'BG_NBD', 'PARETO_NBD'] as const;
export const clvTimeUnits = ['DAY', 'WEEK'] as const;
export const clvMargins = ['AUTO', 'FIXED', 'REVENUE'] as const;
export const clvRenewalPeriods = ['AUTO', 'MONTH', 'QUARTER', 'YEAR'] as const;

/** Quarters of the customers whose value is known, the most valuable first. */
export const defaultTiers = ['PLATINUM', 'GOLD', 'SILVER', 'BRONZE'];

/** run.parameters of a CLV run, written by the graph when the analysis was made. Days are those of the workspace's time zone. */
export const clvParameters = z.object({
  /** AUTO: CONTRACTUAL where customers subscribe and few of them order, see prepareClv. */
  setting: z.enum(clvSettings).default('AUTO'),
  /** AUTO: by the likelihood of what was held out, else Pareto/NBD. */
  model: z.enum(clvModels).default('AUTO'),
  /** Of the model's times; a week is 7 days. */
  timeUnit: z.enum(clvTimeUnits).default('WEEK'),
  /** Last day that the scores know of; null: the day of the run's as-of, else of the last order or the last change of a subscription. */
  observedUntil: z.iso.date().nullable().default(null),
  /** Last day that the model of the holdout report knows of; null: observedUntil where orders follow it, else the middle of the window. */
  calibrationUntil: z.iso.date().nullable().default(null),
  /** How long money to come counts. */
  horizonMonths: z.number().positive().max(600).default(24),
  /** A year: 0.10 = 10 %. */
  discountRate: z.number().min(0).max(10).default(0.1),
  /** AUTO: measured over the orders that have one, else none, and the number is named revenue. */
  margin: z.enum(clvMargins).default('AUTO'),
  /** Share of revenue that is margin, of margin FIXED. */
  marginShare: z.number().positive().max(1).nullable().default(null),
  /** Of contracts; AUTO: the billing interval of most subscriptions. */
  renewalPeriod: z.enum(clvRenewalPeriods).default('AUTO'),
  /** Names of tiers of equal size, the most valuable first. */
  tiers: z.array(z.string().min(1).max(40)).min(1).max(10).default(defaultTiers),
  confidenceLevel: z.number().gt(0.5).lt(1).default(0.95),
});
export type ClvParameters = z.infer<typeof clvParameters>;

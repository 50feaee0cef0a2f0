import { z } from 'zod';

/** run.parameters of a VALUE_LOYALTY run, written by the graph when the analysis was made. */
export const valueLoyaltyParameters = z.object({
  /** Name of the CLV analysis whose current run says the value. Null: the one that was created first, else what customers brought in twelve months. */
  valueAnalysis: z.string().nullable().default(null),
  /** Name of the CHURN analysis whose current run says the risk. Null: the one that was created first, else there is no revenue at risk. */
  churnAnalysis: z.string().nullable().default(null),
  /** Key of the survey's question of kind NPS. Null: the survey's first. */
  question: z.string().nullable().default(null),
  /** An older answer says nothing of today: loyalty is then unknown. */
  answerMaxAgeDays: z.int().min(1).max(3650).default(365),
  /** How many tiers of value, of equal width in percentile. */
  tiers: z.int().min(1).max(10).default(3),
  /** Share of revenue that is margin, where an order does not say its own. Null: measured over the orders that do, else revenue it is. */
  marginShare: z.number().positive().max(1).nullable().default(null),
  confidenceLevel: z.number().gt(0.5).lt(1).default(0.95),
});
export type ValueLoyaltyParameters = z.infer<typeof valueLoyaltyParameters>;

import { z } from 'zod';

const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const optionalNumber = z
  .number()
  .nullish()
  .transform((value) => value ?? null);

/** What analysis.parameters and run.parameters hold for VALUE_LOYALTY; the worker reads them by worker/data/valueLoyaltyParameters.ts. */
export const valueLoyaltyParameters = z.object({
  valueAnalysis: optionalText,
  churnAnalysis: optionalText,
  question: optionalText,
  answerMaxAgeDays: z.number().default(365),
  tiers: z.number().default(3),
  marginShare: optionalNumber,
  confidenceLevel: z.number().default(0.95),
});
export type ValueLoyaltyParameters = z.infer<typeof valueLoyaltyParameters>;

/** parameters of a CLV analysis, as graph and worker (worker/data/clvParameters.ts) agreed on them; read leniently. */
import { z } from 'zod';

export const clvSettings = ['AUTO', 'NON_CONTRACTUAL', 'CONTRACTUAL'] as const;
export const clvModels = ['AUTO', 'BG_NBD', 'PARETO_NBD'] as const;
export const clvTimeUnits = ['DAY', 'WEEK'] as const;
export const clvMargins = ['AUTO', 'FIXED', 'REVENUE'] as const;
export const clvRenewalPeriods = ['AUTO', 'MONTH', 'QUARTER', 'YEAR'] as const;

export const clvParameters = z.object({
  setting: z.enum(clvSettings).default('AUTO'),
  model: z.enum(clvModels).default('AUTO'),
  timeUnit: z.enum(clvTimeUnits).default('WEEK'),
  observedUntil: z.string().nullable().default(null),
  calibrationUntil: z.string().nullable().default(null),
  horizonMonths: z.number().default(24),
  discountRate: z.number().default(0.1),
  margin: z.enum(clvMargins).default('AUTO'),
  marginShare: z.number().nullable().default(null),
  renewalPeriod: z.enum(clvRenewalPeriods).default('AUTO'),
  tiers: z.array(z.string()).default(['PLATINUM', 'GOLD', 'SILVER', 'BRONZE']),
  confidenceLevel: z.number().default(0.95),
});
export type ClvParametersRow = z.infer<typeof clvParameters>;

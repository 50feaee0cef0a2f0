/** parameters of a CHURN analysis, as graph and worker (worker/data/churnParameters.ts) agreed on them; read leniently. */
import { z } from 'zod';

export const churnKinds = ['CONTRACTUAL', 'SILENT'] as const;
export const silenceDatings = ['LAST_ACTIVITY', 'SILENCE'] as const;
export const causeColumns = ['CANCEL_KIND', 'CANCEL_REASON'] as const;
export const cohortPeriods = ['WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
export const startGroupings = ['PLAN', 'BILLING_INTERVAL', 'ACQUISITION_CHANNEL', 'TRAIT'] as const;

const startGroup = z.object({ by: z.enum(startGroupings), trait: z.string().nullable().default(null) });
export type StartGroup = z.infer<typeof startGroup>;

/** What may explain when customers leave: those of worker/data/hazard/hazardParameters.ts. */
export const hazardFeatureNames = [
  'NPS_BAND',
  'RATING_MEAN',
  'COMPLAINTS',
  'OTHER_TICKETS',
  'ORDERS',
  'VISITS',
  'PLAN',
  'BILLING_INTERVAL',
  'ACQUISITION_CHANNEL',
  'TRAIT',
] as const;

const hazardFeature = z.object({
  feature: z.enum(hazardFeatureNames),
  windowDays: z.int().nullable().default(null),
  trait: z.string().nullable().default(null),
});
export type StoredHazardFeature = z.infer<typeof hazardFeature>;

export const churnParameters = z.object({
  kind: z.enum(churnKinds).nullable().default(null),
  silenceDays: z.int().nullable().default(null),
  datedAt: z.enum(silenceDatings).default('LAST_ACTIVITY'),
  visitsCount: z.boolean().default(false),
  causeColumn: z.enum(causeColumns).default('CANCEL_KIND'),
  cohortPeriod: z.enum(cohortPeriods).default('MONTH'),
  groups: z.array(startGroup).nullable().default(null),
  npsLandmarkDays: z.array(z.int()).default([180]),
  npsSurvey: z.string().nullable().default(null),
  restrictedMeanDays: z.int().default(730),
  confidenceLevel: z.number().default(0.95),
  horizonDays: z.int().default(90),
  hazardFeatures: z.array(hazardFeature).nullable().default(null),
});
export type ChurnParametersRow = z.infer<typeof churnParameters>;

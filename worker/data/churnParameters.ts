import { z } from 'zod';
import { hazardFeatures } from './hazard/hazardParameters.ts';

/** CONTRACTUAL: a subscription ends. SILENT: nothing is heard for N days. See definitions.md, section 4. */
export const churnKinds = ['CONTRACTUAL', 'SILENT'] as const;
export type ChurnKind = (typeof churnKinds)[number];

/** When a silent customer counts as lost: at the last activity, or N days after it. */
export const silenceDatings = ['LAST_ACTIVITY', 'SILENCE'] as const;
export type SilenceDating = (typeof silenceDatings)[number];

/** Which column of a subscription says why it ended. */
export const causeColumns = ['CANCEL_KIND', 'CANCEL_REASON'] as const;
export type CauseColumn = (typeof causeColumns)[number];

export const cohortPeriods = ['WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
export type CohortPeriod = (typeof cohortPeriods)[number];

/** What a customer was at the start; a trait is taken to have been so from the start, for its history is not known. */
export const startGroupings = ['PLAN', 'BILLING_INTERVAL', 'ACQUISITION_CHANNEL', 'TRAIT'] as const;

const startGroup = z
  .object({ by: z.enum(startGroupings), trait: z.string().min(1).nullish() })
  .transform(({ by, trait }) => ({ by, trait: trait ?? null }))
  .refine(({ by, trait }) => (by === 'TRAIT') === (trait !== null), 'TRAIT, and nothing else, names a trait');
export type StartGroup = z.infer<typeof startGroup>;

/** run.parameters of a CHURN run. Null: decided by the run from the data, and stored with its result. */
export const churnParameters = z.object({
  /** Null: CONTRACTUAL where the workspace has subscriptions, else SILENT. */
  kind: z.enum(churnKinds).nullable().default(null),
  /** SILENT: N. Null: suggested from the gaps between activities. */
  silenceDays: z.int().min(1).max(1825).nullable().default(null),
  datedAt: z.enum(silenceDatings).default('LAST_ACTIVITY'),
  /** SILENT: whether a visit is an activity, as an order is. */
  visitsCount: z.boolean().default(false),
  causeColumn: z.enum(causeColumns).default('CANCEL_KIND'),
  cohortPeriod: z.enum(cohortPeriods).default('MONTH'),
  /** A set of curves, a test and a set of cohorts each. Null: plan (CONTRACTUAL) and acquisition channel. */
  groups: z.array(startGroup).max(10).nullable().default(null),
  /** Curves by NPS band from these days after the start on, among those still there then. */
  npsLandmarkDays: z.array(z.int().min(1).max(3650)).max(6).default([180]),
  /** Key of the survey with the scores. Null: the first relational survey with an NPS question. */
  npsSurvey: z.string().nullable().default(null),
  /** Horizon of the restricted mean, in days. */
  restrictedMeanDays: z.int().min(1).max(3650).default(730),
  confidenceLevel: z.number().gt(0.5).lt(1).default(0.95),
  /** Horizon of the churn risk, in days. */
  horizonDays: z.int().min(1).max(1825).default(90),
  /** What may explain when customers leave. Null: score, complaints, tickets, contract and channel. */
  hazardFeatures: hazardFeatures.default(null),
});
export type ChurnParameters = z.infer<typeof churnParameters>;

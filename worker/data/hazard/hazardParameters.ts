import { z } from 'zod';
import type { ChurnKind } from '../churnParameters.ts';

/** What may explain when customers leave: see readHazardFacts.ts. */
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
export type HazardFeatureName = (typeof hazardFeatureNames)[number];

/** Counted over a window that ends when it is looked at. */
export const countedFeatures: readonly HazardFeatureName[] = ['COMPLAINTS', 'OTHER_TICKETS', 'ORDERS', 'VISITS'];
export const defaultWindowDays = 90;

const hazardFeature = z
  .object({
    feature: z.enum(hazardFeatureNames),
    /** Length of the window of a counted feature, in days of 24 hours. */
    windowDays: z.int().min(1).max(3650).nullish(),
    trait: z.string().min(1).nullish(),
  })
  .transform(({ feature, windowDays, trait }) => ({
    feature,
    windowDays: countedFeatures.includes(feature) ? (windowDays ?? defaultWindowDays) : null,
    trait: trait ?? null,
  }))
  .refine(({ feature, trait }) => (feature === 'TRAIT') === (trait !== null), 'TRAIT, and nothing else, names a trait');
export type HazardFeature = z.infer<typeof hazardFeature>;

/** Part of run.parameters of a CHURN run. */
export const hazardFeatures = z.array(hazardFeature).min(1).max(20).nullable();

/** Scores are carried forward for a year, then they are "unknown" (definitions.md, section 4). */
export const scoreLastsDays = 365;

/** The column's key in the results, such as complaints_90d, plan or trait:segment. */
export function hazardFeatureKey({ feature, windowDays, trait }: HazardFeature): string {
  if (feature === 'TRAIT') return `trait:${trait}`;
  return windowDays === null ? feature.toLowerCase() : `${feature.toLowerCase()}_${windowDays}d`;
}

/**
 * Features where none are named. Ratings are not among them: beside the band of a score that follows from them they would leave it nothing
 * to explain. The risk model, which is to foretell and not to explain, adds them.
 */
export function defaultHazardFeatures(kind: ChurnKind): HazardFeature[] {
  const plain = (feature: HazardFeatureName): HazardFeature => ({ feature, windowDays: null, trait: null });
  const counted = (feature: HazardFeatureName): HazardFeature => ({ feature, windowDays: defaultWindowDays, trait: null });
  const common = [plain('NPS_BAND'), counted('COMPLAINTS'), counted('OTHER_TICKETS')];
  const contract = kind === 'CONTRACTUAL' ? [plain('PLAN'), plain('BILLING_INTERVAL')] : [];
  return [...common, ...contract, plain('ACQUISITION_CHANNEL')];
}

/**
 * Why a feature cannot explain this kind of churn; null where it can. What churn is defined by cannot explain it: before an order
 * fails to come, orders have failed to come.
 */
export function whyBarred({ feature }: HazardFeature, kind: ChurnKind, visitsCount: boolean): string | null {
  if (kind !== 'SILENT') return null;
  const isActivity = feature === 'ORDERS' || (feature === 'VISITS' && visitsCount);
  return isActivity ? `${feature} is the activity whose absence defines silent churn, so it cannot explain it` : null;
}

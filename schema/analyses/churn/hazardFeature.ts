import { builder } from '../../builder.ts';
import { badUserInput } from '../../errors.ts';
import type { StoredHazardFeature } from './storedChurn.ts';

const maxFeatures = 20;
const maxWindowDays = 3650;
const defaultWindowDays = 90;

const HazardFeatureName = builder.enumType('HazardFeatureName', {
  description: 'What may explain when customers leave, each from the day it was measured.',
  values: {
    NPS_BAND: {
      description: 'Promoter, passive, detractor by the last answer, for 365 days after it; then, and before the first, unknown.',
    },
    RATING_MEAN: {
      description: 'Mean of the ratings of the last answer, each as a share of its scale, times 10; for 365 days, then unknown.',
    },
    COMPLAINTS: { description: 'Complaints within the window.' },
    OTHER_TICKETS: { description: 'Tickets within the window that are no complaints.' },
    ORDERS: { description: 'Orders within the window. Not for silent churn, which is defined by them.' },
    VISITS: { description: 'Visits within the window. Not for silent churn that counts them.' },
    PLAN: { description: 'Plan of the subscription started last.' },
    BILLING_INTERVAL: { description: 'How often the subscription started last is billed.' },
    ACQUISITION_CHANNEL: { description: 'Channel through which the customer came.' },
    TRAIT: { description: 'A trait, taken to have been so from the start.' },
  } as const,
});

const counted = ['COMPLAINTS', 'OTHER_TICKETS', 'ORDERS', 'VISITS'];

export const HazardFeatureInput = builder.inputType('HazardFeatureInput', {
  description: 'What may explain when customers leave.',
  fields: (t) => ({
    feature: t.field({ type: HazardFeatureName, required: true, description: 'What.' }),
    windowDays: t.int({ description: `Of what is counted: over how many days before. Default: ${defaultWindowDays}.` }),
    trait: t.string({ description: 'Key of the trait. For TRAIT.' }),
  }),
});

export const HazardFeature = builder.objectRef<StoredHazardFeature>('HazardFeature').implement({
  description: 'What may explain when customers leave.',
  fields: (t) => ({
    feature: t.field({ type: HazardFeatureName, description: 'What.', resolve: ({ feature }) => feature }),
    windowDays: t.exposeInt('windowDays', { nullable: true, description: 'Over how many days before. Null: it is not counted.' }),
    trait: t.exposeString('trait', { nullable: true, description: 'Key of the trait. Null: it is none.' }),
  }),
});

interface Asked {
  readonly kind?: 'CONTRACTUAL' | 'SILENT' | null | undefined;
  readonly visitsCount?: boolean | null | undefined;
  readonly hazardFeatures?: readonly (typeof HazardFeatureInput.$inferInput)[] | null | undefined;
}

/** As they are stored, defaults made explicit. The worker refuses the same of a kind that only the data decide. */
export function checkHazardFeatures({ kind, visitsCount, hazardFeatures: asked }: Asked): StoredHazardFeature[] | null {
  if (asked == null) return null;
  if (asked.length < 1 || asked.length > maxFeatures)
    throw badUserInput('input.churn.hazardFeatures', `${asked.length} are named, 1 to ${maxFeatures} are possible`);
  const checked: StoredHazardFeature[] = [];
  for (const [index, { feature, windowDays, trait }] of asked.entries()) {
    const argument = `input.churn.hazardFeatures.${index}`;
    const isActivity = feature === 'ORDERS' || (feature === 'VISITS' && visitsCount === true);
    if (kind === 'SILENT' && isActivity)
      throw badUserInput(argument, `${feature} is the activity whose absence defines silent churn, so it cannot explain it`);
    if ((feature === 'TRAIT') !== (trait != null)) throw badUserInput(`${argument}.trait`, 'TRAIT, and nothing else, names a trait');
    const isCounted = counted.includes(feature);
    if (!isCounted && windowDays != null) throw badUserInput(`${argument}.windowDays`, `${feature} is not counted: leave it out`);
    if (windowDays != null && !(windowDays >= 1 && windowDays <= maxWindowDays))
      throw badUserInput(`${argument}.windowDays`, `this is not between 1 and ${maxWindowDays} days`);
    const row = { feature, windowDays: isCounted ? (windowDays ?? defaultWindowDays) : null, trait: trait ?? null };
    if (checked.some((other) => JSON.stringify(other) === JSON.stringify(row))) throw badUserInput(argument, 'this is there twice');
    checked.push(row);
  }
  return checked;
}

import { builder } from '../../builder.ts';
import { HazardFeature } from './hazardFeature.ts';
import type { ChurnParametersRow, StartGroup } from './storedChurn.ts';

export const ChurnKind = builder.enumType('ChurnKind', {
  description: 'What leaving means.',
  values: {
    CONTRACTUAL: { description: 'No active subscription for more than 30 days. A change of plan is no churn.' },
    SILENT: { description: 'No activity for N days.' },
  } as const,
});

export const SilenceDating = builder.enumType('SilenceDating', {
  description: 'The day on which a silent customer counts as lost.',
  values: {
    LAST_ACTIVITY: { description: 'The last activity, with every clock stopped N days before the data end.' },
    SILENCE: { description: 'N days after the last activity, with every clock stopped where the data end.' },
  } as const,
});

export const ChurnReasons = builder.enumType('ChurnReasons', {
  description: 'What tells reasons apart.',
  values: {
    CANCEL_KIND: { description: 'Whether it was the customer’s will: voluntary, involuntary, unknown.' },
    CANCEL_REASON: {
      description:
        'The reason that the source notes: the most frequent eight of those that ten customers share word for word, all others as OTHER.',
    },
  } as const,
});

export const CohortPeriod = builder.enumType('CohortPeriod', {
  description: 'Period of the start, in the workspace’s time zone.',
  values: {
    WEEK: { description: 'From Monday on.' },
    MONTH: { description: 'A calendar month.' },
    QUARTER: { description: 'Three calendar months, from January on.' },
    YEAR: { description: 'A calendar year.' },
  } as const,
});

export const ChurnGrouping = builder.enumType('ChurnGrouping', {
  description: 'By what customers are compared.',
  values: {
    PLAN: { description: 'Plan of the first subscription.' },
    BILLING_INTERVAL: { description: 'How often the first subscription is billed.' },
    ACQUISITION_CHANNEL: { description: 'Channel through which the customer came.' },
    TRAIT: { description: 'A trait, taken to have been so from the start: its history is not known.' },
    NPS_BAND: { description: 'Promoters, passives, detractors, unknown, from a landmark on only: a score is known after the start.' },
  } as const,
});

const ChurnGroup = builder.objectRef<StartGroup>('ChurnGroup').implement({
  description: 'What customers are compared by, known at their start.',
  fields: (t) => ({
    by: t.field({ type: ChurnGrouping, description: 'Its kind.', resolve: ({ by }) => by }),
    trait: t.exposeString('trait', { nullable: true, description: 'Key of the trait. Null: it is none.' }),
  }),
});

export const ChurnParameters = builder.objectRef<ChurnParametersRow>('ChurnParameters').implement({
  description: 'What an analysis of churn asks for.',
  fields: (t) => ({
    kind: t.field({
      type: ChurnKind,
      nullable: true,
      description: 'What leaving means. Null: CONTRACTUAL where there are subscriptions, else SILENT.',
      resolve: ({ kind }) => kind,
    }),
    silenceDays: t.exposeInt('silenceDays', { nullable: true, description: 'N of silent churn. Null: suggested by the data.' }),
    datedAt: t.field({ type: SilenceDating, description: 'The day of a silent loss.', resolve: ({ datedAt }) => datedAt }),
    visitsCount: t.exposeBoolean('visitsCount', { description: 'Whether a visit is an activity, as an order is.' }),
    reasons: t.field({ type: ChurnReasons, description: 'What tells reasons apart.', resolve: ({ causeColumn }) => causeColumn }),
    cohortPeriod: t.field({ type: CohortPeriod, description: 'Period of the start.', resolve: ({ cohortPeriod }) => cohortPeriod }),
    groups: t.expose('groups', {
      type: [ChurnGroup],
      nullable: true,
      description: 'What customers are compared by. Null: plan, where there are subscriptions, and channel.',
    }),
    npsLandmarkDays: t.exposeIntList('npsLandmarkDays', {
      description: 'Days after the start from which NPS bands are compared, among those still there then.',
    }),
    npsSurvey: t.exposeString('npsSurvey', {
      nullable: true,
      description: 'Key of the survey with the scores. Null: the first relational one.',
    }),
    restrictedMeanDays: t.exposeInt('restrictedMeanDays', { description: 'Horizon of the restricted mean, in days.' }),
    horizonDays: t.exposeInt('horizonDays', { description: 'Horizon of the churn risk, in days.' }),
    hazardFeatures: t.expose('hazardFeatures', {
      type: [HazardFeature],
      nullable: true,
      description: 'What may explain when customers leave. Null: score, complaints, tickets, contract and channel.',
    }),
    confidenceLevel: t.exposeFloat('confidenceLevel', { description: 'Of every interval of the result.' }),
  }),
});

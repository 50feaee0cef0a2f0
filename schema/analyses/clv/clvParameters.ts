import { builder } from '../../builder.ts';
import type { ClvParametersRow } from './storedClv.ts';

export const ClvSettingChoice = builder.enumType('ClvSettingChoice', {
  description: 'Whether customers are under contract.',
  values: {
    AUTO: { description: 'CONTRACTUAL where customers subscribe and there are fewer orders than subscriptions, else NON_CONTRACTUAL.' },
    NON_CONTRACTUAL: { description: 'Customers order when they like, and nobody is told when they stop.' },
    CONTRACTUAL: { description: 'Customers renew, or leave for all to see.' },
  } as const,
});

export const BuyingModelChoice = builder.enumType('BuyingModelChoice', {
  description: 'Model of how often customers buy and when they stop.',
  values: {
    AUTO: { description: 'Under which the purchases held out are likelier; PARETO_NBD where nothing can be held out.' },
    BG_NBD: { description: 'A customer may stop after each purchase but the first.' },
    PARETO_NBD: { description: 'A customer may stop at any time.' },
  } as const,
});

export const BuyingTimeUnit = builder.enumType('BuyingTimeUnit', {
  description: 'Unit of the times of a model of buying.',
  values: { DAY: { description: 'A day.' }, WEEK: { description: 'Seven days, counted in days: parts of a week count.' } } as const,
});

export const MarginChoice = builder.enumType('MarginChoice', {
  description: 'What share of revenue is value.',
  values: {
    AUTO: { description: 'Measured over the orders that say their margin; where none does, value is revenue, and named so.' },
    FIXED: { description: 'The share that is given.' },
    REVENUE: { description: 'All of it: value is revenue, and named so.' },
  } as const,
});

export const RenewalPeriodChoice = builder.enumType('RenewalPeriodChoice', {
  description: 'How often contracts are renewed.',
  values: {
    AUTO: { description: 'As most subscriptions are billed.' },
    MONTH: { description: 'Every calendar month.' },
    QUARTER: { description: 'Every three calendar months.' },
    YEAR: { description: 'Every twelve calendar months.' },
  } as const,
});

export const ClvParameters = builder.objectRef<ClvParametersRow>('ClvParameters').implement({
  description: 'What an analysis of customer lifetime value asks for. Days are those of the workspace’s time zone, such as 2026-05-17.',
  fields: (t) => ({
    setting: t.field({ type: ClvSettingChoice, description: 'Whether customers are under contract.', resolve: (row) => row.setting }),
    model: t.field({ type: BuyingModelChoice, description: 'Of customers without a contract.', resolve: (row) => row.model }),
    timeUnit: t.field({ type: BuyingTimeUnit, description: 'Of the model’s times.', resolve: (row) => row.timeUnit }),
    observedUntil: t.exposeString('observedUntil', {
      nullable: true,
      description: 'Last day that the scores know of. Null: all that the run sees.',
    }),
    calibrationUntil: t.exposeString('calibrationUntil', {
      nullable: true,
      description:
        'Last day that the model of the holdout report knows of. Null: observedUntil where facts follow it, else the middle of the window.',
    }),
    horizonMonths: t.exposeFloat('horizonMonths', { description: 'How long money to come counts.' }),
    discountRate: t.exposeFloat('discountRate', { description: 'A year, 0.10 = 10 %.' }),
    margin: t.field({ type: MarginChoice, description: 'What share of revenue is value.', resolve: (row) => row.margin }),
    marginShare: t.exposeFloat('marginShare', { nullable: true, description: 'Of revenue, where it is FIXED. Null: it is not.' }),
    renewalPeriod: t.field({ type: RenewalPeriodChoice, description: 'Of contracts.', resolve: (row) => row.renewalPeriod }),
    tiers: t.exposeStringList('tiers', { description: 'Names of tiers of equal size, the most valuable first.' }),
    confidenceLevel: t.exposeFloat('confidenceLevel', { description: 'Of every interval of the result.' }),
  }),
});

import { builder } from '../../builder.ts';

export const loyaltyNames = ['PROMOTER', 'PASSIVE', 'DETRACTOR', 'UNKNOWN'] as const;
export type LoyaltyName = (typeof loyaltyNames)[number];

export const Loyalty = builder.enumType('Loyalty', {
  description: 'What a customer last answered to whether they would recommend the company.',
  values: {
    PROMOTER: { description: '9 or 10.' },
    PASSIVE: { description: '7 or 8.' },
    DETRACTOR: { description: '0 to 6.' },
    UNKNOWN: { description: 'Nothing, or too long ago.' },
  } as const satisfies Record<LoyaltyName, unknown>,
});

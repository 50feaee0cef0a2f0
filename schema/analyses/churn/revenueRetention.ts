import { builder } from '../../builder.ts';
import { SeType } from '../../feedback/score.ts';
import type { ShownRevenue } from './shownRevenue.ts';

/** One text for the year and for single periods. */
export const intervalOfGross = 'Lower end of its interval (Wilson, with the effective number of customers). Null as the share.';
export const intervalOfNet = 'Lower end of its interval: what was lost and what was added, together. Null as the share.';

export const RevenueRetention = builder.objectRef<ShownRevenue>('RevenueRetention').implement({
  description: 'Recurring revenue kept from one period’s end to the next.',
  fields: (t) => ({
    period: t.exposeString('period', { description: 'The later period.' }),
    n: t.expose('n', { type: 'BigInt', description: 'Customers who paid at the earlier end.' }),
    startingRevenue: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'Monthly recurring revenue at the earlier end. Null where it would lead back to fewer than 10 customers.',
      resolve: ({ startingRevenue }) => startingRevenue?.toFixed(4) ?? null,
    }),
    gross: t.exposeFloat('gross', {
      nullable: true,
      description: 'Share still there, without what others pay more. Null where 1 to 9 customers still pay.',
    }),
    grossStdErr: t.exposeFloat('grossStdErr', { nullable: true, description: 'Its standard error. Null as gross.' }),
    grossCiLow: t.exposeFloat('grossCiLow', { nullable: true, description: intervalOfGross }),
    grossCiHigh: t.exposeFloat('grossCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
    net: t.exposeFloat('net', { nullable: true, description: 'The same with what they pay more. Null as gross.' }),
    netStdErr: t.exposeFloat('netStdErr', { nullable: true, description: 'Its standard error. Null as net.' }),
    netCiLow: t.exposeFloat('netCiLow', { nullable: true, description: intervalOfNet }),
    netCiHigh: t.exposeFloat('netCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
    seType: t.field({ type: SeType, description: 'How the errors were computed.', resolve: () => 'LINEARIZED' as const }),
  }),
});

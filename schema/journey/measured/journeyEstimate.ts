import { builder } from '../../builder.ts';
import { reliableCustomers, SeType } from '../../feedback/score.ts';
import { StatusCodeEnum } from '../../statusCode.ts';
import type { JourneyEstimate as EstimateRow, JourneyHours as HoursRow } from './journeyReport.ts';

export const JourneyEstimate = builder.objectRef<EstimateRow>('JourneyEstimate').implement({
  description: 'A number of a journey with its doubt, by customer. Null is unknown, never 0: then `reason` says why.',
  fields: (t) => ({
    n: t.exposeFloat('n', { description: 'What it is a share or a mean of.' }),
    customers: t.exposeFloat('customers', { description: 'Distinct customers behind it. Below 10 it is hidden.' }),
    estimate: t.exposeFloat('estimate', { nullable: true, description: 'A share, 0-1; of an NPS question points from -100 to 100.' }),
    stdErr: t.exposeFloat('stdErr', { nullable: true, description: 'Its standard error.' }),
    ciLow: t.exposeFloat('ciLow', { nullable: true, description: 'Lower end of its interval.' }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of its interval.' }),
    seType: t.field({ type: SeType, description: 'How the error was computed.', resolve: ({ seType }) => seType }),
    confidenceLevel: t.exposeFloat('confidenceLevel', { description: 'Of the interval.' }),
    isReliable: t.boolean({
      description: `Whether ${reliableCustomers} or more customers stand behind it. If not, show it greyed and do not compare it.`,
      resolve: ({ customers }) => customers >= reliableCustomers,
    }),
    reason: t.expose('reason', { type: StatusCodeEnum, nullable: true, description: 'Why something here is null. Null when nothing is.' }),
    reasonDetail: t.exposeString('reasonDetail', { nullable: true, description: 'The same in words.' }),
  }),
});

export const JourneyHours = builder.objectRef<HoursRow>('JourneyHours').implement({
  description: 'How long tickets waited.',
  fields: (t) => ({
    n: t.exposeFloat('n', { description: 'Tickets that did not wait any more.' }),
    customers: t.exposeFloat('customers', { description: 'Distinct customers behind them. Below 10 the hours are hidden.' }),
    mean: t.exposeFloat('mean', { nullable: true, description: 'Mean, in hours.' }),
    median: t.exposeFloat('median', { nullable: true, description: 'Median, in hours.' }),
    reason: t.expose('reason', { type: StatusCodeEnum, nullable: true, description: 'Why the hours are null.' }),
  }),
});

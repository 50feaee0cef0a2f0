import { PRIVACY_CUSTOMERS, RELIABLE_CUSTOMERS } from '../../../worker/stats/descriptive/thresholds.ts';
import { builder } from '../../builder.ts';
import { SeType } from '../../feedback/score.ts';
import { StatusCodeEnum } from '../../statusCode.ts';
import type { JourneyEstimate as EstimateRow, JourneyHours as HoursRow } from './journeyReport.ts';

export const hiddenBelow = `Null where it is hidden: fewer than ${PRIVACY_CUSTOMERS} customers are behind it, or so few would follow from it.`;
const isReliable = ({ customers }: Pick<EstimateRow, 'customers'>) => customers !== null && customers >= RELIABLE_CUSTOMERS;

export const JourneyEstimate = builder.objectRef<EstimateRow>('JourneyEstimate').implement({
  description: 'A number of a journey with its doubt, by customer. Null is unknown, never 0: then `reason` says why.',
  fields: (t) => ({
    n: t.exposeFloat('n', { nullable: true, description: `What it is a share or a mean of. ${hiddenBelow}` }),
    customers: t.exposeFloat('customers', { nullable: true, description: `Distinct customers behind it. ${hiddenBelow}` }),
    estimate: t.exposeFloat('estimate', { nullable: true, description: 'A share, 0-1; of an NPS question points from -100 to 100.' }),
    stdErr: t.exposeFloat('stdErr', { nullable: true, description: 'Its standard error.' }),
    ciLow: t.exposeFloat('ciLow', { nullable: true, description: 'Lower end of its interval.' }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of its interval.' }),
    seType: t.field({ type: SeType, description: 'How the error was computed.', resolve: ({ seType }) => seType }),
    confidenceLevel: t.exposeFloat('confidenceLevel', { description: 'Of the interval.' }),
    isReliable: t.boolean({
      description: `Whether ${RELIABLE_CUSTOMERS} or more customers stand behind it. If not, show it greyed and do not compare it.`,
      resolve: isReliable,
    }),
    reason: t.expose('reason', { type: StatusCodeEnum, nullable: true, description: 'Why something here is null. Null when nothing is.' }),
    reasonDetail: t.exposeString('reasonDetail', { nullable: true, description: 'The same in words.' }),
  }),
});

export const JourneyHours = builder.objectRef<HoursRow>('JourneyHours').implement({
  description: 'How long tickets waited.',
  fields: (t) => ({
    n: t.exposeFloat('n', { nullable: true, description: `Tickets that did not wait any more. ${hiddenBelow}` }),
    customers: t.exposeFloat('customers', { nullable: true, description: `Distinct customers behind them. ${hiddenBelow}` }),
    mean: t.exposeFloat('estimate', { nullable: true, description: 'Mean, in hours.' }),
    stdErr: t.exposeFloat('stdErr', { nullable: true, description: 'Standard error of the mean, by customer.' }),
    ciLow: t.exposeFloat('ciLow', { nullable: true, description: 'Lower end of the interval of the mean.' }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of the interval of the mean.' }),
    seType: t.field({ type: SeType, description: 'How the error was computed.', resolve: ({ seType }) => seType }),
    confidenceLevel: t.exposeFloat('confidenceLevel', { description: 'Of the interval.' }),
    median: t.exposeFloat('median', {
      nullable: true,
      description: 'Median, in hours: of these tickets, and without an interval. For comparisons take the mean.',
    }),
    isReliable: t.boolean({
      description: `Whether ${RELIABLE_CUSTOMERS} or more customers stand behind them. If not, show them greyed and do not compare them.`,
      resolve: isReliable,
    }),
    reason: t.expose('reason', { type: StatusCodeEnum, nullable: true, description: 'Why something here is null. Null when nothing is.' }),
    reasonDetail: t.exposeString('reasonDetail', { nullable: true, description: 'The same in words.' }),
  }),
});

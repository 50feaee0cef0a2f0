import { PRIVACY_CUSTOMERS } from '../../../worker/stats/descriptive/thresholds.ts';
import type { StatusCode } from '../../../worker/stats/statusCodes.ts';
import { type CalendarPeriod, periodOfLabel } from '../../../worker/stats/survival/retention/calendarPeriod.ts';
import { builder } from '../../builder.ts';
import { SeType } from '../../feedback/score.ts';
import { StatusCodeEnum } from '../../statusCode.ts';
import { ChurnKind, CohortPeriod, SilenceDating } from './churnParameters.ts';
import { intervalOfGross, intervalOfNet } from './revenueRetention.ts';
import { shownYear } from './shownRevenue.ts';

const ChurnShape = builder.enumType('ChurnShape', {
  description: 'What the data let be said.',
  values: {
    CURVES: { description: 'Curves from the start, and cohorts.' },
    ONE_PERIOD: { description: 'Churn of one period by tenure: the data are a snapshot, those who left before it are not in them.' },
  } as const,
});

export const ChurnModel = builder.prismaObject('ChurnModel', {
  description: 'How leaving was defined, and over whom.',
  fields: (t) => ({
    kind: t.field({ type: ChurnKind, description: 'What leaving meant.', resolve: ({ kind }) => kind as 'SILENT' }),
    silenceDays: t.exposeInt('silenceDays', { nullable: true, description: 'N of silent churn. Null: contractual.' }),
    isSuggested: t.exposeBoolean('isSuggested', { nullable: true, description: 'Whether the data suggested N. Null: contractual.' }),
    datedAt: t.field({
      type: SilenceDating,
      nullable: true,
      description: 'The day of a silent loss. Null: contractual.',
      resolve: ({ datedAt }) => datedAt as 'SILENCE' | null,
    }),
    visitsCount: t.exposeBoolean('visitsCount', { nullable: true, description: 'Whether visits were activities. Null: contractual.' }),
    asOf: t.expose('asOf', { type: 'DateTime', description: 'Nothing later was known.' }),
    followUpEnd: t.expose('followUpEnd', { type: 'DateTime', description: 'Where every clock stopped.' }),
    customers: t.expose('customers', { type: 'BigInt', description: 'Customers under observation.' }),
    episodes: t.expose('episodes', { type: 'BigInt', description: 'Their lives: after a return a new one begins.' }),
    losses: t.expose('losses', { type: 'BigInt', description: 'Episodes that ended.' }),
    returns: t.expose('returns', { type: 'BigInt', description: 'Episodes after a customer’s first.' }),
    returnShare: t.exposeFloat('returnShare', {
      nullable: true,
      description: 'Returns per loss; of silent churn that of the chosen N. Null without a loss.',
    }),
    delayedEntries: t.expose('delayedEntries', {
      type: 'BigInt',
      description: 'Episodes first observed after their start: they count from then on.',
    }),
    provisionalLosses: t.expose('provisionalLosses', {
      type: 'BigInt',
      description: 'Endings so late, or yet to come, that a return within 30 days of them could still undo the loss.',
    }),
    shape: t.field({ type: ChurnShape, description: 'What could be said.', resolve: ({ shape }) => shape as 'CURVES' }),
    periodFrom: t.expose('periodFrom', { type: 'DateTime', nullable: true, description: 'Start of the one period. Null: curves.' }),
    periodUntil: t.expose('periodUntil', { type: 'DateTime', nullable: true, description: 'End of the one period. Null: curves.' }),
    cohortPeriod: t.field({
      type: CohortPeriod,
      description: 'Period of cohorts and of revenue retention.',
      resolve: ({ cohortPeriod }) => cohortPeriod as 'MONTH',
    }),
    cohortCustomers: t.expose('cohortCustomers', {
      type: 'BigInt',
      description: 'Customers in cohorts: those observed from their start. Of the others only who stayed is known.',
    }),
    confidenceLevel: t.exposeFloat('confidenceLevel', { description: 'Of every interval.' }),
    revenueFrom: t.exposeString('revenueFrom', { nullable: true, description: 'Period at whose end the revenue comparison begins.' }),
    revenueTo: t.exposeString('revenueTo', { nullable: true, description: 'Period at whose end it ends: a year later, or less.' }),
    revenuePeriods: t.exposeInt('revenuePeriods', { nullable: true, description: 'Periods between.' }),
    startingRevenue: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        'Monthly recurring revenue of all customers at its beginning. Null as in revenueRetention: where it would lead back to fewer than 10 customers.',
      resolve: async ({ runId, revenueFrom, cohortPeriod }, _args, { loaders }) => {
        if (revenueFrom === null) return null;
        const period = cohortPeriod.toLowerCase() as CalendarPeriod;
        const next = periodOfLabel(revenueFrom, period) + 1;
        const first = (await loaders.revenueRetention.load(runId)).find((row) => periodOfLabel(row.period, period) === next);
        return first?.startingRevenue?.toFixed(4) ?? null;
      },
    }),
    revenueCustomers: t.field({
      type: 'BigInt',
      nullable: true,
      description: 'Customers who paid at its beginning. Null, as all that follows, where they are fewer than 10, or were not counted.',
      resolve: (model) => shownYear(model)?.revenueCustomers ?? null,
    }),
    grossRetention: t.float({
      nullable: true,
      description:
        'Share of that revenue still there at its end, without what others pay more: at most 1. Null where 1 to 9 customers still pay.',
      resolve: (model) => shownYear(model)?.grossRetention ?? null,
    }),
    grossStdErr: t.float({
      nullable: true,
      description: 'Its standard error. Null as grossRetention.',
      resolve: (model) => shownYear(model)?.grossStdErr ?? null,
    }),
    grossCiLow: t.float({ nullable: true, description: intervalOfGross, resolve: (model) => shownYear(model)?.grossCiLow ?? null }),
    grossCiHigh: t.float({
      nullable: true,
      description: 'Upper end of its interval.',
      resolve: (model) => shownYear(model)?.grossCiHigh ?? null,
    }),
    netRetention: t.float({
      nullable: true,
      description: 'The same with what they pay more. Null as grossRetention.',
      resolve: (model) => shownYear(model)?.netRetention ?? null,
    }),
    netStdErr: t.float({
      nullable: true,
      description: 'Its standard error. Null as netRetention.',
      resolve: (model) => shownYear(model)?.netStdErr ?? null,
    }),
    netCiLow: t.float({ nullable: true, description: intervalOfNet, resolve: (model) => shownYear(model)?.netCiLow ?? null }),
    netCiHigh: t.float({
      nullable: true,
      description: 'Upper end of its interval.',
      resolve: (model) => shownYear(model)?.netCiHigh ?? null,
    }),
    revenueSeType: t.field({
      type: SeType,
      nullable: true,
      description: 'How the errors of both were computed. Null without them.',
      resolve: (model) => (shownYear(model) === null ? null : ('LINEARIZED' as const)),
    }),
    revenueReason: t.field({
      type: StatusCodeEnum,
      nullable: true,
      description:
        'Why there is no revenue retention: NOT_ENOUGH_DATA, too, where fewer than 10 customers paid at its beginning. Null where there is, for silent churn, and of runs of a release that did not count them.',
      resolve: ({ revenueReason, revenueCustomers }) =>
        (revenueReason as StatusCode | null) ??
        (revenueCustomers !== null && revenueCustomers < PRIVACY_CUSTOMERS ? 'NOT_ENOUGH_DATA' : null),
    }),
  }),
});

export const SilenceOption = builder.prismaObject('SilenceOption', {
  description: 'A candidate for N of silent churn.',
  fields: (t) => ({
    quantile: t.exposeFloat('quantile', {
      nullable: true,
      description: 'Share of the gaps between activities that had ended within N days. Null: N was given.',
    }),
    days: t.exposeInt('days', { description: 'N.' }),
    returns: t.expose('returns', { type: 'BigInt', description: 'Longer silences that have ended with a return so far.' }),
    returnShare: t.exposeFloat('returnShare', {
      nullable: true,
      description:
        'Share of longer silences that end with a return within returnWithinDays, those still open not taken for ended (Kaplan-Meier): how often N would be wrong. Null where fewer than 10 are longer.',
    }),
    returnWithinDays: t.exposeInt('returnWithinDays', {
      nullable: true,
      description:
        'Days of silence that 10 were followed for. Null as returnShare, and of an earlier release, which counted open silences as ended.',
    }),
    isChosen: t.exposeBoolean('isChosen', { description: 'Whether it is in force.' }),
  }),
});

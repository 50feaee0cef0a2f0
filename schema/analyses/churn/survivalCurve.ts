import type { CurveTest as CurveTestRow } from '../../../prisma/generated/client/client.ts';
import type { StatusCode } from '../../../worker/stats/statusCodes.ts';
import { builder } from '../../builder.ts';
import type { Context } from '../../context.ts';
import { inTurns } from '../../inTurns.ts';
import { longList } from '../../limits/longList.ts';
import { StatusCodeEnum } from '../../statusCode.ts';

interface CurveKey {
  readonly runId: bigint;
  readonly position: number;
}

const nothing = { points: [], shownFromDay: null, shownUntilDay: null };

const curvePoints = async ({ runId, position }: CurveKey, { loaders }: Context) =>
  (await loaders.survivalPoints.load(runId)).get(position) ?? nothing;

const causePoints = async ({ runId, position }: CurveKey, { loaders }: Context) =>
  (await loaders.incidencePoints.load(runId)).get(position) ?? nothing;

const shownFrom = 'Before this day fewer than 10 customers are at risk, and the curve is not shown. Null: it is shown from its beginning.';
const observedFrom =
  'Before this day fewer than 10 customers are under observation, as where they are first observed after their start: nothing is known of the days before, and shares are of those who were there then. 0: known from the start. Null: nothing is shown, or it is of an earlier release, which began at 0.';
const shownUntil =
  'After this day the curve is not shown, because fewer than 10 customers are at risk soon, or on a curve that would follow from this one: its last point is not what it is later. Null: it is shown to its end.';

const SurvivalPoint = builder.prismaObject('SurvivalPoint', {
  description: 'One step of a curve, exact. A long curve keeps some two hundred, between which it falls by less than 1/200 of its fall.',
  fields: (t) => ({
    day: t.exposeFloat('day', { description: 'Days since the start, or since the landmark.' }),
    atRisk: t.expose('atRisk', { type: 'BigInt', description: 'Customers under observation just before.' }),
    survival: t.exposeFloat('survival', { description: 'Share still there after this day, 0-1, until the next point.' }),
    stdErr: t.exposeFloat('stdErr', { nullable: true, description: 'Its standard error (Greenwood). Null once nobody is left.' }),
    ciLow: t.exposeFloat('ciLow', { nullable: true, description: 'Lower end of its interval, on the log-log scale.' }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of its interval.' }),
  }),
});

export const SurvivalCurve = builder.prismaObject('SurvivalCurve', {
  description: 'Share still there by time since the start (Kaplan-Meier), of one group. One episode a customer: the first observed.',
  fields: (t) => ({
    grouping: t.exposeString('groupingKey', { description: 'all, plan, billing_interval, acquisition_channel, trait:<key> or nps_band.' }),
    level: t.exposeString('level', { nullable: true, description: 'Which group. Null: everybody.' }),
    landmarkDays: t.exposeInt('landmarkDays', {
      nullable: true,
      description: 'The curve begins so many days after the start, with those still there, by what was known then. Null: at the start.',
    }),
    n: t.expose('n', { type: 'BigInt', description: 'Customers.' }),
    losses: t.expose('losses', { type: 'BigInt', description: 'Customers lost.' }),
    expectedLosses: t.exposeFloat('expectedLosses', {
      nullable: true,
      description: 'Losses to be expected if all groups were lost alike. Null where they are not compared.',
    }),
    lastDay: t.exposeFloat('lastDay', { nullable: true, description: 'Where observation of this group ends, in days.' }),
    observedFromDay: t.exposeFloat('observedFromDay', { nullable: true, description: observedFrom }),
    medianDays: t.exposeFloat('medianDays', {
      nullable: true,
      description: 'When half of those there at observedFromDay were lost, in days since the start. Null: more than half are still there.',
    }),
    medianCiLow: t.exposeFloat('medianCiLow', { nullable: true, description: 'Lower end of its interval.' }),
    medianCiHigh: t.exposeFloat('medianCiHigh', { nullable: true, description: 'Upper end of its interval. Null: not reached.' }),
    restrictedMeanHorizon: t.exposeFloat('restrictedMeanHorizon', {
      nullable: true,
      description:
        'Horizon of the restricted mean, in days from observedFromDay: the same for all groups of a comparison, and within what was observed of each.',
    }),
    restrictedMean: t.exposeFloat('restrictedMean', { nullable: true, description: 'Mean days that customers stay within the horizon.' }),
    restrictedMeanStdErr: t.exposeFloat('restrictedMeanStdErr', { nullable: true, description: 'Its standard error.' }),
    restrictedMeanCiLow: t.exposeFloat('restrictedMeanCiLow', { nullable: true, description: 'Lower end of its interval.' }),
    restrictedMeanCiHigh: t.exposeFloat('restrictedMeanCiHigh', { nullable: true, description: 'Upper end of its interval.' }),
    reason: t.field({
      type: StatusCodeEnum,
      nullable: true,
      description: 'Why there is no curve. Null where there is.',
      resolve: ({ reason }) => reason as StatusCode | null,
    }),
    shownFromDay: t.float({
      nullable: true,
      description: shownFrom,
      resolve: async (curve, _args, context) => (await curvePoints(curve, context)).shownFromDay,
    }),
    shownUntilDay: t.float({
      nullable: true,
      description: shownUntil,
      resolve: async (curve, _args, context) => (await curvePoints(curve, context)).shownUntilDay,
    }),
    points: t.field({
      type: [SurvivalPoint],
      complexity: longList(200), // worker/stats/survival/churn/thinnedPoints.ts
      description:
        'The curve, by day, where 10 or more customers are at risk, without the last such step before there are fewer. It begins at 1, on observedFromDay. None where there is a reason.',
      resolve: async (curve, _args, context) => inTurns((await curvePoints(curve, context)).points),
    }),
  }),
});

type CompareKey = Pick<CurveTestRow, 'runId' | 'groupingKey' | 'landmarkDays' | 'n'>;

/** Whether the groups of a test are all among the curves that are shown. */
async function showsAllGroups({ runId, groupingKey, landmarkDays, n }: CompareKey, { loaders }: Context): Promise<boolean> {
  const compared = (await loaders.survivalCurves.load(runId)).filter(
    (curve) => curve.groupingKey === groupingKey && curve.landmarkDays === landmarkDays && curve.reason === null,
  );
  return compared.reduce((sum, curve) => sum + curve.n, 0n) === n;
}

export const CurveTest = builder.prismaObject('CurveTest', {
  description: 'Log-rank test that all groups of a comparison are lost alike.',
  fields: (t) => ({
    grouping: t.exposeString('groupingKey', { description: 'What is compared.' }),
    landmarkDays: t.exposeInt('landmarkDays', {
      nullable: true,
      description: 'From so many days after the start on. Null: from the start.',
    }),
    n: t.field({
      type: 'BigInt',
      nullable: true,
      description: 'Customers of the groups that have a curve. Null where one of these is hidden: it would follow from this.',
      resolve: async (test, _args, context) => ((await showsAllGroups(test, context)) ? test.n : null),
    }),
    losses: t.field({
      type: 'BigInt',
      nullable: true,
      description: 'Lost of these. Null as n.',
      resolve: async (test, _args, context) => ((await showsAllGroups(test, context)) ? test.losses : null),
    }),
    statistic: t.exposeFloat('statistic', { nullable: true, description: 'Chi-square. Null with a reason.' }),
    df: t.exposeInt('df', { nullable: true, description: 'Its degrees of freedom.' }),
    pValue: t.exposeFloat('pValue', { nullable: true, description: 'Its p-value, not corrected for the number of comparisons.' }),
    reason: t.field({
      type: StatusCodeEnum,
      nullable: true,
      description: 'Why there is no test. Null where there is.',
      resolve: ({ reason }) => reason as StatusCode | null,
    }),
    detail: t.exposeString('detail', { nullable: true, description: 'The numbers behind the reason.' }),
  }),
});

const IncidencePoint = builder.prismaObject('IncidencePoint', {
  description: 'One step of a cumulative incidence, exact; a long one is thinned as curves are.',
  fields: (t) => ({
    day: t.exposeFloat('day', { description: 'Days since the start.' }),
    atRisk: t.expose('atRisk', { type: 'BigInt', description: 'Customers under observation just before.' }),
    incidence: t.exposeFloat('incidence', { description: 'Share lost for this reason by this day, 0-1.' }),
    stdErr: t.exposeFloat('stdErr', { description: 'Its standard error.' }),
    ciLow: t.exposeFloat('ciLow', { nullable: true, description: 'Lower end of its interval. Null while the incidence is 0 or 1.' }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of its interval.' }),
    boundHigh: t.exposeFloat('boundHigh', {
      nullable: true,
      description: 'The incidence if every loss of unknown reason had been for this one. Null for UNKNOWN itself.',
    }),
  }),
});

export const ChurnCause = builder.prismaObject('ChurnCause', {
  description: 'Losses for one reason, when one reason rules the others out (Aalen-Johansen).',
  fields: (t) => ({
    cause: t.exposeString('cause', { description: 'The reason. UNKNOWN is one of its own.' }),
    n: t.expose('n', { type: 'BigInt', description: 'Customers.' }),
    losses: t.expose('losses', { type: 'BigInt', description: 'Lost for this reason.' }),
    observedFromDay: t.exposeFloat('observedFromDay', { nullable: true, description: observedFrom }),
    reason: t.field({
      type: StatusCodeEnum,
      nullable: true,
      description: 'Why there is no curve. Null where there is.',
      resolve: ({ reason }) => reason as StatusCode | null,
    }),
    shownFromDay: t.float({
      nullable: true,
      description: shownFrom,
      resolve: async (cause, _args, context) => (await causePoints(cause, context)).shownFromDay,
    }),
    shownUntilDay: t.float({
      nullable: true,
      description: shownUntil,
      resolve: async (cause, _args, context) => (await causePoints(cause, context)).shownUntilDay,
    }),
    points: t.field({
      type: [IncidencePoint],
      complexity: longList(200),
      description: 'Cumulative incidence by day, as far as curves are shown. It begins at 0, on observedFromDay.',
      resolve: async (cause, _args, context) => inTurns((await causePoints(cause, context)).points),
    }),
  }),
});

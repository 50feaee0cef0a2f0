import type { WaldRow } from '../../../worker/stats/descriptive/changeParts.ts';
import type { StatusCode } from '../../../worker/stats/statusCodes.ts';
import { builder } from '../../builder.ts';
import { SeType } from '../../feedback/score.ts';
import { listsBelow } from '../../limits/selectionCost.ts';
import { StatusCodeEnum } from '../../statusCode.ts';
import { ComparisonEnum, Measure, MetricUnitEnum } from '../metricEnums.ts';
import { type MeasureName, measureCatalogue } from '../metricMeasures.ts';
import { MetricGroup, MetricsFreshness } from '../metrics.ts';
import { MetricFilterInput, MetricGroupingInput, toFilter, toGrouping, toTargetHours } from '../metricsArguments.ts';
import { decimal, MetricValue } from '../metricValue.ts';
import { type GroupEffects, readScoreChange, type ScoreChangeAnswer } from './readScoreChange.ts';
import { mostGroups, type ScoreChangeInput } from './scoreChangeInput.ts';

const ScoreChangeInputType = builder.inputType('ScoreChangeInput', {
  description: 'Which change of which score, and by which groups to take it apart.',
  fields: (t) => ({
    measure: t.field({
      type: Measure,
      required: true,
      description: 'A score or another mean over facts: NPS, CSAT, CES and its share, CSI, a rate, hours, the order value.',
    }),
    by: t.field({ type: MetricGroupingInput, required: true, description: 'The groups whose shares and scores are told apart; not time.' }),
    where: t.field({ type: [MetricFilterInput], description: 'All of these have to hold on both sides. Default: everything.' }),
    from: t.field({ type: 'DateTime', description: 'The later period, from this moment on.' }),
    until: t.field({ type: 'DateTime', description: 'The later period, before this moment.' }),
    compare: t.field({
      type: ComparisonEnum,
      description: 'With which earlier period. Default: the previous one, where no other one and no groups are given.',
    }),
    referenceFrom: t.field({ type: 'DateTime', description: 'The earlier period, from this moment on.' }),
    referenceUntil: t.field({ type: 'DateTime', description: 'The earlier period, before this moment.' }),
    of: t.field({ type: MetricFilterInput, description: 'Two groups instead of two periods: the one whose score is explained.' }),
    against: t.field({ type: MetricFilterInput, description: 'Two groups instead of two periods: the one that it is compared with.' }),
    groups: t.int({
      defaultValue: 20,
      description: `How many of the largest groups stand on their own, up to ${mostGroups}. The others are one, with those of few customers. Default: 20.`,
    }),
    weighted: t.boolean({
      defaultValue: false,
      description: 'Whether scores use sampling weights. Answers without one are then left out.',
    }),
    question: t.string({ description: 'Key of the question that scores are made of. Default: the first of its kind in each survey.' }),
    poolSurveyKinds: t.boolean({
      defaultValue: false,
      description: 'Whether answers to relational and transactional surveys may be pooled. Else asking for both at once is refused.',
    }),
    targetHours: t.float({
      defaultValue: 24,
      description: 'Within which a ticket should be answered, for ANSWERED_WITHIN_TARGET. Default: 24.',
    }),
  }),
});

interface EffectRow {
  readonly measure: MeasureName;
  readonly wald: WaldRow;
  /** Of an effect that stands among others; absent: it is the only one of its kind. */
  readonly tested?: { readonly pAdjusted: number | null; readonly isTested: boolean };
}

const ScoreEffect = builder.objectRef<EffectRow>('ScoreEffect').implement({
  description: 'A part of a change, in the unit of the measure, with its doubt by customer.',
  fields: (t) => ({
    estimate: t.float({ description: 'How much of the change it is.', resolve: ({ wald }) => wald.estimate }),
    estimateDecimal: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The same as a decimal, of money; null for other units.',
      resolve: ({ measure, wald }) => decimal(measure, wald.estimate, null),
    }),
    stdErr: t.float({
      nullable: true,
      description: 'Standard error, customers as units over both sides.',
      resolve: ({ wald }) => wald.stdErr,
    }),
    ciLow: t.float({ nullable: true, description: 'Lower end of its 95 % interval.', resolve: ({ wald }) => wald.ciLow }),
    ciHigh: t.float({ nullable: true, description: 'Upper end of its 95 % interval.', resolve: ({ wald }) => wald.ciHigh }),
    pValue: t.float({
      nullable: true,
      description: 'Of the test against no effect. Null where there is none: nothing varies, or fewer than 30 customers.',
      resolve: ({ wald, tested }) => (tested?.isTested === false ? null : wald.pValue),
    }),
    pAdjusted: t.float({
      nullable: true,
      description: "Of an effect of a group: the same by Holm's adjustment over the effects of all groups of this answer.",
      resolve: ({ tested }) => tested?.pAdjusted ?? null,
    }),
    reason: t.field({
      type: StatusCodeEnum,
      nullable: true,
      description: 'Why it has no error. Null when it has one.',
      resolve: ({ wald }) => wald.reason,
    }),
  }),
});

const GroupPresence = builder.enumType('GroupPresence', {
  description: 'On which sides of a change a group has facts.',
  values: {
    BOTH: { description: 'On both.' },
    NEW: { description: 'Later only: all that it adds is mix, for it had no score to change.' },
    VANISHED: { description: 'Earlier only: all that it adds is mix.' },
  } as const,
});

interface GroupRow extends GroupEffects {
  readonly measure: MeasureName;
}

const ScoreChangeGroup = builder.objectRef<GroupRow>('ScoreChangeGroup').implement({
  description: 'What one group adds to a change: by its share, and by its own score.',
  fields: (t) => ({
    group: t.field({
      type: MetricGroup,
      description: 'The group.',
      resolve: ({ by, group, timeZone }) => ({ ...by, key: group.key, timeZone }),
    }),
    isOther: t.boolean({
      description: 'Whether it is all groups beside the largest, and those of few customers together.',
      resolve: ({ group }) => group.isOther,
    }),
    presence: t.field({ type: GroupPresence, description: 'On which sides it has facts.', resolve: ({ effects }) => effects.presence }),
    shareBefore: t.float({ description: 'Of the facts (of their weight) before, 0-1.', resolve: ({ effects }) => effects.shareBefore }),
    shareAfter: t.float({ description: 'The same after.', resolve: ({ effects }) => effects.shareAfter }),
    valueBefore: t.float({
      nullable: true,
      description: 'Its score before. Null where it is NEW.',
      resolve: ({ effects }) => effects.meanBefore,
    }),
    valueAfter: t.float({
      nullable: true,
      description: 'Its score after. Null where it is VANISHED.',
      resolve: ({ effects }) => effects.meanAfter,
    }),
    nBefore: t.int({ description: 'Facts before.', resolve: ({ effects }) => effects.nBefore }),
    nAfter: t.int({ description: 'Facts after.', resolve: ({ effects }) => effects.nAfter }),
    customersBefore: t.exposeInt('customersBefore', { description: 'Distinct customers before.' }),
    customersAfter: t.exposeInt('customersAfter', { description: 'Distinct customers after.' }),
    mix: t.field({
      type: ScoreEffect,
      description: 'What the change of its share does: positive where a group above the score grew, or one below it shrank.',
      resolve: ({ measure, effects, adjusted, isReliable }) => ({
        ...{ measure, wald: effects.doubt.mix },
        tested: { pAdjusted: adjusted.mix, isTested: isReliable },
      }),
    }),
    within: t.field({
      type: ScoreEffect,
      description: 'What the change of its own score does, at the mean of its two shares.',
      resolve: ({ measure, effects, adjusted, isReliable }) => ({
        ...{ measure, wald: effects.doubt.within },
        tested: { pAdjusted: adjusted.within, isTested: isReliable },
      }),
    }),
    isReliable: t.exposeBoolean('isReliable', {
      description: 'Whether 30 or more customers stand behind it on each side that it is on. If not, show it greyed; it is not tested.',
    }),
  }),
});

const partOf = (answer: ScoreChangeAnswer, part: 'total' | 'mix' | 'within'): EffectRow | null =>
  answer.change === null ? null : { measure: answer.measure, wald: answer.change[part] };

const ScoreChange = builder.objectRef<ScoreChangeAnswer>('ScoreChange').implement({
  description:
    "Why a score moved: Kitagawa's decomposition into who answered (mix) and how the same groups answered (within). Both add up to the total, and so " +
    'do the groups, to rounding in the last digit; neither depends on which side comes first. A group of one side only is all mix.',
  fields: (t) => ({
    measure: t.field({ type: Measure, description: 'What changed.', resolve: ({ measure }) => measure }),
    unit: t.field({
      type: MetricUnitEnum,
      description: 'Of all its numbers but shares.',
      resolve: ({ measure }) => measureCatalogue[measure].unit,
    }),
    before: t.field({ type: MetricValue, description: 'The earlier period, or the group compared with.', resolve: ({ before }) => before }),
    after: t.field({ type: MetricValue, description: 'The later period, or the group that is explained.', resolve: ({ after }) => after }),
    beforeFrom: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'From when on facts are before.',
      resolve: ({ sides }) => sides.before.from,
    }),
    beforeUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Until when they are.',
      resolve: ({ sides }) => sides.before.until,
    }),
    afterFrom: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'From when on facts are after.',
      resolve: ({ sides }) => sides.after.from,
    }),
    afterUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Until when they are.',
      resolve: ({ sides }) => sides.after.until,
    }),
    total: t.field({
      type: ScoreEffect,
      nullable: true,
      description: 'After less before. Null: `reason` says why.',
      resolve: (answer) => partOf(answer, 'total'),
    }),
    mix: t.field({
      type: ScoreEffect,
      nullable: true,
      description: 'What other shares of the groups do, at the means of their scores.',
      resolve: (answer) => partOf(answer, 'mix'),
    }),
    within: t.field({
      type: ScoreEffect,
      nullable: true,
      description: 'What other scores of the same groups do, at the means of their shares.',
      resolve: (answer) => partOf(answer, 'within'),
    }),
    groups: t.field({
      type: [ScoreChangeGroup],
      description: 'What each group adds, the largest part first, "other" last. Empty where the change is not taken apart.',
      resolve: ({ measure, groups }) => groups.map((group) => ({ ...group, measure })),
    }),
    seType: t.field({
      type: SeType,
      nullable: true,
      description: 'How errors were computed. Null where there are none.',
      resolve: ({ change }) => change?.seType ?? null,
    }),
    reason: t.field({
      type: StatusCodeEnum,
      nullable: true,
      description: 'Why the change is not taken apart. Null when it is.',
      resolve: ({ reason }): StatusCode | null => reason,
    }),
    reasonDetail: t.exposeString('reasonDetail', { nullable: true, description: 'The same in words.' }),
    freshness: t.field({ type: MetricsFreshness, description: 'How fresh it is.', resolve: (answer) => answer }),
  }),
});

const groupSizes = listsBelow(({ input: { groups } }: { readonly input: typeof ScoreChangeInputType.$inferInput }) => ({
  'ScoreChange.groups': Math.max(1, Math.min(groups ?? 20, mostGroups)) + 1, // "other"
}));

builder.queryField('scoreChange', (t) =>
  t.field({
    type: ScoreChange,
    description:
      'Why a score moved between two periods, or differs between two groups: how much is another mix of groups, how much other scores within them. ' +
      'Fewer than 30 customers on a side: not taken apart; groups of fewer than 10 are part of "other".',
    args: { input: t.arg({ type: ScoreChangeInputType, required: true, description: 'Which change.' }) },
    complexity: 600, // it reads all facts of two periods, three times
    extensions: groupSizes,
    resolve: (_root, { input }, context) => readScoreChange(toScoreChangeInput(input), context),
  }),
);

const toScoreChangeInput = (asked: typeof ScoreChangeInputType.$inferInput): ScoreChangeInput => ({
  measure: asked.measure,
  by: toGrouping(asked.by),
  where: (asked.where ?? []).map(toFilter),
  from: asked.from ?? null,
  until: asked.until ?? null,
  compare: asked.compare ?? null,
  referenceFrom: asked.referenceFrom ?? null,
  referenceUntil: asked.referenceUntil ?? null,
  of: asked.of ? toFilter(asked.of) : null,
  against: asked.against ? toFilter(asked.against) : null,
  groups: asked.groups ?? 20,
  weighted: asked.weighted ?? false,
  question: asked.question ?? null,
  poolSurveyKinds: asked.poolSurveyKinds ?? false,
  targetHours: toTargetHours(asked.targetHours),
});

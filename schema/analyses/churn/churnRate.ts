import { builder } from '../../builder.ts';
import type { ShownChurnRate } from './shownChurnRate.ts';
import { shownCellRevenue } from './shownRevenue.ts';

export const CohortCell = builder.prismaObject('CohortCell', {
  description: 'One cohort at one age: how many of it are still there. Only customers observed from their start.',
  fields: (t) => ({
    grouping: t.exposeString('groupingKey', { description: 'start: by the period of the start; else what customers were at the start.' }),
    cohort: t.exposeString('cohort', { description: 'The period or the level.' }),
    age: t.exposeInt('age', { description: 'Periods since the one of the start.' }),
    size: t.expose('size', { type: 'BigInt', description: 'Customers; by level, those whose age has come.' }),
    active: t.expose('active', {
      type: 'BigInt',
      description: 'Of these, with a subscription at the period’s end; silent churn: with an activity in it.',
    }),
    retention: t.exposeFloat('retention', { description: 'active / size.' }),
    ciLow: t.exposeFloat('ciLow', { description: 'Lower end of its interval (Wilson).' }),
    ciHigh: t.exposeFloat('ciHigh', { description: 'Upper end of its interval.' }),
    rollingActive: t.expose('rollingActive', {
      type: 'BigInt',
      nullable: true,
      description: 'Active in this period or a later one. Null by level.',
    }),
    startingRevenue: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'Monthly recurring revenue on the first day. Null by level, for silent churn, and where some is not known.',
      resolve: ({ startingRevenue }) => startingRevenue?.toFixed(4) ?? null,
    }),
    revenue: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        'Monthly recurring revenue at the period’s end; silent churn: revenue of the period. Null as startingRevenue, and of 1 to 9 active.',
      resolve: (cell) => shownCellRevenue(cell)?.toFixed(4) ?? null,
    }),
    isComplete: t.exposeBoolean('isComplete', { description: 'Whether the period was over.' }),
  }),
});

export const ChurnRate = builder.objectRef<ShownChurnRate>('ChurnRate').implement({
  description: 'Churn of one month: of those active at its start, the share lost in it.',
  fields: (t) => ({
    period: t.exposeString('period', { description: 'The month, in the workspace’s time zone.' }),
    startsAt: t.expose('startsAt', { type: 'DateTime', description: 'When it begins.' }),
    endsAt: t.expose('endsAt', { type: 'DateTime', description: 'When it ends.' }),
    active: t.expose('active', { type: 'BigInt', description: 'Under observation at its start.' }),
    lost: t.expose('lost', { type: 'BigInt', description: 'Of these, lost in it.' }),
    rate: t.exposeFloat('rate', { nullable: true, description: 'lost / active. Null without anybody.' }),
    ciLow: t.exposeFloat('ciLow', { nullable: true, description: 'Lower end of its interval (Wilson).' }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of its interval.' }),
    joined: t.expose('joined', {
      type: 'BigInt',
      nullable: true,
      description:
        'Started in it: in neither number above. Null where they are fewer than 10, and where they would lead back to a month of so few.',
    }),
    joinedAndLost: t.expose('joinedAndLost', { type: 'BigInt', nullable: true, description: 'Of these, lost in it. Null as joined.' }),
    isComplete: t.exposeBoolean('isComplete', { description: 'Whether it was observed from its start to its end.' }),
  }),
});

export const TenureRate = builder.prismaObject('TenureRate', {
  description: 'Churn of the one period that a snapshot shows.',
  fields: (t) => ({
    grouping: t.exposeString('groupingKey', { description: 'all, tenure, or what customers were at the start.' }),
    level: t.exposeString('level', { nullable: true, description: 'Which group. Null: all, and by tenure.' }),
    fromMonths: t.exposeInt('fromMonths', {
      nullable: true,
      description: 'Tenure at the period’s start, in months, from here on. Null, of tenure: who joined within the period.',
    }),
    untilMonths: t.exposeInt('untilMonths', { nullable: true, description: 'Up to here, exclusive. Null: and longer.' }),
    active: t.expose('active', { type: 'BigInt', description: 'There at the period’s start.' }),
    lost: t.expose('lost', { type: 'BigInt', description: 'Of these, lost in it.' }),
    rate: t.exposeFloat('rate', { nullable: true, description: 'lost / active.' }),
    ciLow: t.exposeFloat('ciLow', { nullable: true, description: 'Lower end of its interval (Wilson).' }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of its interval.' }),
  }),
});

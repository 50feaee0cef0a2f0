import { PRIVACY_CUSTOMERS } from '../../worker/stats/descriptive/thresholds.ts';
import { builder } from '../builder.ts';
import { SeType } from '../feedback/score.ts';
import { StatusCodeEnum } from '../statusCode.ts';
import { Measure } from './metricEnums.ts';
import { type MeasureName, measureCatalogue } from './metricMeasures.ts';
import type { MetricChange, MetricValue as MetricValueRow } from './metricRows.ts';

/** Money as an exact decimal: the sum itself, a mean or rate rounded to its four places. */
export function decimal(measure: MeasureName, value: number | null, exact: string | null): string | null {
  if (measureCatalogue[measure].unit !== 'MONEY' || value === null) return null;
  return exact ?? value.toFixed(4);
}

interface ChangeRow extends MetricChange {
  readonly measure: MeasureName;
}

const MetricChangeType = builder.objectRef<ChangeRow>('MetricChange').implement({
  description: 'A value less that of the period it is compared with.',
  fields: (t) => ({
    referenceValue: t.float({
      nullable: true,
      description: 'Of that period. Null is unknown or hidden.',
      resolve: ({ reference }) => reference.value,
    }),
    referenceValueDecimal: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The same as an exact decimal, of money.',
      resolve: ({ measure, reference }) => decimal(measure, reference.value, reference.exact),
    }),
    referenceN: t.int({
      nullable: true,
      description: 'Facts behind it. Null where hidden.',
      resolve: ({ reference }) => (reference.isHidden ? null : reference.n),
    }),
    referenceCustomers: t.int({
      nullable: true,
      description: 'Customers behind it. Null where hidden.',
      resolve: ({ reference }) => reference.customers,
    }),
    difference: t.exposeFloat('difference', { nullable: true, description: 'This value less that one.' }),
    stdErr: t.exposeFloat('stdErr', {
      nullable: true,
      description:
        'Its standard error, customers as units; those in both periods bring their covariance. Of totals: customers who come by chance.',
    }),
    ciLow: t.exposeFloat('ciLow', { nullable: true, description: 'Lower end of its interval.' }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of its interval.' }),
    pValue: t.exposeFloat('pValue', { nullable: true, description: 'Of the test against no difference.' }),
    pAdjusted: t.exposeFloat('pAdjusted', {
      nullable: true,
      description: "The same by Holm's adjustment over all comparisons of this answer.",
    }),
    sharedCustomers: t.exposeInt('sharedCustomers', {
      nullable: true,
      description: `Customers in both periods. Null where these, or those in one of the two alone, are fewer than ${PRIVACY_CUSTOMERS}.`,
    }),
    reasonDetail: t.exposeString('reasonDetail', { nullable: true, description: 'Why something here is null. Null when nothing is.' }),
  }),
});

export const MetricValue = builder.objectRef<MetricValueRow>('MetricValue').implement({
  description: 'A measure of a group, with its doubt where it is an estimate. Null is unknown or hidden, never 0: then `reason` says why.',
  fields: (t) => ({
    measure: t.field({ type: Measure, description: 'What is measured.', resolve: ({ measure }) => measure }),
    value: t.exposeFloat('value', { nullable: true, description: 'The value, in the unit of the measure. A true zero is 0.' }),
    valueDecimal: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The same as an exact decimal, of money; null for other units.',
      resolve: ({ measure, value, exact }) => decimal(measure, value, exact),
    }),
    n: t.int({ nullable: true, description: 'Facts behind it. Null where hidden.', resolve: ({ isHidden, n }) => (isHidden ? null : n) }),
    customers: t.exposeInt('customers', {
      nullable: true,
      description: 'Distinct customers behind it; one of nobody known counts as one. Null where hidden, and of spend, which is of nobody.',
    }),
    stdErr: t.exposeFloat('stdErr', {
      nullable: true,
      description: 'Standard error, customers as units. Null for counts and sums: they are facts.',
    }),
    ciLow: t.exposeFloat('ciLow', { nullable: true, description: 'Lower end of the 95 % interval.' }),
    ciHigh: t.exposeFloat('ciHigh', { nullable: true, description: 'Upper end of the 95 % interval.' }),
    seType: t.field({
      type: SeType,
      nullable: true,
      description: 'How the error was computed. Null where there is none.',
      resolve: ({ seType }) => seType,
    }),
    isReliable: t.exposeBoolean('isReliable', {
      description: 'Whether 30 or more customers stand behind it. If not, show it greyed and do not compare it.',
    }),
    isHidden: t.exposeBoolean('isHidden', {
      description: 'Whether it is kept back: fewer than 10 customers stand behind it, or a group of so few would follow from it.',
    }),
    reason: t.expose('reason', { type: StatusCodeEnum, nullable: true, description: 'Why something here is null. Null when nothing is.' }),
    reasonDetail: t.exposeString('reasonDetail', { nullable: true, description: 'The same in words.' }),
    change: t.field({
      type: MetricChangeType,
      nullable: true,
      description: 'Compared with the period of `compare`. Null where none was asked for.',
      resolve: ({ measure, change }) => (change === null ? null : { measure, ...change }),
    }),
  }),
});

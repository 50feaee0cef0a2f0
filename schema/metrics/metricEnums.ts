import { builder } from '../builder.ts';
import { dimensionCatalogue, type MetricDimension, metricDimensions } from './metricDimensions.ts';
import { type MeasureName, measureCatalogue, metricMeasures } from './metricMeasures.ts';

const entries = <Name extends string>(names: readonly Name[], describe: (name: Name) => string) =>
  Object.fromEntries(names.map((name) => [name, { value: name, description: describe(name) }])) as Record<
    Name,
    { value: Name; description: string }
  >;

export const Measure = builder.enumType('Measure', {
  description: 'What can be measured. metricCatalogue lists unit and possible groupings of each.',
  values: entries<MeasureName>(metricMeasures, (name) => measureCatalogue[name].description),
});
export const Dimension = builder.enumType('Dimension', {
  description: 'What measures can be grouped and narrowed by. Of a customer it is what was known at the fact, where not said otherwise.',
  values: entries<MetricDimension>(metricDimensions, (name) => dimensionCatalogue[name].description),
});
export const ComparisonEnum = builder.enumType('MetricComparison', {
  description: 'The period that a value is compared with.',
  values: {
    PREVIOUS_PERIOD: {
      description:
        'The unit of time before; without one, the period before: as many months where it begins and ends with months, as many days where it does with days, else as long. Of what has not ended, as much as is over.',
    },
    SAME_PERIOD_LAST_YEAR: {
      description: 'The same a year before; of hours, days and weeks 52 weeks before, so that days of the week meet.',
    },
  } as const,
});
export const MetricUnitEnum = builder.enumType('MetricUnit', {
  description: 'What the numbers of a measure are in.',
  values: {
    POINTS: { description: 'Points of a score.' },
    SHARE: { description: 'A share, 0-1.' },
    SCALE: { description: 'The scale of the answers.' },
    COUNT: { description: 'A number of things.' },
    MONEY: { description: 'The currency of the workspace.' },
    HOURS: { description: 'Hours.' },
    PER_1000_CUSTOMERS: { description: 'For every 1,000 customers.' },
  } as const,
});
export const ServedFromEnum = builder.enumType('MetricsServedFrom', {
  description: 'What metrics were read from.',
  values: {
    ROLLUP: {
      description:
        'Sums that are kept while data is loaded: as fast whatever the number of facts. Of answers and orders, by day to year and up to two more groupings.',
    },
    FACTS: { description: 'The facts themselves: all that they can tell, in time that grows with their number.' },
    BOTH: { description: 'Some measures from the one, some from the other.' },
  } as const,
});
